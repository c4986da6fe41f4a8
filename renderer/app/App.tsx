// First: the components below bring their own styles, which come after these.
import '../theme/styles.ts';

import { MantineProvider } from '@mantine/core';
import { useColorScheme } from '@mantine/hooks';
import { useEffect, useMemo } from 'react';
import type { TillClient } from '../../contract/till/api.ts';
import { never } from '../../domain/assert.ts';
import { MainButton } from '../counter/ActionBar.tsx';
import { Counter, Laid } from '../counter/Counter.tsx';
import { Notice } from '../counter/Notice.tsx';
import { ImportRoom } from '../import/ImportRoom.tsx';
import { useImportOpen } from '../import/useImport.ts';
import { roomOf } from '../pages/rooms.tsx';
import { ProgrammeRoom } from '../programme/ProgrammeRoom.tsx';
import { useProgrammePage } from '../programme/useProgrammePage.ts';
import { Setup } from '../setup/Setup.tsx';
import { OpenShift } from '../shift/OpenShift.tsx';
import { SignIn } from '../signin/SignIn.tsx';
import { notes } from '../sound/notes.ts';
import { theme } from '../theme/theme.ts';
import { useWords } from '../words/useWords.ts';
import { Frame } from './Frame.tsx';
import type { Panel } from './panels.ts';
import { createWindowStore, StoreContext, useWindow } from './state.ts';
import { Till, TillContext } from './till.ts';
import './app.css';

interface AppProps {
  readonly client: TillClient;
  /** A monotonic clock, ms. */
  readonly now: () => number;
  /** Hears a keyboard-wedge scanner's bursts; returns how to stop. */
  readonly wedge: (onCode: (code: string) => void) => () => void;
}

/** The whole window: one till's view, drawn. */
export function App({ client, now, wedge }: AppProps) {
  const store = useMemo(createWindowStore, []);
  const till = useMemo(
    () =>
      new Till(
        client,
        store,
        notes(() => store.getState().view?.settings.sound ?? false),
      ),
    [client, store],
  );
  useEffect(() => till.listen(now), [till, now]);
  useEffect(() => wedge((code) => void till.code(code)), [till, wedge]);
  return (
    <StoreContext value={store}>
      <TillContext value={till}>
        <Themed now={now} />
      </TillContext>
    </StoreContext>
  );
}

function Themed({ now }: { readonly now: () => number }) {
  const wanted = useWindow((state) => state.view?.settings.theme ?? 'system');
  const system = useColorScheme('light');
  const { language } = useWords();
  const store = useWindow((state) => state.view?.till?.store ?? null);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = store === null ? 'Loial' : `${store} · Loial`;
  }, [language, store]);
  return (
    // The variables stand in an adopted sheet (theme.ts): the content security policy allows no style elements.
    <MantineProvider
      theme={theme}
      forceColorScheme={wanted === 'system' ? system : wanted}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Frame now={now}>
        <Stage />
      </Frame>
    </MantineProvider>
  );
}

/** The screen that stands now. */
function Stage() {
  const stage = useWindow((state) => state.view?.stage ?? null);
  const { say } = useWords();
  if (stage === null) {
    return (
      <main className="waiting">
        <p role="status">{say('app.connecting')}</p>
      </main>
    );
  }
  switch (stage) {
    case 'setup':
      return <Setup />;
    case 'signIn':
      return <SignIn />;
    case 'openShift':
      return <BeforeShift />;
    case 'counter':
      return <Counter />;
    default:
      return never(stage);
  }
}

/** What is looked at at any hour, and what is behind it. */
const BEFORE_SHIFT: ReadonlySet<Panel['kind']> = new Set([
  'alarms',
  'alarm',
  'tills',
  'timeline',
  'receipt',
  'zList',
  'pages',
  'z',
]);

/** Before a shift there is no counter; the programme, a list of members, and what must be looked at, are the manager's at any hour. */
function BeforeShift() {
  const page = useProgrammePage();
  const panel = useWindow((state) => state.panels.at(-1) ?? null);
  const isImporting = useImportOpen();
  if (isImporting) return <ImportRoom />;
  const room = roomOf(panel);
  if (room !== null) return room;
  if (page !== null) return <ProgrammeRoom page={page} />;
  if (panel === null || !BEFORE_SHIFT.has(panel.kind)) return <OpenShift />;
  return (
    <main className="screen screen-filled">
      <section className="card screen-card screen-panel">
        <Laid panel={panel} />
        <MainButton />
        <Notice />
      </section>
    </main>
  );
}
