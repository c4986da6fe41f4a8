/** Sees to it that a fresh snapshot is there, made in another thread; and that none stays that must not. */
import { hash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { uuid7 } from '../../domain/identity/ids.ts';
import { type Database, statement } from '../database.ts';
import type { RandomBytes } from '../enrolment.ts';
import { WHOLE_CHAIN } from '../pull/feed.ts';
import { type NotMade, tidyShelf } from './make.ts';
import { changesSince, hasOrphans, newestSnapshot, type Shelved } from './shelf.ts';

/** When a snapshot is made by itself. */
export interface SnapshotPolicy {
  /** Below so many states of the chain a till pulls them as quickly: none is made. */
  readonly leastStates: number;
  /** It is made anew when more than this share of its states has changed since, and it is older than `leastAgeMs`. */
  readonly changedShare: number;
  readonly leastAgeMs: number;
  /** Or when it is older than this and anything has changed, ms. */
  readonly mostAgeMs: number;
}

export const SNAPSHOT_POLICY: SnapshotPolicy = {
  leastStates: 20_000,
  changedShare: 0.1,
  leastAgeMs: 30 * 60_000,
  mostAgeMs: 24 * 3_600_000,
};

export interface KeeperOptions {
  readonly databaseUrl: string;
  readonly database: Database;
  readonly policy: SnapshotPolicy;
  /** UTC ms. */
  readonly clock: () => number;
  readonly randomBytes: RandomBytes;
  readonly failed: (error: unknown) => void;
}

const MANY = statement<{ n: number }>(
  'snapshot.many',
  `SELECT count(*)::int AS n FROM (SELECT FROM change_feed WHERE scope = '${WHOLE_CHAIN}' LIMIT $1) counted`,
);

/** How often it is looked whether one is due, ms; and how long nothing is tried after a failure. */
const LOOK_MS = 30_000;
const AFTER_FAILURE_MS = 10 * 60_000;

export class SnapshotKeeper {
  readonly #options: KeeperOptions;
  #worker: Worker | null = null;
  #making: Promise<Shelved | NotMade> | null = null;
  #lookAgainMs = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** To be called now and then: begins what is due and does not wait for it. */
  async sweep(): Promise<void> {
    const { database, databaseUrl, clock, failed } = this.#options;
    if (this.#making !== null || this.#stopped) return;
    // Truth 11 waits for no schedule.
    if (await hasOrphans(database)) await tidyShelf(databaseUrl, clock());
    if (clock() < this.#lookAgainMs) return;
    this.#lookAgainMs = clock() + LOOK_MS;
    if (!(await this.due())) return;
    this.make().catch((error: unknown) => {
      if (this.#stopped) return;
      this.#lookAgainMs = clock() + AFTER_FAILURE_MS;
      failed(error);
    });
  }

  /** Whether one is to be made now. */
  async due(): Promise<boolean> {
    const { database, policy, clock } = this.#options;
    const newest = await newestSnapshot(database);
    if (newest === null) {
      const [many] = await database.rows(MANY, [policy.leastStates]);
      return (many?.n ?? 0) >= policy.leastStates;
    }
    const ageMs = clock() - newest.madeMs;
    if (ageMs < policy.leastAgeMs) return false;
    const changes = await changesSince(database, newest);
    return changes > newest.states * policy.changedShare || (ageMs > policy.mostAgeMs && changes > 0);
  }

  /** Makes one now, in a thread of its own; one at a time in this process, and by a lock in all. */
  make(): Promise<Shelved | NotMade> {
    this.#making ??= this.#run().finally(() => {
      this.#making = null;
      this.#worker = null;
    });
    return this.#making;
  }

  /** Ends what is being made: the next process that looks begins anew. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#worker === null) return;
    await this.#worker.terminate();
    await this.#making?.catch(() => undefined);
    rmSync(this.#folder(), { recursive: true, force: true });
  }

  /** Two chains' centres may run on one machine; those of one chain take turns. */
  #folder(): string {
    return join(tmpdir(), `loial-snapshot-${hash('sha256', this.#options.databaseUrl, 'hex').slice(0, 12)}`);
  }

  #run(): Promise<Shelved | NotMade> {
    const { databaseUrl, clock, randomBytes } = this.#options;
    const nowMs = clock();
    const worker = new Worker(new URL('./make.worker.ts', import.meta.url), {
      name: 'loial-snapshot',
      workerData: {
        databaseUrl,
        id: uuid7(nowMs, randomBytes(10)),
        nowMs,
        folder: this.#folder(),
      },
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    this.#worker = worker;
    return new Promise((resolve, reject) => {
      worker.once('message', (raw: unknown) => resolve(outcome.parse(raw)));
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`The snapshot's thread ended with code ${code}.`)));
    });
  }
}

const sized = z.object({ bytes: z.number(), sha256: z.string() });
const outcome: z.ZodType<Shelved | NotMade> = z.union([
  z.enum(['another', 'overtaken', 'noChain']),
  z.object({
    id: z.string(),
    madeMs: z.number(),
    epoch: z.string(),
    position: z.number(),
    class: z.string(),
    states: z.number(),
    members: z.number(),
    packed: sized,
    file: sized,
    pieces: z.number(),
  }),
]);
