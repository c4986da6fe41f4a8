/** Finished snapshots, in PostgreSQL, so that every process gives the same bytes: what there is, a piece of it, what may go. */

import type { SnapshotOffer, SnapshotRequest, SnapshotResponse } from '../../contract/sync/messages.ts';
import type { LogPlace } from '../../db/replica/replica.ts';
import { SNAPSHOT_FORM } from '../../db/replica/snapshot.ts';
import { type Asking, type Database, statement } from '../database.ts';
import { BEGINNING, readCursor } from '../pull/cursor.ts';
import { feedHead, WHOLE_CHAIN } from '../pull/feed.ts';

/** Held by whoever makes a snapshot or clears the shelf; the second is also in the migration, where an erasure takes it shared. */
export const MAKING_LOCK = 7_106_041_214;
const ERASING_LOCK = 7_106_041_215;

/** A finished snapshot. */
export interface Shelved {
  readonly id: string;
  readonly madeMs: number;
  readonly epoch: string;
  readonly position: number;
  readonly class: string;
  readonly states: number;
  readonly members: number;
  readonly packed: { readonly bytes: number; readonly sha256: string };
  readonly file: { readonly bytes: number; readonly sha256: string };
  readonly pieces: number;
}

interface ShelvedRow {
  id: string;
  made_ms: number;
  epoch: string;
  position: number;
  class: string;
  states: number;
  members: number;
  packed_bytes: number;
  packed_sha256: string;
  file_bytes: number;
  file_sha256: string;
  pieces: number;
}
const COLUMNS = `id, made_ms, epoch, position, class, states, members, packed_bytes, packed_sha256, file_bytes, file_sha256, pieces`;
/** A crash of PostgreSQL empties what is not logged: a snapshot without its last piece is none. */
const WHOLE =
  'made_ms IS NOT NULL AND EXISTS (SELECT FROM snapshot_piece p WHERE p.snapshot = s.id AND p.n = s.pieces - 1)';
const NEWEST = statement<ShelvedRow>(
  'snapshot.newest',
  `SELECT ${COLUMNS} FROM snapshot s
   WHERE ${WHOLE} AND epoch = (SELECT epoch FROM chain) AND schema = $1 AND folding = $2 ORDER BY made_ms DESC LIMIT 1`,
);
const ONE = statement<ShelvedRow>('snapshot.one', `SELECT ${COLUMNS} FROM snapshot s WHERE ${WHOLE} AND id = $1`);

/** The newest snapshot of a form and of the epoch that holds; null: none. */
export async function newestSnapshot(
  asking: Asking,
  form: { readonly schema: number; readonly folding: number } = SNAPSHOT_FORM,
): Promise<Shelved | null> {
  const [row] = await asking.rows(NEWEST, [form.schema, form.folding]);
  return row === undefined ? null : shelved(row);
}

/** A snapshot by its id; null: there is none, or there is none any more. */
export async function snapshotOf(asking: Asking, id: string): Promise<Shelved | null> {
  const [row] = await asking.rows(ONE, [id]);
  return row === undefined ? null : shelved(row);
}

function shelved(row: ShelvedRow): Shelved {
  return {
    id: row.id,
    madeMs: row.made_ms,
    epoch: row.epoch,
    position: row.position,
    class: row.class,
    states: row.states,
    members: row.members,
    packed: { bytes: row.packed_bytes, sha256: row.packed_sha256 },
    file: { bytes: row.file_bytes, sha256: row.file_sha256 },
    pieces: row.pieces,
  };
}

const EPOCH = statement<{ epoch: string }>('snapshot.epoch', 'SELECT epoch FROM chain');
const CHANGED = statement<{ n: number }>(
  'snapshot.changed',
  `SELECT count(*)::int AS n FROM
     (SELECT FROM change_feed WHERE scope = '${WHOLE_CHAIN}' AND pos > $1 ORDER BY pos LIMIT $2) counted`,
);

/** Unpacking costs a till as much time as pulling some of its states: below this share of them changed, pulling is quicker. */
const WORTH_SHARE = 1 / 3;

/** What a till is offered; contract/sync/messages snapshotResponse. */
export async function offerSnapshot(
  database: Database,
  { cursor, schema, folding }: SnapshotRequest,
  nowMs: number,
): Promise<SnapshotResponse> {
  const [chain] = await database.rows(EPOCH);
  const newest = await newestSnapshot(database, { schema, folding });
  const offer = newest !== null && (await isWorth(database, newest, cursor)) ? offerOf(newest) : null;
  return { epoch: chain?.epoch ?? '', nowMs, snapshot: offer };
}

async function isWorth(database: Database, { position, states }: Shelved, cursor: string): Promise<boolean> {
  const { chain: at } = readCursor(cursor) ?? BEGINNING;
  if (at === 0) return true;
  // What changed after the snapshot is to be pulled either way.
  if (at >= position) return false;
  const least = Math.ceil(states * WORTH_SHARE);
  const [changed] = await database.rows(CHANGED, [at, least]);
  return (changed?.n ?? 0) >= least;
}

function offerOf({ id, epoch, madeMs: madeAt, members, packed, file, class: of }: Shelved): SnapshotOffer {
  return { id, epoch, madeAt, class: of, members, packed, file };
}

/** A piece's bytes; the last one is shorter. */
export const PIECE_BYTES = 256 * 1024;

const PIECE = statement<{ bytes: string }>(
  'snapshot.piece',
  // With its snapshot: from the moment somebody is erased on, nothing more of it is given. In base64: the driver speaks text, and the hex
  // of its own takes half as much again on the way and twice the time of both.
  `SELECT encode(p.bytes, 'base64') AS bytes FROM snapshot_piece p JOIN snapshot s ON s.id = p.snapshot WHERE s.id = $1 AND p.n = $2`,
);

