import type { Request } from '../../../contract/till/api.ts';
import type { MonthDays, Praise, PraiseRow, StaffWeek, StaffWeekRow } from '../../../contract/till/staff.ts';
import { addDays } from '../../../domain/calendar/civil.ts';
import { endOf, startOf } from '../../../domain/calendar/periods.ts';
import { done, type Outcome } from '../../../domain/refusal/refusal.ts';
import { mondayOf, together } from '../../../domain/staff/week.ts';
import type { Handlers } from '../handlers.ts';
import { today, type Workings } from '../workings.ts';
import { auditPage } from './audit.ts';

/** The people at this till: what each did in a week, and what is said of it kindly. */

type StaffHandlers = Pick<Handlers, 'staff.week' | 'staff.praise' | 'month.days' | 'audit.list'>;

/** Answers to what is read of people, days and the audit; nothing is written. */
export function staffHandlers(w: Workings): StaffHandlers {
  return {
    'staff.week': (input) => staffWeek(w, input),
    'staff.praise': () => praise(w),
    'month.days': (input) => monthDays(w, input),
    'audit.list': (input) => done(auditPage(w, input)),
  };
}

/** `staff.week`: by name, those who left too; the figures are of this till alone. */
export async function staffWeek(w: Workings, { day }: Request<'staff.week'>): Promise<Outcome<StaffWeek>> {
  const monday = mondayOf(day ?? today(w));
  const read = await w.weeks.week(monday);
  if (!read.ok) return read;
  const { people } = read.value;
  const rows = people.map(({ staff, ...of }): StaffWeekRow => ({ ...of, name: nameIn(w, staff) }));
  return done({
    monday,
    rows: rows.sort((a, b) => byName(a.name ?? '', b.name ?? '')),
    all: together(people),
    others: hasOthers(w),
  });
}

/** `staff.praise`: of the last week that is over, of those who still work here. */
export async function praise(w: Workings): Promise<Outcome<Praise>> {
  const monday = addDays(mondayOf(today(w)), -7);
  const identity = w.identity();
  if (identity === null || !w.settings.now.recognition) return done({ monday, rows: [] });
  const read = await w.weeks.past(monday);
  if (!read.ok) return read;
  const here = new Map(
    w.rules.staff(identity.store).flatMap((one) => (one.active ? [[one.id, one.name] as const] : [])),
  );
  const rows = read.value.recognitions.flatMap(({ staff, ...of }): PraiseRow[] => {
    const name = here.get(staff);
    return name === undefined ? [] : [{ ...of, name }];
  });
  return done({ monday, rows: rows.sort((a, b) => byName(a.name, b.name)) });
}

/** `month.days`: on which days this till sold. */
export async function monthDays(w: Workings, { day }: Request<'month.days'>): Promise<Outcome<MonthDays>> {
  const first = startOf('month', day);
  const read = await w.weeks.days(first, endOf('month', day));
  if (!read.ok) return read;
  return done({ first, today: today(w), worked: read.value, others: hasOthers(w), alone: w.ledger.alone() });
}

function nameIn(w: Workings, staff: Parameters<Workings['rules']['staffName']>[1]): string | null {
  const identity = w.identity();
  return identity === null ? null : w.rules.staffName(identity.store, staff);
}

/** Whether the store has tills besides this one. */
function hasOthers(w: Workings): boolean {
  const identity = w.identity();
  return identity !== null && w.replica.tills(identity.store).some(({ id }) => id !== identity.till);
}

/** As a list of names is read in this country, whatever the machine's own language. */
const COLLATOR = new Intl.Collator('ro');
const byName = (a: string, b: string): number => COLLATOR.compare(a, b);
