import { NO_POINTS, type Points, points, sumPoints } from '../amount/points.ts';
import { assert } from '../assert.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { LotId } from '../identity/ids.ts';
import type { Entry } from './entry.ts';
import type { Lot, Standing } from './standing.ts';

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
      give(lots, entry.lot, entry.points - repaid, entry.expires ?? null);
    } else {
      debt += take(lots, entry.lot, -entry.points);
    }
  }

  return whole({ balance: points(balance), debt: points(debt), lots: [...lots.values()].sort(spendingOrder) });
}

function give(lots: Map<LotId, Lot>, id: LotId, amount: number, expires: CivilDate | null): void {
  if (amount === 0) return;
  const lot = lots.get(id);
  // A lot keeps the end it was made with, whatever a later entry says.
  lots.set(id, lot === undefined ? { id, points: points(amount), expires } : grown(lot, amount));
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

/** The points that may be spent on a day: those in lots that have not ended; 0 while there is debt. */
export function spendable(standing: Standing, today: CivilDate): Points {
  return sumPoints(standing.lots.filter((lot) => lasts(lot, today)).map((lot) => lot.points));
}

/** The last day counts as a day on which the lot may be spent. */
function lasts(lot: Lot, today: CivilDate): boolean {
  return lot.expires === null || lot.expires >= today;
}

/** What one lot gives to a spending; a null lot is what no lot could give. */
export interface Taken {
  readonly lot: LotId | null;
  readonly points: Points;
  readonly expires: CivilDate | null;
}

/** Which lots an amount is spent from, soonest end first; nothing is changed. Points are above zero. */
export function takeFromLots(standing: Standing, amount: Points, today: CivilDate): readonly Taken[] {
  assert(amount >= 0, `points are spent, not ${amount}`);
  const taken: Taken[] = [];
  let left: number = amount;
  for (const lot of standing.lots) {
    if (left === 0) break;
    if (!lasts(lot, today)) continue;
    const part = Math.min(left, lot.points);
    taken.push({ lot: lot.id, points: points(part), expires: lot.expires });
    left -= part;
  }
  if (left > 0) taken.push({ lot: null, points: points(left), expires: null });
  return taken;
}
