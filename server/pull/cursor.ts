/**
 * Cursors, opaque to tills: positions in the feed, and the mark of the stretch that they lie in. A centre restored from
 * an older copy gives the same positions to other changes; the marks of what it lost it does not know. So a till that
 * comes with one is told to begin again, announced or not, instead of missing what now stands before its position
 * (truth 8).
 */
import { type Asking, statement } from '../database.ts';

/** How far a till was told. */
export interface Cursor {
  /** What every till may see, up to this position of the feed. */
  readonly chain: number;
  /** What only its store may see, up to here; behind `chain` only after a snapshot, which holds nothing of one store. */
  readonly store: number;
  /** Of the stretch in which `chain` lies; null: of a form, or from a time, without marks. */
  readonly mark: string | null;
}

/** The first number is the version of the form: 1 of a position alone, 2 with its mark, 3 after a snapshot. */
const FORM =
  /^(?:1:(?<bare>\d{1,15})|2:(?<both>\d{1,15}):(?<mark>[0-9a-f-]{36})|3:(?<chain>\d{1,15}):(?<store>\d{1,15}):(?<of>[0-9a-f-]{36})?)$/;
export const BEGINNING: Cursor = { chain: 0, store: 0, mark: null };

/** Reads a cursor; an empty one is the beginning. Null where it is of a form that nobody knows. */
export function readCursor(text: string): Cursor | null {
  if (text === '') return BEGINNING;
  const found = FORM.exec(text)?.groups;
  if (found === undefined) return null;
  const { bare, both, mark, chain, store, of } = found;
  if (chain !== undefined && store !== undefined)
    return { chain: Number(chain), store: Number(store), mark: of ?? null };
  const position = Number(bare ?? both);
  return { chain: position, store: position, mark: mark ?? null };
}

/** A cursor as tills keep it. */
export function cursorText({ chain, store, mark }: Cursor): string {
  if (store < chain) return `3:${chain}:${store}:${mark ?? ''}`;
  return mark === null ? `1:${chain}` : `2:${chain}:${mark}`;
}

/** SQL of the mark of the stretch in which a position lies, given as SQL; null: it lies in none. */
export function markAt(position: string): string {
  return `(SELECT mark FROM feed_stretch WHERE after < ${position} ORDER BY after DESC LIMIT 1)`;
}

const MARK = statement<{ mark: string | null }>('cursor.mark', `SELECT ${markAt('$1')} AS mark`);

/** The cursor at a position of this database; `store`: where its store's own states were told less far. */
export async function cursorAt(asking: Asking, chain: number, store = chain): Promise<Cursor> {
  const [stretch] = await asking.rows(MARK, [chain]);
  return { chain, store, mark: stretch?.mark ?? null };
}

/** Whether the stretch in which a cursor lies has its mark: one that is not beyond the head is then of this history of the centre. */
export function isOfStretch({ mark }: Cursor, found: string | null): boolean {
  // Without a mark nothing more can be known of it.
  return mark === null || mark === found;
}

/** SQL that begins a stretch behind a position, given as SQL, if the last one is of another start of PostgreSQL, or old: see DECISIONS.md. */
export function beginStretch(after: string): string {
  return `INSERT INTO feed_stretch (after)
   SELECT ${after}::bigint WHERE NOT EXISTS (
     SELECT FROM (SELECT started, made FROM feed_stretch ORDER BY after DESC LIMIT 1) last
     WHERE last.started = pg_postmaster_start_time()
       AND last.made BETWEEN clock_timestamp() - interval '10 minutes' AND clock_timestamp())`;
}
