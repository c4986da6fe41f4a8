import { assert } from '../assert.ts';

/** A day in the shop's calendar (Europe/Chisinau), as `2026-11-21`. */
export type CivilDate = string & { readonly calendar: 'civil' };

const FORM = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Days since 1970-01-01, or null where the text is no day of the calendar. */
function dayNumber(text: string): number | null {
  const found = FORM.exec(text);
  if (found === null) return null;
  const day = new Date(0);
  const [year, month, date] = [Number(found[1]), Number(found[2]) - 1, Number(found[3])];
  const ms = day.setUTCFullYear(year, month, date);
  // A day that the month does not have rolls over into the next one.
  return day.getUTCMonth() === month && day.getUTCDate() === date ? ms / DAY_MS : null;
}

/** True for a real day of the calendar in the form `2026-11-21`. */
export function isCivilDate(text: string): boolean {
  return dayNumber(text) !== null;
}

/** Brands the text of a real day. */
export function civilDate(text: string): CivilDate {
  assert(isCivilDate(text), `not a day: ${text}`);
  return text as CivilDate;
}

/** The last Sunday of a month (0 = January) as UTC ms at 01:00, when EU summer time changes. */
function lastSunday(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0));
  return last.getTime() - last.getUTCDay() * DAY_MS + HOUR_MS;
}

/**
 * Minutes that Chișinău's clock is ahead of UTC: 180 in summer, 120 else. EU summer time (last Sundays of March and
 * October, 01:00 UTC); no date depends on the exact hour, since both changes fall in the middle of a local night.
 */
export function chisinauOffsetMin(utcMs: number): number {
  const year = new Date(utcMs).getUTCFullYear();
  return utcMs >= lastSunday(year, 2) && utcMs < lastSunday(year, 9) ? 180 : 120;
}

/** The civil date in Chișinău at an instant (UTC ms). */
export function civilDateAt(utcMs: number): CivilDate {
  return civilDate(new Date(utcMs + chisinauOffsetMin(utcMs) * 60_000).toISOString().slice(0, 10));
}

/** `HH:MM` in Chișinău at an instant (UTC ms). */
export function civilTimeAt(utcMs: number): string {
  return new Date(utcMs + chisinauOffsetMin(utcMs) * 60_000).toISOString().slice(11, 16);
}

/**
 * The instant (UTC ms) at which Chișinău's clock shows so many seconds after midnight of a day. Of the hour that comes twice in autumn the
 * first is meant; the hour that spring leaves out is the one after it.
 */
export function chisinauInstant(day: CivilDate, seconds: number): number {
  const number = dayNumber(day);
  assert(number !== null, `not a day: ${day}`);
  const wallMs = number * DAY_MS + seconds * 1000;
  const inSummer = wallMs - 180 * 60_000;
  return chisinauOffsetMin(inSummer) === 180 ? inSummer : wallMs - 120 * 60_000;
}

/** The day so many days later (earlier where negative). */
export function addDays(day: CivilDate, days: number): CivilDate {
  const number = dayNumber(day);
  assert(number !== null, `not a day: ${day}`);
  return civilDate(new Date((number + days) * DAY_MS).toISOString().slice(0, 10));
}

/** Whole days from one day to another; negative where `to` is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  const [a, b] = [dayNumber(from), dayNumber(to)];
  assert(a !== null && b !== null, `not days: ${from}, ${to}`);
  return b - a;
}
