import type { Fault } from '../../domain/day/account.ts';
import type { RecordId, TillId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { query, type Row, type Sqlite } from '../sqlite.ts';
import { expiresCell } from './accounts.ts';
import { ordinalOf, seqOf } from './file.ts';
import type { Life } from './log.ts';

/** The rows of entries, compared with what the records' bytes say: a wrong, missing or strange one is found. */
export interface EntriesCheck {
  /** A record that is looked at, in order; null: its bytes cannot be read, and nothing can be compared. */
  expect(n: number, record: RecordBody | null): void;
  /** After the last one: reads the rows and compares. */
  done(): { readonly entries: number; readonly faults: readonly Fault[] };
}

interface Expected {
  readonly id: RecordId;
  readonly rows: readonly (readonly unknown[])[];
}

const NOTHING: readonly (readonly unknown[])[] = [];

/** Compares the entries of the records of one stretch of a log. */
export function entriesCheck(db: Sqlite, till: TillId, lives: readonly Life[]): EntriesCheck {
  const expected = new Map<number, Expected>();
  const seen = new Set<number>();
  let [first, last] = [Number.MAX_SAFE_INTEGER, 0];
  // By their members rows lie all over the table: read once from end to end, whatever place a changed key pretends.
  const rowsIn = query(
    db,
    'SELECT n, i, member, points, contra, lot, expires FROM entry WHERE +n >= ? AND +n <= ?',
    (row): Row => row,
  );

  return {
    expect(n, record) {
      first = Math.min(first, n);
      last = Math.max(last, n);
      seen.add(n);
      if (record === null || record.entries.length === 0) return;
      const rows = record.entries.map((entry, i) => [
        n,
        i,
        entry.member,
        entry.points,
        entry.contra,
        entry.lot,
        expiresCell(entry),
      ]);
      expected.set(n, { id: record.id, rows });
    },
    done() {
      const wrong = new Set<number>();
      const counts = new Map<number, number>();
      let entries = 0;
      for (const row of rowsIn.each(first, last)) {
        entries++;
        const [n, i] = row;
        if (typeof n !== 'number' || typeof i !== 'number') continue;
        const should = (expected.get(n)?.rows ?? NOTHING)[i];
        counts.set(n, (counts.get(n) ?? 0) + 1);
        if (should === undefined || !should.every((cell, column) => row[column] === cell)) wrong.add(n);
      }
      for (const [n, { rows }] of expected) if (counts.get(n) !== rows.length) wrong.add(n);
      const faults = [...wrong]
        .sort((a, b) => a - b)
        .map((n): Fault => {
          const life = lives.find(({ ordinal }) => ordinal === ordinalOf(n));
          const record = expected.get(n)?.id ?? null;
          const detail = seen.has(n)
            ? 'the rows of its entries are not the entries that its bytes say'
            : 'rows of entries stand for a record that is not there';
          return {
            code: 'entriesDiffer',
            till,
            incarnation: life?.incarnation ?? null,
            seq: seqOf(n),
            record,
            member: null,
            detail,
          };
        });
      return { entries, faults };
    },
  };
}
