import type { WordView } from '../../contract/till/word.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import { useWindow } from '../app/state.ts';
import { wordAge } from '../status/centreWords.ts';
import { useWords } from '../words/useWords.ts';

/** On what the balance rests at the moment of redeeming: how old the centre's word is, and what holds without it. */
export function Word({ word }: { readonly word: WordView }) {
  const { say } = useWords();
  const now = useWindow((state) => state.view?.status.now ?? 0);
  const { how, at, left, perDay, hours } = word;
  return (
    <p className="redeem-word" data-how={how}>
      <span aria-hidden>{how === 'online' ? '●' : '◐'}</span> {wordAge(say, at === null ? null : Math.max(0, now - at))}{' '}
      {how === 'online'
        ? say('redeem.word.online')
        : say('redeem.word.offline', { left: formatPoints(left), perDay, hours })}
    </p>
  );
}
