import type { Effect } from '../programme/offer.ts';
import { partOne, takePercent, takeShared } from './reduce.ts';
import { Pool } from './sets.ts';
import { baseOf, markUsed, matching, type Run, sumOf, type Work } from './units.ts';

/**
 * Puts sets together, the first of each part in the order of `which`, and takes off each what the set costs less, in
 * proportion to its units. A set that is cheap already is left alone. Returns how many sets there were.
 */
export function bundle(work: Work, effect: Extract<Effect, { readonly type: 'bundle' }>): number {
  const demands = effect.parts.map(({ of, units }) => ({ lines: matching(work, of), units }));
  if (demands.length === 0) return 0;
  const pool = new Pool(work, demands, effect.most);
  const orders = demands.map((_, part) => pool.order(part, effect.which));
  const sets: { readonly runs: readonly Run[]; readonly times: number }[] = [];
  let made = 0;
  while (made < pool.most) {
    const alike = pool.apart && work.policies.discounts !== 'best';
    const times = alike ? pool.alike(orders, pool.most - made) : 1;
    const runs = demands.flatMap(({ units }, part) => pool.choose(part, orders[part] ?? [], units * times));
    const needed = demands.reduce((sum, { units }) => sum + units * times, 0);
    if (runs.reduce((sum, run) => sum + run.units, 0) < needed) break;
    sets.push({ runs, times });
    made += times;
  }
  reduceSets(work, effect, sets);
  return made;
}

function reduceSets(
  work: Work,
  { reduction }: Extract<Effect, { readonly type: 'bundle' }>,
  sets: readonly { readonly runs: readonly Run[]; readonly times: number }[],
): void {
  if ('percent' in reduction) {
    const all = sets.flatMap(({ runs }) => runs);
    const part = work.parts;
    takePercent(work, all, { percent: reduction.percent, cap: null, whole: true, asOne: true });
    if (touched(work, all)) markUsed(work, all, part);
    return;
  }
  for (const { runs, times } of sets) {
    const base = runs.reduce((sum, run) => sum + baseOf(work, run), 0);
    const off =
      'amount' in reduction ? reduction.amount * work.grain * times : base - reduction.price * work.grain * times;
    const part = partOne(work);
    if (off > 0) takeShared(work, runs, off, part);
    if (touched(work, runs)) markUsed(work, runs, part());
  }
}

/** Whether the attempt whose turn it is took something off these. */
export function touched(work: Work, runs: readonly Run[]): boolean {
  return runs.some((run) => sumOf(run.takes.filter((take) => take.attempt === work.attempt)) > 0);
}
