import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { Page } from './Page.tsx';
import { useGoOn, usePageKeys } from './pages.ts';
import type { Day } from './useDay.ts';

/** Nothing is known yet, or the till does not say it. The signed days can be looked at all the same. */
export function Waiting({ day }: { readonly day: Day }) {
  const { say } = useWords();
  const goOn = useGoOn();
  const list = (): void => goOn({ at: 'list' });
  useBackAsMain();
  usePageKeys({ receipts: list });
  return (
    <Page
      id="waiting"
      title={say('day.open')}
      beside={
        <Tap keys={KEYS.receipts.shown} onTap={list}>
          {say('day.list')}
        </Tap>
      }
    >
      <p className="room-note" role="status">
        {say(day.isUnanswered ? 'day.unanswered' : 'day.loading')}
      </p>
    </Page>
  );
}
