import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import type { Gives, PointsRounding } from '../programme/earning.ts';
import type { Programme } from '../programme/programme.ts';
import { type EarningLine, earnOnSale } from './earn.ts';
import { boost, facts, line, MOMENT, programme, rule } from './testing/programme.ts';

const earn = (made: Programme, lines: readonly EarningLine[]) =>
  earnOnSale({
    programme: made,
    lines,
    facts: facts(),
    moment: MOMENT,
    codes: [],
    tenders: null,
    tier: null,
    redeemed: false,
  });

describe('only what is paid for is counted', () => {
  const perUnit: Gives = { type: 'perUnit', points: points(2), units: 1 };
  const stamp = (units: number | null): Gives => ({ type: 'stamps', card: 'cups', stamps: 1, units });
  const of = (gives: Gives, paidOnly: boolean, lines: readonly EarningLine[]) => {
    const { points: sum, byRule } = earn(programme({ earning: [rule('r', gives, { paidOnly })] }), lines);
    return [sum, byRule[0]?.stamps ?? 0];
  };
  const cups = [line(2000, { units: 3, freeUnits: 1 }), line(0, { units: 1, freeUnits: 1 })];

  test('pieces that an offer made free bring no points and no stamps, where the rule says so', () => {
    expect(of(perUnit, false, cups)).toEqual([8, 0]);
    expect(of(perUnit, true, cups)).toEqual([4, 0]);
    expect(of(stamp(1), false, cups)).toEqual([0, 4]);
    expect(of(stamp(1), true, cups)).toEqual([0, 2]);
  });

  test('a receipt of free pieces alone brings no stamp', () => {
    const free = [line(0, { units: 1, freeUnits: 1 })];
    expect(of(stamp(null), false, free)).toEqual([0, 1]);
    expect(of(stamp(null), true, free)).toEqual([0, 0]);
    expect(of(perUnit, true, free)).toEqual([0, 0]);
  });
});

describe('brackets of money', () => {
  const earned = (gives: { above?: number; upTo?: number; rounding?: PointsRounding }, ...amounts: number[]) => {
    const { above, upTo, rounding = 'floor' } = gives;
    const bracket: Gives = {
      type: 'perMoney',
      points: points(1),
      per: bani(100),
      rounding,
      ...(above === undefined ? {} : { above: bani(above) }),
      ...(upTo === undefined ? {} : { upTo: bani(upTo) }),
    };
    return earn(
      programme({ earning: [rule('r', bracket)] }),
      amounts.map((amount) => line(amount)),
    );
  };

  test('only the money between the two counts, of all goods together', () => {
    expect(earned({ above: 5000 }, 12_000).points).toBe(70);
    expect(earned({ above: 5000, upTo: 10_000 }, 12_000).points).toBe(50);
    expect(earned({ upTo: 1000 }, 1250).points).toBe(10);
    expect(earned({ upTo: 1000 }, 500).points).toBe(5);
    expect(earned({ above: 5000 }, 3000, 3000).byLine).toEqual([5, 5]);
    expect(earned({ above: 5000 }, 5000).points).toBe(0);
    expect(earned({ above: 5000 }, 5099).points).toBe(0);
    expect(earned({ above: 5000, rounding: 'carry' }, 4000).points).toBe(0);
  });

  test('brackets that meet give together what all the money gives, in whole units', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 300_000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 5000 }), (some, edge) => {
        const parts = [{ upTo: edge * 100 }, { above: edge * 100 }].map((one) => earned(one, ...some));
        const [low, high, all] = [...parts, earned({}, ...some)].map((one) => one.points);
        expect((low ?? 0) + (high ?? 0)).toBe(all);
        for (const one of parts) expect(one.byLine.reduce((sum, each) => sum + each, 0)).toBe(one.points);
      }),
    );
  });
});

describe('rounded before boosts multiply', () => {
  const earned = (
    wholeFirst: boolean,
    factor: number,
    amounts: readonly number[],
    rounding: 'floor' | 'halfUp' | 'ceil',
  ) => {
    const gives: Gives = { type: 'perMoney', points: points(1), per: bani(100), rounding, wholeFirst };
    const made = programme({ earning: [rule('r', gives)], boosts: [boost('x', factor)] });
    return earn(
      made,
      amounts.map((amount) => line(amount)),
    ).points;
  };

  test('19.99 doubled is 38 then, else 39', () => {
    expect(earned(true, 200, [1999], 'floor')).toBe(38);
    expect(earned(false, 200, [1999], 'floor')).toBe(39);
    expect(earned(true, 150, [1999], 'floor')).toBe(28);
    expect(earned(true, 150, [1999], 'halfUp')).toBe(30);
    expect(earned(true, 150, [1999], 'ceil')).toBe(30);
  });

  test('lines differently boosted share the points, and no point is made or lost', () => {
    const amount = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 500 }),
        (amounts, factor) => {
          const gives: Gives = {
            type: 'perMoney',
            points: points(3),
            per: bani(700),
            rounding: 'floor',
            wholeFirst: true,
          };
          const made = programme({
            earning: [rule('r', gives)],
            boosts: [boost('x', factor, { of: { categories: ['half'] } })],
          });
          const lines = amounts.map((one, i) => line(one, { category: i % 2 === 0 ? 'half' : 'other' }));
          const all = earn(made, lines);
          expect(all.byLine.reduce((sum, one) => sum + one, 0)).toBe(all.points);
          const money = amounts.reduce((sum, one) => sum + one, 0);
          const plain = Math.floor((money * 3) / 700);
          expect(all.points).toBeLessThanOrEqual(Math.floor((plain * Math.max(100, factor)) / 100));
        },
      ),
    );
  });
});
