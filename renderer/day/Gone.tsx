import { useBackAsMain } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { Page } from './Page.tsx';
import { usePageKeys } from './pages.ts';

/** What the page was about is not there any more: the close was drawn up anew meanwhile. */
export function Gone() {
  const { say } = useWords();
  useBackAsMain();
  usePageKeys({});
  return (
    <Page id="gone" title={say('day.open')}>
      <p className="hint hint-ok" role="status">
        <span className="hint-mark" aria-hidden>
          ✓
        </span>
        <span>{say('day.gone')}</span>
      </p>
    </Page>
  );
}
