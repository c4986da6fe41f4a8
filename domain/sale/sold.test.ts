import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Points } from '../amount/points.ts';
import { assert } from '../assert.ts';
import { foldMovement } from '../ledger/fold.ts';
import { ANA, DAY, NO_LIMITS, SHOP } from '../offers/testing/basket.ts';
import type { Draw } from '../offers/testing/drawn.ts';
import type { Programme } from '../programme/programme.ts';
import { movementOf } from '../record/movement.ts';
import { voidContent } from '../returns/content.ts';
import { tierOn } from '../tier/tier.ts';
import { evaluate, type SaleInput } from './evaluate.ts';
import { isRuled, recomputed } from './recomputed.ts';
import {
  anyPolicies,
  type Cut,
  drawOf,
  plain,
  returned,
  said,
  soldIn,
  standingAfter,
  sum,
  world,
} from './testing/worlds.ts';

const worlds = (policies: (draw: Draw) => Programme['policies'] = plain) =>
  fc.nat(2 ** 31).map((seed) => ({ seed, of: world(drawOf(seed), policies) }));
/** Parts of any lines, in any order. */
const cuts: fc.Arbitrary<Cut[]> = fc.array(
  fc.record({ lines: fc.integer({ min: 1, max: 255 }), share: fc.integer({ min: 1, max: 100 }) }),
  { maxLength: 5 },
);

