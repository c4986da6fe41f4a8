import { expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import type { Effect, Trigger } from '../programme/offer.ts';
import { amount, apply, member, names, not, off, offer, percent, pieces, programme, reward } from './testing/basket.ts';

const rich = member({ spendable: points(1000), balance: points(1000) });
const perPoint: Extract<Trigger, { type: 'perPoint' }> = {
  type: 'perPoint',
  points: points(1),
  value: bani(10),
  least: points(0),
  step: points(1),
  largestShare: 10_000,
  most: null,
};

test('only the best: a unit bought for one set is not bought for another, unless units may be used again', () => {
  const get = (id: string, of: string) =>
    offer(id, {
      type: 'buyGet',
      buy: [{ of: { skus: ['a1'] }, units: 1 }],
      get: { of: { skus: [of] }, units: 1, reduction: { percent: 10_000 } },
      which: 'cheapest',
      most: null,
    });
  const rules = [get('b', 'b1'), get('c', 'c1')];
  const lines = [pieces('a1', 100), pieces('b1', 50), pieces('c1', 80)];
  expect(names(apply(programme(rules, { discounts: 'best', reuseUnits: false }), lines))).toEqual(['c']);
  expect(names(apply(programme(rules, { discounts: 'best', reuseUnits: true }), lines))).toEqual(['b', 'c']);
});

test('on first prices, what a line no longer has of its own share goes to no other', () => {
  const rules = [
    offer('x', percent(8000, { of: { skus: ['a1'] } })),
    offer('y', percent(5000, { of: { categories: ['a'] } })),
  ];
  const lines = [pieces('a1', 100), pieces('a2', 100)];
  expect(off(apply(programme(rules, { discounts: 'original' }), lines))).toEqual([100, 50]);
});

test('on first prices, of one sum for the order it does', () => {
  const rules = [offer('x', percent(10_000, { of: { skus: ['a1'] } })), offer('y', amount(60))];
  const lines = [pieces('a1', 100), pieces('a2', 100)];
  expect(off(apply(programme(rules, { discounts: 'original', belowFloor: 'lost' }), lines))).toEqual([100, 60]);
});

test('a share of each unit rounds each unit as it is: of 9 bani for two, one costs 4 and one 5', () => {
  const rules = [offer('one', amount(1), { priority: 1 }), offer('half', percent(5000), { priority: 2 })];
  const rounding = { mode: 'halfUp', per: 'unit' } as const;
  expect(off(apply(programme(rules, { rounding }), [pieces('a1', 5, 2)]))).toEqual([1 + 2 + 3]);
});

test('rounded once: the odd ban goes to the largest part of one, the first, or the last', () => {
  const once = (oddBan: 'largestRemainder' | 'first' | 'last', prices: readonly number[]) =>
    off(
      apply(
        programme([offer('o', percent(1000))], { rounding: { mode: 'halfUp', per: 'once' }, oddBan }),
        prices.map((price, i) => pieces(`a${i}`, price)),
      ),
    );
  expect(once('largestRemainder', [2, 7, 1])).toEqual([0, 1, 0]);
  expect(once('first', [2, 7, 1])).toEqual([1, 0, 0]);
  expect(once('last', [2, 7, 1])).toEqual([0, 0, 1]);
});

test('two rewards in one sale ask for the proof of both together', () => {
  const cheap = (id: string) => offer(id, amount(10), { trigger: { type: 'points', points: points(50) } });
  const proofs = [
    { upTo: points(50), by: ['phone'] as const },
    { upTo: null, by: ['card'] as const },
  ];
  const asking = { facts: rich, proof: 'phone' as const, rewards: [reward('x'), reward('y')] };
  const result = apply(programme([cheap('x'), cheap('y')], {}, { proofs }), [pieces('a1', 100)], asking);
  expect([names(result), not(result)]).toEqual([['x'], ['y proof.needed']]);
});

test('the most points of a sale are said in steps', () => {
  const pay = offer('pay', { type: 'pointsValue' }, { trigger: { ...perPoint, step: points(40) } });
  const asking = { facts: rich, rewards: [reward('pay', { points: points(160) })] };
  const refusal = apply(programme([pay]), [pieces('a1', 1500)], asking).notApplied[0]?.refusal;
  expect(refusal).toEqual({ code: 'redeem.aboveSale', params: { asked: 160, most: 120 } });
});

test('what points are worth goes to the lines that can take it, whatever happens to other sums', () => {
  const pay = offer('pay', { type: 'pointsValue' }, { trigger: perPoint });
  const floors = [{ of: { skus: ['a1'] }, share: 10_000 }];
  const asking = { facts: rich, rewards: [reward('pay', { points: points(50) })] };
  const result = apply(
    programme([pay], { belowFloor: 'lost' }, { floors }),
    [pieces('a1', 1000), pieces('b1', 1000)],
    asking,
  );
  expect([off(result), result.spentByLine]).toEqual([
    [0, 500],
    [0, 50],
  ]);
});

test('rewards are taken one after the other from the same points', () => {
  const x = offer('x', amount(10), { trigger: { type: 'points', points: points(600) } });
  const pay = offer('pay', { type: 'pointsValue' }, { trigger: perPoint });
  const asking = { facts: rich, rewards: [reward('pay', { points: points(500) }), reward('x')] };
  const result = apply(programme([pay, x]), [pieces('a1', 9000)], asking);
  expect(names(result)).toEqual(['x']);
  expect(result.notApplied[0]?.refusal).toEqual({
    code: 'redeem.aboveBalance',
    params: { asked: 500, available: 400 },
  });
});

test('a free piece is none that is free already', () => {
  const free = (id: string): Effect => ({ type: 'freeProduct', skus: [id], units: 1 });
  const rules = [offer('x', free('a1')), offer('y', free('a1'))];
  expect(off(apply(programme(rules, { reuseUnits: true }), [pieces('a1', 100, 3)]))).toEqual([200]);
});

test('what the till cannot put in is left alone: weighed, excluded, or bound to its price', () => {
  const rules = (over: Parameters<typeof programme>[2] = {}) =>
    programme([offer('o', { type: 'freeProduct', skus: ['b1'], units: 1 })], { freeUnit: 'added' }, over);
  const put = (of: ReturnType<typeof rules>, unit: 'piece' | 'kg' = 'piece') =>
    apply(of, [pieces('a1', 100)], {
      products: (sku) => ({ ...pieces(sku, 70), ean: '', sku, category: 'b', unit }),
    }).lines.length;
  expect(put(rules())).toBe(2);
  expect(put(rules(), 'kg')).toBe(1);
  expect(put(rules({ excluded: { skus: ['b1'] } }))).toBe(1);
  expect(put(rules({ floors: [{ share: 10_000 }] }))).toBe(1);
});

test('sets are made one after the other, each with its own price', () => {
  const effect: Effect = {
    type: 'bundle',
    parts: [{ units: 1 }, { of: { skus: ['a1'] }, units: 1 }],
    reduction: { price: bani(700) },
    which: 'dearest',
    most: null,
  };
  // 500 + 500 costs 300 less; 100 + 500, twice, is below the price.
  expect(off(apply(programme([offer('o', effect)]), [pieces('a1', 500, 4), pieces('b1', 100, 2)]))).toEqual([300, 0]);
});

test('a share off a set is one sum: what a floor keeps moves on within the set', () => {
  const part = (sku: string) => ({ of: { skus: [sku] }, units: 1 });
  const effect: Effect = {
    type: 'bundle',
    parts: [part('a1'), part('b1')],
    reduction: { percent: 1000 },
    which: 'dearest',
    most: null,
  };
  const floors = [{ of: { skus: ['a1'] }, share: 10_000 }];
  const by = (belowFloor: 'lost' | 'movesOn') =>
    off(apply(programme([offer('o', effect)], { belowFloor }, { floors }), [pieces('a1', 100), pieces('b1', 100)]));
  expect([by('movesOn'), by('lost')]).toEqual([
    [0, 20],
    [0, 10],
  ]);
});

test('a share off named goods is each one’s own: what a floor keeps is lost', () => {
  const floors = [{ of: { skus: ['a1'] }, share: 10_000 }];
  const rules = programme(
    [offer('o', percent(1000, { of: { categories: ['a'] } }))],
    { belowFloor: 'movesOn' },
    { floors },
  );
  expect(off(apply(rules, [pieces('a1', 100), pieces('a2', 100)]))).toEqual([0, 10]);
});

test('units put in do not count against the most sets: the second set is near', () => {
  const effect: Effect = {
    type: 'buyGet',
    buy: [{ of: { skus: ['a1'] }, units: 2 }],
    get: { of: { skus: ['b1'] }, units: 2, reduction: { percent: 10_000 } },
    which: 'cheapest',
    most: 2,
  };
  const products = (sku: string) => ({ ...pieces(sku, 70), ean: '', sku, category: 'b' });
  const result = apply(programme([offer('o', effect)], { freeUnit: 'added' }), [pieces('a1', 100, 3)], { products });
  expect([off(result), result.near]).toEqual([[0, 140], [{ offer: 'o', missing: { what: 'units', units: 1 } }]]);
});

test('a reward given twice gives twice', () => {
  const trigger: Trigger = { type: 'points', points: points(10) };
  const rules = [
    offer('w', { type: 'wallet', amount: bani(500) }, { trigger }),
    offer('c', { type: 'coupon', offer: 'w', days: 1 }, { trigger }),
    offer('p', { type: 'points', points: points(3) }, { trigger }),
  ];
  const rewards = ['w', 'c', 'p'].map((id) => reward(id, { times: 2 }));
  const { given, spent } = apply(programme(rules), [pieces('a1', 100)], { facts: rich, rewards });
  expect(given.map(({ wallet, coupons, points: extra }) => [wallet, coupons.length, extra])).toEqual([
    [1000, 0, 0],
    [0, 2, 0],
    [0, 0, 6],
  ]);
  expect(spent).toBe(60);
});

test('beyond the last step of proofs that has an end, nothing proves enough', () => {
  const proofs = [{ upTo: points(20), by: ['card', 'pin'] as const }];
  const cheap = offer('x', amount(10), { trigger: { type: 'points', points: points(10) } });
  const facts = member({ balance: points(500), spendable: points(500) });
  const asking = (times: number) => ({ facts, proof: 'card' as const, rewards: [reward('x', { times })] });
  const of = (times: number) => apply(programme([cheap], {}, { proofs }), [pieces('a1', 100, 9)], asking(times));
  expect(names(of(2))).toEqual(['x']);
  expect(of(3).notApplied[0]?.refusal).toEqual({ code: 'redeem.aboveSale', params: { asked: 30, most: 20 } });
});

test('a unit that an offer puts in and takes nothing off goes out again: what did not apply changes nothing', () => {
  const effect: Effect = {
    type: 'buyGet',
    buy: [{ of: { skus: ['a1'] }, units: 1 }],
    get: { of: { skus: ['b1'] }, units: 1, reduction: { price: bani(250) } },
    which: 'cheapest',
    most: null,
  };
  const products = (sku: string) => ({ ...pieces(sku, 250), ean: '', sku, category: 'b' });
  const result = apply(programme([offer('o', effect)], { freeUnit: 'added' }), [pieces('a1', 100, 3)], { products });
  expect([result.applied, result.lines.length, result.afterRedemption]).toEqual([[], 1, [300]]);
});
