/** Who waits for something new: one listening connection a process wakes the long polls whose scope changed. */
import pg from 'pg';
import * as z from 'zod';
import { tillIdField } from '../../contract/fields.ts';
import type { TillId } from '../../domain/identity/ids.ts';
import { connection, type Database } from '../database.ts';
import { CHANNEL, type FeedNews, feedHead, sequence, WHOLE_CHAIN } from './feed.ts';
import type { Fresh, Waiting } from './fresh.ts';

/** `by` and `turn` are left out by processes of earlier versions. */
const feedNews = z.object({
  pos: z.number(),
  scopes: z.array(z.string()).nullable(),
  by: tillIdField.nullable().default(null),
  turn: z.string().default(''),
});

/** Waits at once in one process; who comes after is answered without waiting. */
const MOST_WAITING = 20_000;
/** How often a process looks by itself, for news whose notification was lost, in ms. */
const LOOK_MS = 1_000;
/** The till whose own records are the news has shown them since they were confirmed: it is told so much later than the others, ms. */
const OWN_MS = 30;
/** So many commits at once are not answered yet, or never will be. */
const MOST_COMING = 64;
/** Pauses before listening again, in ms: doubled each time up to the longest. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

interface Waiter {
  readonly who: Waiting;
  /** `fresh`: what the news are, where this process knows. */
  wake(fresh: Fresh | null): void;
}

export interface WatchOptions {
  readonly url: string;
  readonly database: Database;
  /** True while the database has its tables. */
  readonly ready: () => boolean;
}

