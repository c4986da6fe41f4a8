/** Has days drawn up, and weeks of the staff folded, in a thread of its own, which waits a while for the next. */
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { StoreId } from '../../domain/identity/ids.ts';
import { mondayOf } from '../../domain/staff/week.ts';
import { type Database, statement } from '../database.ts';
import type { Counting } from '../push/counting.ts';
import type { WeekOf } from '../staff/week.ts';
import type { DrawOf } from './draw.ts';

/** What is asked of the thread. */
export type Order = ({ readonly what: 'day' } & DrawOf) | ({ readonly what: 'week' } & WeekOf);

/** What came of it: the account or the week as JSON; that the day is signed; or what went wrong, for the log. */
export type Drawn =
  | { readonly is: 'drawn'; readonly json: string }
  | { readonly is: 'closed'; readonly day: string }
  | { readonly is: 'failed'; readonly why: string };

const answer = z.object({
  n: z.number(),
  drawn: z.discriminatedUnion('is', [
    z.object({ is: z.literal('drawn'), json: z.string() }),
    z.object({ is: z.literal('closed'), day: z.string() }),
    z.object({ is: z.literal('failed'), why: z.string() }),
  ]),
});

/** Until when the thread waits for another day to draw up, ms: tills close within the same hour. */
const REST_MS = 60_000;
/** What it may hold, MB: some hundred thousand receipts that no close has listed. */
const MOST_MB = 1024;
/** How long what is held and not counted yet is waited for; what is not counted then belongs to the next close. */
const COUNT_MS = 2_000;
const LOOK_AGAIN_MS = 20;

const BEHIND = statement<{ till: Parameters<Counting['later']>[0] }>(
  'drawing.behind',
  `SELECT DISTINCT i.till FROM incarnation i WHERE i.counted_seq < i.held_seq
     AND EXISTS (SELECT FROM till t WHERE t.id = i.till AND t.store = $1)`,
);

export class Drawing {
  readonly #databaseUrl: string;
  readonly #waiting = new Map<number, (drawn: Drawn) => void>();
  readonly #weeks = new Map<string, Promise<Drawn>>();
  #worker: Worker | null = null;
  #rest: NodeJS.Timeout | null = null;
  #asked = 0;
  #stopped = false;

  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl;
  }

  /** Draws a day up once what the store's tills sent is counted, as far as that is soon. Never throws. */
  async draw(of: DrawOf, database: Database, counting: Pick<Counting, 'later'>): Promise<Drawn> {
    await counted(database, counting, of.store);
    return this.#ask({ what: 'day', ...of });
  }

  /** Folds a week of the staff, once for whoever asks for it meanwhile: the tills of a store open within minutes. Never throws. */
  async week(of: WeekOf): Promise<Drawn> {
    const key = `${of.store} ${mondayOf(of.day)}`;
    const going = this.#weeks.get(key) ?? this.#ask({ what: 'week', ...of }).finally(() => this.#weeks.delete(key));
    this.#weeks.set(key, going);
    return going;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#end('the centre stops');
  }

  async #ask(order: Order): Promise<Drawn> {
    if (this.#stopped) return { is: 'failed', why: 'the centre stops' };
    const n = ++this.#asked;
    return new Promise((resolve) => {
      this.#waiting.set(n, resolve);
      this.#running().postMessage({ n, ...order });
    });
  }

  #running(): Worker {
    if (this.#rest !== null) clearTimeout(this.#rest);
    this.#rest = null;
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL('./draw.worker.ts', import.meta.url), {
      name: 'loial-days',
      workerData: { databaseUrl: this.#databaseUrl },
      resourceLimits: { maxOldGenerationSizeMb: MOST_MB },
    });
    worker.on('message', (raw: unknown) => {
      const { n, drawn } = answer.parse(raw);
      this.#waiting.get(n)?.(drawn);
      this.#waiting.delete(n);
      if (this.#waiting.size === 0) {
        this.#rest = setTimeout(() => void this.#end('it rests'), REST_MS);
        this.#rest.unref();
      }
    });
    worker.on('error', (error) => this.#lost(worker, error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => this.#lost(worker, `the thread ended with code ${code}`));
    this.#worker = worker;
    return worker;
  }

  async #end(why: string): Promise<void> {
    if (this.#rest !== null) clearTimeout(this.#rest);
    this.#rest = null;
    const worker = this.#worker;
    if (worker === null) return;
    this.#lost(worker, why);
    await worker.terminate();
  }

  /** Whoever waits for this thread is told. */
  #lost(worker: Worker, why: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const resolve of this.#waiting.values()) resolve({ is: 'failed', why });
    this.#waiting.clear();
  }
}

/** Waits until what is held of a store's tills is counted, by whichever process, or for as long as a person would. */
async function counted(database: Database, counting: Pick<Counting, 'later'>, store: StoreId): Promise<void> {
  const until = performance.now() + COUNT_MS;
  for (let asked = false; performance.now() < until; asked = true) {
    const behind = await database.rows(BEHIND, [store]);
    if (behind.length === 0) return;
    if (!asked) for (const { till } of behind) counting.later(till);
    await new Promise((next) => setTimeout(next, LOOK_AGAIN_MS));
  }
}
