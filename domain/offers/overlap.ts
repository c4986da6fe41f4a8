import type { GoodsFilter } from '../programme/filter.ts';
import type { Effect } from '../programme/offer.ts';

/** The filters of the units that an offer uses up; empty: it uses none up. */
export function usedBy(effect: Effect): readonly (GoodsFilter | undefined)[] {
  switch (effect.type) {
    case 'amountOff':
    case 'percentOff':
    case 'priceEach':
      return effect.mostUnits === null ? [] : [effect.of];
    case 'bundle':
      return effect.parts.map(({ of }) => of);
    case 'buyGet': {
      const bought = effect.buy.map(({ of }) => of);
      return effect.get.of === undefined ? bought : [...bought, effect.get.of];
    }
    case 'freeProduct':
      return [{ skus: effect.skus }];
    case 'pointsValue':
    case 'coupon':
    case 'wallet':
    case 'points':
    case 'service':
      return [];
  }
}

/** Whether goods may exist that both filters mean. No only where it is certain: a line has one sku, category and brand. */
export function mayOverlap(a: GoodsFilter | undefined, b: GoodsFilter | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  const apart = (x: readonly string[] | undefined, y: readonly string[] | undefined, same: typeof isSame): boolean =>
    x !== undefined && y !== undefined && !x.some((one) => y.some((other) => same(one, other)));
  return (
    !apart(a.skus, b.skus, isSame) && !apart(a.brands, b.brands, isSame) && !apart(a.categories, b.categories, isWithin)
  );
}

const isSame = (a: string, b: string): boolean => a === b;
const isWithin = (a: string, b: string): boolean => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);

/** Groups things that touch each other, directly or through others; each group and the groups in the order given. */
export function clusters<T>(all: readonly T[], touch: (a: T, b: T) => boolean): T[][] {
  let found: T[][] = [];
  for (const one of all) {
    const near = found.filter((group) => group.some((other) => touch(one, other)));
    const rest = found.filter((group) => !near.includes(group));
    const merged = [...near.flat(), one].sort((a, b) => all.indexOf(a) - all.indexOf(b));
    const first = near[0] === undefined ? found.length : found.indexOf(near[0]);
    found = [...rest.slice(0, first), merged, ...rest.slice(first)];
  }
  return found;
}
