import type { ReactNode } from 'react';
import { counterKey } from '../counter/counterKeys.ts';
import { openDay } from '../day/openDay.ts';
import { goOn } from '../keypad/fields.ts';
import { useKeys } from '../keys/useKeys.ts';
import { pagesOf } from '../pages/pages.ts';
import { openZs } from '../shift/ZListPanel.tsx';
import { StatusFoot } from '../status/StatusFoot.tsx';
import { Header } from './Header.tsx';
import { Lost } from './Lost.tsx';
import { useWindow, useWindowStore } from './state.ts';
import { useTill } from './till.ts';

/** What stands around every screen: the header, the foot, the connection; and the keys that work on all of them. */
export function Frame({ now, children }: { readonly now: () => number; readonly children: ReactNode }) {
  const till = useTill();
  const store = useWindowStore();
  const stage = useWindow((state) => state.view?.stage ?? null);
  const isInDay = (): boolean => store.getState().panels.at(-1)?.kind === 'day';
  useKeys((action) => {
    switch (action) {
      case 'language':
        till.nextLanguage();
        return true;
      case 'help':
        if (stage === 'counter') till.open({ kind: 'help' });
        return true;
      case 'alarms':
        if (store.getState().view?.status.alarms != null) till.open({ kind: 'alarms' });
        return true;
      case 'pages': {
        const role = store.getState().view?.staff?.role;
        if (role !== undefined && pagesOf(role).length > 0) till.open({ kind: 'pages' });
        return true;
      }
      case 'day':
        openDay(till, store);
        return true;
      case 'shift':
        if (isInDay()) return false;
        // Before a shift there is none to look at: those that were.
        if (stage === 'openShift') openZs(till, store);
        else if (stage === 'signIn') store.setState({ thenZs: !store.getState().thenZs });
        else counterKey(till, store, action);
        return true;
      case 'back':
        return till.back();
      case 'enter': {
        if (goOn()) return true;
        const { main } = store.getState();
        if (main?.enabled === true) main.run();
        return main !== null;
      }
      case 'undo':
      case 'print':
        if (isInDay()) return false;
        return counterKey(till, store, action);
      // A function key is ours also where it does nothing: the browser would reload the page or search in it.
      default:
        // In the close of the day they are its own.
        if (isInDay()) return false;
        counterKey(till, store, action);
        return true;
    }
  });
  return (
    <div className="frame">
      <Header now={now} />
      {children}
      <StatusFoot now={now} />
      <Lost />
    </div>
  );
}
