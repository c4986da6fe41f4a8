/** Records as the centre holds them, read for a close. */
import { readFound, readProven, saleIn } from '../../contract/found.ts';
import type { FoundRecord } from '../../domain/day/gather.ts';
import type { Gap } from '../../domain/day/unlisted.ts';
import type { IncarnationId, RecordId, TillId } from '../../domain/identity/ids.ts';
import type { Sale } from '../../domain/record/record.ts';
import { type Asking, statement } from '../database.ts';
import { sha256 } from '../push/batch.ts';

const PAGE = statement<{ seq: number; hash: string; body: string; counted: boolean; unread: boolean }>(
  'unlisted.page',
  `SELECT seq, hash, body, counted,
     EXISTS (SELECT FROM unread_record u WHERE u.till = $1 AND u.incarnation = $2 AND u.seq = r.seq) AS unread
   FROM record r WHERE till = $1 AND incarnation = $2 AND seq > $3 AND seq <= $4 ORDER BY seq LIMIT $5`,
);
const SALES = statement<{ id: RecordId; body: string }>(
  'unlisted.sales',
  `SELECT c.id, (SELECT r.body FROM record r WHERE r.till = c.till AND r.incarnation = c.incarnation AND r.seq = c.seq) AS body
   FROM counted_record c WHERE c.id = ANY ($1::uuid[])`,
);

/** Records read at once: two megabytes of receipts. */
const AT_ONCE = 1000;

/**
 * How sales are read. 'proven': a sale whose bytes are those of their hash, and that was read whole when it was counted, is taken as it
 * stands: reading twenty thousand again by their form takes longer than everything else. 'whole': by their form, as all other kinds are.
 */
export type Reading = 'proven' | 'whole';

/** The records of one till, as they are read for a close. */
export class Records {
  readonly #asking: Asking;
  readonly #till: TillId;
  readonly #reading: Reading;
  /** Of the bytes of this page, so that none is digested twice. */
  readonly #hashes = new Map<string, string>();

  constructor(asking: Asking, till: TillId, reading: Reading) {
    this.#asking = asking;
    this.#till = till;
    this.#reading = reading;
  }

  sha256(body: string): string {
    const known = this.#hashes.get(body);
    if (known !== undefined) return known;
    const hash = sha256(body);
    this.#hashes.set(body, hash);
    return hash;
  }

  /** The records of a stretch in order, page by page; the next is asked for while one is worked on. */
  async *pages(incarnation: IncarnationId, { after, last }: Gap): AsyncGenerator<readonly FoundRecord[], void> {
    const ask = (from: number) => this.#asking.rows(PAGE, [this.#till, incarnation, from, last, AT_ONCE]);
    for (let coming = ask(after.seq); ; ) {
      const rows = await coming;
      const end = rows.at(-1)?.seq ?? last;
      const isMore = rows.length === AT_ONCE && end < last;
      if (isMore) {
        coming = ask(end);
        // Awaited in the next turn, or thrown away with the transaction.
        coming.catch(() => undefined);
      }
      this.#hashes.clear();
      if (rows.length > 0) {
        yield rows.map(({ seq, hash, body, counted, unread }) => ({
          incarnation,
          seq,
          hash,
          body,
          counted,
          read:
            this.#reading === 'proven' && !unread && this.sha256(body) === hash ? readProven(body) : readFound(body),
        }));
      }
      if (!isMore) return;
    }
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
      const sale = saleIn(body);
      if (sale !== null) this.#sales.set(id, sale);
    }
  }
}
