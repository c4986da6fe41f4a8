import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import type { Effect } from '../programme/offer.ts';
import { counterName } from '../sale/facts.ts';
import { combinations, MOST_COMBINATIONS } from './choose.ts';
import { clusters, mayOverlap } from './overlap.ts';
import { amount, apply, member, names, not, off, offer, percent, pieces, programme } from './testing/basket.ts';

const LINES = [pieces('a1', 1000), pieces('b1', 3000)];
const set = (skus: readonly string[], units: number, less: number): Effect => ({
  type: 'bundle',
  parts: [{ of: { skus }, units }],
  reduction: { amount: bani(less) },
  which: 'dearest',
  most: null,
});

describe('offers that do not go together', () => {
  const small = offer('small', amount(100), { group: 'g' });
  const large = offer('large', amount(300), { group: 'g' });

  test('of a group the first in order, or the best for the member', () => {
    expect(names(apply(programme([small, large], { choose: 'asListed' }), LINES))).toEqual(['small']);
    expect(names(apply(programme([small, large], { choose: 'bestForMember' }), LINES))).toEqual(['large']);
    const nothing = offer('nothing', amount(100, { of: { skus: ['z'] } }), { group: 'g' });
    expect(names(apply(programme([nothing, large]), LINES))).toEqual(['large']);
  });

  test('one that applies only alone', () => {
    const alone = offer('alone', amount(250), { exclusive: true });
    const plain = offer('plain', amount(100));
    expect(names(apply(programme([plain, alone]), LINES))).toEqual(['plain']);
    expect(names(apply(programme([alone, plain]), LINES))).toEqual(['alone']);
    expect(names(apply(programme([plain, alone], { choose: 'bestForMember' }), LINES))).toEqual(['alone']);
    const more = offer('more', amount(200));
    expect(names(apply(programme([alone, plain, more], { choose: 'bestForMember' }), LINES))).toEqual([
      'plain',
      'more',
    ]);
  });

  test('one after which nothing is tried', () => {
    const last = offer('last', amount(50), { last: true });
    expect(names(apply(programme([last, large]), LINES))).toEqual(['last']);
    expect(names(apply(programme([last, large], { choose: 'bestForMember' }), LINES))).toEqual(['large']);
  });

  test('what was presented says so', () => {
    const code = offer('code', amount(100), { group: 'g', trigger: { type: 'code', codes: ['C'], issued: false } });
    const rules = programme([large, code]);
    expect(not(apply(rules, LINES, { codes: ['C'] }))).toEqual(['code offer.notTogether']);
    const better = programme([code, large], { choose: 'bestForMember' });
    expect(not(apply(better, LINES, { codes: ['C'] }))).toEqual(['code offer.notTogether']);
  });

  test('sets that need the same units', () => {
    const rules = [offer('two', set(['a1'], 2, 10)), offer('three', set(['a1'], 3, 50))];
    const lines = [pieces('a1', 100, 3)];
    expect(off(apply(programme(rules, { choose: 'asListed' }), lines))).toEqual([10]);
    expect(off(apply(programme(rules, { choose: 'bestForMember' }), lines))).toEqual([50]);
  });

  test('equal ones: the fewest offers, then as listed', () => {
    const rules = [offer('x', set(['a1'], 1, 20)), offer('y', set(['a1'], 1, 20)), offer('z', set(['a1'], 2, 40))];
    expect(names(apply(programme(rules, { choose: 'bestForMember' }), [pieces('a1', 100, 2)]))).toEqual(['x']);
    const split = [
      offer('x', set(['a1'], 2, 20)),
      offer('y', set(['b1'], 1, 20)),
      offer('z', set(['a1', 'b1'], 3, 40)),
    ];
    const lines = [pieces('a1', 100, 2), pieces('b1', 100)];
    expect(names(apply(programme(split, { choose: 'bestForMember' }), lines))).toEqual(['z']);
  });
});

