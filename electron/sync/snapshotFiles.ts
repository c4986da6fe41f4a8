import {
  closeSync,
  promises as disk,
  existsSync,
  fdatasync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { SnapshotOffer } from '../../contract/sync/messages.ts';
import { removeReplica } from '../../db/replica/place.ts';

/**
 * The files of a snapshot on its way, beside members.db: `….part` is what came so far of the packed one, `….part.json` of which one it is a
 * part, `….making` what becomes of it. None of them is ever taken for members.db: that takes a name of its own (db/replica/place.ts).
 */
export interface SnapshotFiles {
  readonly part: string;
  readonly note: string;
  readonly making: string;
}

export function snapshotFiles(membersFile: string): SnapshotFiles {
  const stem = membersFile.replace(/\.db$/, '');
  return { part: `${stem}.snapshot.part`, note: `${stem}.snapshot.part.json`, making: `${stem}.snapshot.making` };
}

/** Read and unpacked at once, bytes: few ways to other threads and back, and little memory. */
export const PORTION_BYTES = 256 * 1024;
/** What is written goes to the disk in such portions: an fsync of the ledger waits for whatever else waits to be written. */
const SYNCED_BYTES = 1024 * 1024;

/**
 * Writes a file piece by piece. While one portion goes to the disk the next is taken, and no more: `add` resolves when there may be more.
 * `end` has all of it on the disk and closes. Either throws what the disk refused.
 */
export interface Writing {
  add(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
}

export function writing(file: string, flags: 'w' | 'a'): Writing {
  const handle = openSync(file, flags);
  let unsynced = 0;
  let syncing = Promise.resolve();
  const sync = (): Promise<void> => toDisk(handle);
  return {
    async add(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      unsynced += bytes.length;
      if (unsynced < SYNCED_BYTES) return;
      unsynced = 0;
      await syncing;
      syncing = sync();
      // Thrown at whoever adds next, or ends.
      syncing.catch(() => undefined);
    },
    async end() {
      try {
        await syncing;
        await sync();
      } finally {
        closeSync(handle);
      }
    },
  };
}
const toDisk = promisify(fdatasync);

const noted = z.object({ sha256: z.string() });

/** How many bytes are here of exactly this packed file; what is here of another is thrown away. */
export async function beginPart(files: SnapshotFiles, { packed: { sha256, bytes } }: SnapshotOffer): Promise<number> {
  const here = statSync(files.part, { throwIfNoEntry: false })?.size ?? 0;
  if (here > 0 && here <= bytes && notedIn(files.note) === sha256) return here;
  dropPart(files);
  // The note first, whole: a part without one is nobody's.
  await disk.writeFile(`${files.note}.new`, JSON.stringify({ sha256 }), { flush: true });
  await disk.rename(`${files.note}.new`, files.note);
  return 0;
}

function notedIn(file: string): string | null {
  if (!existsSync(file)) return null;
  try {
    return noted.parse(JSON.parse(readFileSync(file, 'utf8'))).sha256;
  } catch {
    return null;
  }
}

/** Throws away what was downloaded. */
export function dropPart(files: SnapshotFiles): void {
  for (const file of [files.part, files.note, `${files.note}.new`]) rmSync(file, { force: true });
}

/** Throws away what was unpacked and not installed. */
export function dropMaking({ making }: SnapshotFiles): void {
  removeReplica(making);
}

/** Puts what comes behind what is here (`from` 0: in its place), piece by piece as `onBytes` is done with the one before. What came before the line was cut stays. */
export async function appendPart(
  { part }: SnapshotFiles,
  from: number,
  coming: AsyncIterable<Buffer>,
  onBytes: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  const to = writing(part, from === 0 ? 'w' : 'a');
  try {
    for await (const bytes of coming) {
      await to.add(bytes);
      await onBytes(bytes);
    }
  } finally {
    await to.end();
  }
}

/** The disk has room for what is still to come, and some over. */
export async function hasRoom(files: SnapshotFiles, { packed, file }: SnapshotOffer, here: number): Promise<boolean> {
  const { bavail, bsize } = await disk.statfs(files.part.replace(/[^/\\]*$/, '.'));
  return bavail * bsize > packed.bytes - here + file.bytes + SPARE_BYTES;
}
const SPARE_BYTES = 128 * 1024 * 1024;
