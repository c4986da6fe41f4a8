import { allocate } from '../amount/allocate.ts';
import { type Bani, bani, sumBani } from '../amount/bani.ts';
import { assert } from '../assert.ts';
import type { Offer } from '../programme/offer.ts';
import { kindOf } from './order.ts';
import { quotient } from './share.ts';
import type { Work } from './units.ts';

/** What came off, in whole bani. */
export interface Rounded {
  /** By attempt, then by line. */
  readonly byAttempt: ReadonlyMap<number, readonly Bani[]>;
  /** By line. */
  readonly off: readonly Bani[];
}

/**
 * Makes whole bani of what was taken off. Reckoned in bani, nothing changes. Reckoned in millionths, the sum of all is
 * rounded once; each line gets its whole bani, and what is left goes, a ban each, to lines that have a part of one; a
 * line's bani are then divided among its offers. So no line gives more than its amount rounded up.
 */
export function roundOff(work: Work): Rounded {
  const { grain, lines, runs, policies } = work;
  const takes = runs.map((of) => {
    const sums = new Map<number, number>();
    for (const run of of) {
      for (const { attempt, amount } of run.takes) sums.set(attempt, (sums.get(attempt) ?? 0) + amount);
    }
    return sums;
  });
  const exact = runs.map((of) => of.reduce((sum, run) => sum + run.off, 0));
  const off = exact.map((amount) => Math.floor(amount / grain));
  const sum = exact.reduce((so, amount) => so + amount, 0);
  let odd = quotient(sum, 1, grain, policies.rounding.mode) - off.reduce((so, amount) => so + amount, 0);
  const rest = (line: number): number => (exact[line] ?? 0) % grain;
  const order = lines.map((_, line) => line).filter((line) => rest(line) > 0);
  if (policies.oddBan === 'last') order.reverse();
  if (policies.oddBan === 'largestRemainder') order.sort((a, b) => rest(b) - rest(a) || a - b);
  for (const line of order) {
    if (odd === 0) break;
    off[line] = (off[line] ?? 0) + 1;
    odd -= 1;
  }
  assert(odd === 0, 'the odd bani have a line each');

  const byAttempt = new Map<number, Bani[]>();
  takes.forEach((sums, line) => {
    const attempts = [...sums];
    const parts = allocate(
      off[line] ?? 0,
      attempts.map(([, amount]) => amount),
    );
    attempts.forEach(([attempt], i) => {
      const own = byAttempt.get(attempt) ?? lines.map(() => bani(0));
      own[line] = bani(parts[i] ?? 0);
      byAttempt.set(attempt, own);
    });
  });
  assert(
    sumBani([...byAttempt.values()].flat()) === sumBani(off.map(bani)),
    'what offers took off is what the lines gave',
  );
  return { byAttempt, off: off.map(bani) };
}

/** Whether an offer took nothing off (by line: `discounts`) and cost nobody anything: then it was not applied. */
export function cameToNothing(offer: Offer, discounts: readonly Bani[]): boolean {
  return offer.trigger.type === 'automatic' && kindOf(offer) === 'money' && discounts.every((amount) => amount === 0);
}
