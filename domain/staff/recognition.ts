import type { StaffId } from '../identity/ids.ts';
import { type Closing, isExact, type PersonWeek, scanRate } from './week.ts';

/**
 * What is said kindly of each of the staff about a week, on the till. Only what is good, at most one thing of each, nobody beside anybody
 * lower; never the pace: who hurries looks at the screen and not at the person.
 */
export type Recognition =
  /** So many blind counts in a row, the last in this week, were exact at the first. */
  | { readonly staff: StaffId; readonly of: 'exactInARow'; readonly times: number }
  /** Enrolled more than anybody else here. */
  | { readonly staff: StaffId; readonly of: 'mostEnrolled'; readonly members: number }
  /** Had a member at the larger share of sales than anybody else with enough of them; of how many sales. */
  | { readonly staff: StaffId; readonly of: 'mostScanned'; readonly percent: number; readonly sales: number }
  | { readonly staff: StaffId; readonly of: 'enrolled'; readonly members: number }
  | { readonly staff: StaffId; readonly of: 'scanned'; readonly percent: number; readonly sales: number }
  /** The same beside somebody who did the most of it: without a number, so that nobody stands below anybody. */
  | { readonly staff: StaffId; readonly of: 'enrolledToo' | 'scannedToo' }
  /** Served more people than so many: the same number for everybody of whom it is said. */
  | { readonly staff: StaffId; readonly of: 'served'; readonly moreThan: number };

/** So many exact counts in a row are worth a word. */
const LEAST_IN_A_ROW = 5;
/** Enrolments that are worth a word: fewer come by chance. */
const LEAST_ENROLLED = 3;
/** Sales under a share that is told: of fewer, one sale moves it by more than two of a hundred. */
const LEAST_SALES = 50;
/** A share that is worth a word also where others have a larger one. */
const GOOD_PERCENT = 50;

/** How many of a person's counts before and up to now, the newest last, were exact without a second one, counted back from the last. */
export function exactInARow(closings: readonly Closing[], staff: StaffId): number {
  const own = closings.filter((one) => one.staff === staff);
  const broken = own.findLastIndex((one) => one.turns !== 1 || !isExact(one));
  return own.length - 1 - broken;
}

/**
 * One good thing about each who did one, in the order of `people`. `inARow`: of whoever closed in this week, the exact counts in a row up to
 * its end (`exactInARow`). What compares is said only where at least two can be compared and nobody is equal.
 */
export function recognitions(
  people: readonly PersonWeek[],
  inARow: (staff: StaffId) => number,
): readonly Recognition[] {
  const enrolled = best(people, ({ enrolments }) => (enrolments < LEAST_ENROLLED ? null : enrolments));
  const scanned = best(people, (one) => (one.sales < LEAST_SALES ? null : one.withMember / one.sales));
  return people.flatMap((person): Recognition[] => {
    const { staff, sales, enrolments } = person;
    const times = person.closings.exact === 0 ? 0 : inARow(staff);
    if (times >= LEAST_IN_A_ROW) return [{ staff, of: 'exactInARow', times }];
    if (enrolled === staff) return [{ staff, of: 'mostEnrolled', members: enrolments }];
    const percent = scanRate(person) ?? 0;
    const counts = sales >= LEAST_SALES;
    if (scanned === staff && percent > 0) return [{ staff, of: 'mostScanned', percent, sales }];
    if (enrolments >= LEAST_ENROLLED) {
      return enrolled === null ? [{ staff, of: 'enrolled', members: enrolments }] : [{ staff, of: 'enrolledToo' }];
    }
    if (counts && percent >= GOOD_PERCENT) {
      return scanned === null ? [{ staff, of: 'scanned', percent, sales }] : [{ staff, of: 'scannedToo' }];
    }
    return sales > LEAST_SALES ? [{ staff, of: 'served', moreThan: LEAST_SALES }] : [];
  });
}

/** Who has more than anybody else, where at least two can be compared; null where nobody does. */
function best(people: readonly PersonWeek[], of: (person: PersonWeek) => number | null): StaffId | null {
  const all = people.flatMap((person) => {
    const value = of(person);
    return value === null ? [] : [{ staff: person.staff, value }];
  });
  const most = Math.max(...all.map(({ value }) => value));
  const those = all.filter(({ value }) => value === most);
  return all.length >= 2 && those.length === 1 ? (those[0]?.staff ?? null) : null;
}
