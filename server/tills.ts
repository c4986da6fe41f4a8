/**
 * Tills that are no more. A dead disk's unsent records are gone: the till is retired at the last number that is held of it, so that
 * everybody can say what is given up; should the disk come back after all, the till is taken back and goes on where it was (nothing lost).
 */

import type { RetireResponse } from '../contract/sync/messages.ts';
import type { IncarnationId, StoreId, TillId } from '../domain/identity/ids.ts';
import { raise } from './alarms.ts';
import { type Asking, statement } from './database.ts';
import { passOnFrom, rightOf } from './days/closing.ts';
import { Refused } from './http/problem.ts';
import { noteChanges } from './pull/feed.ts';

const LOCK = statement<{ number: number; store: StoreId; retired_ms: number | null }>(
  'tills.lock',
  'SELECT number, store, retired_ms FROM till WHERE id = $1 FOR NO KEY UPDATE',
);
const LAST = statement<{ id: IncarnationId; held_seq: number; held_hash: string }>(
  'tills.last',
  `SELECT id, held_seq, held_hash FROM incarnation WHERE till = $1 ORDER BY ordinal DESC, begun_ms DESC LIMIT 1`,
);
const RETIRE = statement(
  'tills.retire',
  `UPDATE till SET retired_ms = $2, retired_incarnation = $3, retired_seq = $4, retired_hash = $5 WHERE id = $1`,
);

/** At what a till was retired. */
export interface LastKnown {
  /** Null: nothing ever came from it. */
  readonly incarnation: IncarnationId | null;
  readonly seq: number;
  readonly hash: string | null;
}

/**
 * Retires a till at the last number held of it: its key is refused from now on, and its store's managers are told what is given up. Doing
 * so again changes nothing. Null: there is no such till.
 */
export async function retireTill(asking: Asking, till: TillId, nowMs: number): Promise<LastKnown | null> {
  // The same lock as a push takes: what is being stored just now is held, or refused.
  const [row] = await asking.rows(LOCK, [till]);
  if (row === undefined) return null;
  const [last] = await asking.rows(LAST, [till]);
  const known: LastKnown = { incarnation: last?.id ?? null, seq: last?.held_seq ?? 0, hash: last?.held_hash ?? null };
  if (row.retired_ms !== null) return known;
  await asking.change(RETIRE, [till, nowMs, known.incarnation, known.seq, known.hash]);
  await noteTill(asking, till, row.store);
  await noteChanges(asking, [await passOnFrom(asking, row.store, till)]);
  const detail = { till: row.number, incarnation: known.incarnation, seq: known.seq, hash: known.hash, at: nowMs };
  await raise(asking, [{ kind: 'tillRetired', key: `${till} ${nowMs}`, till, detail }], nowMs);
  return known;
}

/** Takes a retired till back: it may push again, from the number after the one held, and nothing of it was lost. False: no such till. */
export async function restoreTill(asking: Asking, till: TillId): Promise<boolean> {
  const [row] = await asking.rows(LOCK, [till]);
  if (row === undefined) return false;
  if (row.retired_ms !== null) {
    await asking.change(RETIRE, [till, null, null, null, null]);
    await noteTill(asking, till, row.store);
  }
  return true;
}

/** A retired till has asked, with its own key: somebody must know that what was given up may be there. Told once for each retirement. */
export async function noteReturned(asking: Asking, till: TillId, nowMs: number): Promise<void> {
  const [row] = await asking.rows(LOCK, [till]);
  if (row === undefined || row.retired_ms === null) return;
  const key = `${till} ${row.retired_ms}`;
  await raise(asking, [{ kind: 'retiredTillBack', key, till, detail: { till: row.number } }], nowMs);
}

function noteTill(asking: Asking, till: TillId, store: StoreId): Promise<void> {
  return noteChanges(asking, [{ kind: 'till', key: till, scope: store, endsMs: null }, rightOf(store)]);
}

/** A manager's word, spoken at a till of the same store. Throws Refused (403) for other stores' tills and for the asking one itself. */
export async function retireAtStore(
  asking: Asking,
  asker: { readonly id: TillId; readonly store: StoreId },
  till: TillId,
  how: 'retire' | 'restore',
  nowMs: number,
): Promise<RetireResponse> {
  const [row] = await asking.rows(LOCK, [till]);
  if (row === undefined || row.store !== asker.store || till === asker.id) {
    throw new Refused(
      403,
      'till.notYours',
      'Only another till of the same store can be retired or taken back from here.',
    );
  }
  if (how === 'restore') {
    await restoreTill(asking, till);
    return { retired: false, seq: 0 };
  }
  const known = await retireTill(asking, till, nowMs);
  return { retired: true, seq: known?.seq ?? 0 };
}
