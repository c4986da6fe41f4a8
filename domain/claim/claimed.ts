import { allocate } from '../amount/allocate.ts';
import { NO_POINTS, type Points, points, sumPoints } from '../amount/points.ts';
import { assert } from '../assert.ts';
import { civilDateAt } from '../calendar/civil.ts';
import type { Claim, Sale } from '../record/record.ts';

/** A sale with the time in its record's head, UTC ms. */
type SoldAt = Sale & { readonly occurredAt: number };

/**
 * The sale as if it had been the claimer's: with the points, counts and lots that the claim made. What comes back of it then takes the
 * claimed points back from whoever claimed them, line by line and out of the claim's lots. The sale itself is as it was recorded.
 */
export function withClaim<S extends SoldAt>(
  sale: S,
  claim: Pick<Claim, 'member' | 'entries' | 'counts' | 'byLine'>,
): S {
  assert(sale.member === null, 'only a sale without a member is claimed');
  const earned = sumPoints(claim.entries.map((entry) => entry.points));
  const byLine = claim.byLine ?? shared(sale, earned);
  assert(byLine.length === sale.lines.length && sumPoints(byLine) === earned, 'the lines share what was claimed');
  return {
    ...sale,
    member: {
      member: claim.member,
      balanceBefore: NO_POINTS,
      foundBy: 'receipt',
      civilDate: civilDateAt(sale.occurredAt),
      redeemed: null,
    },
    lines: sale.lines.map((line, i) => ({ ...line, earned: byLine[i] ?? NO_POINTS })),
    earned,
    entries: claim.entries,
    counts: [...(sale.counts ?? []), ...(claim.counts ?? [])],
  };
}

/** Claims of before did not say which line earned what: in proportion to what was paid. */
function shared({ lines }: Sale, earned: Points): Points[] {
  const paid = lines.map(({ gross, discount }) => gross - discount);
  const weights = paid.some((amount) => amount > 0) ? paid : paid.map(() => 1);
  return allocate(earned, weights).map(points);
}
