import fc from 'fast-check';
import { expect, test } from 'vitest';
import { thousandths } from '../amount/quantity.ts';
import { foldMovement } from '../ledger/fold.ts';
import { ANA } from '../offers/testing/basket.ts';
import { movementOf } from '../record/movement.ts';
import type { Return } from '../record/record.ts';
import { anyPolicies, drawOf, giveBack, returned, soldIn, standingAfter, world } from '../sale/testing/worlds.ts';
import { leftCounted } from './apart.ts';

const worlds = fc.nat(2 ** 31).map((seed) => ({ seed, of: world(drawOf(seed), anyPolicies) }));

test('returns in parts apart, and what the centre uncounts, leave what one return of all leaves', () => {
  fc.assert(
    fc.property(
      worlds,
      fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 8, maxLength: 8 }),
      ({ of }, shares) => {
        const sale = soldIn(of);
        if (sale.lines.length === 0) return;
        const first = sale.lines.map(({ quantity }, index) => ({
          index,
          quantity: thousandths(Math.floor((quantity * (shares[index % 8] ?? 0)) / 100)),
        }));
        const rest = first.map(({ index, quantity }) => ({
          index,
          quantity: thousandths((sale.lines[index]?.quantity ?? 0) - quantity),
        }));
        const standing = foldMovement(of.standing, ANA, movementOf(sale));
        // Neither knows of the other.
        const apart: Return[] = [first, rest]
          .filter((lines) => lines.some(({ quantity }) => quantity > 0))
          .map((lines) => giveBack(of, sale, [], lines, standing));
        const left = leftCounted({ sale, returns: apart, programme: of.programme, member: ANA });
        const whole = returned(of, sale, []);
        // One that takes back all of it knows all, and leaves nothing.
        expect(leftCounted({ sale, returns: whole, programme: of.programme, member: ANA })).toBe(null);
        const counted = standingAfter(of, sale, apart);
        const none = { counts: [], issued: [], recalled: [] };
        const after = foldMovement(counted, ANA, { ...(left ?? none), entries: [], usedCodes: [] });
        const wanted = standingAfter(of, sale, whole);
        expect([after.tally ?? [], new Set(after.coupons)]).toEqual([wanted.tally ?? [], new Set(wanted.coupons)]);
        // While something has not come back, nothing is left to do.
        if (apart.length === 2) {
          expect(leftCounted({ sale, returns: apart.slice(1), programme: of.programme, member: ANA })).toBe(null);
        }
      },
    ),
    { numRuns: 300 },
  );
});
