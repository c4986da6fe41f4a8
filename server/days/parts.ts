/** POST /v1/days/parts: what makes up a figure of a close, of what it lists of the store's tills. */
import type { DayPartsRequest, DayPartsResponse } from '../../contract/sync/messages.ts';
import { MOST_DAY_PARTS_READ } from '../../contract/sync/messages.ts';
import { partsOf } from '../../domain/day/parts.ts';
import type { StoreId, TillId } from '../../domain/identity/ids.ts';
import { type Asking, statement } from '../database.ts';
import { placeIn, receiptNotes, refuseOthers } from './receipts.ts';
import { Records, SalesBefore } from './unlisted.ts';

const WITHOUT = statement<{ till: TillId }>(
  'dayParts.without',
  `SELECT DISTINCT u.till FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[]) AS u (till, incarnation, seq, hash)
     -- Looked up one by one, never joined (OFFSET 0): a plan that reads all records must not come to mind.
     LEFT JOIN LATERAL (SELECT hash FROM record
       WHERE till = u.till AND incarnation = u.incarnation AND seq = u.seq OFFSET 0) r ON true
   WHERE r.hash IS DISTINCT FROM u.hash`,
);

/** The parts in the order of the ranges and of their records, a page at a time; `after` is the range and the number behind which it goes on. */
export async function dayParts(
  asking: Asking,
  store: StoreId,
  { day, figure, ranges, after }: DayPartsRequest,
): Promise<DayPartsResponse> {
  await refuseOthers(asking, store, ranges);
  const missing = await asking.rows(WITHOUT, [
    ranges.map(({ till }) => till),
    ranges.map(({ incarnation }) => incarnation),
    ranges.map(({ last }) => last),
    ranges.map(({ hash }) => hash),
  ]);
  const without = new Set(missing.map(({ till }) => till));
  const begun = placeIn(after);
  const parts: DayPartsResponse['parts'] = [];
  let read = 0;
  for (let i = begun.range; i < ranges.length; i++) {
    const range = ranges[i];
    if (range === undefined) break;
    const { till, incarnation, first, last } = range;
    if (without.has(till)) continue;
    const records = new Records(asking, till, 'proven');
    const sales = new SalesBefore();
    const from = Math.max(first - 1, i === begun.range ? begun.seq : 0);
    for await (const page of records.pages(incarnation, { after: { seq: from, hash: '' }, last })) {
      await sales.fetch(asking, page);
      const found = page.flatMap(({ counted, read }) => (counted && read?.record != null ? [read.record] : []));
      const own = found.flatMap((record) => partsOf(figure, day, record, (id) => sales.get(id)));
      const notes = await receiptNotes(asking, own);
      parts.push(...own.map((part) => ({ ...part, fiscal: notes.get(part.record)?.fiscal_number ?? part.fiscal })));
      read += page.length;
      const end = page.at(-1)?.seq ?? last;
      if (read >= MOST_DAY_PARTS_READ && end < last) return { parts, without: [...without], next: `${i}:${end}` };
      // Whoever asks meanwhile is answered first.
      await new Promise((next) => setImmediate(next));
    }
  }
  return { parts, without: [...without], next: null };
}
