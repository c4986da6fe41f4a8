import { assert } from '../../domain/assert.ts';
import { civilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { CONTRA_ACCOUNTS, type Contra } from '../../domain/ledger/entry.ts';
import { type Month, type MonthFigures, Months, monthOf } from '../../domain/report/months.ts';
import { openForReading } from '../open.ts';
import { int, query, type Row, type Sqlite, text, textOrNull } from '../sqlite.ts';
import { LEDGER_FILE, ordinalOf, place, seqOf } from './file.ts';
import type { Position } from './ledger.ts';

/** Rows of one reading: between two of them the log may be moved into the file, and whoever reads may stop. */
const AT_ONCE = 4000;

/**
 * Adds up a till's whole log month by month, for a thread of its own. Yields how far it is (0 to 1) after each portion and returns the
 * months; what was written after `upTo` (null: nothing yet) is left out. Throws DataProblem as `readLedger` does.
 */
export function* readMonths(file: string, upTo: Position | null): Generator<number, readonly MonthFigures[]> {
  const db = openForReading(file, LEDGER_FILE);
  try {
    return yield* monthsIn(db, upTo);
  } finally {
    db.close();
  }
}

interface RecordRow {
  readonly n: number;
  readonly kind: string;
  readonly day: string | null;
  readonly occurredAt: number;
  readonly withMember: boolean;
  readonly total: number | null;
}

interface EntryRow {
  readonly member: string;
  readonly n: number;
  readonly i: number;
  readonly points: number;
  readonly contra: Contra;
}

function* monthsIn(db: Sqlite, upTo: Position | null): Generator<number, readonly MonthFigures[]> {
  const last = placeOf(db, upTo);
  const entryCount = query(db, 'SELECT count(*) FROM entry', (row) => int(row, 0)).one() ?? 0;
  const abandoned = query(db, 'SELECT first, last FROM abandoned', (row) => [int(row, 0), int(row, 1)] as const).all();
  // Copies that a fork left behind count nowhere; what it appended again lies beyond them.
  const isLive = (n: number): boolean => !abandoned.some(([from, to]) => n >= from && n <= to);
  const records = query(
    db,
    `SELECT n, kind, business_day, occurred_at, member IS NOT NULL, total FROM record WHERE n > ? AND n <= ? ORDER BY n LIMIT ${AT_ONCE}`,
    recordRow,
  );
  const entries = query(
    db,
    `SELECT member, n, i, points, contra FROM entry WHERE (member, n, i) > (?, ?, ?) ORDER BY member, n, i LIMIT ${AT_ONCE}`,
    entryRow,
  );

  const months = new Months();
  const calendar = new Calendar();
  // A record's row is a page's third, an entry's a small part of one.
  const whole = Math.max(1, 3 * seqs(db) + entryCount);
  let read = 0;
  for (let after = 0; ; ) {
    const some = records.all(after, last);
    for (const { n, kind, day, occurredAt, withMember, total } of some) {
      if (!isLive(n)) continue;
      const month = calendar.place(n, day, occurredAt);
      if (total !== null && (kind === 'sale' || kind === 'return' || kind === 'void')) {
        months.receipt(month, { kind, withMember, total });
      }
    }
    after = some.at(-1)?.n ?? after;
    read += 3 * some.length;
    if (some.length < AT_ONCE) break;
    yield Math.min(1, read / whole);
  }
  // Entries lie by member; the month of each stands with its record.
  for (let at: EntryRow | null = null; ; ) {
    const some: EntryRow[] = entries.all(at?.member ?? '', at?.n ?? 0, at?.i ?? -1);
    for (const { n, points, contra } of some) if (n <= last && isLive(n)) months.points(calendar.of(n), contra, points);
    at = some.at(-1) ?? null;
    read += some.length;
    if (some.length < AT_ONCE) break;
    yield Math.min(1, read / whole);
  }
  return months.rows();
}

function placeOf(db: Sqlite, upTo: Position | null): number {
  if (upTo === null) return 0;
  const ordinal = query(db, 'SELECT ordinal FROM life WHERE incarnation = ?', (row) => int(row, 0)).one(
    upTo.incarnation,
  );
  assert(ordinal !== null, 'months are read of a life that is in the log');
  return place(ordinal, upTo.seq);
}

/** How many records there are, without counting them: the last number of each life. */
function seqs(db: Sqlite): number {
  const lives = query(db, 'SELECT ordinal FROM life', (row) => int(row, 0)).all();
  const newest = query(db, 'SELECT max(n) FROM record WHERE n >= ? AND n < ?', (row) =>
    row[0] === null ? 0 : int(row, 0),
  );
  return lives.reduce((sum, ordinal) => sum + seqOf(newest.one(place(ordinal, 0), place(ordinal + 1, 0)) ?? 0), 0);
}

/** The month of each record by its place: two bytes for each, so that a million of them are two megabytes. */
class Calendar {
  readonly #months: Month[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #lives = new Map<number, Uint16Array>();

  /** A record belongs to its business day; what was done outside of one, to the day on which it happened. */
  place(n: number, day: string | null, occurredAt: number): Month {
    const month = day === null ? monthOf(civilDateAt(occurredAt)) : monthOf(civilDate(day));
    let index = this.#indexes.get(month);
    if (index === undefined) {
      index = this.#months.push(month);
      assert(index < 65_536, 'a log spans some thousand months at most');
      this.#indexes.set(month, index);
    }
    this.#room(n)[seqOf(n)] = index;
    return month;
  }

  of(n: number): Month {
    const month = this.#months[(this.#lives.get(ordinalOf(n))?.[seqOf(n)] ?? 0) - 1];
    assert(month !== undefined, 'an entry stands in a record that was read');
    return month;
  }

  #room(n: number): Uint16Array {
    const [life, seq] = [ordinalOf(n), seqOf(n)];
    const room = this.#lives.get(life);
    if (room !== undefined && seq < room.length) return room;
    const larger = new Uint16Array(Math.max(1024, 2 * seq));
    if (room !== undefined) larger.set(room);
    this.#lives.set(life, larger);
    return larger;
  }
}

function recordRow(row: Row): RecordRow {
  const total = row[5];
  return {
    n: int(row, 0),
    kind: text(row, 1),
    day: textOrNull(row, 2),
    occurredAt: int(row, 3),
    withMember: int(row, 4) === 1,
    total: total === null ? null : int(row, 5),
  };
}

function entryRow(row: Row): EntryRow {
  const contra = CONTRA_ACCOUNTS.find((one) => one === row[4]);
  assert(contra !== undefined, 'a contra account is one of ours');
  return { member: text(row, 0), n: int(row, 1), i: int(row, 2), points: int(row, 3), contra };
}
