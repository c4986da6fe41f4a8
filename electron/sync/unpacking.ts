import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createZstdDecompress } from 'node:zlib';
import type { SnapshotOffer } from '../../contract/sync/messages.ts';
import { assert } from '../../domain/assert.ts';
import { dropMaking, PORTION_BYTES, type SnapshotFiles, writing } from './snapshotFiles.ts';

/** One file being unpacked from the first byte on. */
interface Unpacking {
  /** So many bytes came out so far. */
  bytes(): number;
  /** It is already known that this is not what the centre said. */
  isWrong(): boolean;
  /** The next packed bytes; resolves when more may come. Throws what the disk refused. */
  add(bytes: Buffer): Promise<void>;
  /** All was added: whether what came out is what the centre said, to the byte; it is on the disk then. Throws what the disk refused. */
  end(): Promise<boolean>;
  /** Gives it up. */
  close(): Promise<void>;
}

/**
 * Unpacks piece by piece in another thread, and hashes and writes what comes out in this one. That the file is what the centre said is known
 * by the file's own hash: the packed bytes need none besides.
 */
function unpackInto(file: string, said: SnapshotOffer['file'], onBytes: (bytes: number) => void): Unpacking {
  const zstd = createZstdDecompress({ chunkSize: PORTION_BYTES });
  const hash = createHash('sha256');
  const to = writing(file, 'w');
  let bytes = 0;
  let isWrong = false;
  const over = new AbortController();
  const all = takeAll();
  // Heard by whoever adds next, ends or gives up.
  all.catch(() => undefined);

  async function takeAll(): Promise<void> {
    try {
      for await (const piece of zstd) {
        assert(Buffer.isBuffer(piece), 'what is unpacked comes as bytes');
        bytes += piece.length;
        if (bytes > said.bytes) throw new NotAsSaid();
        hash.update(piece);
        await to.add(piece);
        onBytes(bytes);
        free(piece);
      }
    } catch (error) {
      // What zstd cannot read is not what was sent.
      if (!(error instanceof NotAsSaid) && !isOfZstd(error)) throw error;
      isWrong = true;
    } finally {
      over.abort();
      await to.end();
    }
  }

  return {
    bytes: () => bytes,
    isWrong: () => isWrong,
    async add(packed) {
      if (over.signal.aborted) return all;
      if (zstd.write(packed)) return;
      // It drains, or nobody takes any more.
      await once(zstd, 'drain', { signal: over.signal }).catch(() => undefined);
      if (over.signal.aborted) await all;
    },
    async end() {
      zstd.end();
      await all;
      return !isWrong && bytes === said.bytes && hash.digest('hex') === said.sha256;
    },
    async close() {
      zstd.destroy();
      await all.catch(() => undefined);
    },
  };
}

/**
 * Gives the memory of a piece back at once, where the piece ends its buffer and zstd has begun another; else half a gigabyte of them would
 * wait for the collector, which then runs every ten megabytes.
 */
function free({ buffer, byteOffset, length }: Buffer): void {
  if (byteOffset + length === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

class NotAsSaid extends Error {}

function isOfZstd(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(ZSTD_|ERR_ZSTD|Z_)/.test(String(error.code));
}

/** The unpacking of a part while it grows: it follows wherever the part is begun anew. */
export class PartUnpacking {
  readonly #files: SnapshotFiles;
  readonly #offer: SnapshotOffer;
  readonly #onBytes: (bytes: number) => void;
  #now: { readonly unpacking: Unpacking; read: number } | null = null;

  /** `onBytes` hears how many bytes of the file have come out. */
  constructor(files: SnapshotFiles, offer: SnapshotOffer, onBytes: (bytes: number) => void) {
    this.#files = files;
    this.#offer = offer;
    this.#onBytes = onBytes;
  }

  /** So many bytes of the file came out so far. */
  get bytes(): number {
    return this.#now?.unpacking.bytes() ?? 0;
  }

  /** It is already known that the part is not of what the centre said. */
  get isWrong(): boolean {
    return this.#now?.unpacking.isWrong() ?? false;
  }

  /** What follows comes after so many bytes of the part: what of them is not unpacked yet is read from the disk. */
  async catchUp(to: number): Promise<void> {
    if (this.#now !== null && this.#now.read > to) await this.close();
    if (this.#now === null) {
      dropMaking(this.#files);
      this.#now = { unpacking: unpackInto(this.#files.making, this.#offer.file, this.#onBytes), read: 0 };
    }
    const { read } = this.#now;
    if (read >= to) return;
    const there = createReadStream(this.#files.part, { start: read, end: to - 1, highWaterMark: PORTION_BYTES });
    for await (const bytes of there) if (Buffer.isBuffer(bytes)) await this.add(bytes);
  }

  /** The next bytes of the part. Throws what the disk refused. */
  async add(bytes: Buffer): Promise<void> {
    assert(this.#now !== null, 'an unpacking catches up before it goes on');
    this.#now.read += bytes.length;
    await this.#now.unpacking.add(bytes);
  }

  /** The part is whole, and so many bytes: whether the file is what the centre said. Throws what the disk refused. */
  async end(of: number): Promise<boolean> {
    await this.catchUp(of);
    assert(this.#now?.read === of, 'what is unpacked is the whole part');
    const isAsSaid = await this.#now.unpacking.end();
    if (isAsSaid) this.#now = null;
    return isAsSaid;
  }

  /** Gives up what did not become the file that was promised, and takes it away. */
  async close(): Promise<void> {
    const now = this.#now;
    this.#now = null;
    if (now === null) return;
    await now.unpacking.close();
    dropMaking(this.#files);
  }
}
