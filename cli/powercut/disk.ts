/**
 * A disk as a program may rely on it, and no better. What it promises:
 *
 * - fsync or fdatasync of a file: its bytes and size as they are then survive. Nothing is said of its name.
 * - fsync of a folder: the names in it as they are then survive.
 * - A sector of 512 bytes is written wholly or not at all, and a write harms no byte outside of it (SQLite's "powersafe
 *   overwrite"). A rename happens wholly or not at all. A hole reads as zeros, never as somebody else's old bytes.
 * - Nothing else: what was not synced survives in any part and in any order, names before bytes or bytes before names,
 *   of renames, creations and removals any that chance chooses. Real file systems lose less: a journal keeps the
 *   order of names (so half of the cuts here keep it too).
 * - SQLite's -shm, written through mmap, comes back as rubbish, zeros or not at all.
 */
import { dirname } from 'node:path';
import { assert, never } from '../../domain/assert.ts';
import type { Chance } from '../sample/chance.ts';
import type { Deed } from './tracer.ts';

export const SECTOR_BYTES = 512;
const PAGE_BYTES = 4096;

type Change =
  | { readonly kind: 'write'; readonly at: number; readonly data: Buffer }
  | { readonly kind: 'resize'; readonly size: number };

/** A file's bytes that grow. */
class Bytes {
  #room: Buffer;
  #size: number;

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#room = Buffer.from(bytes);
    this.#size = bytes.length;
  }

  get size(): number {
    return this.#size;
  }

  apply(change: Change): void {
    if (change.kind === 'resize') {
      this.#roomFor(change.size);
      if (change.size < this.#size) this.#room.fill(0, change.size, this.#size);
      this.#size = change.size;
      return;
    }
    const end = change.at + change.data.length;
    this.#roomFor(end);
    change.data.copy(this.#room, change.at);
    this.#size = Math.max(this.#size, end);
  }

  copy(): Bytes {
    return new Bytes(this.all());
  }

  all(): Buffer {
    return this.#room.subarray(0, this.#size);
  }

  #roomFor(size: number): void {
    if (size <= this.#room.length) return;
    const larger = Buffer.alloc(Math.max(size, 2 * this.#room.length));
    this.#room.copy(larger, 0, 0, this.#size);
    this.#room = larger;
  }
}

/** A file or folder by itself, whatever its name; a folder has no bytes. */
interface Thing {
  readonly folder: boolean;
  readonly live: Bytes;
  readonly durable: Bytes;
  unsynced: Change[];
}

/** A change of the names in a folder (`dirname(path)`; of a rename that of the new name: both are in one here). */
type Naming =
  | { readonly kind: 'set'; readonly path: string; readonly thing: Thing; readonly from: string | null }
  | { readonly kind: 'remove'; readonly path: string };

/** What is in a folder after a cut, by absolute path. */
export interface Remains {
  readonly folders: readonly string[];
  readonly files: ReadonlyMap<string, Buffer>;
}

export class Disk {
  readonly #root: string;
  readonly #live = new Map<string, Thing>();
  readonly #durable = new Map<string, Thing>();
  #unsynced: Naming[] = [];
  #open = new Map<number, { readonly thing: Thing; readonly path: string }>();

  /** `root` is there and stays; what stands in it at first (by absolute path) has been there for long. */
  constructor(root: string, files: ReadonlyMap<string, Buffer> = new Map()) {
    this.#root = root;
    for (const [path, bytes] of files) {
      for (let folder = dirname(path); folder.length > root.length; folder = dirname(folder)) {
        if (!this.#durable.has(folder)) this.#keep(folder, folderThing());
      }
      this.#keep(path, { folder: false, live: new Bytes(bytes), durable: new Bytes(bytes), unsynced: [] });
    }
  }

  /** Does to the disk what a process did. */
  perform(deed: Deed): void {
    switch (deed.does) {
      case 'begin':
        this.#open = new Map();
        return;
      case 'tell':
        return;
      case 'open': {
        const thing = this.#opened(deed);
        if (deed.how.emptied) change(thing, { kind: 'resize', size: 0 });
        this.#open.set(deed.fd, { thing, path: deed.path });
        return;
      }
      case 'write':
        change(this.#at(deed.fd), { kind: 'write', at: deed.at, data: deed.data });
        return;
      case 'resize':
        change(this.#at(deed.fd), { kind: 'resize', size: deed.size });
        return;
      case 'sync':
        this.#sync(deed.fd);
        return;
      case 'rename': {
        assert(dirname(deed.from) === dirname(deed.to), 'nothing is moved from one folder to another');
        const thing = this.#live.get(deed.from);
        assert(thing !== undefined && !thing.folder, `${deed.from} is a file that is there`);
        this.#live.delete(deed.from);
        this.#name({ kind: 'set', path: deed.to, thing, from: deed.from });
        return;
      }
      case 'unlink':
        this.#live.delete(deed.path);
        this.#unsynced.push({ kind: 'remove', path: deed.path });
        return;
      case 'makeFolder':
        this.#name({ kind: 'set', path: deed.path, thing: folderThing(), from: null });
        return;
      default:
        never(deed);
    }
  }

  /** Everything as the running process sees it. */
  now(): Remains {
    return remainsOf(this.#root, this.#live, ({ live }) => live.all());
  }

  /** What a power cut at this moment leaves, as chance has it. The disk itself stays as it is. */
  cut(chance: Chance): Remains {
    const names = new Map(this.#durable);
    for (const naming of surviving(this.#unsynced, chance)) applyNaming(names, naming);
    return remainsOf(this.#root, names, (thing, path) =>
      path.endsWith('-shm') ? rubbish(thing, chance) : left(thing, chance),
    );
  }

  #keep(path: string, thing: Thing): void {
    this.#live.set(path, thing);
    this.#durable.set(path, thing);
  }

  #name(naming: Extract<Naming, { kind: 'set' }>): void {
    this.#live.set(naming.path, naming.thing);
    this.#unsynced.push(naming);
  }

  #opened({ path, how }: Extract<Deed, { does: 'open' }>): Thing {
    const there = path === this.#root ? folderThing() : this.#live.get(path);
    if (there !== undefined) return there;
    assert(how.created, `${path} is there or was created`);
    const thing: Thing = { folder: false, live: new Bytes(), durable: new Bytes(), unsynced: [] };
    this.#name({ kind: 'set', path, thing, from: null });
    return thing;
  }

  #at(fd: number): Thing {
    const open = this.#open.get(fd);
    assert(open !== undefined, `descriptor ${fd} is open`);
    return open.thing;
  }

  #sync(fd: number): void {
    const thing = this.#at(fd);
    if (!thing.folder) {
      for (const one of thing.unsynced) thing.durable.apply(one);
      thing.unsynced = [];
      return;
    }
    const folder = this.#open.get(fd)?.path;
    const inIt = this.#unsynced.filter(({ path }) => dirname(path) === folder);
    for (const naming of inIt) applyNaming(this.#durable, naming);
    this.#unsynced = this.#unsynced.filter(({ path }) => dirname(path) !== folder);
  }
}

function folderThing(): Thing {
  return { folder: true, live: new Bytes(), durable: new Bytes(), unsynced: [] };
}

function change(thing: Thing, one: Change): void {
  thing.live.apply(one);
  thing.unsynced.push(one);
}

function applyNaming(names: Map<string, Thing>, naming: Naming): void {
  if (naming.kind === 'remove') {
    names.delete(naming.path);
    return;
  }
  // Only the thing itself leaves its old name: another may have it by now.
  if (naming.from !== null && names.get(naming.from) === naming.thing) names.delete(naming.from);
  names.set(naming.path, naming.thing);
}

/** None, all, the first so many (a journal), or any. */
function surviving(namings: readonly Naming[], chance: Chance): readonly Naming[] {
  const way = chance.between(0, 5);
  if (way === 0) return [];
  if (way === 1) return namings;
  if (way <= 3) return namings.slice(0, chance.between(0, namings.length));
  return namings.filter(() => chance.hit(0.5));
}

/** A file's bytes: what was synced, and of the rest none, all, or any part down to a sector. */
function left(thing: Thing, chance: Chance): Buffer {
  const way = chance.between(0, 3);
  if (way === 0 || thing.unsynced.length === 0) return thing.durable.all();
  if (way === 1) return thing.live.all();
  const bytes = thing.durable.copy();
  // Some cuts lose nearly everything, some nearly nothing: a log whose last piece alone is missing is another case.
  const share = chance.pick([0.1, 0.5, 0.9, 0.99]);
  for (const one of thing.unsynced) {
    const torn = one.kind === 'write' && chance.hit(0.1);
    if (torn)
      for (const piece of pieces(one, chance.pick([SECTOR_BYTES, PAGE_BYTES]))) if (chance.hit(0.5)) bytes.apply(piece);
    if (!torn && chance.hit(share)) bytes.apply(one);
  }
  return bytes.all();
}

/** A write in pieces that end where sectors end. */
function pieces({ at, data }: Extract<Change, { kind: 'write' }>, sector: number): Change[] {
  const all: Change[] = [];
  for (let done = 0; done < data.length; ) {
    const end = Math.min(data.length, (Math.floor((at + done) / sector) + 1) * sector - at);
    all.push({ kind: 'write', at: at + done, data: data.subarray(done, end) });
    done = end;
  }
  return all;
}

function rubbish(thing: Thing, chance: Chance): Buffer | null {
  const way = chance.between(0, 2);
  if (way === 0) return null;
  return Buffer.alloc(Math.max(thing.live.size, 32 * 1024), way === 1 ? 0 : chance.between(1, 255));
}

function remainsOf(
  root: string,
  names: ReadonlyMap<string, Thing>,
  bytesOf: (thing: Thing, path: string) => Buffer | null,
): Remains {
  // A name whose folder is lost is lost with it.
  const isThere = (path: string): boolean =>
    path === root || (names.get(path)?.folder === true && isThere(dirname(path)));
  const folders: string[] = [];
  const files = new Map<string, Buffer>();
  for (const [path, thing] of [...names].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isThere(dirname(path))) continue;
    if (thing.folder) folders.push(path);
    else {
      const bytes = bytesOf(thing, path);
      if (bytes !== null) files.set(path, Buffer.from(bytes));
    }
  }
  return { folders, files };
}
