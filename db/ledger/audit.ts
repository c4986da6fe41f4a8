import { type ReadBody, readBody } from '../../contract/record.ts';
import type { Beside } from '../../domain/record/record.ts';
import type { AuditedKind } from '../../domain/staff/audit.ts';
import { int, query, type Sqlite, text, textOrNull } from '../sqlite.ts';
import { seqOf } from './file.ts';
import type { LedgerReader } from './ledger.ts';

/** As in migration 7: SQLite takes a partial index only where it reads these very words. */
const AUDITED = `kind IN ('pinUsed', 'goodwill', 'adjust', 'cashMoved', 'merged', 'unmerged', 'erased',
  'setting', 'begun', 'alarmSettled', 'dayClosed', 'closingPassed')`;

/** A record that somebody answers for, with its place and its text beside. */
export interface AuditedRecord {
  /** Its place among all records of this till, over all its lives; larger is later. */
  readonly place: number;
  readonly seq: number;
  readonly hash: string;
  readonly read: ReadBody;
  /** Null: never had any, or erased; the record says which. */
  readonly beside: Beside | null;
}

/** What somebody answers for, newest first. */
export function auditOf(db: Sqlite): Pick<LedgerReader, 'audited'> {
  const page = query(
    db,
    `SELECT r.n, r.hash, r.body, b.salt, b.text FROM record r INDEXED BY record_audit LEFT JOIN beside b ON b.id = r.id
     WHERE r.${AUDITED} AND r.n < ? AND r.kind IN (SELECT value FROM json_each(?))
       AND NOT EXISTS (SELECT 1 FROM abandoned WHERE r.n BETWEEN first AND last)
     ORDER BY r.n DESC LIMIT ?`,
    (row): AuditedRecord => {
      const salt = textOrNull(row, 3);
      return {
        place: int(row, 0),
        seq: seqOf(int(row, 0)),
        hash: text(row, 1),
        read: readBody(text(row, 2)),
        beside: salt === null ? null : { salt, text: text(row, 4) },
      };
    },
  );
  return {
    audited: (kinds: readonly AuditedKind[], before, most) =>
      page.all(before ?? Number.MAX_SAFE_INTEGER, JSON.stringify(kinds), most),
  };
}
