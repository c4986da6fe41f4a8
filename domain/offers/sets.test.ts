import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import type { Effect, Reduction, Which } from '../programme/offer.ts';
import { apply, kilograms, names, off, offer, percent, pieces, product, programme } from './testing/basket.ts';

const of = { categories: ['a'] };
const FREE: Reduction = { percent: 10_000 };

function buyGet(buy: number, get: number, over: Partial<Extract<Effect, { type: 'buyGet' }>> = {}): Effect {
  return {
    type: 'buyGet',
    buy: [{ of, units: buy }],
    get: { units: get, reduction: FREE },
    which: 'cheapest',
    most: null,
    ...over,
  };
}

function bundle(
  parts: readonly (readonly [string, number])[],
  reduction: Reduction,
  which: Which = 'dearest',
  most: number | null = null,
): Effect {
  return {
    type: 'bundle',
    parts: parts.map(([a, units]) => ({ of: { categories: [a] }, units })),
    reduction,
    which,
    most,
  };
}

const sold = (effect: Effect, lines: Parameters<typeof apply>[1], policies = {}) =>
  off(apply(programme([offer('o', effect)], policies), lines));

describe('buy and get', () => {
  test('two and one: of seven alike, two are free; of two, none', () => {
    expect(sold(buyGet(2, 1), [pieces('a1', 100, 7)])).toEqual([200]);
    expect(sold(buyGet(2, 1), [pieces('a1', 100, 2)])).toEqual([0]);
    expect(sold(buyGet(2, 1, { most: 1 }), [pieces('a1', 100, 7)])).toEqual([100]);
  });

  test('the cheapest are got, over all lines; the dearest or those entered first where it says so', () => {
    const lines = [pieces('a1', 50, 1), pieces('a2', 30, 3), pieces('a3', 90, 2)];
    expect(sold(buyGet(2, 1), lines)).toEqual([0, 60, 0]);
    expect(sold(buyGet(2, 1, { which: 'dearest' }), lines)).toEqual([0, 0, 180]);
    expect(sold(buyGet(2, 1, { which: 'asEntered' }), lines)).toEqual([50, 30, 0]);
  });

  test('something else is got, and no unit is both bought and got', () => {
    const other = { of: { categories: ['b'] }, units: 1, reduction: { percent: 5000 } };
    expect(sold(buyGet(2, 1, { get: other }), [pieces('a1', 100, 5), pieces('b1', 80, 1)])).toEqual([0, 40]);
    const same = { of: { skus: ['a1'] }, units: 1, reduction: FREE };
    expect(sold(buyGet(1, 1, { get: same }), [pieces('a1', 100, 1)])).toEqual([0]);
    expect(sold(buyGet(1, 1, { get: same }), [pieces('a1', 100, 1), pieces('a2', 300, 1)])).toEqual([100, 0]);
  });

  test('a unit that a part cannot do without is not got', () => {
    const get = { of: { categories: ['a', 'b'] }, units: 1, reduction: FREE };
    // The cheapest, a1, is the only one that can be bought.
    expect(sold(buyGet(1, 1, { get }), [pieces('a1', 10), pieces('b1', 100)])).toEqual([0, 100]);
  });

  test('for an amount less, and for a price, each', () => {
    const get = (reduction: Reduction) => ({ get: { units: 1, reduction } });
    expect(sold(buyGet(1, 1, get({ amount: bani(30) })), [pieces('a1', 100, 4)])).toEqual([60]);
    expect(sold(buyGet(1, 1, get({ price: bani(10) })), [pieces('a1', 100, 4)])).toEqual([180]);
    expect(sold(buyGet(1, 1, get({ price: bani(500) })), [pieces('a1', 100, 4)])).toEqual([0]);
  });

  test('a weighed line is one unit', () => {
    expect(sold(buyGet(1, 1), [kilograms('a1', 1000, 300), kilograms('a2', 1000, 200)])).toEqual([0, 200]);
  });
});

