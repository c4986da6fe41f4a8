import { readBody } from '../../contract/record.ts';
import type { ClaimRecord } from '../../contract/sync/claims.ts';
import { assert } from '../../domain/assert.ts';
import { type RecordId, recordId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { query, type Row, type Sqlite, text } from '../sqlite.ts';
import { LIVE } from './file.ts';
import type { LedgerReader, ReturnRecord, StoredReceipt } from './ledger.ts';

type Receipts = Pick<
  LedgerReader,
  | 'receipt'
  | 'returnsOf'
  | 'voided'
  | 'issuedTo'
  | 'claimOf'
  | 'claimed'
  | 'bonusOf'
  | 'recentReceipts'
  | 'fiscalNumberOf'
>;

/** Sales among which an issued coupon is looked for: more than a till makes before the centre has told of them. */
const ISSUED_WITHIN = 3000;

/** Sales and returns of the own log, with what later records say of them. */
export function receiptsOf(db: Sqlite): Receipts {
  const byNumber = query(
    db,
    `SELECT body FROM record WHERE number = ? AND kind IN ('sale', 'return') AND ${LIVE} ORDER BY n LIMIT 1`,
    knownBody,
  );
  const byId = query(
    db,
    `SELECT body FROM record WHERE id = ? AND kind IN ('sale', 'return') AND ${LIVE} LIMIT 1`,
    knownBody,
  );
  const newest = query(
    db,
    `SELECT body FROM record WHERE kind IN ('sale', 'return') AND ${LIVE} ORDER BY n DESC LIMIT ?`,
    knownBody,
  );
  const concerning = query(
    db,
    `SELECT body FROM record INDEXED BY record_of
     WHERE body ->> '$.of' = ? AND kind IN ('return', 'void', 'fiscalNumber') AND ${LIVE} ORDER BY n`,
    knownBody,
  );
  const carrying = query(
    db,
    `SELECT CASE kind WHEN 'fiscalNumber' THEN body ->> '$.of' ELSE id END
     FROM record WHERE fiscal = ? AND ${LIVE} ORDER BY n LIMIT 1`,
    (row) => recordId(text(row, 0)),
  );

  const claim = query(
    db,
    `SELECT body FROM record INDEXED BY record_claim
     WHERE body ->> '$.of' = ? AND kind IN ('claim', 'bonus') AND kind = 'claim' AND ${LIVE} ORDER BY n LIMIT 1`,
    knownBody,
  );

  const issuing = query(
    db,
    `SELECT body FROM (SELECT body, n FROM record WHERE kind = 'sale' AND ${LIVE} ORDER BY n DESC LIMIT ${ISSUED_WITHIN})
     WHERE instr(body, ?) > 0 ORDER BY n DESC`,
    knownBody,
  );

  const bonuses = query(
    db,
    `SELECT body FROM record INDEXED BY record_claim
     WHERE body ->> '$.of' = ? AND kind IN ('claim', 'bonus') AND kind = 'bonus' AND ${LIVE} ORDER BY n`,
    knownBody,
  );

  function receiptOf(record: RecordBody | null): StoredReceipt | null {
    if (record === null) return null;
    assert(record.kind === 'sale' || record.kind === 'return', 'a receipt is a sale or a return');
    let fiscalNumber = record.kind === 'sale' ? record.fiscalNumber : null;
    let voided = false;
    const returns: ReturnRecord[] = [];
    for (const later of concerning.all(record.id)) {
      if (later.kind === 'fiscalNumber') fiscalNumber = later.fiscalNumber;
      else if (later.kind === 'void') voided = true;
      else if (later.kind === 'return') returns.push(later);
    }
    return { record, fiscalNumber, voided, returns, shift: record.shift };
  }

  function claimOf(sale: RecordId): ClaimRecord | null {
    const record = claim.one(sale);
    return record?.kind === 'claim' ? record : null;
  }

  return {
    receipt: (which) => receiptOf('number' in which ? byNumber.one(which.number) : byId.one(which.id)),
    returnsOf: (sale: RecordId) => concerning.all(sale).filter((record) => record.kind === 'return'),
    voided: (sale: RecordId) => concerning.all(sale).some((record) => record.kind === 'void'),
    bonusOf(sale: RecordId) {
      const all = bonuses.all(sale).flatMap((record) => (record.kind === 'bonus' ? [record] : []));
      // Given once, and undone at most once.
      return all.length === 1 ? (all[0] ?? null) : null;
    },
    issuedTo(code) {
      for (const record of issuing.all(JSON.stringify(code))) {
        const coupon = record.kind === 'sale' ? record.issued?.find((one) => one.code === code) : undefined;
        if (coupon !== undefined) return coupon.member;
      }
      return null;
    },
    claimed: (sale: RecordId) => claimOf(sale) !== null,
    claimOf,
    recentReceipts: (most) => newest.all(most).map((record) => present(receiptOf(record))),
    fiscalNumberOf: (fiscalNumber) => carrying.one(fiscalNumber),
  };
}

function present<T>(value: T | null): T {
  assert(value !== null, 'a record that was read is there');
  return value;
}

/** The body of a record of a kind this version writes itself. */
export function knownBody(row: Row): RecordBody {
  const body = readBody(text(row, 0));
  assert(body.known, 'a record of a known kind and form');
  return body.record;
}
