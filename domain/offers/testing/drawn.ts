import { bani } from '../../amount/bani.ts';
import { points } from '../../amount/points.ts';
import type { Conditions } from '../../programme/conditions.ts';
import type { GoodsFilter } from '../../programme/filter.ts';
import type { Effect, Offer, Reduction, Trigger, Which } from '../../programme/offer.ts';
import type { Policies } from '../../programme/policies.ts';
import type { Programme } from '../../programme/programme.ts';
import type { BasketLine } from '../../sale/basket.ts';
import { counterName } from '../../sale/facts.ts';
import type { OffersInput } from '../apply.ts';
import { inputOf, kilograms, member, NO_LIMITS, offer, pieces, product, programme, reward } from './basket.ts';

/** A whole number from 0 to below `n`, by chance: the property tests hand it in. */
export type Draw = (n: number) => number;

const SKUS = ['a1', 'a2', 'b1', 'b2', 'c1', 'c2'];

function oneOf<T>(draw: Draw, first: T, ...others: readonly T[]): T {
  return [first, ...others][draw(others.length + 1)] ?? first;
}
const some = <T>(draw: Draw, n: number, make: (i: number) => T): T[] =>
  Array.from({ length: draw(n + 1) }, (_, i) => make(i));
const maybe = (draw: Draw): boolean => draw(2) === 1;
const sku = (draw: Draw): string => SKUS[draw(SKUS.length)] ?? 'a1';

function filter(draw: Draw): GoodsFilter {
  return oneOf<() => GoodsFilter>(
    draw,
    () => ({}),
    () => ({ categories: [oneOf(draw, 'a', 'b', 'c')] }),
    () => ({ skus: [sku(draw)] }),
    () => ({ skus: [sku(draw), sku(draw)] }),
    () => ({ except: { categories: ['a'] } }),
    () => ({ priceFrom: bani(draw(800)) }),
  )();
}
const which = (draw: Draw): Which => oneOf<Which>(draw, 'cheapest', 'dearest', 'asEntered');
const most = (draw: Draw): number | null => oneOf(draw, null, 1, 2, 5);

function reduction(draw: Draw): Reduction {
  return oneOf<() => Reduction>(
    draw,
    () => ({ percent: draw(10_001) }),
    () => ({ percent: 10_000 }),
    () => ({ amount: bani(draw(900)) }),
    () => ({ price: bani(draw(900)) }),
  )();
}

function moneyEffect(draw: Draw): Effect {
  const of = maybe(draw) ? {} : { of: filter(draw) };
  return oneOf<() => Effect>(
    draw,
    () => ({
      type: 'percentOff',
      percent: draw(10_001),
      ...of,
      mostUnits: most(draw),
      which: which(draw),
      cap: maybe(draw) ? null : bani(draw(500)),
    }),
    () => {
      const per = oneOf(draw, 'order' as const, 'line' as const, 'unit' as const);
      return { type: 'amountOff', amount: bani(draw(900)), per, ...of, mostUnits: most(draw), which: which(draw) };
    },
    () => ({ type: 'priceEach', price: bani(draw(900)), ...of, mostUnits: most(draw), which: which(draw) }),
    () => ({
      type: 'bundle',
      parts: [{ ...of, units: 1 + draw(3) }, ...some(draw, 2, () => ({ of: filter(draw), units: 1 + draw(2) }))],
      reduction: reduction(draw),
      which: which(draw),
      most: most(draw),
    }),
    () => ({
      type: 'buyGet',
      buy: [{ ...of, units: 1 + draw(3) }, ...some(draw, 1, () => ({ of: filter(draw), units: 1 }))],
      get: { ...(maybe(draw) ? {} : { of: filter(draw) }), units: 1 + draw(2), reduction: reduction(draw) },
      which: which(draw),
      most: most(draw),
    }),
    () => ({ type: 'freeProduct', skus: [sku(draw), sku(draw)], units: 1 + draw(3) }),
  )();
}

function effect(draw: Draw): Effect {
  if (draw(6) > 0) return moneyEffect(draw);
  return oneOf<Effect>(
    draw,
    { type: 'coupon', offer: 'o0', days: 10 },
    { type: 'wallet', amount: bani(100) },
    { type: 'points', points: points(5) },
    { type: 'service', text: 'x' },
  );
}

