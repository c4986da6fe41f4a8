/**
 * Returns of receipts that their till had never heard of: when the centre knows the receipt, it settles the points in
 * a log of its own. The record's id derives from the return's, so that settling twice is settling once.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { readBody } from '../../contract/record.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import { BrokenTruth } from '../../domain/assert.ts';
import { type RecordId, recordId, type StoreId, uuid7 } from '../../domain/identity/ids.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import type { Movement } from '../../domain/ledger/fold.ts';
import type { Return, ReturnLine, Sale } from '../../domain/record/record.ts';
import { returnEntries } from '../../domain/returns/entries.ts';
import { type Chosen, leftToReturn, reckonReturn } from '../../domain/returns/reckon.ts';
import { raise } from '../alarms.ts';
import { type Asking, type Database, statement } from '../database.ts';
import { noteChanges } from '../pull/feed.ts';
import { again } from '../push/receipts.ts';
import { book } from '../push/standings.ts';

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

/** What a settlement's body holds: which lines of the sale came back, and the entries booked. */
interface Settlement {
  readonly lines: readonly ReturnLine[];
  readonly entries: readonly Entry[];
}
const settlementForm = z.object({ lines: z.array(z.looseObject({})), entries: z.array(z.looseObject({})) });

/** The id of the centre's record that settles a return: its time, and bits that are a digest of its id. */
export function settlementId(cause: RecordId): RecordId {
  const timeMs = Number.parseInt(cause.replaceAll('-', '').slice(0, 12), 16);
  return recordId(uuid7(timeMs, createHash('sha256').update(`settlement of ${cause}`).digest()));
}

/**
 * Settles what can be settled now: returns that name one of the receipts `numbers`, or (null) any. Called after the
 * commit of a push, so that of a sale and its return that arrive at once the later one sees both.
 */
export async function settle(database: Database, numbers: readonly string[] | null, nowMs: number): Promise<number> {
  if (numbers !== null && numbers.length === 0) return 0;
  const open = numbers === null ? await database.rows(OPEN) : await database.rows(OPEN_AMONG, [numbers]);
  for (const { id } of open) await database.transaction('write', (asking) => settleOne(asking, id, nowMs));
  return open.length;
}

async function settleOne(asking: Asking, id: RecordId, nowMs: number): Promise<void> {
  const [open] = await asking.rows(LOCK_RETURN, [id]);
  if (open === undefined) return;
  // Settlements of one receipt take turns, so each knows the lines that the earlier ones gave back.
  const [receipt] = await asking.rows(LOCK_RECEIPT, [open.of_number]);
  if (receipt === undefined) return;
  const back = readBody(open.body);
  const sold = readBody(receipt.body);
  if (!back.known || back.record.kind !== 'return' || !sold.known || sold.record.kind !== 'sale') return;

  const earlier = (await asking.rows(EARLIER, [receipt.id])).flatMap(earlierOf);
  const [note] = await asking.rows(VOIDED, [receipt.id]);
  const found = note?.voided === true ? null : reckonSettlement(sold.record, back.record, earlier);
  await asking.change(LINK, [id, receipt.id]);
  await noteChanges(asking, [again(receipt.id)]);
  if (found === null || found.unmatched > 0) {
    const detail = { return: id, sale: receipt.id, voided: note?.voided === true, unmatched: found?.unmatched ?? null };
    await raise(asking, [{ kind: 'returnedTwice', key: id, till: back.record.till, detail }], nowMs);
  }
  if (found === null || back.record.entries.length > 0) return;

  const record = settlementId(id);
  const body = JSON.stringify({ lines: found.lines, entries: found.entries } satisfies Settlement);
  if ((await asking.change(BOOK, [record, id, nowMs, body])) === 0) return;
  const { store, businessDay } = back.record;
  const members = await book(asking, [
    { record, store, businessDay, occurredMs: nowMs, movement: entriesAlone(found.entries) },
  ]);
  await noteChanges(
    asking,
    members.map((member) => ({ kind: 'member', key: member, scope: 'chain', endsMs: null })),
  );
}

/** The centre moves points alone: what the goods counted stays with their sale until a till knows the receipt. */
const entriesAlone = (entries: readonly Entry[]): Movement => ({
  entries,
  counts: [],
  issued: [],
  usedCodes: [],
  recalled: [],
});

/** An earlier return with its lines as lines of the sale: its own, or those that its settlement found. */
function earlierOf(row: { body: string; settled: unknown }): Return[] {
  const read = readBody(row.body);
  if (!read.known || read.record.kind !== 'return') return [];
  if (row.settled === null) return [read.record];
  settlementForm.parse(row.settled);
  // Proven: only settleOne writes these bodies, from a Settlement; the form above guards against a foreign hand.
  const settled = row.settled as Settlement;
  return [{ ...read.record, lines: settled.lines, entries: settled.entries }];
}

/**
 * Finds which lines of the sale the typed lines are, and what they move. `unmatched`: thousandths that the sale did
 * not have (any more). Null where the points cannot be turned back by the sale's entries: a person must look.
 */
export function reckonSettlement(
  sale: Sale & { readonly id: RecordId },
  back: Return,
  earlier: readonly Return[],
): (Settlement & { readonly unmatched: number }) | null {
  const left: number[] = leftToReturn(sale, earlier);
  const chosen: Chosen[] = [];
  let unmatched = 0;
  for (const line of back.lines) {
    let wanted: number = line.quantity;
    for (const [index, sold] of sale.lines.entries()) {
      const same = line.sku === sold.sku && (line.sku !== null || (line.vat === sold.vat && line.price === sold.price));
      const part = same ? Math.min(wanted, left[index] ?? 0) : 0;
      if (part === 0) continue;
      chosen.push({ index, quantity: thousandths(part) });
      left[index] = (left[index] ?? 0) - part;
      wanted -= part;
    }
    unmatched += wanted;
  }
  if (chosen.length === 0) return { lines: [], entries: [], unmatched };
  const figures = reckonReturn({ sale, earlier, lines: chosen });
  if (!figures.ok) return null;
  try {
    const member = sale.member?.member ?? null;
    const entries = returnEntries({ figures: figures.value, sale, earlier, member });
    return { lines: figures.value.lines, entries, unmatched };
  } catch (error) {
    if (error instanceof BrokenTruth) return null;
    throw error;
  }
}
