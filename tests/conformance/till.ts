/** A till that pushes real records to whichever server answers, and remembers every word it was given. */
import { setTimeout as wait } from 'node:timers/promises';
import { points } from '../../domain/amount/points.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import { lotOf } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { RecordBody, RecordContent } from '../../domain/record/record.ts';
import { Answered, opened, type Pushed, TestTill } from '../../server/testing/till.ts';

/** Records that a till sends at once here, at most. */
const MOST = 40;

/** No answer came, or one that means "again, later": the till knows nothing new. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

export class CounterTill extends TestTill {
  declare url: string;
  /** So long it waits for an answer, ms. */
  patienceMs = 5_000;
  /** The last number that the centre said it holds durably. */
  acked = 0;
  /** What the centre said that may not be. */
  readonly broken: string[] = [];
  /** What became of pushes: a test that means to interrupt some looks whether it did. */
  readonly seen = { answered: 0, unanswered: 0 };

  /** Enrols with a code at a server and begins its first incarnation. */
  static async enrolAt(url: string, code: string): Promise<CounterTill> {
    const { number, key, ordinal, head } = await TestTill.enrol(url, code);
    return new CounterTill(url, { till: head.till, store: head.store, number, key, ordinal, previous: null });
  }

  /** The real time unless a test says otherwise: real servers have a real clock. */
  override add(content: RecordContent, options: Parameters<TestTill['add']>[1] = {}): RecordBody {
    return super.add(content, { occurredAt: Date.now(), ...options });
  }

  override sell(...[loaves, member, options = {}]: Parameters<TestTill['sell']>): ReturnType<TestTill['sell']> {
    return super.sell(loaves, member, { occurredAt: Date.now(), ...options });
  }

  /** Pushes records to one server. Throws Unanswered where none came, or a 503. */
  async pushTo(url: string, records = this.unsent()): Promise<Pushed> {
    this.url = url;
    const answer = await this.#answered(() => this.push(records));
    if (answer.fork === null) this.#hear(answer);
    return answer;
  }

  /** What the centre has not acknowledged yet, one batch of it, with one record before (a repetition is harmless). */
  unsent(): typeof this.log {
    const from = Math.max(0, this.acked - 1);
    return this.log.slice(from, from + MOST);
  }

  /** Pushes until all is acknowledged, at any of the servers; throws where that does not come in time (ms). */
  async drain(urls: readonly string[], withinMs = 30_000): Promise<void> {
    const until = performance.now() + withinMs;
    for (let turn = 0; this.acked < this.log.length; turn++) {
      if (performance.now() > until) throw new Error(`till ${this.number} is not rid of its records`);
      await this.tryPush(urls, turn);
    }
  }

  /** One push to the server whose turn it is. Where nobody answers the till waits a little, as tills do. */
  async tryPush(urls: readonly string[], turn: number): Promise<void> {
    try {
      await this.pushTo(urls[turn % urls.length] ?? '');
      this.seen.answered++;
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      this.seen.unanswered++;
      await wait(20);
    }
  }

  /** Points may be taken under the id of a record to come? */
  async hold(url: string, record: string, member: MemberId, amount: number): Promise<Hold> {
    this.url = url;
    return (await this.#answered(() => this.post('/v1/holds', { record, member, points: points(amount) }))) as Hold;
  }

  async #answered<T>(ask: () => Promise<T>): Promise<T> {
    const late = new AbortController();
    try {
      return await Promise.race([
        ask(),
        wait(this.patienceMs, null, { signal: late.signal }).then(() => {
          throw new Unanswered('in time');
        }),
      ]);
    } catch (error) {
      if (error instanceof Answered && error.status === 503) throw new Unanswered(error.message);
      // Anything but a 503 is an answer, and here none may come: what broke must be said to be away.
      if (error instanceof Answered) this.broken.push(`till ${this.number}: ${error.message}`);
      // Fetch says TypeError where a connection breaks; half an answer is no JSON.
      if (error instanceof TypeError || error instanceof SyntaxError) throw new Unanswered(error.message);
      throw error;
    } finally {
      late.abort();
    }
  }

  #hear({ held, heldHash }: Pushed): void {
    const wrong = (what: string): void => void this.broken.push(`till ${this.number}: ${what}`);
    if (held < this.acked) wrong(`${this.acked} was acknowledged, now ${held} is`);
    if (held > 0 && this.log[held - 1]?.hash !== heldHash) wrong(`${held} is held with another hash`);
    this.acked = Math.max(this.acked, held);
  }
}

export interface Hold {
  readonly granted: boolean;
  readonly available: number;
}

/** What the records of logs make of each member's points; an id counts once, whichever log it stands in. */
export function balancesOf(tills: readonly TestTill[]): Map<MemberId, number> {
  const balances = new Map<MemberId, number>();
  const counted = new Set<string>();
  for (const record of tills.flatMap(({ log }) => log.map(opened))) {
    if (counted.has(record.id)) continue;
    counted.add(record.id);
    for (const { member, points: moved } of record.entries) {
      balances.set(member, (balances.get(member) ?? 0) + moved);
    }
  }
  return balances;
}

/** What a member has who bought once. */
export function standingAfter(sale: ReturnType<TestTill['sell']>): Standing {
  const lots = [{ id: lotOf(sale.id, 0), points: sale.earned, expires: sale.entries[0]?.expires ?? null }];
  return { ...EMPTY_STANDING, balance: sale.earned, lots };
}
