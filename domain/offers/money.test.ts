import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import type { Effect } from '../programme/offer.ts';
import { amount, apply, kilograms, names, off, offer, percent, pieces, programme } from './testing/basket.ts';

const one = (effect: Effect, over: Parameters<typeof offer>[2] = {}) => offer('o', effect, over);
const of = { categories: ['a'] };

describe('an amount off', () => {
  test('the order is divided by largest remainder, and never more than there is', () => {
    const lines = [pieces('a1', 100), pieces('b1', 100), pieces('c1', 100)];
    expect(off(apply(programme([one(amount(100))]), lines))).toEqual([34, 33, 33]);
    expect(off(apply(programme([one(amount(1000))]), lines))).toEqual([100, 100, 100]);
    expect(off(apply(programme([one(amount(100, { of }))]), lines))).toEqual([100, 0, 0]);
  });

  test('each line, and each unit', () => {
    const lines = [pieces('a1', 100, 3), pieces('a2', 20, 2), pieces('b1', 100)];
    expect(off(apply(programme([one(amount(30, { of, per: 'line' }))]), lines))).toEqual([30, 30, 0]);
    expect(off(apply(programme([one(amount(30, { of, per: 'unit' }))]), lines))).toEqual([90, 40, 0]);
  });

  test('only so many units, the cheapest or the dearest', () => {
    const lines = [pieces('a1', 100, 3), pieces('a2', 50, 2), pieces('a3', 70, 2)];
    const most = (which: 'cheapest' | 'dearest' | 'asEntered') =>
      off(apply(programme([one(amount(10, { per: 'unit', mostUnits: 3, which }))]), lines));
    expect(most('cheapest')).toEqual([0, 20, 10]);
    expect(most('dearest')).toEqual([30, 0, 0]);
    expect(most('asEntered')).toEqual([30, 0, 0]);
  });
});

describe('a share off', () => {
  test('the order, the named goods, at most the cap', () => {
    const lines = [pieces('a1', 1000), pieces('b1', 3000)];
    expect(off(apply(programme([one(percent(1000))]), lines))).toEqual([100, 300]);
    expect(off(apply(programme([one(percent(1000, { of }))]), lines))).toEqual([100, 0]);
    expect(off(apply(programme([one(percent(1000, { cap: bani(200) }))]), lines))).toEqual([50, 150]);
  });

  test('the cheapest unit of a line of several', () => {
    const lines = [pieces('a1', 1000, 2), pieces('b1', 300, 4)];
    expect(off(apply(programme([one(percent(5000, { mostUnits: 1 }))]), lines))).toEqual([0, 150]);
    expect(off(apply(programme([one(percent(5000, { mostUnits: 5 }))]), lines))).toEqual([500, 600]);
  });

  test('excluded goods take nothing', () => {
    const result = apply(programme([one(percent(1000))], {}, { excluded: of }), [
      pieces('a1', 1000),
      pieces('b1', 100),
    ]);
    expect(off(result)).toEqual([0, 10]);
    expect(result.excluded).toEqual([true, false]);
  });
});

test('a price for each, which never makes dearer; a weighed line by the kilogram', () => {
  const effect: Effect = { type: 'priceEach', price: bani(80), mostUnits: null, which: 'cheapest' };
  const lines = [pieces('a1', 100, 3), pieces('a2', 50), kilograms('a3', 200, 500)];
  expect(off(apply(programme([one(effect)]), lines))).toEqual([60, 0, 60]);
});

describe('rounding', () => {
  const lines = [pieces('a1', 5, 3), pieces('b1', 5)];
  const rounded = (
    per: 'unit' | 'line' | 'offer' | 'once',
    mode: 'halfUp' | 'floor' | 'ceil' | 'halfEven' = 'halfUp',
  ) => off(apply(programme([one(percent(1000))], { rounding: { mode, per } }), lines));

  test('by unit, line, offer, or once', () => {
    expect(rounded('unit')).toEqual([3, 1]);
    expect(rounded('line')).toEqual([2, 1]);
    expect(rounded('offer')).toEqual([2, 0]);
    expect(rounded('once')).toEqual([2, 0]);
  });

  test('once: two offers of a third of a ban make one ban together, and none each', () => {
    const third = [offer('x', percent(700)), offer('y', percent(700))];
    const sold = [pieces('a1', 5)];
    expect(off(apply(programme(third, { rounding: { mode: 'halfUp', per: 'offer' } }), sold))).toEqual([0]);
    expect(off(apply(programme(third, { rounding: { mode: 'halfUp', per: 'once' } }), sold))).toEqual([1]);
  });

  test('down, up, half up, half to even', () => {
    const sold = (price: number, mode: 'halfUp' | 'floor' | 'ceil' | 'halfEven') =>
      off(apply(programme([one(percent(5000))], { rounding: { mode, per: 'offer' } }), [pieces('a', price)]))[0];
    expect([sold(5, 'floor'), sold(5, 'ceil'), sold(5, 'halfUp'), sold(5, 'halfEven')]).toEqual([2, 3, 3, 2]);
    expect(sold(7, 'halfEven')).toBe(4);
  });

  test('the odd ban: largest remainder, first, last', () => {
    const sold = [pieces('a1', 100), pieces('b1', 110), pieces('c1', 100)];
    const odd = (oddBan: 'largestRemainder' | 'first' | 'last') =>
      off(apply(programme([one(amount(100))], { oddBan }), sold));
    expect(odd('largestRemainder')).toEqual([32, 36, 32]);
    expect(odd('first')).toEqual([33, 35, 32]);
    expect(odd('last')).toEqual([32, 35, 33]);
  });
});

