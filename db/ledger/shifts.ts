import { bani } from '../../domain/amount/bani.ts';
import { assert } from '../../domain/assert.ts';
import { int, query, type Sqlite, text } from '../sqlite.ts';
import { LIVE, ordinalOf } from './file.ts';
import type { LedgerReader, ShiftRow } from './ledger.ts';
import { knownBody } from './receipts.ts';

/** A shift as far as it was added up: the sums of committed records up to a place. */
interface Sums {
  readonly openedAt: number;
  readonly life: number;
  readonly upTo: number;
  readonly sales: number;
  readonly total: number;
}

type Shifts = Pick<LedgerReader, 'openShift' | 'nextShiftNumber'>;

const BOUNDS = "kind IN ('shiftOpened', 'shiftClosed')";

/** The shift that is open, from the log; sums grow with the log and are never stored. */
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
    `SELECT coalesce(sum(CASE kind WHEN 'sale' THEN 1 WHEN 'void' THEN -1 ELSE 0 END), 0), coalesce(sum(total), 0)
     FROM record WHERE n > ? AND n <= ? AND total IS NOT NULL AND ${LIVE}`,
    (row) => ({ sales: int(row, 0), total: int(row, 1) }),
  );

  let sums: Sums | null = null;
  let shift: Omit<ShiftRow, 'sales' | 'total'> | null = null;

  return {
    nextShiftNumber: () => (opened.one() ?? 0) + 1,
    openShift() {
      const last = bound.one();
      if (last === null || last.kind === 'shiftClosed') return null;
      const upTo = newest.one() ?? last.n;
      const life = ordinalOf(upTo);
      // A new life appends again what the old sums already hold: begin anew then.
      if (shift === null || sums === null || sums.openedAt !== last.n || sums.life !== life) {
        const { shift: id, businessDay, staff, occurredAt } = last.record();
        assert(id !== null && businessDay !== null, 'an opened shift has an id and a business day');
        shift = { id, number: opened.one() ?? 1, businessDay, staff, openedAt: occurredAt };
        sums = { openedAt: last.n, life, upTo: last.n, sales: 0, total: 0 };
      }
      const more = upTo > sums.upTo ? since.one(sums.upTo, upTo) : null;
      if (more !== null) {
        sums = { ...sums, upTo, sales: sums.sales + more.sales, total: sums.total + more.total };
      }
      return { ...shift, sales: sums.sales, total: bani(sums.total) };
    },
  };
}