describe('how many combinations', () => {
  const of = (offers: Parameters<typeof programme>[0], policies = {}) =>
    combinations(programme(offers, { choose: 'bestForMember', ...policies }));

  test('as listed there is one; groups, last and shared units multiply, exclusive ones add', () => {
    const group = ['x', 'y', 'z'].map((id) => offer(id, amount(1), { group: 'g' }));
    expect(of(group, { choose: 'asListed' })).toBe(1);
    expect(of([offer('x', amount(1)), offer('y', amount(2))])).toBe(1);
    expect(of(group)).toBe(1 + 3);
    expect(of([...group, offer('l', amount(1), { last: true })])).toBe(1 + 6);
    expect(of([...group, offer('e', amount(1), { exclusive: true })])).toBe(1 + 1 + 3);
  });

  test('sets of goods apart are not in each other’s way', () => {
    const apart = ['a1', 'a2', 'a3'].map((sku) => offer(sku, set([sku], 2, 10)));
    expect(of(apart)).toBe(1);
    const touching = [...apart, offer('a12', set(['a1', 'a2'], 2, 10))];
    expect(of(touching)).toBe(1 + 8);
    expect(of(touching, { reuseUnits: true })).toBe(1);
  });

  test('too many are seen, and the search still ends', () => {
    const many = Array.from({ length: 30 }, (_, i) => offer(`o${i}`, set(['a1'], 2, 10 + i)));
    expect(of(many)).toBeGreaterThan(MOST_COMBINATIONS);
    expect(off(apply(programme(many, { choose: 'bestForMember' }), [pieces('a1', 100, 60)]))[0]).toBeGreaterThan(0);
  });

  test('filters are apart only where it is certain', () => {
    expect(mayOverlap({ skus: ['a'] }, { skus: ['b'] })).toBe(false);
    expect(mayOverlap({ skus: ['a'] }, { categories: ['b'] })).toBe(true);
    expect(mayOverlap({ categories: ['dairy'] }, { categories: ['dairy/milk'] })).toBe(true);
    expect(mayOverlap({ categories: ['dairy'] }, { categories: ['dairyfree'] })).toBe(false);
    expect(mayOverlap({ tags: ['x'] }, { tags: ['y'] })).toBe(true);
    expect(mayOverlap({ brands: ['x'] }, { brands: ['y'] })).toBe(false);
  });

  test('what touches through others is one group', () => {
    expect(clusters([1, 9, 3, 2, 20], (a, b) => Math.abs(a - b) === 1)).toEqual([[1, 3, 2], [9], [20]]);
  });
});

describe('what is near', () => {
  const near = (rules: Parameters<typeof programme>[0], lines = LINES, asking = {}) =>
    apply(programme(rules), lines, asking).near;
  const when = (basket: object) => ({ when: { basket: [basket] } });

  test('money, units and different goods of one demand', () => {
    const rules = [
      offer('s', amount(1), when({ spendFrom: bani(5000) })),
      offer('u', amount(1), when({ unitsFrom: 3 })),
      offer('d', amount(1), when({ differentFrom: 4 })),
      offer('two', amount(1), { when: { basket: [{ unitsFrom: 5 }, { spendFrom: bani(9000) }] } }),
      offer('late', amount(1), { when: { hours: [{ from: '20:00', to: '22:00' }], basket: [{ unitsFrom: 3 }] } }),
      offer('over', amount(1), when({ unitsTo: 1 })),
    ];
    expect(near(rules)).toEqual([
      { offer: 's', missing: { what: 'spend', amount: 1000 } },
      { offer: 'u', missing: { what: 'units', units: 1 } },
      { offer: 'd', missing: { what: 'different', units: 2 } },
    ]);
  });

  test('points and stamps of a reward', () => {
    const rules = [
      offer('p', amount(1), { trigger: { type: 'points', points: points(100) } }),
      offer('s', amount(1), { trigger: { type: 'stamps', card: 'c', stamps: 6 } }),
    ];
    const facts = member({ spendable: points(70), counters: { [counterName.stamps('c')]: 5 } });
    expect(near(rules, LINES, { facts })).toEqual([
      { offer: 's', missing: { what: 'stamps', stamps: 1 } },
      { offer: 'p', missing: { what: 'points', points: 30 } },
    ]);
    expect(near(rules)).toEqual([]);
  });

  test('one more coffee for the free one, also for the second', () => {
    const coffee: Effect = {
      type: 'buyGet',
      buy: [{ of: { categories: ['a'] }, units: 5 }],
      get: { units: 1, reduction: { percent: 10_000 } },
      which: 'cheapest',
      most: null,
    };
    const missing = (cups: number, effect = coffee) => near([offer('six', effect)], [pieces('a1', 100, cups)]);
    expect(missing(5)).toEqual([{ offer: 'six', missing: { what: 'units', units: 1 } }]);
    expect(missing(11)).toEqual([{ offer: 'six', missing: { what: 'units', units: 1 } }]);
    expect(missing(6)).toEqual([]);
    expect(missing(11, { ...coffee, most: 1 })).toEqual([]);
  });

  test('at most five, the closest first', () => {
    const rules = [9000, 5000, 6000, 8000, 7000, 4500].map((from) =>
      offer(`${from}`, amount(1), when({ spendFrom: bani(from) })),
    );
    expect(near(rules).map(({ offer: id }) => id)).toEqual(['4500', '5000', '6000', '7000', '8000']);
  });
});

test('only the best: what lost all its units again costs nothing and is said', () => {
  const reward = { offer: 'r', points: null, times: 1, sku: null };
  const rules = [
    offer('r', percent(1000, { of: { skus: ['a1'] } }), { trigger: { type: 'points', points: points(50) } }),
    offer('half', percent(5000)),
  ];
  const asking = { facts: member({ spendable: points(80) }), rewards: [reward] };
  const result = apply(programme(rules, { discounts: 'best' }), LINES, asking);
  expect(result).toMatchObject({ spent: 0, redeemed: false });
  expect([names(result), not(result)]).toEqual([['half'], ['r offer.notTogether']]);
});
