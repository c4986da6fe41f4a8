/** Records as the centre holds them, read for a close. */
import { readBody } from '../../contract/record.ts';
import type { FoundRecord } from '../../domain/day/gather.ts';
import type { IncarnationId, RecordId, TillId } from '../../domain/identity/ids.ts';
import type { Sale } from '../../domain/record/record.ts';
import { type Asking, statement } from '../database.ts';
import type { Gap } from './listed.ts';

const PAGE = statement<{ seq: number; hash: string; body: string; counted: boolean }>(
  'unlisted.page',
  `SELECT seq, hash, body, counted FROM record
   WHERE till = $1 AND incarnation = $2 AND seq > $3 AND seq <= $4 ORDER BY seq LIMIT $5`,
);
const SALES = statement<{ id: RecordId; body: string }>(
  'unlisted.sales',
  `SELECT c.id, (SELECT r.body FROM record r WHERE r.till = c.till AND r.incarnation = c.incarnation AND r.seq = c.seq) AS body
   FROM counted_record c WHERE c.id = ANY ($1::uuid[])`,
);

/** Records read at once: two megabytes of receipts. */
const AT_ONCE = 1000;

/** The records of a stretch in order, page by page; the next is asked for while one is worked on. */
export async function* pagesOf(
  asking: Asking,
  till: TillId,
  incarnation: IncarnationId,
  { after, last }: Gap,
): AsyncGenerator<readonly FoundRecord[], void> {
  let coming = asking.rows(PAGE, [till, incarnation, after.seq, last, AT_ONCE]);
  for (;;) {
    const rows = await coming;
    const end = rows.at(-1)?.seq ?? last;
    const isMore = rows.length === AT_ONCE && end < last;
    if (isMore) {
      coming = asking.rows(PAGE, [till, incarnation, end, last, AT_ONCE]);
      // Awaited in the next turn, or thrown away with the transaction.
      coming.catch(() => undefined);
    }
    if (rows.length > 0) {
      yield rows.map(({ seq, hash, body, counted }) => ({ incarnation, seq, hash, body, counted, read: readOf(body) }));
    }
    if (!isMore) return;
  }
}

function readOf(body: string): FoundRecord['read'] {
  try {
    const read = readBody(body);
    return read.known ? { head: read.record, record: read.record } : { head: read.head, record: null };
  } catch {
    return null;
  }
}

/** Sales that are voided by what is read, wherever they stand. */
export class SalesBefore {
  readonly #sales = new Map<RecordId, Sale>();

  get(id: RecordId): Sale | null {
    return this.#sales.get(id) ?? null;
  }

  async fetch(asking: Asking, page: readonly FoundRecord[]): Promise<void> {
    const voided = page.flatMap(({ read }) => (read?.record?.kind === 'void' ? [read.record.of] : []));
    if (voided.length === 0) return;
    for (const { id, body } of await asking.rows(SALES, [voided])) {
      const read = readOf(body);
      if (read?.record?.kind === 'sale') this.#sales.set(id, read.record);
    }
  }
}