describe('the lowest price', () => {
  const floors = [{ of, share: 9000 }];
  test('what a line cannot take moves on, or is lost and said', () => {
    const lines = [pieces('a1', 1000), pieces('b1', 1000)];
    const moved = apply(programme([one(amount(1000))], { belowFloor: 'movesOn' }, { floors }), lines);
    expect(off(moved)).toEqual([100, 900]);
    const lost = apply(programme([one(amount(1000))], { belowFloor: 'lost' }, { floors }), lines);
    expect(off(lost)).toEqual([100, 500]);
    expect(lost.trace).toContainEqual({ code: 'offer.floor', params: { lost: 400 } });
    expect(moved.trace.map(({ code }) => code)).toEqual(['offer.off']);
  });

  test('the highest of the floors counts, the line’s own among them, and a share is rounded up', () => {
    const sold = [pieces('a1', 999, 1, { minPrice: bani(400) }), pieces('b1', 999, 2, { minPrice: bani(998) })];
    const result = apply(
      programme([one(percent(10_000))], {}, { floors: [{ of, share: 5000 }, { price: bani(300) }] }),
      sold,
    );
    expect(result.afterRedemption).toEqual([500, 1996]);
  });

  test('a line cheaper than its floor is left as it is', () => {
    const sold = [pieces('a1', 100, 1, { minPrice: bani(500) })];
    expect(off(apply(programme([one(percent(5000))]), sold))).toEqual([0]);
  });
});

describe('several offers', () => {
  const lines = [pieces('a1', 1000), pieces('b1', 1000)];
  const both = [offer('half', percent(5000, { of })), offer('tenth', percent(1000))];
  const by = (discounts: 'remaining' | 'original' | 'best') => off(apply(programme(both, { discounts }), lines));

  test('on what remains, on the first price, only the best', () => {
    expect(by('remaining')).toEqual([550, 100]);
    expect(by('original')).toEqual([600, 100]);
    expect(by('best')).toEqual([500, 100]);
  });

  test('on the first price: never more than is left', () => {
    const three = ['x', 'y', 'z'].map((id) => offer(id, percent(4000)));
    expect(off(apply(programme(three, { discounts: 'original' }), lines))).toEqual([1000, 1000]);
  });

  test('only the best: one sum for the order counts whole or not at all', () => {
    const sums = (sum: number) =>
      apply(programme([offer('half', percent(5000, { of })), offer('sum', amount(sum))], { discounts: 'best' }), lines);
    expect(names(sums(501))).toEqual(['sum']);
    expect(off(sums(501))).toEqual([251, 250]);
    expect(names(sums(500))).toEqual(['half']);
    expect(off(sums(500))).toEqual([500, 0]);
  });

  test('products before the order, or as listed', () => {
    const listed = [offer('order', amount(100)), offer('goods', percent(5000, { of }))];
    expect(names(apply(programme(listed), lines))).toEqual(['goods', 'order']);
    expect(names(apply(programme(listed, { order: 'asListed' }), lines))).toEqual(['order', 'goods']);
    const prior = [offer('order', amount(100), { priority: 2 }), offer('goods', percent(5000), { priority: 1 })];
    expect(names(apply(programme(prior, { order: 'asListed' }), lines))).toEqual(['goods', 'order']);
  });

  test('minimum spend before or after other offers', () => {
    const rules = [
      offer('half', percent(5000, { of })),
      offer('from', amount(100), { when: { basket: [{ spendFrom: bani(2000) }] } }),
    ];
    expect(names(apply(programme(rules, { minimumBase: 'before' }), lines))).toEqual(['half', 'from']);
    expect(names(apply(programme(rules, { minimumBase: 'after' }), lines))).toEqual(['half']);
  });
});