describe('the free unit is one more, put in by the till', () => {
  const get = { of: { skus: ['b1'] }, units: 1, reduction: FREE };
  const rules = (freeUnit: 'scanned' | 'added', effect: Effect = buyGet(2, 1, { get })) =>
    programme([offer('o', effect)], { freeUnit });
  const products = (sku: string) => (sku === 'b1' ? product('b1', 70) : null);

  test('sets are counted by what is bought', () => {
    const lines = [pieces('a1', 100, 5)];
    expect(off(apply(rules('scanned'), lines, { products }))).toEqual([0]);
    const result = apply(rules('added'), lines, { products });
    expect(off(result)).toEqual([0, 140]);
    expect(result.lines[1]).toMatchObject({ sku: 'b1', key: 2, quantity: 2000, added: 'o', price: 70 });
    expect(result.afterRedemption).toEqual([500, 0]);
  });

  test('the price is that of the basket where the catalogue does not know it; unknown: not applied', () => {
    expect(off(apply(rules('added'), [pieces('a1', 100, 2), pieces('b1', 60)]))).toEqual([0, 0, 60]);
    expect(names(apply(rules('added'), [pieces('a1', 100, 2)]))).toEqual([]);
  });

  test('a unit put in fills no condition and no other set', () => {
    const two = offer('two', percent(1000), { when: { basket: [{ unitsFrom: 3 }] } });
    const both = programme([offer('o', buyGet(2, 1, { get })), two], { freeUnit: 'added' });
    expect(names(apply(both, [pieces('a1', 100, 2)], { products }))).toEqual(['o']);
  });

  test('one of a list', () => {
    const effect: Effect = { type: 'freeProduct', skus: ['b1'], units: 2 };
    const result = apply(rules('added', effect), [pieces('a1', 100)], { products });
    expect(off(result)).toEqual([0, 140]);
    expect(off(apply(rules('scanned', effect), [pieces('b1', 70, 3)], { products }))).toEqual([140]);
  });
});

describe('sets', () => {
  test('three for fifty, as often as there are three', () => {
    expect(sold(bundle([['a', 3]], { price: bani(5000) }), [pieces('a1', 2000, 7)])).toEqual([2000]);
    expect(sold(bundle([['a', 3]], { price: bani(5000) }, 'dearest', 1), [pieces('a1', 2000, 7)])).toEqual([1000]);
  });

  test('a menu, in proportion to its parts', () => {
    const menu = bundle(
      [
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ],
      { price: bani(8900) },
    );
    expect(sold(menu, [pieces('a1', 6000), pieces('b1', 3000), pieces('c1', 2000)])).toEqual([1145, 573, 382]);
    expect(sold(menu, [pieces('a1', 6000), pieces('b1', 3000)])).toEqual([0, 0]);
  });

  test('a set cheaper than its price stays as it is', () => {
    expect(sold(bundle([['a', 2]], { price: bani(500) }), [pieces('a1', 100, 2)])).toEqual([0]);
  });

  test('an amount and a share', () => {
    expect(sold(bundle([['a', 2]], { amount: bani(50) }), [pieces('a1', 100, 5)])).toEqual([100]);
    expect(sold(bundle([['a', 2]], { percent: 1000 }), [pieces('a1', 100, 5)])).toEqual([40]);
  });

  test('the dearest or the cheapest make the set', () => {
    const lines = [pieces('a1', 100), pieces('a2', 200), pieces('a3', 300)];
    expect(sold(bundle([['a', 2]], { percent: 5000 }, 'dearest'), lines)).toEqual([0, 100, 150]);
    expect(sold(bundle([['a', 2]], { percent: 5000 }, 'cheapest'), lines)).toEqual([50, 100, 0]);
  });

  test('goods that suit two parts go where they are needed', () => {
    const effect: Effect = {
      type: 'bundle',
      parts: [{ units: 1 }, { of: { skus: ['a1'] }, units: 1 }],
      reduction: { percent: 1000 },
      which: 'dearest',
      most: null,
    };
    expect(sold(effect, [pieces('a1', 500, 1), pieces('b1', 100, 1)])).toEqual([50, 10]);
    expect(sold(effect, [pieces('a1', 500, 3), pieces('b1', 100, 1)])).toEqual([150, 10]);
  });
});

describe('a unit used by one offer', () => {
  const rules = [
    offer('cheapest', percent(5000, { of, mostUnits: 1 })),
    offer('three', bundle([['a', 3]], { amount: bani(30) })),
    offer('all', percent(1000)),
  ];
  test('is free for another of these or not; plain offers reduce what is left of it', () => {
    const lines = [pieces('a1', 100, 3)];
    expect(names(apply(programme(rules, { reuseUnits: false }), lines))).toEqual(['cheapest', 'all']);
    expect(names(apply(programme(rules, { reuseUnits: true }), lines))).toEqual(['cheapest', 'three', 'all']);
    expect(off(apply(programme(rules, { reuseUnits: false }), lines))).toEqual([50 + 25]);
  });

  test('with only the best, the better set replaces the earlier', () => {
    const two = [
      offer('ten', bundle([['a', 2]], { amount: bani(10) })),
      offer('thirty', bundle([['a', 3]], { amount: bani(30) })),
    ];
    const result = apply(programme(two, { discounts: 'best' }), [pieces('a1', 100, 3)]);
    expect(names(result)).toEqual(['thirty']);
    expect(off(result)).toEqual([30]);
  });
});
