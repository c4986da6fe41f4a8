/**
 * Returns of receipts that their till had never heard of: when the centre knows the receipt, it settles the points in
 * a log of its own. The record's id derives from the return's, so that settling twice is settling once.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { readBody } from '../../contract/record.ts';
import { NO_POINTS } from '../../domain/amount/points.ts';
import { BrokenTruth } from '../../domain/assert.ts';
import { type RecordId, recordId, type StoreId, uuid7 } from '../../domain/identity/ids.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { movementOf } from '../../domain/record/movement.ts';
import type { Return } from '../../domain/record/record.ts';
import { settledReturn } from '../../domain/returns/typed.ts';
import { raise } from '../alarms.ts';
import { type Asking, type Database, statement } from '../database.ts';
import { type Change, noteChanges } from '../pull/feed.ts';
import { again } from '../push/receipts.ts';
import { book, lockStanding } from '../push/standings.ts';
import { addTotals } from '../push/totals.ts';
import { uncount } from './uncount.ts';

const OPEN_AMONG = statement<{ id: RecordId }>(
  'settle.openAmong',
  `SELECT id FROM receipt_return rr WHERE sale IS NULL AND of_number = ANY ($1) AND of_number <> ''
     AND EXISTS (SELECT FROM receipt r WHERE r.number = rr.of_number)`,
);
const OPEN = statement<{ id: RecordId }>(
  'settle.open',
  `SELECT id FROM receipt_return rr WHERE sale IS NULL AND of_number <> ''
     AND EXISTS (SELECT FROM receipt r WHERE r.number = rr.of_number) LIMIT 100`,
);
const LOCK_RETURN = statement<{ of_number: string; body: string }>(
  'settle.lockReturn',
  `SELECT rr.of_number, b.body FROM receipt_return rr
     JOIN record b ON b.till = rr.till AND b.incarnation = rr.incarnation AND b.seq = rr.seq
   WHERE rr.id = $1 AND rr.sale IS NULL FOR UPDATE OF rr`,
);
const LOCK_RECEIPT = statement<{ id: RecordId; store: StoreId; body: string }>(
  'settle.lockReceipt',
  `SELECT r.id, r.store, b.body FROM receipt r
     JOIN record b ON b.till = r.till AND b.incarnation = r.incarnation AND b.seq = r.seq
   WHERE r.number = $1 ORDER BY r.occurred_ms DESC, r.id LIMIT 1 FOR UPDATE OF r`,
);
const VOIDED = statement<{ voided: boolean }>('settle.voided', 'SELECT voided FROM receipt_note WHERE sale = $1');
const EARLIER = statement<{ id: RecordId; body: string; settled: unknown }>(
  'settle.earlier',
  `SELECT rr.id, b.body, c.body AS settled FROM receipt_return rr
     JOIN record b ON b.till = rr.till AND b.incarnation = rr.incarnation AND b.seq = rr.seq
     LEFT JOIN centre_record c ON c.cause = rr.id AND c.kind = 'settlement'
   WHERE rr.sale = $1 ORDER BY rr.occurred_ms, rr.id`,
);
const LINK = statement('settle.link', 'UPDATE receipt_return SET sale = $2 WHERE id = $1');
const BOOK = statement(
  'settle.book',
  `INSERT INTO centre_record (id, kind, cause, booked_ms, body) VALUES ($1, 'settlement', $2, $3, $4::jsonb)
   ON CONFLICT (id) DO NOTHING`,
);

/** What a settlement's body holds: what the return would have said at a till that knew the receipt, but for its money. */
type Settlement = Pick<
  Return,
  'lines' | 'entries' | 'counts' | 'issued' | 'recalled' | 'earnedBack' | 'spentBack' | 'trace'
>;
/** Settlements of before have lines and entries alone. */
const settlementForm = z.looseObject({ lines: z.array(z.looseObject({})), entries: z.array(z.looseObject({})) });

/** The id of the centre's record that settles a return: its time, and bits that are a digest of its id. */
export function settlementId(cause: RecordId): RecordId {
  const timeMs = Number.parseInt(cause.replaceAll('-', '').slice(0, 12), 16);
  return recordId(uuid7(timeMs, createHash('sha256').update(`settlement of ${cause}`).digest()));
}

/** A version of the programme; null: not known here. */
export type ProgrammeOf = (version: number | null) => Promise<Programme | null>;

/**
 * Settles what can be settled now: returns that name one of the receipts `numbers`, or (null) any. Called after the
 * commit of a push, so that of a sale and its return that arrive at once the later one sees both.
 */
export async function settle(
  database: Database,
  numbers: readonly string[] | null,
  programmeOf: ProgrammeOf,
  nowMs: number,
): Promise<number> {
  if (numbers !== null && numbers.length === 0) return 0;
  const open = numbers === null ? await database.rows(OPEN) : await database.rows(OPEN_AMONG, [numbers]);
  for (const { id } of open) await database.transaction('write', (asking) => settleOne(asking, id, programmeOf, nowMs));
  return open.length;
}

