/**
 * Goods of one sale that came back in parts at tills apart: none knew that all of it was back, so none uncounted the purchase. The centre
 * knows, and does so in a log of its own; the record's id derives from the sale's, so that doing it twice is doing it once.
 */
import { createHash } from 'node:crypto';
import { readBody } from '../../contract/record.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import { type RecordId, recordId, type StoreId, uuid7 } from '../../domain/identity/ids.ts';
import type { Movement } from '../../domain/ledger/fold.ts';
import type { Return } from '../../domain/record/record.ts';
import { leftCounted } from '../../domain/returns/apart.ts';
import { type Asking, statement } from '../database.ts';
import { type Change, noteChanges } from '../pull/feed.ts';
import { book } from '../push/standings.ts';
import { addTotals } from '../push/totals.ts';
import type { ProgrammeOf } from './settle.ts';

const LOCK_SALE = statement<{ store: StoreId; body: string; voided: boolean }>(
  'uncount.lockSale',
  `SELECT r.store, b.body, COALESCE((SELECT n.voided FROM receipt_note n WHERE n.sale = r.id), false) AS voided
   FROM receipt r JOIN record b ON b.till = r.till AND b.incarnation = r.incarnation AND b.seq = r.seq
   WHERE r.id = $1 FOR UPDATE OF r`,
);
const BOOK = statement(
  'uncount.book',
  `INSERT INTO centre_record (id, kind, cause, booked_ms, body) VALUES ($1, 'settlement', $2, $3, $4::jsonb)
   ON CONFLICT (id) DO NOTHING`,
);

/** The id of the centre's record that uncounts a sale: its time, and bits that are a digest of its id. */
export function uncountId(sale: RecordId): RecordId {
  const timeMs = Number.parseInt(sale.replaceAll('-', '').slice(0, 12), 16);
  return recordId(uuid7(timeMs, createHash('sha256').update(`all of ${sale} is back`).digest()));
}

/** Uncounts what is left counted of a sale of which everything has come back. `returnsOf`: all its returns, settled ones as they were settled. */
export async function uncount(
  asking: Asking,
  sale: RecordId,
  returnsOf: (asking: Asking, sale: RecordId) => Promise<readonly Return[]>,
  programmeOf: ProgrammeOf,
  nowMs: number,
): Promise<void> {
  const [receipt] = await asking.rows(LOCK_SALE, [sale]);
  if (receipt === undefined || receipt.voided) return;
  const sold = readBody(receipt.body);
  if (!sold.known || sold.record.kind !== 'sale') return;
  const returns = await returnsOf(asking, sale);
  // One return knew what it did; only returns apart do not.
  if (returns.length < 2) return;
  const member = sold.record.member?.member ?? null;
  const programme = await programmeOf(sold.record.programmeVersion);
  const left = leftCounted({ sale: sold.record, returns, programme, member });
  if (left === null) return;
  const record = uncountId(sale);
  const body = JSON.stringify({ lines: [], entries: [], ...left });
  if ((await asking.change(BOOK, [record, sale, nowMs, body])) === 0) return;
  const movement: Movement = { ...left, entries: [], usedCodes: [] };
  const businessDay: CivilDate | null = null;
  const bookings = [{ record, store: receipt.store, businessDay, occurredMs: nowMs, movement }];
  const members = await book(asking, bookings);
  await noteChanges(asking, [
    ...members.map((one): Change => ({ kind: 'member', key: one, scope: 'chain', endsMs: null })),
    ...(await addTotals(asking, bookings)),
  ]);
}
