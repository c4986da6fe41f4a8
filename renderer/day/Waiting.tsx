import { useBackAsMain } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { Page } from './Page.tsx';
import { usePageKeys } from './pages.ts';
import type { Day } from './useDay.ts';

/** Nothing is known yet, or the till does not say it. */
export function Waiting({ day }: { readonly day: Day }) {
  const { say } = useWords();
  useBackAsMain();
  usePageKeys({});
  return (
    <Page id="waiting" title={say('day.open')}>
      <p className="room-note" role="status">
        {say(day.isUnanswered ? 'day.unanswered' : 'day.loading')}
      </p>
    </Page>
  );
}
