import { assert } from '../../domain/assert.ts';
import { type CivilDate, civilDate } from '../../domain/calendar/civil.ts';
import type { Beside, ClosingPassed, DayClosed, RecordHead } from '../../domain/record/record.ts';
import type { LogRange } from '../../domain/shift/figures.ts';
import { int, query, type Sqlite, text, textOrNull } from '../sqlite.ts';
import { LIVE, ordinalOf, seqOf } from './file.ts';
import type { Position } from './ledger.ts';
import type { Log } from './log.ts';
import { knownBody } from './receipts.ts';

/** A day that was closed by this till: the record, its hash (the seal), and the notes beside it (null: none, or erased). */
export interface ClosedDayRecord {
  readonly record: RecordHead & DayClosed;
  readonly hash: string;
  readonly beside: Beside | null;
}

/** The closes of the store's days that a log tells of. */
export interface ClosedDays {
  /** Days closed by this till with numbers below one (null: all), newest first, at most so many. */
  dayRecords(before: number | null, most: number): readonly ClosedDayRecord[];
  /** Records after a place (null: all) by which the closing right was used or passed on, in order, each with its hash. */
  closingsAfter(
    after: Position | null,
  ): readonly { readonly record: RecordHead & (DayClosed | ClosingPassed); readonly hash: string }[];
  /** Business days of the shifts that no close has listed, each once, the oldest first; `listed`: what the closes did list. */
  daysNotListed(listed: readonly Pick<LogRange, 'incarnation' | 'last'>[]): readonly CivilDate[];
}

/** The closes of the store's days, as the own log has them. */
export function daysOf(db: Sqlite, log: Log): ClosedDays {
  const closed = query(
    db,
    `SELECT r.hash, r.body, b.salt, b.text FROM record r INDEXED BY record_day LEFT JOIN beside b ON b.id = r.id
     WHERE r.kind IN ('dayClosed', 'closingPassed') AND r.kind = 'dayClosed' AND r.body ->> '$.number' < ?
       AND NOT EXISTS (SELECT 1 FROM abandoned WHERE r.n BETWEEN first AND last)
     ORDER BY r.n DESC LIMIT ?`,
    (row) => {
      const record = knownBody([row[1]]);
      assert(record.kind === 'dayClosed', 'a day that was closed');
      const salt = textOrNull(row, 2);
      return { record, hash: text(row, 0), beside: salt === null ? null : { salt, text: text(row, 3) } };
    },
  );
  const closings = query(
    db,
    `SELECT hash, body FROM record INDEXED BY record_day WHERE kind IN ('dayClosed', 'closingPassed') AND n > ? AND ${LIVE}
     ORDER BY n`,
    (row) => {
      const record = knownBody([row[1]]);
      assert(record.kind === 'dayClosed' || record.kind === 'closingPassed', 'a use of the closing right');
      return { record, hash: text(row, 0) };
    },
  );
  const opened = query(
    db,
    `SELECT n, business_day FROM record INDEXED BY record_shift
     WHERE kind IN ('shiftOpened', 'shiftClosed') AND kind = 'shiftOpened' AND ${LIVE} ORDER BY n DESC`,
    (row) => ({ n: int(row, 0), day: civilDate(text(row, 1)) }),
  );

  return {
    dayRecords: (before, most) => closed.all(before ?? Number.MAX_SAFE_INTEGER, most),
    closingsAfter: (after) => closings.all(log.after(after)),
    daysNotListed(listed) {
      const days = new Set<CivilDate>();
      for (const { n, day } of opened.each()) {
        const life = log.lives().find(({ ordinal }) => ordinal === ordinalOf(n));
        // Newest first: what was listed up to here was listed before, too.
        if (listed.some(({ incarnation, last }) => incarnation === life?.incarnation && last >= seqOf(n))) break;
        days.add(day);
      }
      return [...days].sort();
    },
  };
}
