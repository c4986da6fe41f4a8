import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  promises as disk,
  existsSync,
  fdatasyncSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { promises as streams } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
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
const PORTION_BYTES = 256 * 1024;
/** What is written goes to the disk in such portions: an fsync of the ledger waits for whatever else waits to be written. */
const SYNCED_BYTES = 4 * 1024 * 1024;

/** Writes a file piece by piece, in this thread, which has nothing better to do; `end` has all of it on the disk. */
interface Writing {
  add(bytes: Buffer): void;
  end(): void;
}

function writing(file: string, flags: 'w' | 'a'): Writing {
  const handle = openSync(file, flags);
  let unsynced = 0;
  return {
    add(bytes) {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      unsynced += bytes.length;
      if (unsynced < SYNCED_BYTES) return;
      unsynced = 0;
      fdatasyncSync(handle);
    },
    end() {
      try {
        fdatasyncSync(handle);
      } finally {
        closeSync(handle);
      }
    },
  };
}

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

/** Puts what comes behind what is here (`from` 0: in its place). What came before the line was cut stays. */
export async function appendPart(
  { part }: SnapshotFiles,
  from: number,
  coming: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const to = writing(part, from === 0 ? 'w' : 'a');
  try {
    for await (const bytes of coming) {
      to.add(bytes);
      onBytes(bytes.length);
    }
  } finally {
    to.end();
  }
}

/** The disk has room for what is still to come, and some over. */
export async function hasRoom(files: SnapshotFiles, { packed, file }: SnapshotOffer, here: number): Promise<boolean> {
  const { bavail, bsize } = await disk.statfs(files.part.replace(/[^/\\]*$/, '.'));
  return bavail * bsize > packed.bytes - here + file.bytes + SPARE_BYTES;
}
const SPARE_BYTES = 128 * 1024 * 1024;

/**
 * Unpacks the part, which is whole, a piece at a time. Returns whether both are what the centre said: the bytes that came and the file that
 * came out of them. Throws where the disk refuses.
 */
export async function unpack(
  files: SnapshotFiles,
  { packed, file }: SnapshotOffer,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<boolean> {
  dropMaking(files);
  const [came, out] = [createHash('sha256'), createHash('sha256')];
  const to = writing(files.making, 'w');
  let size = 0;
  try {
    await streams.pipeline(
      createReadStream(files.part, { highWaterMark: PORTION_BYTES }),
      async function* (read: AsyncIterable<Buffer>) {
        for await (const bytes of read) {
          came.update(bytes);
          yield bytes;
        }
      },
      createZstdDecompress({ chunkSize: PORTION_BYTES }),
      async (bits: AsyncIterable<Buffer>) => {
        for await (const bytes of bits) {
          size += bytes.length;
          if (size > file.bytes) throw new NotAsSaid();
          out.update(bytes);
          to.add(bytes);
          onBytes(bytes.length);
        }
      },
      { signal },
    );
  } catch (error) {
    // What zstd cannot read is not what was sent.
    if (error instanceof NotAsSaid || isOfZstd(error)) return false;
    throw error;
  } finally {
    to.end();
  }
  return size === file.bytes && came.digest('hex') === packed.sha256 && out.digest('hex') === file.sha256;
}

class NotAsSaid extends Error {}

function isOfZstd(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(ZSTD_|ERR_ZSTD|Z_)/.test(String(error.code));
}
