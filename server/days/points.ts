/** What a store's points come to as they are booked, and what of it no till recorded. */
import * as z from 'zod';
import { pointsSum } from '../../contract/shift.ts';
import { points } from '../../domain/amount/points.ts';
import { addedPoints } from '../../domain/day/sums.ts';
import type { StoreId } from '../../domain/identity/ids.ts';
import type { Contra } from '../../domain/ledger/entry.ts';
import type { PointsSum } from '../../domain/shift/figures.ts';
import { type Asking, statement } from '../database.ts';

const KEPT = statement<{ kept: number }>(
  'points.kept',
  'SELECT COALESCE(sum(given - taken), 0)::bigint AS kept FROM store_points WHERE store = $1',
);
const OWN = statement<{ contra: Contra; given: number; taken: number }>(
  'points.own',
  `SELECT contra, sum(given)::bigint AS given, sum(taken)::bigint AS taken FROM store_points
   WHERE store = $1 AND own GROUP BY contra`,
);
const LISTED = statement<{ centre: unknown }>(
  'points.listed',
  `SELECT centre FROM closed_day WHERE store = $1 AND holds AND centre <> '[]'`,
);

/** By how much everything that is booked at a store changed balances: as it is kept, not as records say. */
export async function keptAt(asking: Asking, store: StoreId): Promise<number> {
  return (await asking.rows(KEPT, [store]))[0]?.kept ?? 0;
}

const sums = z.array(pointsSum);

/**
 * What the centre booked itself at a store (an expiry at the store of its lot) and no close that holds has taken: all of it less what these
 * took, so that nothing is between two closes, whenever it was booked.
 */
export async function centreMoved(asking: Asking, store: StoreId): Promise<readonly PointsSum[]> {
  const [own, listed] = await Promise.all([asking.rows(OWN, [store]), asking.rows(LISTED, [store])]);
  const taken = listed.flatMap(({ centre }) => sums.parse(centre));
  const left = [
    ...own.map(({ contra, given, taken: by }) => ({ contra, given: points(given), taken: points(by) })),
    ...taken.map((one) => ({ ...one, given: points(-one.given), taken: points(-one.taken) })),
  ];
  return addedPoints(left).filter((one) => one.given !== 0 || one.taken !== 0);
}
