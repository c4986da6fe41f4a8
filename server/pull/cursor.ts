/**
 * Cursors: a position in the feed, and the mark of the stretch that it lies in. A centre restored from an older copy
 * gives the same positions to other changes; the marks of what it lost it does not know. So a till that comes with one
 * is told to begin again, announced or not, instead of missing what now stands before its position (truth 8).
 */
import { type Asking, statement } from '../database.ts';

/** What a cursor says. `mark` null: of a form, or from a time, without marks. */
export interface Cursor {
  readonly position: number;
  readonly mark: string | null;
}

const FORM = /^(?:1:(\d{1,15})|2:(\d{1,15}):([0-9a-f-]{36}))$/;
export const BEGINNING: Cursor = { position: 0, mark: null };

/** Reads a cursor; an empty one is the beginning. Null where it is of a form that nobody knows. */
export function readCursor(text: string): Cursor | null {
  if (text === '') return BEGINNING;
  const [found, bare, position, mark] = FORM.exec(text) ?? [];
  if (found === undefined) return null;
  return { position: Number(bare ?? position), mark: mark ?? null };
}

/** A cursor, opaque to tills; the first number is the version of its form. */
export function cursorText({ position, mark }: Cursor): string {
  return mark === null ? `1:${position}` : `2:${position}:${mark}`;
}

const MARK = statement<{ mark: string }>(
  'cursor.mark',
  'SELECT mark FROM feed_stretch WHERE after < $1 ORDER BY after DESC LIMIT 1',
);

/** The cursor at a position of this database. */
export async function cursorAt(asking: Asking, position: number): Promise<Cursor> {
  const [stretch] = await asking.rows(MARK, [position]);
  return { position, mark: stretch?.mark ?? null };
}

/** Whether a cursor was given by this history of the centre, whose last position is `head`. */
export async function isOurs(asking: Asking, cursor: Cursor, head: number): Promise<boolean> {
  if (cursor.position > head) return false;
  // Without a mark nothing more can be known of it.
  return cursor.mark === null || (await cursorAt(asking, cursor.position)).mark === cursor.mark;
}

/** Begins a stretch behind a position, if the last one is of another start of PostgreSQL, or old: see DECISIONS.md. */
export const BEGIN_STRETCH = statement(
  'cursor.beginStretch',
  `INSERT INTO feed_stretch (after)
   SELECT $1::bigint WHERE NOT EXISTS (
     SELECT FROM (SELECT started, made FROM feed_stretch ORDER BY after DESC LIMIT 1) last
     WHERE last.started = pg_postmaster_start_time()
       AND last.made BETWEEN clock_timestamp() - interval '10 minutes' AND clock_timestamp())`,
);
