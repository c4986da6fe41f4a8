import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { amount, apply, member, names, not, off, offer, percent, pieces, programme, reward } from './testing/basket.ts';

const lines = [pieces('a1', 1000), pieces('b1', 1000, 2)];
const half = offer('half', percent(5000, { of: { skus: ['a1'] } }));

describe('an offer that leaves reduced goods alone', () => {
  const only = { notOnReduced: true };

  test('takes nothing off what an offer before it reduced', () => {
    expect(off(apply(programme([half, offer('tenth', percent(1000))]), lines))).toEqual([550, 200]);
    expect(off(apply(programme([half, offer('tenth', percent(1000), only)]), lines))).toEqual([500, 200]);
    expect(off(apply(programme([half, offer('sum', amount(900), only)]), lines))).toEqual([500, 900]);
  });

  test('of one line the pieces that were not reduced are still there', () => {
    const one = offer('one', percent(5000, { of: { skus: ['b1'] }, mostUnits: 1 }));
    const each = offer('each', amount(100, { per: 'unit' }), only);
    expect(off(apply(programme([one, each]), lines))).toEqual([100, 600]);
    const pair = offer(
      'pair',
      { type: 'bundle', parts: [{ units: 2 }], reduction: { percent: 1000 }, which: 'dearest', most: null },
      only,
    );
    expect(off(apply(programme([one, pair]), lines))).toEqual([100, 600]);
  });

  test('first in order it takes from all, and its own reduction is no hindrance', () => {
    expect(off(apply(programme([offer('tenth', percent(1000, { of: {} }), only), half]), lines))).toEqual([550, 200]);
    const twice = offer('twice', amount(100), { ...only, trigger: { type: 'points', points: points(5) } });
    const result = apply(programme([twice]), lines, {
      rewards: [reward('twice', { times: 2 })],
      facts: member({ spendable: points(10), balance: points(10) }),
    });
    expect(result.applied).toMatchObject([{ offer: 'twice', times: 2, discount: 200 }]);
  });

  test('a coupon that finds only reduced goods says that there is nothing to take', () => {
    const coupon = offer('coupon', percent(1000), { ...only, trigger: { type: 'code', codes: ['C1'], issued: false } });
    const result = apply(programme([half, coupon]), [pieces('a1', 1000)], { codes: ['C1'] });
    expect([names(result), not(result)]).toEqual([['half'], ['coupon offer.nothingToTake']]);
  });

  test('points chosen freely pay only for what has its full price', () => {
    const pay = offer(
      'pay',
      { type: 'pointsValue' },
      {
        ...only,
        trigger: {
          type: 'perPoint',
          points: points(1),
          value: bani(10),
          least: points(1),
          step: points(1),
          largestShare: 10_000,
          most: null,
        },
      },
    );
    const rich = { facts: member({ spendable: points(500), balance: points(500) }) };
    const paid = (n: number) =>
      apply(programme([half, pay]), lines, { rewards: [reward('pay', { points: points(n) })], ...rich });
    expect(paid(200).spent).toBe(200);
    expect(not(paid(201))).toEqual(['pay redeem.aboveSale']);
  });
});
