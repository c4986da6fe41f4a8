import { addDays, type CivilDate, civilDate, daysBetween } from './civil.ts';

/** A stretch of the calendar that windows, caps and ends of lots are counted in. */
export type Period = 'month' | 'quarter' | 'year';

const MONTHS: Readonly<Record<Period, number>> = { month: 1, quarter: 3, year: 12 };

/** Months since the year 0, of the first month of the period that a day lies in. */
function firstMonth(unit: Period, day: CivilDate): number {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  return month - (month % MONTHS[unit]);
}

function dayOf(month: number, date: number): CivilDate {
  const year = Math.floor(month / 12);
  const pad = (value: number, digits: number): string => String(value).padStart(digits, '0');
  return civilDate(`${pad(year, 4)}-${pad((month % 12) + 1, 2)}-${pad(date, 2)}`);
}

/** The first day of the period that is so many after (before, where negative) the one of this day: 0 is its own. */
export function startOf(unit: Period, day: CivilDate, after = 0): CivilDate {
  return dayOf(firstMonth(unit, day) + after * MONTHS[unit], 1);
}

/** The last day of the period that is so many after (before, where negative) the one of this day: 0 is its own. */
export function endOf(unit: Period, day: CivilDate, after = 0): CivilDate {
  return addDays(startOf(unit, day, after + 1), -1);
}

/** A date as it falls in a year: 29 February is 28 where the year has none. */
export function inYear(date: CivilDate, year: number): CivilDate {
  const [month, last] = [Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))];
  const end = endOf('month', dayOf(year * 12 + month, 1));
  return dayOf(year * 12 + month, Math.min(last, Number(end.slice(8, 10))));
}

/**
 * Whether a day is at most so many days before or after a date that comes each year, from `firstYear` on. Windows reach
 * over the turn of the year; both ends are included.
 */
export function nearYearly(of: {
  readonly date: CivilDate;
  readonly firstYear: number;
  readonly day: CivilDate;
  readonly before: number;
  readonly after: number;
}): boolean {
  const { date, firstYear, day, before, after } = of;
  const year = Number(day.slice(0, 4));
  const span = Math.ceil(Math.max(before, after) / 365);
  for (let one = Math.max(firstYear, year - span); one <= year + span; one++) {
    const past = daysBetween(inYear(date, one), day);
    if (past >= -before && past <= after) return true;
  }
  return false;
}

/**
 * A day as a whole number: one more for each next day. For many days at once; it asks nothing of the calendar but that the
 * text is a day, which its type says.
 */
export function dayCount(day: CivilDate): number {
  const digits = (at: number, count: number): number => {
    let value = 0;
    for (let i = at; i < at + count; i++) value = value * 10 + day.charCodeAt(i) - 48;
    return value;
  };
  // Years begin in March here, so that the odd day is the last of one, and months are 153 days for each five.
  const month = digits(5, 2);
  const year = digits(0, 4) - (month <= 2 ? 1 : 0);
  const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return year * 365 + leaps + Math.floor((153 * ((month + 9) % 12) + 2) / 5) + digits(8, 2);
}
