import { NO_POINTS, type Points, points, sumPoints } from '../amount/points.ts';
import { assert } from '../assert.ts';
import { addDays, type CivilDate } from '../calendar/civil.ts';
import type { LotId, MemberId } from '../identity/ids.ts';
import type { IssuedCoupon } from '../record/record.ts';
import type { Entry } from './entry.ts';
import type { HeldCoupon, Lot, Standing } from './standing.ts';
import { addCounts, type Count, tallyKey } from './tally.ts';

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
      give(lots, entry, entry.lot, entry.points - repaid);
    } else {
      debt += take(lots, entry.lot, -entry.points);
    }
  }

  return whole({
    ...standing,
    balance: points(balance),
    debt: points(debt),
    lots: [...lots.values()].sort(spendingOrder),
  });
}

function give(lots: Map<LotId, Lot>, entry: Entry, id: LotId, amount: number): void {
  if (amount === 0) return;
  const lot = lots.get(id);
  // A lot keeps the end it was made with, whatever a later entry says.
  lots.set(id, lot === undefined ? made(entry, id, amount) : grown(lot, amount));
}

function made({ expires = null, from, earned, idleDays }: Entry, id: LotId, amount: number): Lot {
  return {
    id,
    points: points(amount),
    expires,
    ...(from === undefined ? {} : { from }),
    ...(earned === undefined ? {} : { earned }),
    ...(idleDays === undefined ? {} : { idleDays }),
  };
}

/** Everything that one record moves, of whomever. */
export interface Movement {
  readonly entries: readonly Entry[];
  readonly counts: readonly Count[];
  /** Coupons given. */
  readonly issued: readonly IssuedCoupon[];
  /** Codes of coupons given earlier that were used, or taken back. */
  readonly usedCodes: readonly string[];
  readonly recalled: readonly string[];
}

/** Applies to one member what a record moves of theirs: points, counts, coupons; a purchase prolongs lots that wait for one. */
export function foldMovement(standing: Standing, member: MemberId, movement: Movement): Standing {
  const own = <T extends { readonly member: MemberId | null }>(list: readonly T[]): readonly T[] =>
    list.every((one) => one.member === member) ? list : list.filter((one) => one.member === member);
  const counts = own(movement.counts);
  const moved = fold(standing, own(movement.entries));
  const tally = addCounts(moved.tally ?? [], counts);
  const coupons = couponsAfter(moved.coupons ?? [], own(movement.issued), [
    ...movement.usedCodes,
    ...movement.recalled,
  ]);
  return {
    balance: moved.balance,
    debt: moved.debt,
    lots: prolonged(moved.lots, counts),
    ...(tally.length === 0 && moved.tally === undefined ? {} : { tally }),
    ...(coupons.length === 0 && moved.coupons === undefined ? {} : { coupons }),
  };
}

function couponsAfter(
  held: readonly HeldCoupon[],
  issued: readonly HeldCoupon[],
  gone: readonly string[],
): readonly HeldCoupon[] {
  if (issued.length === 0 && (gone.length === 0 || held.length === 0)) return held;
  const all = new Map(held.map((one) => [one.code, one]));
  for (const code of gone) all.delete(code);
  for (const { code, offer, until } of issued) all.set(code, { code, offer, until });
  return [...all.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** A purchase on a day moves the end of lots that end after so many days without one; never nearer. */
function prolonged(lots: readonly Lot[], counts: readonly Count[]): readonly Lot[] {
  const visit = counts.findLast(({ key, by, day }) => key === tallyKey.visits && by > 0 && day !== null)?.day ?? null;
  if (visit === null || lots.every(({ idleDays }) => idleDays === undefined)) return lots;
  return lots
    .map((lot) => {
      if (lot.idleDays === undefined || lot.expires === null || lot.expires < visit) return lot;
      const end = addDays(visit, lot.idleDays);
      return end > lot.expires ? { ...lot, expires: end } : lot;
    })
    .sort(spendingOrder);
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

/** The points that may be spent on a day: those in lots that have begun and not ended; 0 while there is debt. */
export function spendable(standing: Standing, today: CivilDate): Points {
  return sumPoints(standing.lots.filter((lot) => lasts(lot, today)).map((lot) => lot.points));
}

/** The first and the last day count as days on which the lot may be spent. */
function lasts(lot: Lot, today: CivilDate): boolean {
  return (lot.expires === null || lot.expires >= today) && (lot.from === undefined || lot.from <= today);
}

/** What one lot gives to a spending; a null lot is what no lot could give. */
export interface Taken {
  readonly lot: LotId | null;
  readonly points: Points;
  readonly expires: CivilDate | null;
  readonly earned?: CivilDate;
  readonly idleDays?: number;
}

/** The order in which a programme spends lots: by the soonest end, or by the day on which they were earned (unknown: first). */
export type LotOrder = 'earliestExpiry' | 'earliestEarned';

function inOrder(lots: readonly Lot[], order: LotOrder): readonly Lot[] {
  if (order === 'earliestExpiry') return lots;
  const earned = (lot: Lot): string => lot.earned ?? '';
  return lots.toSorted((a, b) => (earned(a) < earned(b) ? -1 : earned(a) > earned(b) ? 1 : spendingOrder(a, b)));
}

/** Which lots an amount is spent from, in the programme's order; nothing is changed. Points are above zero. */
export function takeFromLots(
  standing: Standing,
  amount: Points,
  today: CivilDate,
  order: LotOrder = 'earliestExpiry',
): readonly Taken[] {
  assert(amount >= 0, `points are spent, not ${amount}`);
  const taken: Taken[] = [];
  let left: number = amount;
  for (const lot of inOrder(standing.lots, order)) {
    if (left === 0) break;
    if (!lasts(lot, today)) continue;
    const part = Math.min(left, lot.points);
    taken.push({
      lot: lot.id,
      points: points(part),
      expires: lot.expires,
      ...(lot.earned === undefined ? {} : { earned: lot.earned }),
      ...(lot.idleDays === undefined ? {} : { idleDays: lot.idleDays }),
    });
    left -= part;
  }
  if (left > 0) taken.push({ lot: null, points: points(left), expires: null });
  return taken;
}
