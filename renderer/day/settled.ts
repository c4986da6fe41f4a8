import type { DrawnDay, DrawnDifference } from '../../contract/till/day.ts';
import { mustBeExplained } from '../../domain/day/checks.ts';
import type { SignedDifference } from '../../domain/day/recorded.ts';
import type { Words } from '../words/words.ts';

type Explained = NonNullable<SignedDifference['explained']>;

/** The till that a difference is about; undefined: none. */
export function tillOf(params: DrawnDifference['params'], { tills }: DrawnDay): DrawnDay['tills'][number] | undefined {
  return tills.find(({ number }) => number === params['till']);
}

/** Why a difference is as it is, as somebody said; null: nobody did. */
export function explainedText({ say }: Words, explained: Pick<Explained, 'why' | 'mended'> | null): string | null {
  if (explained === null) return null;
  return say(explained.mended === null ? `day.why.${explained.why}` : 'day.mended');
}

/** How it was settled; null: it was not. */
export function settledText(words: Words, difference: DrawnDifference, drawn: DrawnDay): string | null {
  const { code, params, explained } = difference;
  if (explained !== null) return explainedText(words, explained);
  if (code !== 'notHeard' && code !== 'shiftOpen') return null;
  const why = tillOf(params, drawn)?.without ?? null;
  return why === null ? null : words.say(`day.without.${why}`);
}

/** Of what must be explained, how much there is, and how much of it is settled. */
export function settledOf(words: Words, drawn: DrawnDay): { readonly settled: number; readonly count: number } {
  const all = drawn.checks.filter(({ check }) => mustBeExplained(check)).flatMap(({ differences }) => differences);
  return { settled: all.filter((each) => settledText(words, each, drawn) !== null).length, count: all.length };
}
