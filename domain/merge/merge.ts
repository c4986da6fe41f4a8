import { points } from '../amount/points.ts';
import { assert } from '../assert.ts';
import type { MemberId } from '../identity/ids.ts';
import { prolonged } from '../ledger/activity.ts';
import { spendingOrder } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { tallied } from '../ledger/tally.ts';

/** Which of two ids of one person stays: the smaller, whoever asks and in whatever order, so that two tills decide alike. */
export function mergePair(a: MemberId, b: MemberId): { readonly kept: MemberId; readonly alias: MemberId } {
  assert(a !== b, 'two members are merged, not one');
  return a < b ? { kept: a, alias: b } : { kept: b, alias: a };
}

/**
 * Where a person stands who was two members: the sums of both, lots that purchases prolong with the ends that the purchases of both
 * give them. A merge moves no points; what one owes the lots of the other repay, soonest end first, as points that come repay debt.
 */
export function combined(a: Standing, b: Standing): Standing {
  let owed = a.debt + b.debt;
  const kept = [...a.lots, ...b.lots].sort(spendingOrder).flatMap((lot) => {
    const repaid = Math.min(owed, lot.points);
    owed -= repaid;
    return repaid === lot.points ? [] : [{ ...lot, points: points(lot.points - repaid) }];
  });
  const tally = tallied(
    a.tally ?? [],
    (b.tally ?? []).map(({ key, day, n }) => ({ key, day, by: n })),
  );
  const lots = prolonged(kept, tally).toSorted(spendingOrder);
  const coupons = [...(a.coupons ?? []), ...(b.coupons ?? [])].sort((x, y) => (x.code < y.code ? -1 : 1));
  const sum: Standing = {
    balance: points(a.balance + b.balance),
    debt: points(owed),
    lots,
    ...(tally.length === 0 ? {} : { tally }),
    ...(coupons.length === 0 ? {} : { coupons }),
  };
  assert(sum.balance === lots.reduce((all, lot) => all + lot.points, 0) - owed, 'a balance is its lots less its debt');
  return sum;
}
