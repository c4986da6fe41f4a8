/** A till at work, with everything noted: what it did to its files, what it told the window, and what was true then. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type LedgerReader, readLedger } from '../../db/ledger/ledger.ts';
import { assert } from '../../domain/assert.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { Known } from '../crash/known.ts';
import { serveCustomers } from '../crash/stream.ts';
import { spawnTill } from '../crash/till.ts';
import { type Chance, chanceFrom } from '../sample/chance.ts';
import { type Joiner, makePeople } from '../sample/people.ts';
import { openWindow, type PlainWindow } from '../window/open.ts';
import { Disk } from './disk.ts';
import { type Deed, readDeeds, type Tracer } from './tracer.ts';

export const PIN = '4826';

/** What a window had been told by a moment, as the ledger stood then: none of it may be missing after a power cut. */
export interface Told {
  /** The deed with which the answer went out; -1: before the recording. */
  readonly at: number;
  readonly seq: number;
  readonly hash: string;
  /** What stood on the counter, and the settings; as stored. */
  readonly draft: string | null;
  readonly settings: string;
}

export interface Recording {
  /** The traced folder; the till's data are in `till` below it. */
  readonly root: string;
  /** What stood there before. */
  readonly before: ReadonlyMap<string, Buffer>;
  readonly deeds: readonly Deed[];
  readonly told: readonly Told[];
  /** The hash of each number of the log as it was in the end; [0] is not used. */
  readonly hashes: readonly string[];
}

/** One life of the till: so many acts of a cashier, and then it closes or is killed. */
export interface Life {
  readonly acts: number;
  readonly ends: 'closed' | 'killed';
}

export interface RecordingOptions {
  readonly tracer: Tracer;
  /** A folder for this recording alone; where `dir/disk/till` is there already, the till goes on with it. */
  readonly dir: string;
  /** Goes on where an earlier recording on the same folder ended. */
  readonly memory: Memory;
  readonly lives: readonly Life[];
  /** Besides the tracer's own, for tills that are spoilt on purpose. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What the cashier of one till remembers, and whom they may still enrol. */
export interface Memory {
  readonly known: Known;
  readonly chance: Chance;
  readonly joiners: Joiner[];
}

/** A cashier on the first day. */
export function freshMemory(seed: string): Memory {
  const bornMs = Date.now();
  const people = makePeople(seed, 60, { bornMs, today: civilDateAt(bornMs), storeWeights: [1] });
  return {
    known: new Known(),
    chance: chanceFrom(`${seed}/powercut`),
    joiners: people.filter(({ person }) => person.phone !== null),
  };
}

/** For `env`: the log is moved into the file and begun anew a dozen times sooner than at a shop, so that a short recording has it too. */
export const SHORT_LOG = { LOIAL_LEDGER_LOG_PAGES: '500' } as const;

const QUIET_MS = 300;

class Enough extends Error {}

/** Lets a till live its lives under the tracer, one after the other on the same folder. */
export async function recordTill({ tracer, dir, memory, lives, env = {} }: RecordingOptions): Promise<Recording> {
  const root = join(dir, 'disk');
  mkdirSync(root, { recursive: true });
  const told: Told[] = [...standingBefore(join(root, 'till', 'ledger.db'))];
  const before = filesUnder(join(root, 'till'));
  const disk = new Disk(root, before);
  const deeds: Deed[] = [];

  for (const [n, { acts, ends }] of lives.entries()) {
    const file = join(dir, `deeds.${n}`);
    rmSync(file, { force: true });
    const till = spawnTill(root, [], { ...env, ...tracer.environment(root, file) });
    const seen: Omit<Told, 'at'>[] = [];
    try {
      const ready = await till.ready;
      assert(ready !== null, `the till did not open: ${till.child.lastWords()}`);
      const ledger = readLedger(join(root, 'till', 'ledger.db'));
      try {
        const window = watched(await openWindow(ready.url), () => seen.push(standingOf(ledger)));
        if (window.view().stage === 'setup') {
          await window.ask('setup.alone', { store: 'Alimentara', manager: 'Ion', pin: PIN, language: 'ro' });
        }
        await signIn(window);
        await serve(window, memory, acts);
        await window.ask('settings.set', { theme: n % 2 === 0 ? 'dark' : 'light' });
      } finally {
        ledger.close();
      }
    } finally {
      // A kill between a call and its note would leave a trace that is not whole: it comes when nothing is under way.
      if (ends === 'killed') await wait(QUIET_MS);
      await (ends === 'closed' ? till.child.stop() : till.child.kill());
    }
    memory.known.crashed();
    const life: readonly Deed[] = [{ does: 'begin', thread: 0 }, ...readDeeds(file)];
    for (const deed of life) disk.perform(deed);
    assertSeen(disk, root);
    const from = deeds.length;
    deeds.push(...life);
    // The first is to the greeting that a window sends by itself.
    const answers = answersAt(deeds, from).slice(1);
    assert(answers.length === seen.length, `${seen.length} answers were heard and ${answers.length} are in the trace`);
    for (const [i, at] of answers.entries()) {
      const one = seen[i];
      assert(one !== undefined, 'as many as answers');
      told.push({ ...one, at });
    }
  }
  return { root, before, deeds, told, hashes: hashesOf(join(root, 'till', 'ledger.db')) };
}

/** The trace is worth something only if it is whole: what it makes of the files must be what is there. */
function assertSeen(disk: Disk, root: string): void {
  const { files } = disk.now();
  // -shm is written through mmap, which nobody sees.
  const there = [...filesUnder(join(root, 'till'))].filter(([path]) => !path.endsWith('-shm'));
  for (const [path, bytes] of there) {
    assert(files.get(path)?.equals(bytes) === true, `the trace tells ${path} as it is`);
  }
  const told = [...files.keys()].filter((path) => path.startsWith(join(root, 'till', '/')) && !path.endsWith('-shm'));
  assert(told.length === there.length, `the trace tells of ${told.join(', ')}`);
}

/** Every file below a folder, by path. */
export function filesUnder(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  if (!existsSync(folder)) return files;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (statSync(path).isFile()) files.set(path, readFileSync(path));
  }
  return files;
}

