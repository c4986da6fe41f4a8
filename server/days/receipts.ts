/** POST /v1/days/receipts: the receipts in what was drawn up, to be held against the cash register's. */
import * as z from 'zod';
import { instantField, memberIdField, staffIdField } from '../../contract/fields.ts';
import { type DayReceiptsRequest, type DayReceiptsResponse, MOST_DAY_RECEIPTS } from '../../contract/sync/messages.ts';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import type { RecordId, StoreId, TillId } from '../../domain/identity/ids.ts';
import { type Asking, statement } from '../database.ts';
import { Refused } from '../http/problem.ts';

const OWN = statement<{ id: TillId }>('dayReceipts.own', 'SELECT id FROM till WHERE store = $1');
const PAGE = statement<{ seq: number; id: RecordId; body: string }>(
  'dayReceipts.page',
  `SELECT seq, id, body FROM record
   WHERE till = $1 AND incarnation = $2 AND seq > $3 AND seq <= $4 AND counted ORDER BY seq LIMIT $5`,
);
const NOTES = statement<{ sale: RecordId; fiscal_number: string | null; voided: boolean }>(
  'dayReceipts.notes',
  'SELECT sale, fiscal_number, voided FROM receipt_note WHERE sale = ANY ($1::uuid[])',
);

/** As much of a sale or a return as is told; of a damaged one it may be anything. */
const receipt = z.object({
  kind: z.enum(['sale', 'return']),
  number: z.string(),
  occurredAt: instantField,
  staff: staffIdField.nullable(),
  member: z.object({ member: memberIdField }).nullable(),
  fiscalNumber: z.string().nullable().optional(),
  total: z.number().int(),
  entries: z.array(z.object({ points: z.number().int() })),
});

/** Sales and returns of the ranges, in their order, a page at a time; `after` is the range and the number behind which it goes on. */
export async function dayReceipts(
  asking: Asking,
  store: StoreId,
  { ranges, after }: DayReceiptsRequest,
): Promise<DayReceiptsResponse> {
  await refuseOthers(asking, store, ranges);
  const begun = placeIn(after);
  const found: DayReceiptsResponse['receipts'] = [];
  for (let i = begun.range; i < ranges.length; i++) {
    const range = ranges[i];
    if (range === undefined) break;
    const { till, incarnation, first, last } = range;
    for (let from = Math.max(first - 1, i === begun.range ? begun.seq : 0); from < last; ) {
      const left = MOST_DAY_RECEIPTS - found.length;
      if (left === 0) return { receipts: found, next: `${i}:${from}` };
      // As many records as there is room for receipts, at most: so a page ends where the next begins.
      const rows = await asking.rows(PAGE, [till, incarnation, from, last, Math.min(left, 1000)]);
      found.push(...(await receiptsOf(asking, till, rows)));
      const end = rows.at(-1);
      if (end === undefined) break;
      from = end.seq;
      // Whoever asks meanwhile is answered first.
      await new Promise((next) => setImmediate(next));
    }
  }
  return { receipts: found, next: null };
}

/** What is asked for is of tills of the same store, or is refused. */
export async function refuseOthers(
  asking: Asking,
  store: StoreId,
  ranges: readonly { readonly till: TillId }[],
): Promise<void> {
  const own = new Set((await asking.rows(OWN, [store])).map(({ id }) => id));
  if (ranges.some(({ till }) => !own.has(till)))
    throw new Refused(403, 'till.notYours', 'Receipts of tills of the same store only.');
}

/** Where a page goes on: in which range, behind which number. */
export function placeIn(after: string): { readonly range: number; readonly seq: number } {
  const [, range = '0', seq = '0'] = /^(?:(\d{1,5}):(\d{1,16}))?$/.exec(after) ?? [];
  return { range: Number(range), seq: Number(seq) };
}

/** What was learnt of receipts later, by their records. */
export async function receiptNotes(
  asking: Asking,
  some: readonly { readonly record: RecordId }[],
): Promise<ReadonlyMap<RecordId, { readonly fiscal_number: string | null; readonly voided: boolean }>> {
  if (some.length === 0) return new Map();
  const notes = await asking.rows(NOTES, [some.map(({ record }) => record)]);
  return new Map(notes.map((note) => [note.sale, note]));
}

async function receiptsOf(
  asking: Asking,
  till: TillId,
  rows: readonly { readonly seq: number; readonly id: RecordId; readonly body: string }[],
): Promise<DayReceiptsResponse['receipts']> {
  const read = rows.flatMap(({ seq, id, body }) => {
    const parsed = receipt.safeParse(JSON.parse(body));
    return parsed.success ? [{ seq, record: id, ...parsed.data }] : [];
  });
  const notes = await receiptNotes(asking, read);
  return read.flatMap((one) => {
    const note = notes.get(one.record);
    if (note?.voided === true) return [];
    return [
      {
        record: one.record,
        till,
        seq: one.seq,
        kind: one.kind,
        at: one.occurredAt,
        staff: one.staff,
        member: one.member?.member ?? null,
        number: one.number,
        fiscal: note?.fiscal_number ?? one.fiscalNumber ?? null,
        total: bani(one.kind === 'sale' ? one.total : -one.total),
        points: one.entries.length === 0 ? null : points(one.entries.reduce((sum, entry) => sum + entry.points, 0)),
      },
    ];
  });
}
