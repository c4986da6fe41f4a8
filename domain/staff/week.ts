import { type Bani, bani } from '../amount/bani.ts';
import { addDays, type CivilDate, civilDate, daysBetween } from '../calendar/civil.ts';
import type { RecordId, StaffId } from '../identity/ids.ts';

/** What each of the staff did in a week, at one till or at all of a store: figures to talk about, not to rank by. Returns and voids are nobody's figure. */

/** So many shifts of a till back a row of exact counts is looked for; a till has some fourteen in a week. */
export const MOST_CLOSINGS_BACK = 120;
const A_MONDAY = civilDate('2024-01-01');
/** Between two records of a till further apart nobody was ringing, ms: the pace does not count such a gap, nor the sale behind it. */
export const LONGEST_GAP_MS = 180_000;

/** The Monday of the week that a day lies in. */
export function mondayOf(day: CivilDate): CivilDate {
  const past = daysBetween(A_MONDAY, day) % 7;
  return addDays(day, -((past + 7) % 7));
}

/** A record of a till, as far as these figures ask. */
export interface Action {
  readonly id: RecordId;
  readonly kind: string;
  /** The till's clock, UTC ms. */
  readonly at: number;
  /** Who was signed in; null: the program itself. */
  readonly staff: StaffId | null;
  readonly withMember: boolean;
  /** Lines of a sale that were rung; those that an offer put in are nobody's work. 0 for all else. */
  readonly lines: number;
  /** The sale that a void undoes. */
  readonly of: RecordId | null;
}

/** How a shift's drawer was found when it was closed. */
export interface Closing {
  /** Who counted last; null: the program does not know. */
  readonly staff: StaffId | null;
  /** Of how many counts this is the last. */
  readonly turns: number;
  /** Counted less expected, of the cash, by the last count. */
  readonly variance: Bani;
  /** Whether the slips that were typed agreed too. */
  readonly slipsAgree: boolean;
}

/** Sales that came soon enough after the till's record before that their time is known. */
export interface Pace {
  readonly sales: number;
  readonly lines: number;
  readonly ms: number;
}

export interface PersonWeek {
  readonly staff: StaffId;
  /** Confirmed and not voided. */
  readonly sales: number;
  readonly withMember: number;
  readonly enrolments: number;
  readonly pace: Pace;
  readonly closings: {
    readonly exact: number;
    readonly varied: number;
    /** The sum of what was found more (above zero) or less. */
    readonly variance: Bani;
  };
}

/** Less time than this says nothing of a pace, ms. */
export const LEAST_PACE_MS = 10 * 60_000;

/** Lines a minute, in tenths; null: too little time to say. */
export function linesAMinute({ lines, ms }: Pace): number | null {
  return ms < LEAST_PACE_MS ? null : Math.round((lines * 600_000) / ms);
}

/** The share of sales with a member, in whole percent, rounded half up; null: no sales. */
export function scanRate({ sales, withMember }: Pick<PersonWeek, 'sales' | 'withMember'>): number | null {
  return sales === 0 ? null : Math.round((withMember * 100) / sales);
}

/** Whether a drawer was found as it should be: the cash to the ban, and the slips where they were typed. */
export function isExact({ variance, slipsAgree }: Closing): boolean {
  return variance === 0 && slipsAgree;
}

interface Sold {
  readonly staff: StaffId;
  readonly withMember: boolean;
  readonly lines: number;
  /** Null: its time is not known. */
  readonly ms: number | null;
}

type Sums = {
  sales: number;
  withMember: number;
  enrolments: number;
  pace: { sales: number; lines: number; ms: number };
  closings: { exact: number; varied: number; variance: number };
};

/** Adds up a week's shifts, record by record in the order of the log. */
export class WeekSums {
  readonly #people = new Map<StaffId, Sums>();
  readonly #sold = new Map<RecordId, Sold>();
  #before: number | null = null;

  /** A shift begins: what was before it is no beginning of a sale. */
  shift(): void {
    this.#before = null;
    // A sale is voided in its own shift.
    this.#sold.clear();
  }

  action({ id, kind, at, staff, withMember, lines, of }: Action): void {
    const gap = this.#before === null ? null : at - this.#before;
    if (staff !== null) this.#before = at;
    if (kind === 'void') {
      this.#voided(of);
      return;
    }
    if (staff === null) return;
    if (kind === 'enrolment') this.#of(staff).enrolments += 1;
    if (kind !== 'sale') return;
    // A clock that was set back tells no time.
    const ms = gap !== null && gap >= 0 && gap <= LONGEST_GAP_MS ? gap : null;
    const sold: Sold = { staff, withMember, lines, ms };
    this.#sold.set(id, sold);
    this.#sale(sold, 1);
  }

  closing(closing: Closing): void {
    if (closing.staff === null) return;
    const { closings } = this.#of(closing.staff);
    if (isExact(closing)) closings.exact += 1;
    else closings.varied += 1;
    closings.variance += closing.variance;
  }

  /** Everybody who did anything of it, by id: whoever shows them orders them by name. */
  people(): readonly PersonWeek[] {
    return [...this.#people.keys()].sort().map((staff) => {
      const { sales, withMember, enrolments, pace, closings } = this.#of(staff);
      return {
        staff,
        sales,
        withMember,
        enrolments,
        pace: { ...pace },
        closings: { exact: closings.exact, varied: closings.varied, variance: bani(closings.variance) },
      };
    });
  }

  #sale({ staff, withMember, lines, ms }: Sold, by: 1 | -1): void {
    const sums = this.#of(staff);
    sums.sales += by;
    if (withMember) sums.withMember += by;
    if (ms === null) return;
    sums.pace.sales += by;
    sums.pace.lines += by * lines;
    sums.pace.ms += by * ms;
  }

  #voided(of: RecordId | null): void {
    const sold = of === null ? undefined : this.#sold.get(of);
    if (of === null || sold === undefined) return;
    this.#sold.delete(of);
    this.#sale(sold, -1);
  }

  #of(staff: StaffId): Sums {
    let sums = this.#people.get(staff);
    if (sums === undefined) {
      sums = {
        sales: 0,
        withMember: 0,
        enrolments: 0,
        pace: { sales: 0, lines: 0, ms: 0 },
        closings: { exact: 0, varied: 0, variance: 0 },
      };
      this.#people.set(staff, sums);
    }
    return sums;
  }
}

/** The sums of several people as one. */
export function together(people: readonly PersonWeek[]): Omit<PersonWeek, 'staff'> {
  const sum = (of: (one: PersonWeek) => number): number => people.reduce((all, one) => all + of(one), 0);
  return {
    sales: sum((one) => one.sales),
    withMember: sum((one) => one.withMember),
    enrolments: sum((one) => one.enrolments),
    pace: { sales: sum((one) => one.pace.sales), lines: sum((one) => one.pace.lines), ms: sum((one) => one.pace.ms) },
    closings: {
      exact: sum((one) => one.closings.exact),
      varied: sum((one) => one.closings.varied),
      variance: bani(sum((one) => one.closings.variance)),
    },
  };
}
