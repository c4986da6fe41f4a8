/** Makes one snapshot: a picture of the database becomes a members.db, which is packed and put on the shelf. */
import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promises as streams } from 'node:stream';
import { constants, createZstdCompress } from 'node:zlib';
import pg from 'pg';
import { ANY_LIFE, makeSnapshot, SNAPSHOT_CLASS } from '../../db/replica/snapshot.ts';
import { storeId } from '../../domain/identity/ids.ts';
import { connection, Database, statement } from '../database.ts';
import { cursorAt, cursorText } from '../pull/cursor.ts';
import { chainPage, feedHead, sequence } from '../pull/feed.ts';
import { readStates } from '../pull/states.ts';
import {
  beginSnapshot,
  clearShelf,
  countedNumbers,
  finishSnapshot,
  MAKING_LOCK,
  PIECE_BYTES,
  type Shelved,
  shelvePiece,
} from './shelf.ts';

export interface Making {
  readonly databaseUrl: string;
  readonly id: string;
  /** UTC ms. */
  readonly nowMs: number;
  /** A folder that nobody else uses, for the file while it is made; removed at the end. */
  readonly folder: string;
}

/** Why there is none: another process is at it, somebody was erased meanwhile or the epoch changed, or no chain was made yet. */
export type NotMade = 'another' | 'overtaken' | 'noChain';

/** States read at once: neither many round trips nor much memory. */
const PAGE = 2000;
/** Level 3 is a tenth slower to unpack than to copy; what a higher level saves on the wire is a tenth more. */
const LEVEL = 3;

/** Makes a snapshot and clears the shelf of old ones. Only one process at a time does so; the others are told and make none. */
export async function makeAndShelve({ databaseUrl, id, nowMs, folder }: Making): Promise<Shelved | NotMade> {
  const holder = new pg.Client({ ...connection(databaseUrl), connectionTimeoutMillis: 3_000 });
  holder.on('error', () => undefined);
  await holder.connect();
  const database = new Database({ url: databaseUrl, most: 1, log: () => undefined });
  try {
    const { rows } = await holder.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [MAKING_LOCK]);
    if (rows[0]?.alone !== true) return 'another';
    // What a process left behind that died over it: nobody else is at it.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await clearShelf(database, nowMs);
    await beginSnapshot(database, id, nowMs);
    const file = join(folder, 'members.making');
    const picture = await draw(database, file, nowMs);
    if (picture === null) return 'noChain';
    const shelved = await pack(database, file, { ...picture, id, madeMs: nowMs, class: SNAPSHOT_CLASS });
    const made = (await finishSnapshot(database, shelved)) ? shelved : 'overtaken';
    await clearShelf(database, nowMs);
    return made;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await database.close();
    await holder.end().catch(() => undefined);
  }
}

/** Only takes away what nobody will ask for; false: another process makes one just now, and does it itself. */
export async function tidyShelf(databaseUrl: string, nowMs: number): Promise<boolean> {
  const holder = new pg.Client({ ...connection(databaseUrl), connectionTimeoutMillis: 3_000 });
  holder.on('error', () => undefined);
  await holder.connect();
  const database = new Database({ url: databaseUrl, most: 1, log: () => undefined });
  try {
    const { rows } = await holder.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [MAKING_LOCK]);
    if (rows[0]?.alone !== true) return false;
    await clearShelf(database, nowMs);
    return true;
  } finally {
    await database.close();
    await holder.end().catch(() => undefined);
  }
}

interface Picture {
  readonly epoch: string;
  readonly position: number;
  readonly states: number;
  readonly members: number;
}

const EPOCH = statement<{ epoch: string }>('snapshot.chain', 'SELECT epoch FROM chain');

/** The file of one picture of the database, state by state as a till that begins would be told; null: no chain was made yet. */
async function draw(database: Database, file: string, nowMs: number): Promise<Picture | null> {
  await sequence(database);
  return database.transaction('snapshot', async (asking) => {
    const [chain] = await asking.rows(EPOCH);
    if (chain === undefined) return null;
    const position = await feedHead(asking);
    rmSync(file, { force: true });
    const making = makeSnapshot(file);
    try {
      let states = 0;
      // Nothing of one store is in the chain's own scope, so whose eyes it is drawn for does not matter.
      const asker = { store: storeId(ANY_LIFE), incarnation: ANY_LIFE, counted: 0 };
      for (let after = 0; ; ) {
        const page = await chainPage(asking, after, PAGE);
        const last = page.at(-1);
        if (last === undefined) break;
        const told = await readStates(asking, page, asker);
        making.take(told);
        states += told.length;
        after = last.pos;
      }
      const cursor = cursorText(await cursorAt(asking, position, 0));
      const members = making.finish({ epoch: chain.epoch, cursor, madeAt: nowMs }, await countedNumbers(asking));
      return { epoch: chain.epoch, position, states, members };
    } finally {
      making.close();
    }
  });
}

/** Packs the file piece by piece onto the shelf; nothing of it stands in memory whole. */
async function pack(
  database: Database,
  file: string,
  of: Picture & Pick<Shelved, 'id' | 'madeMs' | 'class'>,
): Promise<Shelved> {
  const [whole, packed] = [createHash('sha256'), createHash('sha256')];
  let packedBytes = 0;
  let pieces = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const shelve = async (bytes: Buffer): Promise<void> => {
    packed.update(bytes);
    packedBytes += bytes.length;
    await shelvePiece(database, of.id, pieces, bytes);
    pieces += 1;
  };
  await streams.pipeline(
    createReadStream(file, { highWaterMark: PIECE_BYTES }),
    async function* (read: AsyncIterable<Buffer>) {
      for await (const bytes of read) {
        whole.update(bytes);
        yield bytes;
      }
    },
    createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }),
    async (bits: AsyncIterable<Buffer>) => {
      for await (const bytes of bits) {
        waiting.push(bytes);
        waitingBytes += bytes.length;
        if (waitingBytes < PIECE_BYTES) continue;
        const all = Buffer.concat(waiting);
        let at = 0;
        for (; all.length - at >= PIECE_BYTES; at += PIECE_BYTES) await shelve(all.subarray(at, at + PIECE_BYTES));
        waiting = [all.subarray(at)];
        waitingBytes = all.length - at;
      }
      if (waitingBytes > 0) await shelve(Buffer.concat(waiting));
    },
  );
  return {
    ...of,
    packed: { bytes: packedBytes, sha256: packed.digest('hex') },
    file: { bytes: statSync(file).size, sha256: whole.digest('hex') },
    pieces,
  };
}