describe('a sale under any programme and any policy', () => {
  test('its sums are exact and nothing is below zero', () => {
    fc.assert(
      fc.property(worlds(anyPolicies), ({ of }) => {
        const result = evaluate(of.input);
        expect(sum(result.figures.map((line) => line.gross))).toBe(result.gross);
        expect(sum(result.figures.map((line) => line.discount))).toBe(result.discount);
        expect(sum(result.applied.map((one) => one.discount))).toBe(result.discount);
        expect(sum(result.figures.map((line) => line.spent))).toBe(of.input.lines.length === 0 ? 0 : result.spent);
        expect(sum(result.vat.map((line) => line.total))).toBe(result.total);
        expect(sum(result.lots.map((lot) => lot.points))).toBe(result.earned);
        expect(result.total).toBeGreaterThanOrEqual(0);
        for (const { gross, discount, earned, spent } of result.figures) {
          expect(discount).toBeGreaterThanOrEqual(0);
          expect(discount).toBeLessThanOrEqual(gross);
          expect(earned).toBeGreaterThanOrEqual(0);
          expect(spent).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('its record, read back from its bytes, is reckoned again to the same figures, twice, in any time zone', () => {
    const zone = process.env['TZ'];
    try {
      fc.assert(
        fc.property(
          worlds(anyPolicies),
          fc.constantFrom('UTC', 'Pacific/Auckland', 'America/St_Johns'),
          ({ of }, tz) => {
            const sale = soldIn(of);
            process.env['TZ'] = tz;
            // The bytes are all that another machine has; contract/record proves that they are read as written.
            const read: typeof sale = structuredClone(sale);
            assert(isRuled(read), 'a sale of today has its rules with it');
            const again = recomputed({ ...read, store: SHOP, occurredAt: Date.UTC(2026, 10, 21, 10) }, of.programme);
            const figures = { total: again.total, earned: again.earned, spent: again.spent, offers: again.applied };
            const { total, earned, spent, offers } = sale;
            expect(JSON.stringify(figures)).toBe(JSON.stringify({ total, earned, spent, offers }));
            expect(JSON.stringify(again.figures.map(({ excluded: _, ...line }) => line))).toBe(
              JSON.stringify(
                sale.lines.map(({ gross, discount, earned: e, spent: s }) => ({
                  gross,
                  discount,
                  earned: e,
                  spent: s,
                })),
              ),
            );
          },
        ),
        { numRuns: 200 },
      );
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  test('the lots that are left add up to the balance, whatever was spent and earned', () => {
    fc.assert(
      fc.property(worlds(anyPolicies), ({ of }) => {
        const sale = soldIn(of);
        const after = foldMovement(of.standing, ANA, movementOf(sale));
        expect(after.balance).toBe(of.standing.balance + sale.earned - sale.spent);
        expect(sum(after.lots.map((lot) => lot.points)) - after.debt).toBe(after.balance);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what comes back, under the default policies', () => {
  test('a sale and its full return: nothing happened, in points, money and tier', () => {
    fc.assert(
      fc.property(worlds(), ({ of }) => {
        const sale = soldIn(of);
        const [back] = returned(of, sale, []);
        if (sale.lines.length === 0) return;
        assert(back !== undefined, 'goods came back');
        expect(back.total).toBe(sale.total);
        expect([back.earnedBack, back.spentBack]).toEqual([sale.earned, sale.spent]);
        const now = standingAfter(of, sale, [back]);
        expect(said(now)).toBe(said(of.standing));
        expect(tierOn(of.programme, now, DAY).tier).toBe(tierOn(of.programme, of.standing, DAY).tier);
      }),
      { numRuns: 300 },
    );
  });

  test('any sequence of partial returns is one full return', () => {
    fc.assert(
      fc.property(worlds(), cuts, ({ of }, some) => {
        const sale = soldIn(of);
        const parts = returned(of, sale, some);
        expect(sum(parts.map((one) => one.total))).toBe(sale.lines.length === 0 ? 0 : sale.total);
        expect(sum(parts.map((one) => one.earnedBack))).toBe(sale.lines.length === 0 ? 0 : sale.earned);
        if (sale.lines.length > 0) expect(said(standingAfter(of, sale, parts))).toBe(said(of.standing));
      }),
      { numRuns: 300 },
    );
  });

  test('a void undoes everything that a sale moved', () => {
    fc.assert(
      fc.property(worlds(), ({ of }) => {
        const sale = soldIn(of);
        const voided = voidContent(sale, of.programme);
        const now = foldMovement(foldMovement(of.standing, ANA, movementOf(sale)), ANA, movementOf(voided));
        expect(said(now)).toBe(said(of.standing));
      }),
      { numRuns: 200 },
    );
  });
});

describe('what comes back, under every policy', () => {
  const taking = (draw: Draw): Programme['policies'] => ({
    ...anyPolicies(draw),
    takeBack: (['belowZero', 'toZero', 'withhold'] as const)[draw(3)] ?? 'toZero',
  });

  test('money and points given back never exceed what was paid and spent, and are never below zero', () => {
    fc.assert(
      fc.property(worlds(taking), cuts, ({ of }, some) => {
        const sale = soldIn(of);
        const parts = returned(of, sale, some);
        for (const { total, earnedBack, spentBack, withheld = 0 } of parts) {
          for (const one of [total, earnedBack, spentBack, withheld]) expect(one).toBeGreaterThanOrEqual(0);
        }
        const money = sum(parts.map((one) => one.total + (one.withheld ?? 0)));
        expect(money).toBe(sale.lines.length === 0 ? 0 : sale.total);
        expect(sum(parts.map((one) => one.spentBack))).toBe(sale.lines.length === 0 ? 0 : sale.spent);
        expect(sum(parts.map((one) => one.earnedBack))).toBeLessThanOrEqual(sale.earned);
      }),
      { numRuns: 300 },
    );
  });

  test('what a sale counted is uncounted when all of it is back; uses of offers and codes only where coupons come back', () => {
    fc.assert(
      fc.property(worlds(taking), cuts, ({ of }, some) => {
        const sale = soldIn(of);
        if (sale.lines.length === 0) return;
        const { couponsBack } = of.programme.policies;
        const left = (standingAfter(of, sale, returned(of, sale, some)).tally ?? []).filter(
          ({ key }) => couponsBack || !(key.startsWith('used:') || key.startsWith('code:')),
        );
        expect(left).toEqual(of.standing.tally ?? []);
      }),
      { numRuns: 300 },
    );
  });
});

test('the order of lines does not matter where nothing is divided: points, money and offers are the same', () => {
  const limits = NO_LIMITS;
  fc.assert(
    fc.property(fc.nat(2 ** 31), (seed) => {
      const { input } = world(drawOf(seed), plain);
      // Offers on a whole order divide odd bani among lines; named goods and earning do not.
      const offers = input.programme.offers
        .filter(({ effect }) => effect.type === 'percentOff' && effect.of !== undefined && effect.mostUnits === null)
        .filter(({ effect }) => effect.type === 'percentOff' && effect.cap === null)
        .map((offer) => ({ ...offer, limits }))
        .slice(0, 1);
      const programme: Programme = { ...input.programme, offers };
      const of = (lines: SaleInput['lines']): readonly [number, number, Points] => {
        const { total, discount, earned } = evaluate({
          ...input,
          programme,
          lines,
          choices: { codes: [], rewards: [], proof: null },
        });
        return [total, discount, earned];
      };
      expect(of(input.lines.toReversed())).toEqual(of(input.lines));
    }),
    { numRuns: 300 },
  );
});
