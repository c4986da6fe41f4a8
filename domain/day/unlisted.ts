import { NO_HASH } from '../record/record.ts';
import type { LogRange } from '../shift/figures.ts';

/** A stretch of a life's log that no close lists: from behind `after`, whose hash its first record carries, to `last`. */
export interface Gap {
  readonly after: { readonly seq: number; readonly hash: string };
  readonly last: number;
}

/** What lies before, between and behind the ranges of one life that closes list, in whatever order they are given, up to a number. */
export function unlisted(ranges: readonly Omit<LogRange, 'incarnation'>[], upTo: number): readonly Gap[] {
  const gaps: Gap[] = [];
  let after = { seq: 0, hash: NO_HASH };
  for (const { first, last, hash } of ranges.toSorted((a, b) => a.first - b.first)) {
    const end = Math.min(first - 1, upTo);
    if (end > after.seq) gaps.push({ after, last: end });
    if (last > after.seq) after = { seq: last, hash };
  }
  if (upTo > after.seq) gaps.push({ after, last: upTo });
  return gaps;
}
