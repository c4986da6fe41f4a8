import { type CivilDate, daysBetween } from '../calendar/civil.ts';
import { inYear } from '../calendar/periods.ts';
import { sumOf, type TallyRow, tallyKey } from '../ledger/tally.ts';
import type { Programme } from '../programme/programme.ts';

/** Events of the calendar, given by themselves once a year. */
export type Occasion = 'birthday' | 'anniversary';

/** Words that no free event may use: these things happen by themselves, once, or have a record of their own. */
const AUTOMATIC: ReadonlySet<string> = new Set(['sale', 'enrolment', 'birthday', 'anniversary', 'referral']);

/** Whether an event is one that nobody may give by hand; however it is written. */
export function isAutomatic(event: string): boolean {
  return AUTOMATIC.has(event.trim().toLowerCase());
}

/** Who comes later than this after their day gets nothing more for it, where no rule says another window. */
const DAYS_AFTER = 30;

/**
 * The year whose birthday (anniversary of joining) is to be given now: a rule names the occasion, its window is open (the rule's own
 * condition, else the day and DAYS_AFTER after it), and it was not given yet for that year. Null: nothing is due.
 */
export function dueOccasion(of: {
  readonly programme: Programme;
  readonly occasion: Occasion;
  /** The day itself: of birth, of joining. */
  readonly date: CivilDate;
  readonly day: CivilDate;
  readonly tally: readonly TallyRow[];
}): number | null {
  const { programme, occasion, date, day, tally } = of;
  const windows = programme.earning.flatMap(({ active, on, when }) =>
    active && on === occasion ? [when[occasion] ?? { before: 0, after: DAYS_AFTER }] : [],
  );
  if (windows.length === 0) return null;
  const born = Number(date.slice(0, 4));
  const now = Number(day.slice(0, 4));
  for (const year of [now - 1, now, now + 1]) {
    const past = daysBetween(inYear(date, year), day);
    const open = windows.some(({ before, after }) => past >= -before && past <= after);
    if (year > born && open && sumOf(tally, tallyKey.occasion(occasion, year)) <= 0) return year;
  }
  return null;
}
