import { points } from '../amount/points.ts';
import { assert } from '../assert.ts';
import type { MemberId } from '../identity/ids.ts';
import { prolonged } from '../ledger/activity.ts';
import { spendingOrder } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { type TallyRow, tallied } from '../ledger/tally.ts';

/** Which of two ids of one person stays: the smaller, whoever asks and in whatever order, so that two tills decide alike. */
export function mergePair(a: MemberId, b: MemberId): { readonly kept: MemberId; readonly alias: MemberId } {
  assert(a !== b, 'two members are merged, not one');
  return a < b ? { kept: a, alias: b } : { kept: b, alias: a };
}

/**
 * Where a person stands who was several members: the sums of all, lots that purchases prolong with the ends that everybody's purchases
 * give them. A merge moves no points; what one owes the lots of the others repay, soonest end first, as points that come repay debt.
 */
export function combined(...of: readonly Standing[]): Standing {
  let owed: number = of.reduce((sum, { debt }) => sum + debt, 0);
  const kept = of
    .flatMap(({ lots }) => lots)
    .sort(spendingOrder)
    .flatMap((lot) => {
      const repaid = Math.min(owed, lot.points);
      owed -= repaid;
      return repaid === lot.points ? [] : [{ ...lot, points: points(lot.points - repaid) }];
    });
  const tally = of.reduce<readonly TallyRow[]>(
    (sum, one) =>
      tallied(
        sum,
        (one.tally ?? []).map(({ key, day, n }) => ({ key, day, by: n })),
      ),
    [],
  );
  const lots = prolonged(kept, tally).toSorted(spendingOrder);
  const coupons = of.flatMap((one) => one.coupons ?? []).sort((x, y) => (x.code < y.code ? -1 : 1));
  const sum: Standing = {
    balance: points(of.reduce((all, { balance }) => all + balance, 0)),
    debt: points(owed),
    lots,
    ...(tally.length === 0 ? {} : { tally }),
    ...(coupons.length === 0 ? {} : { coupons }),
  };
  assert(sum.balance === lots.reduce((all, lot) => all + lot.points, 0) - owed, 'a balance is its lots less its debt');
  return sum;
}
