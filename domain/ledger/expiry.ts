import { type Points, points, sumPoints } from '../amount/points.ts';
import { addDays, type CivilDate } from '../calendar/civil.ts';
import type { MemberId } from '../identity/ids.ts';
import type { Entry } from './entry.ts';
import type { Lot, Standing } from './standing.ts';

/**
 * The entries that book what has expired: one for each lot whose last day is before `day`, all that is left of it. Folded,
 * they leave nothing to book; so booking again the same day books nothing.
 */
export function expiryEntries(standing: Standing, member: MemberId, day: CivilDate): Entry[] {
  return standing.lots
    .filter((lot) => hasEnded(lot, day))
    .map(({ id, points: left, expires }) => ({ member, points: points(-left), contra: 'expire', lot: id, expires }));
}

function hasEnded({ expires }: Lot, day: CivilDate): boolean {
  return expires !== null && expires < day;
}

/**
 * What ends next, where that is within so many days: the points of all lots whose last day is `on`, the soonest from `day`
 * on. Null: nothing ends in that time.
 */
export function endingSoon(
  standing: Standing,
  day: CivilDate,
  warnDays: number,
): { readonly points: Points; readonly on: CivilDate } | null {
  const limit = addDays(day, warnDays);
  let on: CivilDate | null = null;
  for (const { expires } of standing.lots) {
    if (expires !== null && expires >= day && expires <= limit && (on === null || expires < on)) on = expires;
  }
  if (on === null) return null;
  const last = on;
  return { points: sumPoints(standing.lots.filter((lot) => lot.expires === last).map((lot) => lot.points)), on };
}

/** Points in lots that may not be spent yet: they are in the balance, and not in `spendable`. */
export function pendingPoints(standing: Standing, day: CivilDate): Points {
  return sumPoints(
    standing.lots
      .filter((lot) => !hasEnded(lot, day) && lot.from !== undefined && lot.from > day)
      .map((lot) => lot.points),
  );
}
