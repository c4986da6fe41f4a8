import { promises as disk, existsSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { promises as timers } from 'node:timers';
import { readBody } from '../../contract/record.ts';
import { type SnapshotOffer, snapshotResponse } from '../../contract/sync/messages.ts';
import { syncFolder } from '../../db/folder.ts';
import type { LedgerReader } from '../../db/ledger/ledger.ts';
import { DataProblem } from '../../db/problem.ts';
import { nextReplica } from '../../db/replica/place.ts';
import type { LogPlace, ReplicaWriter, SyncState } from '../../db/replica/replica.ts';
import { openSnapshot, SNAPSHOT_CLASS, SNAPSHOT_FORM } from '../../db/replica/snapshot.ts';
import { assert } from '../../domain/assert.ts';
import type { IncarnationId } from '../../domain/identity/ids.ts';
import type { Courtesy } from '../courtesy.ts';
import type { SnapshotProgress, TillIdentity } from '../till/links.ts';
import { askForRest } from './download.ts';
import { pauseMs } from './pause.ts';
import type { SnapshotEvents, World } from './session.ts';
import {
  appendPart,
  beginPart,
  dropMaking,
  dropPart,
  hasRoom,
  type SnapshotFiles,
  snapshotFiles,
} from './snapshotFiles.ts';
import { Speed } from './speed.ts';
import { PartUnpacking } from './unpacking.ts';
import type { Wire } from './wire.ts';

/**
 * A members.db that the centre made, taken in place of pulling a whole chain state by state: asked for, downloaded with resumption, unpacked,
 * checked, made this till's own, and installed under a new name. Meanwhile the till goes on with the file that it has.
 */
export interface SnapshotParts {
  readonly identity: TillIdentity;
  readonly ledger: LedgerReader;
  readonly membersFile: string;
  readonly wire: Wire;
  readonly world: World;
  /** Whoever is served at the counter meanwhile goes first. */
  readonly courtesy: Courtesy;
  /** Something went wrong and was got round. */
  readonly onTrouble: (detail: string) => void;
}

/** A snapshot that is whole, checked, and has the own records on top: only to be installed. */
export interface Taken {
  readonly replica: ReplicaWriter;
  readonly files: SnapshotFiles;
  readonly epoch: string;
}

/** 'none': pull; 'later': the centre or the line is away, ask again when it is back. */
export type Without = 'none' | 'later';

const ASK_MS = 15_000;
/** So often a download is taken up again without having got a byte further, before it waits for the line like everything else. */
const MOST_CUTS = 4;
/** So often what came may be other bytes than were promised. */
const MOST_WRONG = 2;
/** Own records folded in one transaction. */
const FOLDED_AT_ONCE = 500;

/** Asks the centre for a snapshot and gets it ready; `cursor` says how far the till is. Never throws ; what is given up ends with 'later'. */
export class SnapshotTaking {
  readonly #parts: SnapshotParts;
  readonly #files: SnapshotFiles;
  /** Of this run: after so much that was wrong the till pulls. */
  #wrong = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: SnapshotParts) {
    this.#parts = parts;
    this.#files = snapshotFiles(parts.membersFile);
    dropMaking(this.#files);
  }

  async take(known: SyncState, signal: AbortSignal, on: SnapshotEvents): Promise<Taken | Without> {
    // One at a time: what was given up may still be closing its files.
    const before = this.#last;
    const done = Promise.withResolvers<void>();
    this.#last = done.promise;
    await before;
    try {
      signal.throwIfAborted();
      return await this.#take(known, signal, on);
    } catch (error) {
      dropMaking(this.#files);
      if (signal.aborted) return 'later';
      this.#wrong = MOST_WRONG;
      this.#parts.onTrouble(`No snapshot could be taken; states are pulled. ${said(error)}`);
      return 'none';
    } finally {
      on.progress(null);
      done.resolve();
    }
  }

  async #take(
    known: SyncState,
    signal: AbortSignal,
    { progress: onProgress, offered }: SnapshotEvents,
  ): Promise<Taken | Without> {
    const files = this.#files;
    let isWaited = false;
    while (this.#wrong < MOST_WRONG) {
      const asked = await this.#ask(known, signal);
      if (typeof asked === 'string') {
        if (asked === 'none') dropPart(files);
        return asked;
      }
      const { offer, clockSkewMs } = asked;
      if (!isWaited) await offered(signal);
      isWaited = true;
      const came = await this.#fetch(offer, signal, onProgress);
      signal.throwIfAborted();
      if (came === 'later' || came === 'none') return came;
      if (came === 'gone') continue;
      if (came === 'wrong') {
        this.#isWrong('What came is not what the centre said.');
        continue;
      }
      const taken = await this.#adopt(offer, clockSkewMs, signal, onProgress);
      if (taken !== null) return taken;
    }
    return 'none';
  }

  #isWrong(detail: string): void {
    this.#wrong += 1;
    this.#parts.onTrouble(`A snapshot was thrown away. ${detail}`);
    dropMaking(this.#files);
    dropPart(this.#files);
  }

  async #ask(
    { cursor, epoch }: SyncState,
    signal: AbortSignal,
  ): Promise<{ readonly offer: SnapshotOffer; readonly clockSkewMs: number } | Without> {
    const { wire, world } = this.#parts;
    const reply = await wire.ask({
      method: 'POST',
      path: '/v1/snapshots',
      body: { cursor, ...SNAPSHOT_FORM },
      credential: this.#credential(),
      timeoutMs: ASK_MS,
      signal,
    });
    if (reply.kind !== 'answer' || reply.status >= 500) return 'later';
    // A centre that knows no snapshots says 404; whatever else it refuses, it will say of a pull.
    const answer = reply.status === 200 ? snapshotResponse.safeParse(reply.json) : null;
    if (answer?.success !== true) return 'none';
    const { snapshot: offer, nowMs } = answer.data;
    // A new epoch is the protocol's to notice: by the pull.
    if (offer === null || (epoch !== null && answer.data.epoch !== epoch)) return 'none';
    if (offer.epoch !== answer.data.epoch || offer.class !== SNAPSHOT_CLASS) return 'none';
    return { offer, clockSkewMs: nowMs - world.wallMs() };
  }

  /** Downloads what is not here yet and unpacks it meanwhile: the slower of the two is what is waited for. */
  async #fetch(
    offer: SnapshotOffer,
    signal: AbortSignal,
    onProgress: (progress: SnapshotProgress) => void,
  ): Promise<'whole' | 'gone' | 'wrong' | Without> {
    const files = this.#files;
    const { bytes: of, sha256 } = offer.packed;
    const here = await beginPart(files, offer);
    if (!(await hasRoom(files, offer, here))) {
      this.#parts.onTrouble('There is no room on the disk for a snapshot; states are pulled.');
      dropPart(files);
      return 'none';
    }
    let isHere = false;
    const sayUnpacked = (bytes: number): void => {
      if (isHere) onProgress({ phase: 'unpack', bytes, of: offer.file.bytes, leftMs: null, cut: false });
    };
    const unpacking = new PartUnpacking(files, offer, sayUnpacked);
    try {
      const came = await this.#download({ of, here, sha256, id: offer.id }, unpacking, signal, onProgress);
      if (came !== 'whole') return came;
      isHere = true;
      sayUnpacked(unpacking.bytes);
      return (await unpacking.end(of)) ? 'whole' : 'wrong';
    } finally {
      await unpacking.close();
    }
  }

  async #download(
    packed: { readonly id: string; readonly of: number; readonly here: number; readonly sha256: string },
    unpacking: PartUnpacking,
    signal: AbortSignal,
    onProgress: (progress: SnapshotProgress) => void,
  ): Promise<'whole' | 'gone' | 'wrong' | Without> {
    const { identity, world, courtesy } = this.#parts;
    const { centre } = identity;
    assert(centre !== null, 'only a till of a chain is offered a snapshot');
    const files = this.#files;
    const { of, sha256 } = packed;
    let { here } = packed;
    const speed = new Speed(world.steadyMs());
    const say = (cut: boolean): void => {
      const leftMs = cut ? null : speed.leftMs(of - here);
      onProgress({ phase: 'download', bytes: here, of, leftMs, cut });
    };
    for (let cuts = 0; here < of; ) {
      signal.throwIfAborted();
      const coming = await askForRest({
        url: centre.url,
        path: `/v1/snapshots/${packed.id}`,
        credential: this.#credential(),
        from: here,
        sha256,
        signal,
      });
      if (coming.kind === 'gone') {
        dropPart(files);
        return 'gone';
      }
      if (coming.kind === 'bytes') {
        here = coming.from;
        say(false);
        const before = here;
        await unpacking.catchUp(here);
        try {
          await appendPart(files, coming.from, coming.bytes, async (bytes) => {
            here += bytes.length;
            speed.came(bytes.length, world.steadyMs());
            say(false);
            await unpacking.add(bytes);
            await courtesy.makeWay(signal);
          });
        } catch (error) {
          // A disk that refuses is not a line that is cut.
          if (isOfDisk(error)) throw error;
        }
        if (unpacking.isWrong) return 'wrong';
        if (here > before) cuts = 0;
      }
      if (here >= of) break;
      say(true);
      if (++cuts > MOST_CUTS) return 'later';
      await timers.setTimeout(pauseMs(cuts - 1, world.chance()), null, { signal });
    }
    return 'whole';
  }

  /** Makes the file this till's, own records on top; null: it is not to be used. Its hash says that it is what the centre has checked. */
  async #adopt(
    offer: SnapshotOffer,
    clockSkewMs: number,
    signal: AbortSignal,
    onProgress: (progress: SnapshotProgress) => void,
  ): Promise<Taken | null> {
    const { ledger } = this.#parts;
    const files = this.#files;
    const size = { bytes: offer.file.bytes, of: offer.file.bytes, leftMs: null, cut: false };
    onProgress({ phase: 'check', ...size });
    let snapshot: ReturnType<typeof openSnapshot>;
    try {
      snapshot = openSnapshot(files.making);
    } catch (error) {
      if (!(error instanceof DataProblem) || error.kind === 'diskFull' || error.kind === 'disk') throw error;
      this.#isWrong(error.message);
      return null;
    }
    try {
      const { inside, replica } = snapshot;
      if (inside.epoch !== offer.epoch || inside.class !== SNAPSHOT_CLASS || inside.folding !== SNAPSHOT_FORM.folding) {
        replica.close();
        this.#isWrong('It is of another epoch or form than the centre said.');
        return null;
      }
      onProgress({ phase: 'fold', ...size });
      snapshot.adopt({ lives: ownLives(ledger), clockSkewMs, former: this.#parts.membersFile });
      while (foldSome(ledger, replica)) {
        await timers.setImmediate();
        signal.throwIfAborted();
      }
      return { replica, files, epoch: offer.epoch };
    } catch (error) {
      snapshot.replica.close();
      if (!(error instanceof DataProblem) || error.kind !== 'corrupt') throw error;
      this.#isWrong(error.message);
      return null;
    }
  }

  #credential(): string {
    const { till, centre } = this.#parts.identity;
    return `${till}.${centre?.key ?? ''}`;
  }
}

