import {
  addDays,
  chisinauOffsetMin,
  civilDate,
  civilDateAt,
  civilTimeAt,
  isCivilDate,
} from '../../domain/calendar/civil.ts';

const MINUTE_MS = 60_000;

/**
 * The instant (UTC ms) of a day and a time of day in Chișinău. Null: they cannot be read, or the clocks are put forward
 * over that minute.
 */
export function startsAt(day: string, time: string): number | null {
  if (!isCivilDate(day.trim()) || !/^([01]?\d|2[0-3]):[0-5]\d$/.test(time.trim())) return null;
  const [hours = '', minutes = ''] = time.trim().split(':');
  const wall = Date.parse(`${day.trim()}T${hours.padStart(2, '0')}:${minutes}:00Z`);
  const found = [180, 120]
    .map((offsetMin) => ({ ms: wall - offsetMin * MINUTE_MS, offsetMin }))
    // In the hour that comes twice the first is meant.
    .find(({ ms, offsetMin }) => chisinauOffsetMin(ms) === offsetMin);
  return found?.ms ?? null;
}

/**
 * The next whole quarter of an hour that is at least five minutes away: time to read once more. In the hour that comes twice a
 * time of day means the first of the two, so in its second run what is proposed is after it.
 */
export function soon(nowMs: number): { readonly day: string; readonly time: string } {
  const quarter = 15 * MINUTE_MS;
  let ms = Math.ceil((nowMs + 5 * MINUTE_MS) / quarter) * quarter;
  while (startsAt(civilDateAt(ms), civilTimeAt(ms)) !== ms) ms += quarter;
  return { day: civilDateAt(ms), time: civilTimeAt(ms) };
}

/** The beginning of tomorrow. */
export function tomorrow(nowMs: number): { readonly day: string; readonly time: string } {
  return { day: addDays(civilDate(civilDateAt(nowMs)), 1), time: '00:00' };
}
