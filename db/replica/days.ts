import { type ClosedDayState, type ClosingState, closedDayState, closingState } from '../../contract/sync/states.ts';
import { command, query, type Row, type Sqlite, text } from '../sqlite.ts';
import type { ReplicaReader } from './replica.ts';

/** The days of the store that were signed, and who may sign the next, as the centre told them. */
export function daysOf(db: Sqlite): Pick<ReplicaReader, 'closing' | 'closedDays' | 'closedDay'> {
  const right = query(db, "SELECT json FROM thing WHERE kind = 'closing' LIMIT 1", (row) =>
    closingState.parse(JSON.parse(text(row, 0))),
  );
  const page = query(db, 'SELECT json FROM closed_day WHERE number < ? ORDER BY number DESC LIMIT ?', dayIn);
  const one = query(db, 'SELECT json FROM closed_day WHERE number = ?', dayIn);
  return {
    closing: (): ClosingState | null => right.one(),
    closedDays: (before, most) => page.all(before ?? Number.MAX_SAFE_INTEGER, most),
    closedDay: (number) => one.one(number),
  };
}

/** How a signed day is written, inside the caller's transaction. One number is one day: the centre tells the one that holds. */
export function closedDayWriting(db: Sqlite): (day: ClosedDayState) => void {
  const put = command(
    db,
    `INSERT INTO closed_day (number, id, json) VALUES (?, ?, ?)
     ON CONFLICT (number) DO UPDATE SET id = excluded.id, json = excluded.json`,
  );
  return (day) => {
    put(day.number, day.id, JSON.stringify(day));
  };
}

function dayIn(row: Row): ClosedDayState {
  return closedDayState.parse(JSON.parse(text(row, 0)));
}
