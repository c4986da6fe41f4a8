import { readBodyAsWritten } from '../../contract/record.ts';
import { bani } from '../../domain/amount/bani.ts';
import { assert } from '../../domain/assert.ts';
import type { ShiftRecord } from '../../domain/shift/figures.ts';
import { int, query, type Sqlite, text } from '../sqlite.ts';
import { LIVE, ordinalOf } from './file.ts';
import type { ClosedShift, LedgerReader, ShiftRow } from './ledger.ts';
import { knownBody } from './receipts.ts';

/** A shift as far as it was added up: the sums of committed records up to a place. */
interface Sums {
  readonly openedAt: number;
  readonly life: number;
  readonly upTo: number;
  readonly sales: number;
  readonly total: number;
  readonly turns: number;
}

/** How far somebody has followed the open shift. */
export interface ShiftPlace {
  readonly openedAt: number;
  readonly life: number;
  readonly upTo: number;
}

/** What came after a place. */
export interface OpenShiftAfter {
  readonly place: ShiftPlace;
  /** True: it is another shift, or a new life has appended it again: these are all its records. */
  readonly isWhole: boolean;
  readonly records: readonly ShiftRecord[];
}

type Shifts = Pick<
  LedgerReader,
  'openShift' | 'nextShiftNumber' | 'lastZ' | 'closedShifts' | 'closedShift' | 'shiftRecords' | 'openShiftAfter'
>;

const BOUNDS = "kind IN ('shiftOpened', 'shiftClosed')";
/** After every record there is. */
const END = Number.MAX_SAFE_INTEGER;

/** Shifts, from the log; sums grow with the log and are never stored. */
export function shiftsOf(db: Sqlite): Shifts {
  const bound = query(
    db,
    `SELECT n, kind, body FROM record INDEXED BY record_shift WHERE ${BOUNDS} AND ${LIVE} ORDER BY n DESC LIMIT 1`,
    (row) => ({ n: int(row, 0), kind: text(row, 1), record: () => knownBody([row[2]]) }),
  );
  const opened = query(
    db,
    `SELECT count(*) FROM record INDEXED BY record_shift WHERE ${BOUNDS} AND kind = 'shiftOpened' AND ${LIVE}`,
    (row) => int(row, 0),
  );
  const newest = query(db, 'SELECT max(n) FROM record', (row) => int(row, 0));
  const since = query(
    db,
    `SELECT coalesce(sum(CASE kind WHEN 'sale' THEN 1 WHEN 'void' THEN -1 ELSE 0 END), 0), coalesce(sum(total), 0),
       coalesce(sum(kind = 'count'), 0)
     FROM record WHERE n > ? AND n <= ? AND (total IS NOT NULL OR kind = 'count') AND ${LIVE}`,
    (row) => ({ sales: int(row, 0), total: int(row, 1), turns: int(row, 2) }),
  );
  const closed = query(
    db,
    `SELECT count(*) FROM record INDEXED BY record_shift WHERE ${BOUNDS} AND kind = 'shiftClosed' AND ${LIVE}`,
    (row) => int(row, 0),
  );
  const ends = query(
    db,
    `SELECT n, body FROM record INDEXED BY record_shift WHERE ${BOUNDS} AND kind = 'shiftClosed' AND ${LIVE}
     ORDER BY n LIMIT ? OFFSET ?`,
    (row) => ({ n: int(row, 0), record: knownBody([row[1]]) }),
  );
  const beginning = query(
    db,
    `SELECT n, body FROM record INDEXED BY record_shift WHERE ${BOUNDS} AND kind = 'shiftOpened' AND n < ? AND ${LIVE}
     ORDER BY n DESC LIMIT 1`,
    (row) => ({ n: int(row, 0), record: knownBody([row[1]]) }),
  );
  const between = query(
    db,
    `SELECT hash, body FROM record WHERE n >= ? AND n < ? AND ${LIVE} ORDER BY n`,
    (row): ShiftRecord => {
      const read = readBodyAsWritten(text(row, 1));
      const head = read.known ? read.record : read.head;
      return { head, hash: text(row, 0), record: read.known ? read.record : null };
    },
  );

  let sums: Sums | null = null;
  let shift: Omit<ShiftRow, 'sales' | 'total' | 'turns'> | null = null;

  function openedBefore(n: number): { readonly n: number; readonly record: ClosedShift['opened'] } {
    const first = beginning.one(n);
    assert(first?.record.kind === 'shiftOpened', 'a shift that was closed was opened before');
    return { n: first.n, record: first.record };
  }

  /** Shifts by number, oldest first. */
  function closedFrom(first: number, most: number): { readonly n: number; readonly shift: ClosedShift }[] {
    return ends.all(most, first - 1).map(({ n, record }, i) => {
      assert(record.kind === 'shiftClosed', 'the end of a shift');
      return { n, shift: { number: first + i, opened: openedBefore(n).record, closed: record } };
    });
  }

  return {
    nextShiftNumber: () => (opened.one() ?? 0) + 1,
    lastZ: () => closed.one() ?? 0,
    closedShifts(before, most) {
      const last = Math.min(before === null ? END : before - 1, closed.one() ?? 0);
      const first = Math.max(1, last - most + 1);
      return closedFrom(first, Math.max(0, last - first + 1))
        .map((one) => one.shift)
        .reverse();
    },
    closedShift: (number) => (number < 1 ? null : (closedFrom(number, 1)[0]?.shift ?? null)),
    shiftRecords(number) {
      if (number === null) {
        const last = bound.one();
        return last === null || last.kind === 'shiftClosed' ? [] : between.all(last.n, END);
      }
      const end = number < 1 ? undefined : closedFrom(number, 1)[0];
      return end === undefined ? [] : between.all(openedBefore(end.n).n, end.n);
    },
    openShiftAfter(place) {
      const last = bound.one();
      if (last === null || last.kind === 'shiftClosed') return null;
      const upTo = newest.one() ?? last.n;
      const life = ordinalOf(upTo);
      const isWhole = place === null || place.openedAt !== last.n || place.life !== life;
      const records = isWhole ? between.all(last.n, END) : upTo > place.upTo ? between.all(place.upTo + 1, END) : [];
      return { place: { openedAt: last.n, life, upTo }, isWhole, records };
    },
    openShift() {
      const last = bound.one();
      if (last === null || last.kind === 'shiftClosed') return null;
      const upTo = newest.one() ?? last.n;
      const life = ordinalOf(upTo);
      // A new life appends again what the old sums already hold: begin anew then.
      if (shift === null || sums === null || sums.openedAt !== last.n || sums.life !== life) {
        const record = last.record();
        const { shift: id, businessDay, staff, occurredAt } = record;
        assert(id !== null && businessDay !== null, 'an opened shift has an id and a business day');
        const float = record.kind === 'shiftOpened' ? (record.float ?? null) : null;
        shift = { id, number: opened.one() ?? 1, businessDay, staff, openedAt: occurredAt, float };
        sums = { openedAt: last.n, life, upTo: last.n, sales: 0, total: 0, turns: 0 };
      }
      const more = upTo > sums.upTo ? since.one(sums.upTo, upTo) : null;
      if (more !== null) {
        const { sales, total, turns } = sums;
        sums = { ...sums, upTo, sales: sales + more.sales, total: total + more.total, turns: turns + more.turns };
      }
      return { ...shift, sales: sums.sales, total: bani(sums.total), turns: sums.turns };
    },
  };
}
