import type { Refusal } from '../../domain/refusal/refusal.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';

/** Why something is not done, or not more of it. */
export function Why({ refusal, tone }: { readonly refusal: Refusal; readonly tone: 'attention' | 'stop' }) {
  const words = useWords();
  return (
    <p className={`hint hint-${tone}`} role={tone === 'stop' ? 'alert' : undefined}>
      <span className="hint-mark" aria-hidden>
        {tone === 'stop' ? '!' : '◐'}
      </span>
      <span>{refusalText(words, refusal)}</span>
    </p>
  );
}