async function serve(window: PlainWindow, memory: Memory, acts: number): Promise<void> {
  let left = acts;
  const onAct = (): void => {
    if (left-- === 0) throw new Enough();
  };
  try {
    const doubt = await serveCustomers({ window, ...memory, onAct });
    throw new Error(`the till ended by itself${doubt === null ? '' : ` in ${doubt.does}`}`);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
}

async function signIn(window: PlainWindow): Promise<void> {
  // Where members.db is begun anew, the worker reads out of the log who is there.
  let [manager] = await window.ask('staff.list', {});
  for (let tries = 0; manager === undefined && tries < 200; tries++) {
    await wait(50);
    [manager] = await window.ask('staff.list', {});
  }
  assert(manager !== undefined, 'somebody is there who can sign in');
  await window.ask('staff.signIn', { staff: manager.id, pin: PIN });
}

/** The same window; after each answer `heard` is called before anything else can be asked. */
function watched(window: PlainWindow, heard: () => void): PlainWindow {
  return {
    ...window,
    async ask(name, input) {
      try {
        return await window.ask(name, input);
      } finally {
        heard();
      }
    },
  };
}

function standingOf(ledger: LedgerReader): Omit<Told, 'at'> {
  return ledger.snapshot(() => {
    const head = ledger.head();
    return {
      seq: head?.seq ?? 0,
      hash: head?.hash ?? '',
      draft: ledger.draft(),
      settings: JSON.stringify(ledger.setting('settings')),
    };
  });
}

/** What was confirmed before this recording began. */
function standingBefore(file: string): Told[] {
  if (!existsSync(file)) return [];
  const ledger = readLedger(file);
  try {
    return [{ ...standingOf(ledger), at: -1 }];
  } finally {
    ledger.close();
  }
}

const ANSWER = '{"type":"answer","id":';

/** The deeds from an index on in which an answer began to go out to a window (a server's frames are not masked). */
function answersAt(deeds: readonly Deed[], from: number): number[] {
  const found: number[] = [];
  // What one socket carried is one stream, however it was cut into writes.
  const ends = new Map<number, Buffer>();
  for (let i = from; i < deeds.length; i++) {
    const deed = deeds[i];
    if (deed?.does !== 'tell') continue;
    const end = ends.get(deed.fd) ?? Buffer.alloc(0);
    const data = Buffer.concat([end, deed.data]);
    for (let at = data.indexOf(ANSWER); at >= 0; at = data.indexOf(ANSWER, at + 1)) found.push(i);
    ends.set(deed.fd, data.subarray(Math.max(0, data.length - ANSWER.length + 1)));
  }
  return found;
}

function hashesOf(file: string): string[] {
  const ledger = readLedger(file);
  try {
    return ['', ...ledger.recordsAfter(0, 1_000_000).map(({ hash }) => hash)];
  } finally {
    ledger.close();
  }
}
