import { useEffect } from 'react';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Tap } from '../controls/Tap.tsx';
import { refusalDetails, refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';

const MARKS = { stop: '!', attention: '◐', ok: '✓' } as const;

/** Good news goes by itself; what went wrong stays until it was read, ms. */
const GOOD_FOR_MS = 4000;

/** What happened, what was kept, what to do: one calm strip over the sale card, which moves nothing. */
export function Notice() {
  const words = useWords();
  const till = useTill();
  const notice = useWindow((state) => state.notice);
  const good = notice?.tone === 'ok';
  useEffect(() => {
    if (!good) return;
    const timer = setTimeout(() => till.say(null), GOOD_FOR_MS);
    return () => clearTimeout(timer);
  }, [till, good]);
  const details = notice?.tone === 'stop' ? refusalDetails(notice.refusal) : null;
  return (
    <div className="notice-place" role="status" aria-live="assertive">
      {notice === null ? null : (
        <div className={`notice notice-${notice.tone}`}>
          <span className="notice-mark" aria-hidden>
            {MARKS[notice.tone]}
          </span>
          <div className="notice-text">
            <p>{notice.tone === 'stop' ? refusalText(words, notice.refusal) : words.say(notice.words)}</p>
            {details === null ? null : (
              <details>
                <summary>{words.say('action.details')}</summary>
                <code>{details}</code>
              </details>
            )}
          </div>
          <Tap look="quiet" className="notice-close" label={words.say('notice.close')} onTap={() => till.say(null)}>
            ✕
          </Tap>
        </div>
      )}
    </div>
  );
}
