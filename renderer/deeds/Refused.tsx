import type { Refusal } from '../../domain/refusal/refusal.ts';
import { refusalText } from '../words/refusals.ts';
import { useWords } from '../words/useWords.ts';

/** Why it was not done, where it was asked for; nothing was written. */
export function Refused({ refusal }: { readonly refusal: Refusal | null }) {
  const words = useWords();
  if (refusal === null) return null;
  return (
    <p className="hint hint-stop" role="alert">
      <span className="hint-mark" aria-hidden>
        !
      </span>
      <span>{refusalText(words, refusal)}</span>
    </p>
  );
}
