import { addDays, type CivilDate, chisinauOffsetMin } from '../../domain/calendar/civil.ts';
import { type Chance, weighted } from './chance.ts';

/** When people shop: hours of a day, days of a week. */

/** Minutes after midnight at which a shop opens and shuts its doors. */
export const OPENS_MIN = 8 * 60;
export const SHUTS_MIN = 21 * 60;

/** How many come in each hour, from 8 to 20: some at noon, most after work. */
const HOURS = [5, 7, 8, 8, 11, 10, 7, 7, 8, 12, 14, 11, 6];
/** From Sunday: how many come against an ordinary day. */
const WEEKDAYS = [0.8, 0.9, 0.9, 0.95, 1, 1.2, 1.25];

const MINUTE_MS = 60_000;
const hour = weighted(HOURS.map((share, i) => [OPENS_MIN + 60 * i, share] as const));

/** UTC ms of a minute of a day in Chișinău; never asked about the night in which the clocks change. */
export function instantOf(day: CivilDate, minutes: number): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  return Math.round(midnight + (minutes - chisinauOffsetMin(midnight + 12 * 60 * MINUTE_MS)) * MINUTE_MS);
}

/** How much busier than an ordinary day it is. */
export function weekdayWeight(day: CivilDate): number {
  return WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? 1;
}

/** So many moments of a day (UTC ms), in order, as people come. */
export function momentsOf(day: CivilDate, count: number, chance: Chance): number[] {
  const minutes = Array.from({ length: count }, () => hour(chance) + chance.next() * 59);
  return minutes.sort((a, b) => a - b).map((minute) => instantOf(day, minute));
}

/** The days before `today`, oldest first; today itself is left to the person who tries the till. */
export function daysBefore(today: CivilDate, count: number): CivilDate[] {
  return Array.from({ length: count }, (_, i) => addDays(today, i - count));
}
