import { NO_POINTS, type Points, points, sumPoints } from '../amount/points.ts';
import { addDays, type CivilDate } from '../calendar/civil.ts';
import type { MemberId } from '../identity/ids.ts';
import type { Entry } from './entry.ts';
import type { Standing } from './standing.ts';

/** The entries that book as expired whatever lies in lots whose last day is before `day`; none: nothing has ended. */
export function expiryEntries(standing: Standing, member: MemberId, day: CivilDate): Entry[] {
  return standing.lots
    .filter(({ expires }) => expires !== null && expires < day)
    .map(
      (lot): Entry => ({
        member,
        points: points(-lot.points),
        contra: 'expire',
        lot: lot.id,
        expires: lot.expires,
        ...(lot.earned === undefined ? {} : { earned: lot.earned }),
      }),
    );
}

/** The points that end first, where that is within `warnDays` of a day: what the till warns of. Null: none do. */
export function endingSoon(
  standing: Standing,
  day: CivilDate,
  warnDays: number,
): { readonly points: Points; readonly on: CivilDate } | null {
  const last = addDays(day, warnDays);
  let on: CivilDate | null = null;
  for (const { expires } of standing.lots) {
    if (expires !== null && expires >= day && expires <= last && (on === null || expires < on)) on = expires;
  }
  if (on === null) return null;
  return { points: sumPoints(standing.lots.filter(({ expires }) => expires === on).map((lot) => lot.points)), on };
}

/** Points that are there and may not be spent yet. */
export function pendingPoints(standing: Standing, day: CivilDate): Points {
  const waiting = standing.lots.filter(({ from }) => from !== undefined && from > day);
  return waiting.length === 0 ? NO_POINTS : sumPoints(waiting.map((lot) => lot.points));
}
