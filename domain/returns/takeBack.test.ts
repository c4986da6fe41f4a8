import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { EMPTY_STANDING, fold, foldMovement } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { ANA, offer, programme } from '../offers/testing/basket.ts';
import type { Policies } from '../programme/policies.ts';
import { movementOf } from '../record/movement.ts';
import type { Return } from '../record/record.ts';
import { anyPolicies, type Cut, drawOf, giveBack, returned, soldIn, sum, world } from '../sale/testing/worlds.ts';
import { leftToReturn } from './reckon.ts';
import { takenBack, worthOf } from './takeBack.ts';

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

  test('of goods that came back twice apart: both are kept, and what follows gives no less than nothing', () => {
    fc.assert(
      fc.property(worlds, cuts, cuts, fc.nat(4000), ({ of }, here, there, elsewhere) => {
        const sale = soldIn(of);
        if (sale.lines.length === 0) return;
        const apart = [here, there].flatMap((cut) => returned(of, sale, cut, spendOnce(elsewhere)).slice(0, 3));
        const after = [sale, ...apart].reduce((now, one) => foldMovement(now, ANA, movementOf(one)), of.standing);
        const left = leftToReturn(sale, apart).map((quantity, index) => ({ index, quantity }));
        if (left.every(({ quantity }) => quantity === 0)) return;
        const last = giveBack(of, sale, apart, left, after);
        expect(last.total).toBeGreaterThanOrEqual(0);
        expect(sum(last.entries.map((entry) => entry.points))).toBe(last.spentBack - last.earnedBack);
      }),
      { numRuns: 300 },
    );
  });

  test('whose money two tills gave apart is not given a third time, and is kept from what comes next', () => {
    const pay = {
      type: 'perPoint',
      points: points(1),
      value: bani(10),
      least: points(0),
      step: points(1),
      largestShare: 10_000,
      most: null,
    } as const;
    const of = programme([offer('pay', { type: 'pointsValue' }, { trigger: pay })], { takeBack: 'withhold' });
    const terms = { programme: of, standing: EMPTY_STANDING, managerAllowed: false };
    const next = (money: number) =>
      takenBack(
        { earned: points(0), spentBack: points(0), money: bani(money) },
        { points: points(0), withheld: bani(-100), money: bani(500) },
        terms,
      );
    expect([0, 40, 900].map(next)).toMatchObject(
      [0, 40, 100].map((withheld) => ({ ok: true, value: { earnedBack: 0, withheld } })),
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