/** The packed bytes from one on; ends in an error where the snapshot is taken away meanwhile. */
export async function* packedBytes(
  database: Database,
  { id, pieces }: Shelved,
  from: number,
): AsyncGenerator<Buffer, void> {
  const read = async (n: number): Promise<Buffer> => {
    const [row] = await database.rows(PIECE, [id, n]);
    if (row === undefined) throw new Error(`snapshot ${id} is no more`);
    return Buffer.from(row.bytes, 'base64');
  };
  const first = Math.floor(from / PIECE_BYTES);
  if (first >= pieces) return;
  // One ahead: the next is read while this one is sent.
  let coming = read(first);
  for (let n = first; n < pieces; n++) {
    const bytes = await coming;
    if (n + 1 < pieces) {
      coming = read(n + 1);
      // Whoever hangs up now never hears of it.
      coming.catch(() => undefined);
    }
    yield n === first ? bytes.subarray(from - first * PIECE_BYTES) : bytes;
  }
}

const ALONE = statement<{ locked: string }>('snapshot.alone', 'SELECT pg_advisory_xact_lock($1)::text AS locked');
const BEGIN = statement('snapshot.begin', 'INSERT INTO snapshot (id, begun_ms) VALUES ($1, $2)');

/**
 * Notes that a snapshot is begun, before its picture is taken: whoever is erased from then on takes it away. Waits for erasures that are
 * under way, which could not see it yet.
 */
export async function beginSnapshot(database: Database, id: string, nowMs: number): Promise<void> {
  await database.transaction('write', async (asking) => {
    await asking.rows(ALONE, [ERASING_LOCK]);
    await asking.change(BEGIN, [id, nowMs]);
  });
}

const COUNTED = statement<LogPlace>(
  'snapshot.counted',
  'SELECT id AS incarnation, min(counted_seq) AS seq FROM incarnation GROUP BY id',
);

/** Up to which number of each life the standings contain what its till did. */
export async function countedNumbers(asking: Asking): Promise<readonly LogPlace[]> {
  return asking.rows(COUNTED);
}

const ADD_PIECE = statement(
  'snapshot.addPiece',
  `INSERT INTO snapshot_piece (snapshot, n, bytes) VALUES ($1, $2, decode($3, 'base64'))`,
);

/** Puts one piece of a snapshot that is being made on the shelf. */
export async function shelvePiece(database: Database, id: string, n: number, bytes: Buffer): Promise<void> {
  await database.change(ADD_PIECE, [id, n, bytes.toString('base64')]);
}

const FINISH = statement(
  'snapshot.finish',
  `UPDATE snapshot SET made_ms = $2, epoch = $3, position = $4, schema = $5, folding = $6, class = $7, states = $8, members = $9,
     packed_bytes = $10, packed_sha256 = $11, file_bytes = $12, file_sha256 = $13, pieces = $14
   WHERE id = $1 AND (SELECT count(*) FROM snapshot_piece WHERE snapshot = $1) = $14 AND epoch IS NULL
     AND (SELECT epoch FROM chain) = $3`,
);

/** Makes a snapshot known whose pieces are all there. False: somebody in it was erased meanwhile, or the epoch changed. */
export async function finishSnapshot(database: Database, made: Shelved): Promise<boolean> {
  const { id, madeMs, epoch, position, class: of, states, members, packed, file, pieces } = made;
  const { schema, folding } = SNAPSHOT_FORM;
  const counts = [packed.bytes, packed.sha256, file.bytes, file.sha256, pieces];
  const changed = await database.change(FINISH, [
    id,
    madeMs,
    epoch,
    position,
    schema,
    folding,
    of,
    states,
    members,
    ...counts,
  ]);
  return changed === 1;
}

/** Kept beside the newest of a form: who is in the middle of taking it may finish. */
const KEPT = 2;

const FORGET = statement(
  'snapshot.forget',
  `DELETE FROM snapshot s WHERE made_ms IS NULL OR NOT (${WHOLE}) OR epoch <> (SELECT epoch FROM chain)
     OR id NOT IN (SELECT id FROM snapshot one WHERE one.schema = s.schema AND one.folding = s.folding AND made_ms IS NOT NULL
                   ORDER BY made_ms DESC LIMIT $1)
     OR made_ms < $2`,
);
const FORGET_PIECES = statement(
  'snapshot.forgetPieces',
  'DELETE FROM snapshot_piece p WHERE NOT EXISTS (SELECT FROM snapshot s WHERE s.id = p.snapshot)',
);

/** Another version's form is kept so long after the last of it was made, ms: while a chain is upgraded, both kinds of tills are served. */
const OTHERS_MS = 14 * 86_400_000;

/** Takes from the shelf what nobody will ask for any more. Only for who holds MAKING_LOCK: what is being made looks the same. */
export async function clearShelf(database: Database, nowMs: number): Promise<void> {
  await database.change(FORGET, [KEPT, nowMs - OTHERS_MS]);
  await database.change(FORGET_PIECES);
}

const ORPHANS = statement<{ has: boolean }>(
  'snapshot.orphans',
  `SELECT EXISTS (SELECT FROM snapshot_piece p WHERE NOT EXISTS (SELECT FROM snapshot s WHERE s.id = p.snapshot)) AS has`,
);

/** Whether pieces are left of a snapshot that was taken away because somebody in it was erased. */
export async function hasOrphans(database: Database): Promise<boolean> {
  return (await database.rows(ORPHANS))[0]?.has === true;
}

/** How many positions were given since: an upper bound of what a till that takes it has to pull. */
export async function changesSince(asking: Asking, { position }: Shelved): Promise<number> {
  return (await feedHead(asking)) - position;
}
