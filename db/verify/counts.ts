import { movementOf, movesMore } from '../../domain/record/movement.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { movedOfAll } from '../../domain/sale/askedOfAll.ts';
import { membersOf } from '../ledger/writing.ts';
import { int, query, type Sqlite, text } from '../sqlite.ts';
import type { Findings } from './finding.ts';

/** What is kept of counts beside the records, compared with what the records say. */
export interface CountCheck {
  /** One record of the walk, a copy that a fork left behind among them. */
  record(record: RecordBody, n: number, where: string): void;
  /** After the last one. */
  done(): void;
}

/**
 * The rows that lead to counts and coupons (`moved`), those of everybody's counts (`counted`), and the sums of a shop alone: a wrong,
 * missing or strange one of any is found.
 */
export function countCheck(db: Sqlite, findings: Findings): CountCheck {
  const leads = query(db, 'SELECT 1 FROM moved WHERE member = ? AND n = ?', () => true);
  const counted = query(db, 'SELECT by FROM counted WHERE key = ? AND n = ?', (row) => int(row, 0));
  const rows = query(db, 'SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM counted)', (row) => ({
    moved: int(row, 0),
    counted: int(row, 1),
  }));
  const sums = query(db, 'SELECT key, n FROM counted_of_all', (row) => [text(row, 0), int(row, 1)] as const);
  const abandoned = query(db, 'SELECT first, last FROM abandoned', (row) => [int(row, 0), int(row, 1)] as const).all();
  const isLive = (n: number): boolean => !abandoned.some(([first, last]) => n >= first && n <= last);
  const seen = { moved: 0, counted: 0 };
  const ofAll = new Map<string, number>();

  return {
    record(record, n, where) {
      const movement = movementOf(record);
      if (movesMore(movement)) {
        for (const member of membersOf(movement)) {
          seen.moved++;
          if (leads.one(member, n) !== true) findings.add(2, where, `nothing leads to what it counts of ${member}`);
        }
      }
      for (const [key, by] of movedOfAll(movement.counts)) {
        seen.counted++;
        const kept = counted.one(key, n);
        if (kept !== by) findings.add(2, where, `it counts ${by} of ${key}, kept is ${kept}`);
      }
      if (!isLive(n)) return;
      for (const { member, key, by } of movement.counts) {
        if (member === null) ofAll.set(key, (ofAll.get(key) ?? 0) + by);
      }
    },
    done() {
      const kept = rows.one();
      if (kept === null) return;
      if (kept.moved !== seen.moved) findings.add(2, 'moved', `${kept.moved} rows lead to what ${seen.moved} should`);
      if (kept.counted !== seen.counted) {
        findings.add(2, 'counted', `${kept.counted} rows stand for the ${seen.counted} counts of the records`);
      }
      for (const [key, n] of sums.each()) {
        if (ofAll.get(key) !== n) findings.add(2, `count ${key}`, `kept is ${n}, counted were ${ofAll.get(key) ?? 0}`);
        ofAll.delete(key);
      }
      for (const [key, n] of ofAll) findings.add(2, `count ${key}`, `counted were ${n}, nothing is kept`);
    },
  };
}
