/** GET /v1/members/:id/history: why a balance is what it is, entry by entry. */
import type { HistoryResponse } from '../contract/sync/messages.ts';
import { points } from '../domain/amount/points.ts';
import type { MemberId, RecordId, StoreId } from '../domain/identity/ids.ts';
import { type Database, statement } from './database.ts';
import { groupAt } from './merges.ts';

/** Entries answered at most: years of one member. */
const MOST_ENTRIES = 1000;

const HISTORY = statement<{
  record: RecordId;
  store: StoreId;
  occurred_ms: number;
  contra: string;
  points: number;
  number: string | null;
  total: number | null;
}>(
  'history.entries',
  `SELECT e.record, e.store, e.occurred_ms, e.contra, e.points, COALESCE(r.number, b.number) AS number,
     COALESCE(r.total, -b.total) AS total
   FROM entry e
     LEFT JOIN receipt r ON r.id = e.record
     LEFT JOIN centre_record c ON c.id = e.record
     LEFT JOIN receipt_return b ON b.id = COALESCE(c.cause, e.record)
   WHERE e.member = ANY ($1::uuid[]) ORDER BY e.occurred_ms DESC, e.member, e.n DESC LIMIT $2`,
);

/** The entries of a person, of all members whom they were merged from, newest first; money given back by a return is below zero. */
export async function history(database: Database, member: MemberId): Promise<HistoryResponse> {
  const rows = await database.rows(HISTORY, [await groupAt(database, member), MOST_ENTRIES]);
  return {
    entries: rows.map((row) => ({
      record: row.record,
      store: row.store,
      occurredAt: row.occurred_ms,
      contra: row.contra,
      points: points(row.points),
      receiptNumber: row.number,
      total: row.total,
    })),
  };
}
