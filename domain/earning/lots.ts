import type { Points } from '../amount/points.ts';
import { points } from '../amount/points.ts';
import { never } from '../assert.ts';
import { addDays, type CivilDate } from '../calendar/civil.ts';
import { endOf } from '../calendar/periods.ts';
import type { Expiry } from '../programme/earning.ts';
import type { Programme } from '../programme/programme.ts';
import type { NewLot } from '../sale/figures.ts';

/**
 * The lot that points given on a day lie in: as `lots` of the programme says, where `own` does not say otherwise. They may be
 * spent from the day on which they are confirmed (day + pendingDays), and ends are counted from that day; the end of a lot
 * that activity prolongs is counted from `day`, the purchase, and is never before they are confirmed. With the policy
 * `until`, the last day is one less.
 */
export function newLot(
  programme: Programme,
  given: { readonly points: Points; readonly contra: NewLot['contra']; readonly day: CivilDate },
  own: { readonly pendingDays?: number; readonly expiry?: Expiry } = {},
): NewLot {
  const { pendingDays = programme.lots.pendingDays, expiry = programme.lots.expiry } = own;
  const confirmed = pendingDays === 0 ? given.day : addDays(given.day, pendingDays);
  const less = programme.policies.expiryDay === 'until' ? 1 : 0;
  return {
    points: given.points,
    contra: given.contra,
    from: pendingDays > 0 ? confirmed : null,
    ...end(expiry, given.day, confirmed, less),
  };
}

function end(expiry: Expiry, day: CivilDate, confirmed: CivilDate, less: number): Pick<NewLot, 'expires' | 'idleDays'> {
  switch (expiry.type) {
    case 'never':
      return { expires: null, idleDays: null };
    case 'days':
      return { expires: addDays(confirmed, expiry.days - less), idleDays: null };
    case 'inactivity': {
      const idleDays = Math.max(0, expiry.days - less);
      const idle = addDays(day, idleDays);
      return { expires: idle < confirmed ? confirmed : idle, idleDays };
    }
    case 'endOf':
      return { expires: addDays(endOf(expiry.unit, confirmed, expiry.after), -less), idleDays: null };
    default:
      return never(expiry);
  }
}

/** Puts lots that are alike in everything but points together, in the order of first appearance; those of no points vanish. */
export function mergeLots(lots: readonly NewLot[]): NewLot[] {
  const merged = new Map<string, NewLot>();
  for (const lot of lots) {
    if (lot.points === 0) continue;
    const key = `${lot.contra} ${lot.expires} ${lot.from} ${lot.idleDays}`;
    const sum = (merged.get(key)?.points ?? 0) + lot.points;
    merged.set(key, { ...lot, points: points(sum) });
  }
  return [...merged.values()];
}