function trigger(draw: Draw): Trigger {
  return oneOf<Trigger>(
    draw,
    { type: 'automatic' },
    { type: 'automatic' },
    { type: 'code', codes: ['C1'], issued: false },
    { type: 'code', codes: ['c2'], issued: true },
    { type: 'points', points: points(1 + draw(40)) },
    { type: 'stamps', card: 's', stamps: 1 + draw(4) },
  );
}

function conditions(draw: Draw): Conditions {
  if (draw(3) > 0) return {};
  return { basket: [oneOf(draw, { spendFrom: bani(draw(3000)) }, { unitsFrom: draw(8) }, { differentFrom: draw(4) })] };
}

function anyOffer(draw: Draw, id: string): Offer {
  const over = {
    when: conditions(draw),
    priority: draw(3),
    group: oneOf(draw, null, null, 'g', 'h'),
    exclusive: draw(12) === 0,
    last: draw(12) === 0,
    limits: draw(6) > 0 ? NO_LIMITS : { ...NO_LIMITS, perReceipt: 1, total: draw(2) === 0 ? null : 3 },
  };
  if (draw(8) > 0) return offer(id, effect(draw), { ...over, trigger: trigger(draw) });
  const value: Trigger = {
    type: 'perPoint',
    points: points(1 + draw(10)),
    value: bani(1 + draw(50)),
    least: points(draw(20)),
    step: points(1 + draw(5)),
    largestShare: draw(10_001),
    most: oneOf(draw, null, points(30)),
  };
  return offer(id, { type: 'pointsValue', ...(maybe(draw) ? {} : { of: filter(draw) }) }, { ...over, trigger: value });
}

export function anyPolicies(draw: Draw): Partial<Policies> {
  return {
    discounts: oneOf(draw, 'remaining', 'original', 'best'),
    choose: oneOf(draw, 'asListed', 'bestForMember'),
    order: oneOf(draw, 'productsFirst', 'asListed'),
    reuseUnits: maybe(draw),
    minimumBase: oneOf(draw, 'before', 'after'),
    freeUnit: oneOf(draw, 'scanned', 'added'),
    rounding: {
      mode: oneOf(draw, 'halfUp', 'floor', 'ceil', 'halfEven'),
      per: oneOf(draw, 'unit', 'line', 'offer', 'once'),
    },
    oddBan: oneOf(draw, 'largestRemainder', 'first', 'last'),
    belowFloor: oneOf(draw, 'lost', 'movesOn'),
    tooMany: oneOf(draw, 'refuse', 'cut'),
  };
}

function anyLine(draw: Draw): BasketLine {
  const price = draw(1000);
  const minPrice = draw(4) === 0 ? { minPrice: bani(draw(1200)) } : {};
  const line = draw(5) === 0 ? kilograms(sku(draw), price, 1 + draw(3000)) : pieces(sku(draw), price, 1 + draw(7));
  return { ...line, ...minPrice };
}

export function anyProgramme(draw: Draw): Programme {
  const floors = some(draw, 2, () =>
    maybe(draw) ? { of: filter(draw), share: draw(10_001) } : { price: bani(draw(500)) },
  );
  const excluded = draw(4) === 0 ? { excluded: filter(draw) } : {};
  return programme(
    some(draw, 8, (i) => anyOffer(draw, `o${i}`)),
    anyPolicies(draw),
    { floors, ...excluded },
  );
}

/** Any basket under any programme, with any choices. */
export function anyInput(draw: Draw): OffersInput {
  const of = anyProgramme(draw);
  const spendable = points(draw(200));
  const counters = { [counterName.stamps('s')]: draw(10) };
  const facts = draw(4) === 0 ? null : member({ spendable, balance: spendable, counters });
  return inputOf(
    of,
    some(draw, 6, () => anyLine(draw)),
    {
      facts,
      codes: some(draw, 3, (i) => oneOf(draw, `C${i}`, 'NONE')),
      rewards: of.offers.flatMap(({ id }) =>
        maybe(draw)
          ? [reward(id, { times: 1 + draw(3), points: points(draw(120)), sku: oneOf(draw, null, sku(draw)) })]
          : [],
      ),
      products: (wanted) => (wanted === 'c2' ? null : product(wanted, 250)),
    },
  );
}
