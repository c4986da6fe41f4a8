/**
 * What each of the staff did in a week at a store: the shifts of its tills' logs, folded by the same rules as a till folds its own, in one
 * picture of the database. Nothing is written. It reads in pages and is meant for a thread of its own (days/draw.worker.ts).
 */
import { readFound } from '../../contract/found.ts';
import type { StoreWeek } from '../../contract/staff.ts';
import { addDays, type CivilDate } from '../../domain/calendar/civil.ts';
import type { StoreId } from '../../domain/identity/ids.ts';
import { NO_HASH } from '../../domain/record/record.ts';
import { actionOf, closingOf } from '../../domain/staff/found.ts';
import { exactInARow } from '../../domain/staff/recognition.ts';
import { type Closing, MOST_CLOSINGS_BACK, mondayOf, WeekSums } from '../../domain/staff/week.ts';
import type { Asking } from '../database.ts';
import { type Reading, Records } from '../days/unlisted.ts';
import { closingsIn, livesAt, shiftsIn, type TillOf } from './shifts.ts';

/** Records of a week that are read at most: of a hundred tills with a thousand sales a day. */
const MOST_RECORDS = 1_000_000;

/** A store's week would take too long to read. */
export class WeekTooLarge extends Error {
  override readonly name = 'WeekTooLarge';
}

export interface WeekOf {
  readonly store: StoreId;
  /** Any day of the week. */
  readonly day: CivilDate;
}

/** Folds a week in the caller's one picture of the database (transaction 'snapshot'). Throws WeekTooLarge; as to `reading`, see `drawDay`. */
export async function foldWeek(
  asking: Asking,
  { store, day }: WeekOf,
  reading: Reading = 'proven',
  most = MOST_RECORDS,
): Promise<StoreWeek> {
  const monday = mondayOf(day);
  const sunday = addDays(monday, 6);
  const tills = await livesAt(asking, store);
  const sums = new WeekSums();
  let left = most;
  for (const till of tills) {
    const records = new Records(asking, till.id, reading);
    // A life may go on with the shift of the one before.
    let shift: string | null = null;
    for (const life of till.lives) {
      for (const [first, next] of await shiftsIn(asking, till, life, monday, sunday)) {
        left -= next - first;
        if (left < 0) throw new WeekTooLarge(`more than ${most} records`);
        const gap = { after: { seq: first - 1, hash: NO_HASH }, last: next - 1 };
        for await (const page of records.pages(life.incarnation, gap)) {
          for (const { counted, read } of page) {
            if (!counted || read === null || read.head.shift === null) continue;
            const { businessDay } = read.head;
            if (businessDay === null || businessDay < monday || businessDay > sunday) continue;
            if (read.head.shift !== shift) sums.shift();
            shift = read.head.shift;
            sums.action(actionOf(read));
          }
        }
      }
    }
    sums.shift();
  }
  const closings = await closingsAt(asking, tills, sunday);
  for (const { businessDay, closing } of closings) if (businessDay >= monday) sums.closing(closing);
  const all = closings.map(({ closing }) => closing);
  return {
    monday,
    people: sums.people().map((person) => ({ ...person, exactInARow: exactInARow(all, person.staff) })),
    tills: tills
      .filter(({ retired }) => !retired)
      .map((till) => ({ till: till.id, number: till.number, upTo: heardUpTo(till) })),
  };
}

interface ClosedAt {
  readonly businessDay: CivilDate;
  readonly at: number;
  readonly closing: Closing;
}

/** How the drawers of the last shifts of a store's tills up to a day were found, oldest first. */
async function closingsAt(asking: Asking, tills: readonly TillOf[], sunday: CivilDate): Promise<readonly ClosedAt[]> {
  const all: ClosedAt[] = [];
  for (const till of tills) {
    const own: ClosedAt[] = [];
    for (const life of till.lives) {
      for (const { body, count } of await closingsIn(asking, till.id, life, sunday)) {
        const record = readFound(body)?.record ?? null;
        const counted = count === null ? null : readFound(count);
        if (record?.kind !== 'shiftClosed' || record.businessDay === null) continue;
        const staff = counted?.record?.kind === 'count' ? counted.head.staff : null;
        const closing = closingOf(record, staff);
        if (closing !== null) own.push({ businessDay: record.businessDay, at: record.occurredAt, closing });
      }
    }
    all.push(...own.slice(-MOST_CLOSINGS_BACK));
  }
  return all.sort((a, b) => a.at - b.at);
}

/** The last record of a till that is counted, in its last life that has one. */
function heardUpTo({ lives }: TillOf): StoreWeek['tills'][number]['upTo'] {
  for (const { incarnation, counted: seq, last } of lives.toReversed()) {
    const at = last === null ? undefined : readFound(last)?.head.occurredAt;
    if (at !== undefined) return { incarnation, seq, at };
  }
  return null;
}
