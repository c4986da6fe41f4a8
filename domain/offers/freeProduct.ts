import type { Effect } from '../programme/offer.ts';
import { addUnits, type Products } from './added.ts';
import { markTaken } from './money.ts';
import { partEach, takeEach } from './reduce.ts';
import { baseOf, firstUnits, isFree, leftOf, type Run, type Work } from './units.ts';

/** Units of one listed product free: the one chosen, else the first in the basket, else (put in by the till) the first listed. */
export function freeProduct(
  work: Work,
  effect: Extract<Effect, { readonly type: 'freeProduct' }>,
  of: { readonly offer: string; readonly sku: string | null },
  products: Products,
): void {
  const wanted = effect.skus.filter((sku) => of.sku === null || sku === of.sku);
  const open = work.lines.flatMap(({ line, excluded, added }, index): Run[] => {
    if (excluded || added !== null || line.sku === null || !wanted.includes(line.sku)) return [];
    return (work.runs[index] ?? []).filter((run) => isFree(work, run) && leftOf(work, run) > 0);
  });
  const first = open[0] === undefined ? null : (work.lines[open[0].line]?.line.sku ?? null);
  let free: Run[];
  if (work.policies.freeUnit === 'added') {
    const sku = first ?? wanted[0];
    if (sku === undefined) return;
    free = addUnits(work, { sku, units: effect.units, offer: of.offer, of: undefined }, products);
  } else {
    const same = open.filter((run) => work.lines[run.line]?.line.sku === first);
    free = firstUnits(work, same, effect.units);
  }
  takeEach(work, free, (run) => baseOf(work, run), partEach(work));
  markTaken(work, free);
}