async function settleOne(asking: Asking, id: RecordId, programmeOf: ProgrammeOf, nowMs: number): Promise<void> {
  const [open] = await asking.rows(LOCK_RETURN, [id]);
  if (open === undefined) return;
  // Settlements of one receipt take turns, so each knows the lines that the earlier ones gave back.
  const [receipt] = await asking.rows(LOCK_RECEIPT, [open.of_number]);
  if (receipt === undefined) return;
  const back = readBody(open.body);
  const sold = readBody(receipt.body);
  if (!back.known || back.record.kind !== 'return' || !sold.known || sold.record.kind !== 'sale') return;

  const sale = sold.record;
  const member = sale.member?.member ?? null;
  const earlier = await returnsOf(asking, receipt.id);
  const [note] = await asking.rows(VOIDED, [receipt.id]);
  const programme = await programmeOf(sale.programmeVersion);
  const standing = member === null ? null : await lockStanding(asking, member);
  const found =
    note?.voided === true ? null : reckonSettlement({ sale, back: back.record, earlier, programme, standing, member });
  await asking.change(LINK, [id, receipt.id]);
  await noteChanges(asking, [again(receipt.id)]);
  if (found === null || found.unmatched > 0) {
    const detail = { return: id, sale: receipt.id, voided: note?.voided === true, unmatched: found?.unmatched ?? null };
    await raise(asking, [{ kind: 'returnedTwice', key: id, till: back.record.till, detail }], nowMs);
  }
  if (found === null || back.record.entries.length > 0) return;

  const record = settlementId(id);
  const { unmatched: _, ...settlement } = found;
  if ((await asking.change(BOOK, [record, id, nowMs, JSON.stringify(settlement satisfies Settlement)])) === 0) return;
  const { store, businessDay } = back.record;
  const bookings = [
    { record, store, businessDay, occurredMs: nowMs, movement: movementOf({ ...back.record, ...settlement }) },
  ];
  const members = await book(asking, bookings);
  await noteChanges(asking, [
    ...members.map((one): Change => ({ kind: 'member', key: one, scope: 'chain', endsMs: null })),
    ...(await addTotals(asking, bookings)),
  ]);
  await uncount(asking, receipt.id, returnsOf, programmeOf, nowMs);
}

/** All returns of a sale that are held, in their order, each with its lines as lines of the sale. */
async function returnsOf(asking: Asking, sale: RecordId): Promise<readonly Return[]> {
  return (await asking.rows(EARLIER, [sale])).flatMap(earlierOf);
}

/** Uncounts sales of which everything came back at tills apart, by the returns that a push brought. */
export async function uncountSales(
  database: Database,
  sales: readonly RecordId[],
  programmeOf: ProgrammeOf,
  nowMs: number,
): Promise<void> {
  for (const sale of [...new Set(sales)].sort()) {
    await database.transaction('write', (asking) => uncount(asking, sale, returnsOf, programmeOf, nowMs));
  }
}

/** An earlier return with its lines as lines of the sale: its own, or those that its settlement found. */
function earlierOf(row: { body: string; settled: unknown }): Return[] {
  const read = readBody(row.body);
  if (!read.known || read.record.kind !== 'return') return [];
  if (row.settled === null) return [read.record];
  settlementForm.parse(row.settled);
  // Proven: only settleOne writes these bodies, from a Settlement; the form above guards against a foreign hand.
  const settled = row.settled as Partial<Settlement> & Pick<Settlement, 'lines' | 'entries'>;
  return [{ ...read.record, ...settled }];
}

/**
 * What a typed return moves, now that its sale is known. `unmatched`: thousandths that the sale did not have (any more). Null where the
 * points cannot be turned back by the sale's entries: a person must look.
 */
export function reckonSettlement(
  of: Parameters<typeof settledReturn>[0],
): (Settlement & { readonly unmatched: number }) | null {
  try {
    const settled = settledReturn(of);
    const { unmatched } = settled;
    if (!settled.ok) {
      const nothing = { lines: [], entries: [], earnedBack: NO_POINTS, spentBack: NO_POINTS, trace: [] };
      return settled.refusal.code === 'return.nothing' ? { ...nothing, unmatched } : null;
    }
    const { lines, entries, counts, issued, recalled, earnedBack, spentBack, trace } = settled.value;
    return {
      lines,
      entries,
      earnedBack,
      spentBack,
      trace,
      ...(counts === undefined ? {} : { counts }),
      ...(issued === undefined ? {} : { issued }),
      ...(recalled === undefined ? {} : { recalled }),
      unmatched,
    };
  } catch (error) {
    if (error instanceof BrokenTruth) return null;
    throw error;
  }
}
