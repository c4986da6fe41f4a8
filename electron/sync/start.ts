import { Worker } from 'node:worker_threads';
import { never } from '../../domain/assert.ts';
import type { SyncControl, SyncReport, TillIdentity } from '../till/links.ts';
import { type FromWorker, fromWorker, type ToWorker } from './messages.ts';

export interface SyncOptions {
  /** sync.worker as it is run: the source in development, the bundle in the product. */
  readonly workerUrl: URL;
  readonly ledgerFile: string;
  readonly membersFile: string;
  readonly onReport: (report: SyncReport) => void;
  /** The worker opened members.db, or installed another in its place: whoever reads it opens it anew (db/replica, `reopen`). */
  readonly onInstalled?: () => void;
  /** The worker ended by itself, and is started again after `againMs`; or it got round something that went wrong (0). */
  readonly onTrouble?: (error: Error, againMs: number) => void;
}

export interface Sync extends SyncControl {
  /** Something was done at the counter: what is taken from the centre in bulk makes way for a moment. Cheap; may be called for each deed. */
  deed(): void;
  /** Ends the worker; its files are closed when this resolves. */
  close(): Promise<void>;
}

/** Pauses before a worker that ended by itself is started again, ms; the last one repeats. */
const AGAIN_MS = [200, 1000, 5000, 15_000] as const;
/** A worker that ran so long was sound: the next pause is the first again, ms. */
const SOUND_MS = 60_000;
/** A worker that is told to end and does not is ended, ms. */
const STOP_MS = 5000;
/** More at once wait for folding only where nothing folds. */
const MOST_WAITING = 1000;
/** Members never live in JavaScript memory: a batch of states fits into this many times over. */
const MOST_MEMORY_MB = 256;

interface Waiting {
  readonly seq: number;
  readonly resolve: () => void;
  readonly reject: (why: Error) => void;
}

/** Keeps a sync worker running; nothing is started before the till knows who it is. */
export function startSync(options: SyncOptions): Sync {
  let identity: TillIdentity | null = null;
  let worker: Worker | null = null;
  let ending: Promise<void> = Promise.resolve();
  let failures = 0;
  let again: ReturnType<typeof setTimeout> | undefined;
  let appended = 0;
  let folded = 0;
  let waiting: Waiting[] = [];
  let closed = false;
  /** A snapshot is on its way. */
  let isTaking = false;
  /** Reports of each worker count from 0; together they only grow. */
  let revision = { before: 0, last: 0 };

  function run(): void {
    const mine = identity;
    if (mine === null || closed) return;
    const thread = new Worker(options.workerUrl, {
      name: 'loial-sync',
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    });
    worker = thread;
    revision = { before: revision.before + revision.last, last: 0 };
    let trouble: Error | null = null;
    let sound: ReturnType<typeof setTimeout> | undefined = setTimeout(() => {
      failures = 0;
    }, SOUND_MS);
    sound.unref();
    thread.on('message', (raw: unknown) => {
      if (worker === thread) hear(raw);
    });
    thread.on('error', (error: unknown) => {
      trouble = error instanceof Error ? error : new Error(String(error));
    });
    thread.on('exit', (code) => {
      clearTimeout(sound);
      sound = undefined;
      if (worker !== thread) return; // it was told to end
      worker = null;
      const why = trouble ?? new Error(`The sync worker ended with code ${code}.`);
      abandon(why);
      const againMs = AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)] ?? 0;
      failures += 1;
      options.onTrouble?.(why, againMs);
      again = setTimeout(run, againMs);
    });
    const { ledgerFile, membersFile } = options;
    tell(thread, { type: 'start', identity: mine, ledgerFile, membersFile });
    if (appended > 0) tell(thread, { type: 'appended', seq: appended });
  }

  function hear(raw: unknown): void {
    const message = fromWorker.parse(raw);
    switch (message.type) {
      case 'report':
        revision = { ...revision, last: message.report.revision };
        isTaking = message.report.snapshot !== undefined;
        options.onReport({ ...message.report, revision: revision.before + revision.last });
        break;
      case 'installed':
        reopen();
        break;
      case 'trouble':
        options.onTrouble?.(new Error(message.detail), 0);
        break;
      case 'folded':
        hearFolded(message);
        break;
      default:
        never(message);
    }
  }

  /** Who reads members.db goes over to the file that is current now; the former one may go when they have. */
  function reopen(): void {
    try {
      options.onInstalled?.();
      if (worker !== null) tell(worker, { type: 'reopened' });
    } catch (error) {
      // They go on with what they have: it is whole, and no longer the newest.
      options.onTrouble?.(error instanceof Error ? error : new Error(String(error)), 0);
    }
  }

  function hearFolded(message: Extract<FromWorker, { type: 'folded' }>): void {
    folded = Math.max(folded, message.seq);
    const ready = waiting.filter(({ seq }) => seq <= folded);
    waiting = waiting.filter(({ seq }) => seq > folded);
    for (const { resolve } of ready) resolve();
  }

  function abandon(why: Error): void {
    const abandoned = waiting;
    waiting = [];
    for (const { reject } of abandoned) reject(why);
  }

  /** Tells the running worker to end, and resolves when it has. */
  async function end(): Promise<void> {
    const thread = worker;
    worker = null;
    clearTimeout(again);
    if (thread === null) return;
    await new Promise<void>((resolve) => {
      const limit = setTimeout(() => void thread.terminate(), STOP_MS);
      thread.once('exit', () => {
        clearTimeout(limit);
        resolve();
      });
      tell(thread, { type: 'stop' });
    });
  }

  return {
    start(next) {
      if (closed) return;
      identity = next;
      appended = 0;
      folded = 0;
      failures = 0;
      // Who waited for the last worker; whoever asks from now on waits for the next.
      abandon(new Error('The sync worker was ended.'));
      // One writer of members.db: the next worker begins when the last has closed it.
      ending = ending.then(end).then(() => {
        if (identity === next) run();
      });
    },
    appended(seq) {
      appended = seq;
      if (worker !== null) tell(worker, { type: 'appended', seq });
    },
    deed() {
      if (isTaking && worker !== null) tell(worker, { type: 'deed' });
    },
    folded(seq) {
      if (seq <= folded) return Promise.resolve();
      if (closed || waiting.length >= MOST_WAITING) {
        return Promise.reject(new Error('The sync worker does not fold; the records are safe in ledger.db.'));
      }
      return new Promise((resolve, reject) => waiting.push({ seq, resolve, reject }));
    },
    close() {
      closed = true;
      abandon(new Error('The sync worker was ended.'));
      ending = ending.then(end);
      return ending;
    },
  };
}

function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
