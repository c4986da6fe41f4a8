import { assert } from '../assert.ts';

/** A day in the shop's calendar (Europe/Chisinau), as `2026-11-21`. */
export type CivilDate = string & { readonly calendar: 'civil' };

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DASH = 45;
const ZERO = 48;

/** The number that so many digits of a text are, from a place on; NaN where one is no digit. */
function digits(text: string, from: number, count: number): number {
  let number = 0;
  for (let i = from; i < from + count; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/**
 * Days since 1970-01-01, or null where the text is no day of the calendar. Every record is full of days and the centre reads millions:
 * counted in whole years that begin in March (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil).
 */
function dayNumber(text: string): number | null {
  if (text.length !== 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return null;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)];
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month))) return null;
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
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
