import { assert } from '../assert.ts';
import { addDays, type CivilDate, civilDate } from './civil.ts';

/** Months of the calendar, quarters from January, years. */
export type Period = 'month' | 'quarter' | 'year';

const MONTHS: Readonly<Record<Period, number>> = { month: 1, quarter: 3, year: 12 };

/** Months since year 0. */
function monthNumber(day: CivilDate): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function firstOf(month: number): CivilDate {
  assert(Number.isSafeInteger(month) && month >= 0, `not a month: ${month}`);
  const year = String(Math.floor(month / 12)).padStart(4, '0');
  return civilDate(`${year}-${String((month % 12) + 1).padStart(2, '0')}-01`);
}

/** The first day of the period that holds a day; `later` periods on (earlier where negative). */
export function periodStart(day: CivilDate, period: Period, later = 0): CivilDate {
  const months = MONTHS[period];
  const number = monthNumber(day);
  return firstOf(number - (number % months) + later * months);
}

/** The last day of the period that is so many after the one that holds a day. */
export function periodEnd(day: CivilDate, period: Period, later = 0): CivilDate {
  return addDays(periodStart(day, period, later + 1), -1);
}
