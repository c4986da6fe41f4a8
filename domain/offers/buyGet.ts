import type { Effect } from '../programme/offer.ts';
import { addUnits, type Products } from './added.ts';
import { touched } from './bundle.ts';
import { reduceEach } from './money.ts';
import { partOne } from './reduce.ts';
import { type Demand, Pool } from './sets.ts';
import { markUsed, matching, type Work } from './units.ts';

export type BuyGet = Extract<Effect, { readonly type: 'buyGet' }>;

/** The one product that the till may put in; null: what is got is one of those scanned. */
export function addedSku(work: Work, effect: BuyGet): string | null {
  const [sku, ...others] = effect.get.of?.skus ?? [];
  return work.policies.freeUnit === 'added' && sku !== undefined && others.length === 0 ? sku : null;
}

/** What one set asks for: what is bought, then (unless the till puts it in) what is got. */
export function demandsOf(work: Work, effect: BuyGet): Demand[] {
  const bought = effect.buy.map(({ of, units }) => ({ lines: matching(work, of), units }));
  if (addedSku(work, effect) !== null) return bought;
  const lines =
    effect.get.of === undefined
      ? work.lines.map((_, line) => bought.some((part) => part.lines[line] === true))
      : matching(work, effect.get.of);
  return [...bought, { lines, units: effect.get.units }];
}

/**
 * As many sets as there are: first the units got are chosen for all of them, then those bought the other way round, so
 * that of seven at "buy 2 get 1" the two cheapest are got. All got together stand or fall as one. Returns how many sets.
 */
export function buyGet(work: Work, effect: BuyGet, offer: string, products: Products): number {
  const demands = demandsOf(work, effect);
  if (effect.buy.length === 0) return 0;
  const pool = new Pool(work, demands, effect.most);
  const { most } = pool;
  if (most === 0) return 0;
  const sku = addedSku(work, effect);
  const gets = effect.buy.length;
  const chosen = sku === null ? pool.choose(gets, pool.order(gets, effect.which), most * effect.get.units) : [];
  const bought = effect.buy.flatMap(({ units }, part) =>
    pool.choose(part, pool.order(part, effect.which, true), most * units),
  );
  const found = [...chosen, ...bought].reduce((sum, { units }) => sum + units, 0);
  // Only where there are more parts than are foreseen: then rather no set than half a one.
  if (found < demands.reduce((sum, { units }) => sum + units * most, 0)) return 0;
  const part = work.parts;
  const got =
    sku === null ? chosen : addUnits(work, { sku, units: most * effect.get.units, offer, of: effect.get.of }, products);
  reduceEach(work, got, effect.get.reduction, partOne(work), true);
  if (!touched(work, got)) return 0;
  // A percentage numbers its part itself; what was taken says which it is.
  const taken = got.flatMap(({ takes }) => takes).find((take) => take.attempt === work.attempt);
  markUsed(work, [...got, ...bought], taken?.part ?? part);
  return most;
}
