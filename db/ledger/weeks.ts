import { type Bani, bani } from '../../domain/amount/bani.ts';
import { addDays, type CivilDate, civilDate } from '../../domain/calendar/civil.ts';
import { recordId, staffId } from '../../domain/identity/ids.ts';
import { closingOf } from '../../domain/staff/found.ts';
import { exactInARow, type Recognition, recognitions } from '../../domain/staff/recognition.ts';
import { type Action, type Closing, MOST_CLOSINGS_BACK, type PersonWeek, WeekSums } from '../../domain/staff/week.ts';
import { openForReading } from '../open.ts';
import { int, intOrNull, query, type Row, type Sqlite, text, textOrNull } from '../sqlite.ts';
import { LEDGER_FILE, LIVE } from './file.ts';
import { knownBody } from './receipts.ts';

/** A till's weeks and days, read for a thread of its own: what each of the staff did, and on which days anything was sold. */

/** Days of a week. */
const WEEK = 7;
const BOUNDS = "kind IN ('shiftOpened', 'shiftClosed')";
const END = Number.MAX_SAFE_INTEGER;

/** A week of a till's log, and what is said kindly of it. */
export interface WeekRead {
  readonly people: readonly PersonWeek[];
  readonly recognitions: readonly Recognition[];
}

/** Adds up the shifts whose business day lies in the seven days from `monday`. Throws DataProblem as `readLedger` does. */
export function readWeek(file: string, monday: CivilDate): WeekRead {
  const db = openForReading(file, LEDGER_FILE);
  try {
    const sunday = addDays(monday, WEEK - 1);
    const shifts = shiftsIn(db);
    const closings = closingsIn(db);
    const actions = actionsIn(db);
    const sums = new WeekSums();
    for (const [first, end] of shifts(monday, sunday)) {
      sums.shift();
      for (const action of actions.each(first, end)) sums.action(action);
    }
    const counted = closings(sunday);
    for (const { day, closing } of counted) if (day >= monday) sums.closing(closing);
    const people = sums.people();
    const all = counted.map(({ closing }) => closing);
    return { people, recognitions: recognitions(people, (staff) => exactInARow(all, staff)) };
  } finally {
    db.close();
  }
}

/** A business day on which shifts were closed at a till: what they sold. */
export interface DayWorked {
  readonly day: CivilDate;
  readonly shifts: number;
  /** Confirmed and not voided. */
  readonly sales: number;
  readonly total: Bani;
}

/** The business days from one to another (both among them) with closed shifts, in order. Throws DataProblem as `readLedger` does. */
export function readDaysWorked(file: string, from: CivilDate, to: CivilDate): readonly DayWorked[] {
  const db = openForReading(file, LEDGER_FILE);
  try {
    return query(
      db,
      `SELECT business_day, count(*), sum(body ->> '$.sales'), sum(body ->> '$.total') FROM record INDEXED BY record_shift
       WHERE ${BOUNDS} AND kind = 'shiftClosed' AND business_day BETWEEN ? AND ? AND ${LIVE} GROUP BY 1 ORDER BY 1`,
      (row): DayWorked => ({
        day: civilDate(text(row, 0)),
        shifts: int(row, 1),
        sales: int(row, 2),
        total: bani(int(row, 3)),
      }),
    ).all(from, to);
  } finally {
    db.close();
  }
}

/** The places of the shifts of some days: from their opening to their closing, or to the end of the log. */
function shiftsIn(db: Sqlite): (from: CivilDate, to: CivilDate) => (readonly [number, number])[] {
  const opened = query(
    db,
    `SELECT n FROM record INDEXED BY record_shift
     WHERE ${BOUNDS} AND kind = 'shiftOpened' AND business_day BETWEEN ? AND ? AND ${LIVE} ORDER BY n`,
    (row) => int(row, 0),
  );
  const next = query(
    db,
    `SELECT n FROM record INDEXED BY record_shift WHERE ${BOUNDS} AND n > ? AND ${LIVE} ORDER BY n LIMIT 1`,
    (row) => int(row, 0),
  );
  return (from, to) => opened.all(from, to).map((n) => [n, next.one(n) ?? END]);
}

function actionsIn(db: Sqlite) {
  return query(
    db,
    `SELECT id, kind, occurred_at, body ->> '$.staff', member IS NOT NULL,
       CASE kind WHEN 'sale' THEN (SELECT count(*) FROM json_each(body, '$.lines') WHERE value ->> '$.added' IS NULL) END,
       CASE kind WHEN 'void' THEN body ->> '$.of' END
     FROM record WHERE n >= ? AND n < ? AND ${LIVE} ORDER BY n`,
    (row: Row): Action => {
      const [staff, of] = [textOrNull(row, 3), textOrNull(row, 6)];
      return {
        id: recordId(text(row, 0)),
        kind: text(row, 1),
        at: int(row, 2),
        staff: staff === null ? null : staffId(staff),
        withMember: int(row, 4) === 1,
        lines: intOrNull(row, 5) ?? 0,
        of: of === null ? null : recordId(of),
      };
    },
  );
}

/** How the drawers of the last shifts up to a day were found, oldest first. Shifts of before Zs were counted are left out. */
function closingsIn(db: Sqlite): (to: CivilDate) => { readonly day: CivilDate; readonly closing: Closing }[] {
  const ends = query(
    db,
    `SELECT n, body FROM record INDEXED BY record_shift
     WHERE ${BOUNDS} AND kind = 'shiftClosed' AND business_day <= ? AND ${LIVE} ORDER BY n DESC LIMIT ${MOST_CLOSINGS_BACK}`,
    (row) => ({ n: int(row, 0), record: knownBody([row[1]]) }),
  );
  // Right before the closing lies its last count: nothing but cash moves and the use of a PIN stand between.
  const counted = query(
    db,
    `SELECT body ->> '$.staff' FROM record WHERE n < ? AND kind = 'count' AND ${LIVE} ORDER BY n DESC LIMIT 1`,
    (row) => textOrNull(row, 0),
  );
  return (to) =>
    ends
      .all(to)
      .flatMap(({ n, record }) => {
        const staff = counted.one(n);
        const closing =
          record.kind === 'shiftClosed' ? closingOf(record, staff === null ? null : staffId(staff)) : null;
        return closing === null || record.businessDay === null ? [] : [{ day: record.businessDay, closing }];
      })
      .reverse();
}
