import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { points } from '../amount/points.ts';
import { fold } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { ANA } from '../offers/testing/basket.ts';
import type { Policies } from '../programme/policies.ts';
import type { Return } from '../record/record.ts';
import { anyPolicies, type Cut, drawOf, returned, soldIn, sum, world } from '../sale/testing/worlds.ts';
import { worthOf } from './takeBack.ts';

type TakeBack = Policies['takeBack'];

const worlds = fc
  .tuple(fc.nat(2 ** 31), fc.constantFrom<TakeBack>('belowZero', 'toZero', 'withhold'))
  .map(([seed, takeBack]) => ({ seed, of: world(drawOf(seed), (draw) => ({ ...anyPolicies(draw), takeBack })) }));
const cuts: fc.Arbitrary<Cut[]> = fc.array(
  fc.record({ lines: fc.integer({ min: 1, max: 255 }), share: fc.integer({ min: 1, max: 100 }) }),
  { maxLength: 5 },
);

/** Takes so many of a member's points as if they were spent elsewhere. */
function spending(standing: Standing, amount: number): Standing {
  const spent = Math.min(amount, Math.max(0, standing.balance));
  if (spent === 0) return standing;
  return fold(standing, [{ member: ANA, points: points(-spent), contra: 'redeem', lot: null, expires: null }]);
}

/** Once, after the sale. */
function spendOnce(amount: number): (standing: Standing) => Standing {
  let done = false;
  return (standing) => {
    if (done) return standing;
    done = true;
    return spending(standing, amount);
  };
}

const withheldIn = (all: readonly Return[]): number => sum(all.map((one) => one.withheld ?? 0));
const takenIn = (all: readonly Return[]): number => sum(all.map((one) => one.earnedBack));

describe('points to be taken back that were spent since', () => {
  test('in any parts and any order are those of one full return; what is kept from the money is never more', () => {
    fc.assert(
      fc.property(worlds, cuts, fc.nat(4000), ({ of }, some, elsewhere) => {
        const sale = soldIn(of);
        if (sale.lines.length === 0) return;
        const whole = returned(of, sale, [], spendOnce(elsewhere));
        const parts = returned(of, sale, some, spendOnce(elsewhere));
        expect(takenIn(parts)).toBe(takenIn(whole));
        expect(withheldIn(parts)).toBeLessThanOrEqual(withheldIn(whole));
        expect(withheldIn(parts)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });

  test('under any spending in between: no return takes a balance below zero, gives less than nothing, or keeps more than the points were worth', () => {
    fc.assert(
      fc.property(worlds, cuts, fc.array(fc.nat(2000), { minLength: 1, maxLength: 4 }), ({ of }, some, amounts) => {
        const sale = soldIn(of);
        if (sale.lines.length === 0) return;
        const { takeBack } = of.programme.policies;
        let turn = 0;
        let before: Standing = of.standing;
        const all = returned(of, sale, some, (standing) => {
          if (takeBack !== 'belowZero' && turn > 0)
            expect(standing.balance).toBeGreaterThanOrEqual(Math.min(0, before.balance));
          before = spending(standing, amounts[turn++ % amounts.length] ?? 0);
          return before;
        });
        for (const one of all) expect(one.total).toBeGreaterThanOrEqual(0);
        const missing = sale.earned - takenIn(all);
        expect(missing).toBeGreaterThanOrEqual(0);
        expect(withheldIn(all)).toBeLessThanOrEqual(worthOf(of.programme, points(missing)));
        expect(sum(all.map((one) => one.total)) + withheldIn(all)).toBe(sale.total);
        expect(takeBack === 'belowZero' ? missing : 0).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
