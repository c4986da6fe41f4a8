import { NO_POINTS, type Points, points, sumPoints } from '../amount/points.ts';
import { assert } from '../assert.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { LotId, MemberId } from '../identity/ids.ts';
import type { IssuedCoupon } from '../record/record.ts';
import { prolonged } from './activity.ts';
import { type Entry, lotTerms } from './entry.ts';
import type { HeldCoupon, Lot, Standing } from './standing.ts';
import { type Count, sumOf, type TallyRow, tallied, tallyKey } from './tally.ts';

/** Where somebody stands who never had a point. */
export const EMPTY_STANDING: Standing = { balance: NO_POINTS, debt: NO_POINTS, lots: [] };

/** The order in which lots are spent: the soonest end first, no end last, then by id. */
export function spendingOrder(a: Lot, b: Lot): number {
  if (a.expires !== b.expires) {
    if (a.expires === null) return 1;
    if (b.expires === null) return -1;
    return a.expires < b.expires ? -1 : 1;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/**
 * Applies one member's entries in their order. The one definition of lots and debt, on tills and at the centre:
 * - points given repay debt first; what is left goes to the lot they name, which is made (again) where it is not there;
 * - points taken come from the lot they name, then from the others in the order of spending, then become debt.
 * The fold knows no date: a lot past its end stays until its issuer books `expire`; `spendable` leaves it out.
 */
export function fold(standing: Standing, entries: readonly Entry[]): Standing {
  if (entries.length === 0) return standing;
  const lots = new Map<LotId, Lot>(standing.lots.map((lot) => [lot.id, lot]));
  let debt: number = standing.debt;
  let balance: number = standing.balance;

  for (const entry of entries) {
    assert(entry.points !== 0, 'an entry moves points');
    balance += entry.points;
    if (entry.points > 0) {
      assert(entry.lot !== null, 'points that are given name their lot');
      const repaid = Math.min(debt, entry.points);
      debt -= repaid;
      give(lots, entry.lot, entry.points - repaid, entry);
    } else {
      debt += take(lots, entry.lot, -entry.points);
    }
  }

  return whole({
    balance: points(balance),
    debt: points(debt),
    lots: [...lots.values()].sort(spendingOrder),
    ...(standing.tally === undefined ? {} : { tally: standing.tally }),
    ...(standing.coupons === undefined ? {} : { coupons: standing.coupons }),
  });
}

function give(lots: Map<LotId, Lot>, id: LotId, amount: number, entry: Entry): void {
  if (amount === 0) return;
  const lot = lots.get(id);
  // A lot keeps what it was made with, whatever a later entry says.
  lots.set(
    id,
    lot === undefined
      ? { id, points: points(amount), expires: entry.expires ?? null, ...lotTerms(entry) }
      : grown(lot, amount),
  );
}

function grown(lot: Lot, amount: number): Lot {
  return { ...lot, points: points(lot.points + amount) };
}

/** Takes points out of the lots; returns what none could give. */
function take(lots: Map<LotId, Lot>, id: LotId | null, amount: number): number {
  let left = amount - drain(lots, id === null ? undefined : lots.get(id), amount);
  if (left === 0) return 0;
  for (const lot of [...lots.values()].sort(spendingOrder)) {
    left -= drain(lots, lot, left);
    if (left === 0) break;
  }
  return left;
}

function drain(lots: Map<LotId, Lot>, lot: Lot | undefined, amount: number): number {
  if (lot === undefined) return 0;
  const taken = Math.min(lot.points, amount);
  if (taken === lot.points) lots.delete(lot.id);
  else lots.set(lot.id, grown(lot, -taken));
  return taken;
}

/** Truth 2, where it is decided: balance = lots − debt, and never both lots and debt. */
function whole(standing: Standing): Standing {
  const inLots = sumPoints(standing.lots.map((lot) => lot.points));
  assert(standing.debt >= 0, 'debt is never below zero');
  assert(standing.balance === inLots - standing.debt, 'a balance is its lots less its debt');
  assert(standing.debt === 0 || inLots === 0, 'points repay debt before they lie in a lot');
  return standing;
}

/** What one record moves of one or more members. */
export interface Movement {
  readonly entries: readonly Entry[];
  readonly counts: readonly Count[];
  readonly issued: readonly IssuedCoupon[];
  readonly usedCodes: readonly string[];
  readonly recalled: readonly string[];
}

/**
 * Applies what a record moves of this member; what is of others, or of everybody, is left out:
 * - entries, as `fold` does;
 * - counts, as `tallied` does;
 * - ends of lots that activity prolongs, as the tally then has it (activity.ts);
 * - coupons: those issued come, those used and recalled go. One whose code is counted as used is not taken in, so two tills
 *   that tell of issue and use in either order come to the same.
 */
export function foldMovement(standing: Standing, member: MemberId, movement: Movement): Standing {
  const { tally: rows = [], coupons: held = [] } = standing;
  const folded = fold(
    standing,
    movement.entries.filter((entry) => entry.member === member),
  );
  const tally = tallied(
    rows,
    movement.counts.filter((count) => count.member === member),
  );
  const coupons = couponsAfter(held, member, movement, tally);
  return {
    balance: folded.balance,
    debt: folded.debt,
    lots: prolonged(folded.lots, tally).toSorted(spendingOrder),
    ...(tally.length === 0 ? {} : { tally }),
    ...(coupons.length === 0 ? {} : { coupons }),
  };
}

function couponsAfter(
  held: readonly HeldCoupon[],
  member: MemberId,
  { issued, usedCodes, recalled }: Movement,
  tally: readonly TallyRow[],
): readonly HeldCoupon[] {
  if (issued.length + usedCodes.length + recalled.length === 0) return held;
  const coupons = new Map(held.map((coupon) => [coupon.code, coupon]));
  for (const { member: whose, code, offer, until } of issued) {
    if (whose === member && sumOf(tally, tallyKey.code(code)) <= 0) coupons.set(code, { code, offer, until });
  }
  for (const code of [...usedCodes, ...recalled]) coupons.delete(code);
  return [...coupons.values()].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}

/** The points that may be spent on a day: those in lots that have begun and not ended; 0 while there is debt. */
export function spendable(standing: Standing, today: CivilDate): Points {
  return sumPoints(standing.lots.filter((lot) => isOpen(lot, today)).map((lot) => lot.points));
}

/** The first and the last day count as days on which the lot may be spent. */
function isOpen(lot: Lot, today: CivilDate): boolean {
  return (lot.expires === null || lot.expires >= today) && (lot.from === undefined || lot.from <= today);
}

/** What one lot gives to a spending; a null lot is what no lot could give. */
export interface Taken {
  readonly lot: LotId | null;
  readonly points: Points;
  readonly expires: CivilDate | null;
  /** What the lot has of these, so that giving back can make it again. */
  readonly from?: CivilDate;
  readonly earned?: CivilDate;
  readonly idleDays?: number;
}

/**
 * Which lots an amount is spent from: soonest end first, or those earned earliest (where that is not known they are older
 * than all others; ties by the end). Nothing is changed. `amount` is 0 or above.
 */
export function takeFromLots(
  standing: Standing,
  amount: Points,
  today: CivilDate,
  order: 'earliestExpiry' | 'earliestEarned' = 'earliestExpiry',
): readonly Taken[] {
  assert(amount >= 0, `points are spent, not ${amount}`);
  const taken: Taken[] = [];
  let left: number = amount;
  for (const lot of order === 'earliestExpiry' ? standing.lots : standing.lots.toSorted(earningOrder)) {
    if (left === 0) break;
    if (!isOpen(lot, today)) continue;
    const part = Math.min(left, lot.points);
    taken.push({ lot: lot.id, points: points(part), expires: lot.expires, ...lotTerms(lot) });
    left -= part;
  }
  if (left > 0) taken.push({ lot: null, points: points(left), expires: null });
  return taken;
}

function earningOrder(a: Lot, b: Lot): number {
  const [x, y] = [a.earned ?? '', b.earned ?? ''];
  return x < y ? -1 : x > y ? 1 : spendingOrder(a, b);
}