export class Watch {
  readonly #options: WatchOptions;
  readonly #waiting = new Set<Waiter>();
  /** The last position heard of, for each scope and for everything of which the scope is not known. */
  readonly #heard = new Map<string, number>();
  #everything = 0;
  /** Turns in which this process gave positions, and whose notification has not come back yet. */
  readonly #own = new Set<string>();
  /** What turns bring whose commit is not answered yet. */
  readonly #coming = new Map<string, Fresh>();
  /** The last position whose notification came, by the connection that listens now; they come in their order. */
  #notified = 0;
  #listener: pg.Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #closed = false;
  #turn: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#listen();
    this.#look();
  }

  /** How many long polls wait now. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Whose they are. */
  get waitingTills(): readonly Waiting[] {
    return [...this.#waiting].map(({ who }) => who);
  }

  /** The last position this process has heard of. */
  get position(): number {
    return Math.max(this.#everything, 0, ...this.#heard.values());
  }

  /**
   * Has everything that is committed now sequenced. However many ask, one turn runs at a time in this process and one
   * waits behind it: who asks while a turn runs gets the next one, which sees what was committed before the question.
   */
  sequenced(): Promise<void> {
    this.#next ??= this.#turn.then(() => {
      this.#next = null;
      return sequence(this.#options.database, (news) => this.told(news));
    });
    this.#turn = this.#next.catch(() => undefined);
    return this.#next;
  }

  /**
   * This process gave positions: who waits in it need not wait for the way over the database, from where this comes again, or has come
   * before the answer to the commit.
   */
  told(news: FeedNews): void {
    if (news.pos <= this.#notified) return;
    this.#own.add(news.turn);
    this.#heardNews(news, this.#expected(news));
  }

  /** What these news will bring, if they come: of a commit that is still to be answered. */
  expect({ turn }: FeedNews, fresh: Fresh): void {
    this.#coming.set(turn, fresh);
    // Those that never came: their transaction failed, and its number is given to no other.
    for (const oldest of this.#coming.keys()) {
      if (this.#coming.size <= MOST_COMING) break;
      this.#coming.delete(oldest);
    }
  }

  #expected({ turn }: FeedNews): Fresh | null {
    const fresh = this.#coming.get(turn) ?? null;
    this.#coming.delete(turn);
    return fresh;
  }

  /** Forgets what was heard: the database is older than the news (a restored one). */
  forget(): void {
    this.#heard.clear();
    this.#everything = 0;
  }

  /**
   * Settles when something after `pos` may concern the till, after `ms`, or when the asker has gone; with the news, where they are such as
   * this process knows.
   */
  async news(pos: number, who: Waiting, ms: number, gone: AbortSignal): Promise<Fresh | null> {
    const heard = Math.max(this.#everything, this.#heard.get(who.store) ?? 0, this.#heard.get(WHOLE_CHAIN) ?? 0);
    if (heard > pos || ms <= 0 || this.#closed || gone.aborted || this.#waiting.size >= MOST_WAITING) return null;
    return new Promise((settle) => {
      const over = (): void => waiter.wake(null);
      const waiter: Waiter = {
        who,
        wake: (fresh) => {
          clearTimeout(timer);
          gone.removeEventListener('abort', over);
          this.#waiting.delete(waiter);
          settle(fresh);
        },
      };
      const timer = setTimeout(over, ms);
      gone.addEventListener('abort', over);
      this.#waiting.add(waiter);
    });
  }

  /** Wakes everybody and stops listening. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#wake(null);
    await this.#turn;
    await this.#listener?.end().catch(() => undefined);
  }

  #heardNews({ pos, scopes, by }: FeedNews, fresh: Fresh | null = null): void {
    if (scopes === null) this.#everything = Math.max(this.#everything, pos);
    else for (const scope of scopes) this.#heard.set(scope, Math.max(this.#heard.get(scope) ?? 0, pos));
    this.#wake(scopes, by, fresh);
  }

  #wake(scopes: readonly string[] | null, by: TillId | null = null, fresh: Fresh | null = null): void {
    const all = scopes === null || scopes.includes(WHOLE_CHAIN);
    for (const waiter of [...this.#waiting]) {
      if (!all && !scopes.includes(waiter.who.store)) continue;
      if (waiter.who.till === by) setTimeout(waiter.wake, OWN_MS, fresh);
      else waiter.wake(fresh);
    }
  }

  #listen(): void {
    if (this.#closed) return;
    const shared = connection(this.#options.url);
    // By its name whoever looks after the database knows the one that only listens.
    const client = new pg.Client({ ...shared, application_name: 'loial news', connectionTimeoutMillis: 3_000 });
    this.#listener = client;
    this.#own.clear();
    this.#notified = 0;
    let over = false;
    const again = (): void => {
      if (over) return;
      over = true;
      void client.end().catch(() => undefined);
      if (this.#closed) return;
      setTimeout(() => this.#listen(), this.#pauseMs).unref();
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    };
    client.on('error', again);
    client.on('end', again);
    client.on('notification', ({ payload = '' }) => {
      const news = feedNews.safeParse(parsed(payload));
      if (!news.success) return;
      this.#notified = news.data.pos;
      if (!this.#own.delete(news.data.turn)) this.#heardNews(news.data, this.#expected(news.data));
    });
    client
      .connect()
      .then(() => client.query(`LISTEN ${CHANNEL}`))
      .then(() => this.#catchUp(client))
      .then(() => {
        this.#pauseMs = FIRST_PAUSE_MS;
      })
      .catch(again);
  }

  /**
   * What was told while nobody listened concerns anybody: once a later notification has moved this process's position,
   * no look at the head would find it any more.
   */
  async #catchUp(client: pg.Client): Promise<void> {
    // Before the tables are there nobody waits, and nothing was missed.
    if (!this.#options.ready()) return;
    const { rows } = await client.query<{ pos: number }>('SELECT pos FROM feed_head');
    this.#heardNews({ pos: rows[0]?.pos ?? 0, scopes: null, by: null, turn: '' });
  }

  /** Only while somebody waits: an idle centre asks nothing. */
  #look(): void {
    this.#timer = setTimeout(() => {
      const looked = this.#waiting.size > 0 && this.#options.ready() ? this.#lookOnce() : Promise.resolve();
      void looked.catch(() => undefined).finally(() => (this.#closed ? undefined : this.#look()));
    }, LOOK_MS);
    this.#timer.unref();
  }

  async #lookOnce(): Promise<void> {
    await this.sequenced();
    const head = await feedHead(this.#options.database);
    if (head > this.position) this.#heardNews({ pos: head, scopes: null, by: null, turn: '' });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
