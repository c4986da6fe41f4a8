import type { StoreWeek } from '../../../contract/staff.ts';
import type { Request } from '../../../contract/till/api.ts';
import type { MonthDays, Praise, PraiseRow, StaffWeek, StaffWeekRow, WeekFrom } from '../../../contract/till/staff.ts';
import type { WeekRead } from '../../../db/ledger/weeks.ts';
import { addDays, type CivilDate } from '../../../domain/calendar/civil.ts';
import { endOf, startOf } from '../../../domain/calendar/periods.ts';
import { done, type Outcome } from '../../../domain/refusal/refusal.ts';
import { recognitions } from '../../../domain/staff/recognition.ts';
import { mondayOf, type PersonWeek, together } from '../../../domain/staff/week.ts';
import type { Handlers } from '../handlers.ts';
import { today, type Workings } from '../workings.ts';
import { auditPage } from './audit.ts';
import { askStoreWeek } from './store.ts';

/** The people of the store, or of this till alone: what each did in a week, and what is said of it kindly. */

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

/** `staff.week`: by name, those who left too; of the store where the centre tells it, else of this till's own log. */
export async function staffWeek(w: Workings, { day }: Request<'staff.week'>): Promise<Outcome<StaffWeek>> {
  const monday = mondayOf(day ?? today(w));
  const told = await askStoreWeek(w, monday);
  if (told.is === 'told') return done(weekOf(w, monday, told.week.people, told.from));
  const read = await w.weeks.week(monday);
  return read.ok ? done(weekOf(w, monday, read.value.people, told)) : read;
}

function weekOf(w: Workings, monday: CivilDate, people: readonly PersonWeek[], from: WeekFrom): StaffWeek {
  const rows = people.map(({ staff, sales, withMember, enrolments, pace, closings }): StaffWeekRow => {
    return { name: nameIn(w, staff), sales, withMember, enrolments, pace, closings };
  });
  return { monday, rows: rows.sort((a, b) => byName(a.name ?? '', b.name ?? '')), all: together(people), from };
}

/** `staff.praise`: of the last week that is over, of those who still work here. */
export async function praise(w: Workings): Promise<Outcome<Praise>> {
  const monday = addDays(mondayOf(today(w)), -7);
  const identity = w.identity();
  if (identity === null || !w.settings.now.recognition) return done({ monday, of: 'till', rows: [] });
  const store = w.storeWeek.past(w, monday);
  const read = store === null ? await w.weeks.past(monday) : done(ofStore(store));
  if (!read.ok) return read;
  const here = new Map(
    w.rules.staff(identity.store).flatMap((one) => (one.active ? [[one.id, one.name] as const] : [])),
  );
  const rows = read.value.recognitions.flatMap(({ staff, ...of }): PraiseRow[] => {
    const name = here.get(staff);
    return name === undefined ? [] : [{ ...of, name }];
  });
  return done({ monday, of: store === null ? 'till' : 'store', rows: rows.sort((a, b) => byName(a.name, b.name)) });
}

/** What is said of a store's week, by the rules of a till's. */
function ofStore({ people }: StoreWeek): Pick<WeekRead, 'recognitions'> {
  const inARow = new Map(people.map(({ staff, exactInARow }) => [staff, exactInARow]));
  return { recognitions: recognitions(people, (staff) => inARow.get(staff) ?? 0) };
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
