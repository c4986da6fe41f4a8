import { command, int, query, type Sqlite } from '../sqlite.ts';

/**
 * The words by which members and products are found, written last of all in a transaction. FTS5 gathers them in memory, and writes all it
 * has whenever a statement begins that may have to be taken back by itself (RETURNING, an UPDATE of all rows): between two members that is a
 * piece of index for each one, which was half of what taking in a member cost.
 */
export interface Indexing {
  /** The words of a member's row that is new. */
  addMember(n: number, key: string): void;
  /** Those of one that was there; null: none any more. */
  changeMember(n: number, key: string | null): void;
  putProduct(n: number, key: string): void;
  /** Writes what waits: the last thing before the commit. */
  write(): void;
  /** What waits is of a transaction that came to nothing. */
  drop(): void;
  /** Whether an empty file is being filled: its index is made one at the end, and less often before. */
  filling(is: boolean): void;
}

/** Of a row that is new there are no words to take out first. */
interface Words {
  readonly key: string | null;
  readonly isNew: boolean;
}

/** So many rows' words wait at most: they are in memory. */
const MOST_WAITING = 5000;

/**
 * So many pieces of the index are made one by themselves (FTS5's automerge): few, so that a search asks few; many while a file is filled,
 * since every word is written again each time, and at the end all pieces are made one.
 */
const MERGED = { usually: 4, filling: 16 } as const;

export function indexingOf(db: Sqlite): Indexing {
  const add = command(db, 'INSERT INTO member_search (rowid, key) VALUES (?, ?)');
  const put = command(db, 'INSERT OR REPLACE INTO member_search (rowid, key) VALUES (?, ?)');
  const take = command(db, 'DELETE FROM member_search WHERE rowid = ?');
  const addProduct = command(db, 'INSERT OR REPLACE INTO product_search (rowid, key) VALUES (?, ?)');
  const merged = query(db, "SELECT v FROM member_search_config WHERE k = 'automerge'", (row) => int(row, 0));
  const merge = command(db, "INSERT INTO member_search (member_search, rank) VALUES ('automerge', CAST(? AS INTEGER))");
  /** By row: a later word takes the place of an earlier one. */
  const members = new Map<number, Words>();
  const products = new Map<number, string>();

  function writeMember(n: number, { key, isNew }: Words): void {
    if (key !== null) (isNew ? add : put)(n, key);
    else if (!isNew) take(n);
  }

  function write(): void {
    for (const [n, words] of members) writeMember(n, words);
    for (const [n, key] of products) addProduct(n, key);
    members.clear();
    products.clear();
  }

  function wait(n: number, words: Words): void {
    members.set(n, words);
    if (members.size >= MOST_WAITING) write();
  }

  return {
    addMember: (n, key) => wait(n, { key, isNew: true }),
    changeMember: (n, key) => wait(n, { key, isNew: members.get(n)?.isNew === true }),
    putProduct(n, key) {
      products.set(n, key);
      if (products.size >= MOST_WAITING) write();
    },
    write,
    drop() {
      members.clear();
      products.clear();
    },
    filling(is) {
      const wanted = is ? MERGED.filling : MERGED.usually;
      if ((merged.one() ?? MERGED.usually) !== wanted) merge(wanted);
    },
  };
}
