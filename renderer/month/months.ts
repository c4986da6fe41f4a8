import type { DayRow } from '../../contract/till/day.ts';
import type { MonthDays } from '../../contract/till/staff.ts';
import { type Bani, bani } from '../../domain/amount/bani.ts';
import { type Points, points } from '../../domain/amount/points.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { addDays, type CivilDate, daysBetween } from '../../domain/calendar/civil.ts';
import { endOf, startOf } from '../../domain/calendar/periods.ts';
import { mondayOf } from '../../domain/staff/week.ts';

/** What a month of days is made of, out of the signed days and of what this till sold; pure. */

type Worked = MonthDays['worked'][number];
/** Of a day as much as a month asks. */
export type SignedDay = Pick<DayRow, 'number' | 'day' | 'total' | 'variance' | 'groups' | 'closing' | 'signedAt'>;

/**
 * `signed`: a close has it as its day. `missing`: this till sold, the day is over, and no close has it. `running`: today, and days to come
 * with a shift already. `empty`: nothing is known to be missing.
 */
export type DayState = 'signed' | 'missing' | 'running' | 'empty';

export interface MonthDay<Row extends SignedDay = DayRow> {
  readonly day: CivilDate;
  readonly state: DayState;
  readonly signed: Row | null;
  readonly worked: Worked | null;
  /** Of a missing day: a later one is signed, and has what was missing as late. */
  readonly late: boolean;
}

/** Each day of a month, in order. `rows`: signed days, of whatever months. */
export function daysOf<Row extends SignedDay>(
  first: CivilDate,
  of: { readonly today: CivilDate; readonly rows: readonly Row[]; readonly worked: readonly Worked[] },
): readonly MonthDay<Row>[] {
  const { today, rows, worked } = of;
  const last = rows.reduce<CivilDate | null>(
    (latest, { day }) => (latest === null || day > latest ? day : latest),
    null,
  );
  return Array.from({ length: daysBetween(first, endOf('month', first)) + 1 }, (_, i) => {
    const day = addDays(first, i);
    const signed = rows.find((row) => row.day === day) ?? null;
    const sold = worked.find((one) => one.day === day) ?? null;
    const state =
      signed !== null
        ? 'signed'
        : day === today || (day > today && sold !== null)
          ? 'running'
          : sold !== null && sold.sales > 0
            ? 'missing'
            : 'empty';
    return { day, state, signed, worked: sold, late: state === 'missing' && last !== null && last > day };
  });
}

/** Empty places before the first of a month in a calendar whose weeks begin on Monday. */
export function placesBefore(first: CivilDate): number {
  return daysBetween(mondayOf(first), first);
}

/** A month of signed days, added up. Points as they are said: redeemed and expired above zero. */
export interface MonthSum {
  readonly first: CivilDate;
  readonly signed: number;
  readonly total: Bani;
  readonly variance: Bani;
  readonly issued: Points;
  readonly redeemed: Points;
  readonly expired: Points;
  /** Points out there when its last day was signed; null: no day of it is. */
  readonly outThere: Points | null;
}

/** Months that stand beside each other in a picture. */
export const MONTHS_SHOWN = 12;

/** The months up to one, from the first with a signed day, at most so many; those between without one too. */
export function monthsUpTo(first: CivilDate, rows: readonly SignedDay[]): readonly MonthSum[] {
  const sums: MonthSum[] = [];
  for (let back = MONTHS_SHOWN - 1; back >= 0; back -= 1) {
    const of = startOf('month', first, -back);
    const days = rows.filter(({ day }) => startOf('month', day) === of);
    if (days.length === 0 && sums.length === 0) continue;
    const sum = (value: (day: SignedDay) => number): number => days.reduce((all, day) => all + value(day), 0);
    const last = days.reduce<SignedDay | null>((a, b) => (a === null || b.number > a.number ? b : a), null);
    sums.push({
      first: of,
      signed: days.length,
      total: bani(sum((day) => day.total)),
      variance: bani(sum((day) => day.variance)),
      issued: points(sum((day) => day.groups.issued)),
      redeemed: points(-sum((day) => day.groups.redeemed)),
      expired: points(-sum((day) => day.groups.expired)),
      outThere: last?.closing ?? null,
    });
  }
  return sums;
}

/** A variance with its sign, also above zero: `+25,00`, `−50,00`, `0,00`. */
export function signedBani(amount: Bani): string {
  return amount > 0 ? `+${formatBani(amount)}` : formatBani(amount);
}