/** Folds the next own records; false: there are none. */
function foldSome(ledger: LedgerReader, replica: ReplicaWriter): boolean {
  const records = ledger.liveAfter(replica.syncState().folded, FOLDED_AT_ONCE);
  replica.foldLocal(records);
  return records.length > 0;
}

/**
 * The lives of this till whose records count, the one that is lived now first: each life's first record names the one that it goes on from.
 */
export function ownLives(ledger: LedgerReader): readonly IncarnationId[] {
  const head = ledger.head();
  assert(head !== null, 'a till that syncs lives');
  const lives: IncarnationId[] = [head.incarnation];
  for (let life: IncarnationId | null = head.incarnation; life !== null; ) {
    const [first] = ledger.liveAfter({ incarnation: life, seq: 0 }, 1);
    const read = first === undefined ? null : readBody(first.body);
    const begun = read?.known === true && read.record.kind === 'begun' ? read.record : null;
    life = begun?.incarnation === life ? (begun.previous?.incarnation ?? null) : null;
    if (life !== null && !lives.includes(life)) lives.push(life);
    else life = null;
  }
  return lives;
}

/**
 * Gives a taken snapshot its name: from then on it is members.db, and a crash before leaves the old one. The file is closed; whoever writes
 * opens it anew. What the centre acknowledged meanwhile is carried over, since it is asked for what follows.
 */
export async function install(
  { replica, files }: Taken,
  ledger: LedgerReader,
  membersFile: string,
  acked: LogPlace | null,
): Promise<void> {
  try {
    while (foldSome(ledger, replica));
    const counted = replica.syncState().acked;
    const isFurther = acked !== null && acked.incarnation === ledger.head()?.incarnation;
    if (isFurther && (counted === null || acked.seq > counted.seq)) replica.acked(acked.incarnation, acked.seq);
  } finally {
    replica.close();
  }
  assert(!existsSync(`${files.making}-wal`), 'a file that is closed by its only user has no log beside it');
  const handle = await disk.open(files.making, 'r+');
  await handle.sync();
  await handle.close();
  renameSync(files.making, nextReplica(membersFile));
  syncFolder(dirname(membersFile));
  dropPart(files);
}

function isOfDisk(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(ENOSPC|EDQUOT|EIO|EROFS|EACCES|EPERM|EMFILE|ENFILE|ENOENT)$/.test(code);
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
