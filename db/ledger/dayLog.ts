import { readFound, readProven, saleIn } from '../../contract/found.ts';
import type { TillAccount } from '../../domain/day/account.ts';
import type { FoundRecord } from '../../domain/day/gather.ts';
import type { RecordId } from '../../domain/identity/ids.ts';
import type { Sale } from '../../domain/record/record.ts';
import type { LogRange } from '../../domain/shift/figures.ts';
import { int, query, type Row, type Sqlite, text } from '../sqlite.ts';
import { ordinalOf, place, seqOf } from './file.ts';
import { type Life, logOf } from './log.ts';
import { sha256 } from './writing.ts';

/** Rows of one portion: after each it is told how far the reading is. */
export const AT_ONCE = 1000;

/** A row of the log and what it is found to be; its columns are n, hash, body and those of COLUMNS (day.ts). */
export interface FoundRow {
  readonly n: number;
  readonly row: Row;
  readonly found: FoundRecord;
}

/** A till's log as a close finds it: with nothing believed of its rows. */
export interface DayLog {
  readonly lives: readonly Life[];
  /** What closes list of it. */
  readonly listed: readonly LogRange[];
  /** Records of a life behind one number up to another, in order, at most AT_ONCE. */
  portion(life: Life, after: number, last: number): readonly FoundRow[];
  saleOf(id: RecordId): Sale | null;
  /** SHA-256 of bytes; of those of the record at hand it is known. */
  digest(body: string): string;
}

/** `elsewhere`: what closes of other tills list of this log; `before`: only closes with smaller numbers of this till's own, null: all. */
export function dayLog(
  db: Sqlite,
  till: TillAccount['till'],
  elsewhere: readonly LogRange[],
  before: number | null = null,
): DayLog {
  const lives = logOf(db).lives();
  const listed = [...elsewhere, ...ownListed(db, till, before)];
  const abandoned = query(db, 'SELECT first, last FROM abandoned', (row) => [int(row, 0), int(row, 1)] as const).all();
  const isLive = (n: number): boolean => !abandoned.some(([first, last]) => n >= first && n <= last);
  const isListed = (n: number): boolean => isListedIn(listed, lives, n);
  const rows = query(
    db,
    `SELECT n, hash, body, id, kind, occurred_at, business_day, shift, member, number, fiscal, total
     FROM record WHERE n > ? AND n <= ? ORDER BY n LIMIT ${AT_ONCE}`,
    (row): Row => row,
  );
  const copies = query(db, 'SELECT n FROM record WHERE id = ? AND n < ?', (row) => int(row, 0));
  const saleBody = query(db, `SELECT body FROM record WHERE id = ? AND kind = 'sale' LIMIT 1`, (row) => text(row, 0));

  // Of the record at hand, so that none is digested twice.
  let [digested, digestIs] = ['', ''];
  function digest(body: string): string {
    if (body !== digested) [digested, digestIs] = [body, sha256(body)];
    return digestIs;
  }

  /** A record appended again in a new life counts where it was listed; a copy that was left behind counts nowhere. */
  function counts(n: number, id: RecordId | null): boolean {
    if (!isLive(n)) return false;
    if (id === null || ordinalOf(n) === lives[0]?.ordinal) return true;
    return !copies.all(id, n).some(isListed);
  }

  /** A row of the log as it is found. */
  function foundIn(row: Row, n: number, life: Life): FoundRecord {
    const [, hash, body] = row;
    const bytes = typeof body === 'string' ? body : '';
    const read = digest(bytes) === hash ? readProven(bytes) : readFound(bytes);
    return {
      incarnation: life.incarnation,
      seq: seqOf(n),
      hash: typeof hash === 'string' ? hash : '',
      body: bytes,
      read,
      counted: counts(n, read?.head.id ?? null),
    };
  }

  return {
    lives,
    listed,
    digest,
    saleOf: (id) => saleIn(saleBody.one(id)),
    portion: (life, after, last) =>
      rows.all(place(life.ordinal, after), place(life.ordinal, last)).map((row) => {
        const n = int(row, 0);
        return { n, row, found: foundIn(row, n, life) };
      }),
  };
}

/** What the closes in this log list of this very till; a close that cannot be read is found at its place in the log. */
function ownListed(db: Sqlite, till: TillAccount['till'], before: number | null): LogRange[] {
  const rows = query(
    db,
    `SELECT body FROM record INDEXED BY record_day WHERE kind IN ('dayClosed', 'closingPassed') AND kind = 'dayClosed' ORDER BY n`,
    (row) => text(row, 0),
  );
  return rows.all().flatMap((body) => {
    const record = readFound(body)?.record ?? null;
    if (record?.kind !== 'dayClosed' || (before !== null && record.number >= before)) return [];
    return record.tills.flatMap((one) => (one.till === till ? one.ranges : []));
  });
}

function isListedIn(listed: readonly LogRange[], lives: readonly Life[], n: number): boolean {
  const life = lives.find(({ ordinal }) => ordinal === ordinalOf(n));
  const seq = seqOf(n);
  return listed.some(
    ({ incarnation, first, last }) => incarnation === life?.incarnation && seq >= first && seq <= last,
  );
}
