import type * as z from 'zod';
import { readProgramme } from '../../contract/programme/form.ts';
import { claimIn } from '../../contract/sync/claims.ts';
import {
  chainState,
  type ProductState,
  productState,
  programmeState,
  receiptState,
  staffState,
  storeState,
  tillState,
} from '../../contract/sync/states.ts';
import { foldText } from '../../domain/person/fold.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { int, query, type Row, type Sqlite, text } from '../sqlite.ts';
import type { ReplicaReader } from './replica.ts';
import { inOrder, productSearch } from './search.ts';

type Catalogue = Pick<
  ReplicaReader,
  | 'product'
  | 'searchProducts'
  | 'staff'
  | 'programmeAt'
  | 'programme'
  | 'programmes'
  | 'programmeTrouble'
  | 'chain'
  | 'store'
  | 'till'
  | 'tills'
  | 'receipt'
  | 'claimOf'
  | 'unread'
>;

/** What the chain sells, by which rules, with whom: all that is not a member. */
export function catalogueOf(db: Sqlite): Catalogue {
  const read = remembering();
  const bySku = query(db, 'SELECT data FROM product WHERE sku = ?', productOf);
  const byEan = query(
    db,
    // One barcode may have moved to a newer product: the one that is sold comes first.
    "SELECT data FROM product WHERE ean = ? AND ean <> '' ORDER BY data ->> '$.active' DESC, n DESC LIMIT 1",
    productOf,
  );
  const candidates = query(
    db,
    `SELECT p.n, p.data FROM product_search JOIN product p ON p.n = product_search.rowid
     WHERE product_search MATCH ? LIMIT ?`,
    (row) => ({ n: int(row, 0), product: productState.parse(JSON.parse(text(row, 1))) }),
  );
  const things = query(db, 'SELECT json FROM thing WHERE kind = ? ORDER BY key', (row) => text(row, 0));
  const thing = query(db, 'SELECT json FROM thing WHERE kind = ? AND key = ?', (row) => text(row, 0));
  const receiptByNumber = query(db, 'SELECT json FROM receipt WHERE number = ? LIMIT 1', (row) => text(row, 0));
  const receiptById = query(db, 'SELECT json FROM receipt WHERE id = ?', (row) => text(row, 0));
  const unread = query(db, 'SELECT count(*) FROM unread', (row) => int(row, 0));

  /** Versions that this till can read; one that is wrong is passed over, and the one before it goes on. */
  const programmes = (): readonly Programme[] =>
    things.all('programme').flatMap((json) => {
      const stored = read(programmeReading, json);
      return stored.ok ? [stored.programme] : [];
    });

  return {
    product: (which) => ('sku' in which ? bySku.one(which.sku) : byEan.one(which.ean)),
    searchProducts(typed, most) {
      const search = productSearch(typed);
      if (search === null) return [];
      const sold = candidates
        .all(search.match, search.candidates)
        .filter(({ product }) => product.active)
        .map(({ n, product }) => ({ n, product, name: foldText(product.name) }));
      return inOrder(sold, search, most).map(({ product }) => product);
    },
    staff: (store) =>
      things
        .all('staff')
        .map((json) => read(staffState, json))
        .filter((one) => one.store === store)
        .sort((a, b) => a.name.localeCompare(b.name, 'ro')),
    programmeAt(ms) {
      const begun = programmes().filter((one) => one.startsAtMs <= ms);
      begun.sort((a, b) => b.startsAtMs - a.startsAtMs || b.version - a.version);
      return begun[0] ?? null;
    },
    programme: (version) => programmes().find((one) => one.version === version) ?? null,
    programmes: () => [...programmes()].sort((a, b) => b.version - a.version),
    programmeTrouble() {
      const last = things.all('programme').at(-1);
      const stored = last === undefined ? null : read(programmeReading, last);
      return stored === null || stored.ok ? null : (stored.faults[0] ?? null);
    },
    chain() {
      const json = thing.one('chain', '');
      return json === null ? null : read(chainState, json);
    },
    store(id) {
      const json = thing.one('store', id);
      return json === null ? null : read(storeState, json);
    },
    till(id) {
      const json = thing.one('till', id);
      return json === null ? null : read(tillState, json);
    },
    tills: (store) =>
      things
        .all('till')
        .map((json) => read(tillState, json))
        .filter((one) => one.store === store),
    receipt(which) {
      const json = 'number' in which ? receiptByNumber.one(which.number) : receiptById.one(which.id);
      return json === null ? null : receiptState.parse(JSON.parse(json));
    },
    claimOf(sale) {
      const json = receiptById.one(sale);
      return json === null ? null : claimIn(receiptState.parse(JSON.parse(json)));
    },
    unread: () => unread.one() ?? 0,
  };
}

/** A stored version of the programme, read whole or with what is wrong with it. */
const programmeReading = programmeState.transform(({ programme }) => readProgramme(programme));

function productOf(row: Row): ProductState {
  return productState.parse(JSON.parse(text(row, 0)));
}

/** The few small states are asked for at every scan: the same text is read once. */
const MOST_REMEMBERED = 512;

function remembering(): <T>(schema: z.ZodType<T>, json: string) => T {
  const known = new Map<unknown, Map<string, unknown>>();
  return <T>(schema: z.ZodType<T>, json: string): T => {
    const ofSchema = known.get(schema) ?? new Map<string, unknown>();
    known.set(schema, ofSchema);
    if (ofSchema.has(json)) {
      // Only what this schema made of this very text is kept under it.
      return ofSchema.get(json) as T;
    }
    const value = schema.parse(JSON.parse(json));
    if (ofSchema.size >= MOST_REMEMBERED) ofSchema.clear();
    ofSchema.set(json, value);
    return value;
  };
}
