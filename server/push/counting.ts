/**
 * Counts what is held: books what records move, and everything else they make true, by number, right behind the storing. Any process
 * may count any till; who does holds the till's turn. What moves and `counted_seq` are written in one transaction, so at every moment,
 * also after a process died in the middle, the states that are told contain exactly the records up to there (truths 2 and 4).
 */
import { assert } from '../../domain/assert.ts';
import type { StoreId, TillId } from '../../domain/identity/ids.ts';
import { moneyOf, movementOf } from '../../domain/record/movement.ts';
import { raise, settleAlarms } from '../alarms.ts';
import type { Stretch } from '../check/check.ts';
import { type Asking, type Database, isAway, statement } from '../database.ts';
import { writeDays } from '../days/closing.ts';
import { type Change, type FeedTurn, noteChanges, sequenceWithin } from '../pull/feed.ts';
import { type Newsroom, readFresh } from '../pull/fresh.ts';
import { effectsOf } from './effects.ts';
import { endsTakenBack } from './late.ts';
import { toldAgain } from './lives.ts';
import { bookMoney, type MoneyBooking, writeCodes } from './money.ts';
import { writePeople } from './people.ts';
import { type ReadRecord, readUncounted, type Uncounted } from './reading.ts';
import { writeReceipts } from './receipts.ts';
import { fold } from './standings.ts';
import { addTotals } from './totals.ts';

const TURN = statement<{ till: TillId }>('counting.turn', 'SELECT till FROM counting_turn WHERE till = $1 FOR UPDATE');
const FREE_TURN = statement<{ till: TillId }>(
  'counting.freeTurn',
  'SELECT till FROM counting_turn WHERE till = $1 FOR UPDATE SKIP LOCKED',
);
/** Also lets no statement behind it, up to the commit, wait for a lock longer than this, ms: a till waits for its answer. */
const LOCKED_MS = 100;
const QUICK_TURN = statement<{ till: TillId }>(
  'counting.quickTurn',
  `SELECT till, set_config('lock_timeout', '${LOCKED_MS}', true) AS limit FROM counting_turn WHERE till = $1 FOR UPDATE SKIP LOCKED`,
);
const BEHIND = statement<{ till: TillId }>(
  'counting.behind',
  'SELECT DISTINCT till FROM incarnation WHERE counted_seq < held_seq',
);
const LAG = statement<{ records: number }>(
  'counting.lag',
  'SELECT COALESCE(sum(held_seq - counted_seq), 0)::bigint AS records FROM incarnation WHERE counted_seq < held_seq',
);
/** The number moves on, and what was held for these records is held no longer. */
const MOVE = statement(
  'counting.move',
  `WITH points AS (DELETE FROM hold WHERE record = ANY ($5::uuid[])),
     money AS (DELETE FROM money_hold WHERE record = ANY ($5::uuid[]))
   UPDATE incarnation SET counted_seq = $4 WHERE till = $1 AND id = $2 AND counted_seq = $3`,
);
const UNREAD = statement(
  'counting.unread',
  `INSERT INTO unread_record (till, incarnation, seq, kind)
   SELECT $1::uuid, $2::uuid, seq, kind FROM unnest($3::bigint[], $4::text[]) AS u (seq, kind)`,
);
const STORES = statement<{ id: StoreId }>('counting.stores', 'SELECT id FROM store');

/** How many records are held and not counted yet. */
export async function countingLag(database: Database): Promise<number> {
  return (await database.rows(LAG))[0]?.records ?? 0;
}

/** Records counted in one transaction, and tills whose records are counted at once by one process. */
const AT_ONCE = 1000;
const TILLS_AT_ONCE = 2;
/** So many are counted in the transaction that stores them; what else waits is counted behind. */
export const FEW = 20;
/**
 * A till that sends its backlog is answered first: it is counted when it has been quiet for so long, or has waited for the longest, ms.
 * What it says is hours old: a minute more does no harm, and months of a till are sent within it.
 */
const QUIET_MS = 1000;
const LONGEST_MS = 60_000;
/** How soon it is tried again where PostgreSQL was away, ms. */
const AGAIN_MS = 300;

export interface CountingParts {
  readonly database: Database;
  /** UTC ms. */
  readonly clock: () => number;
  /**
   * After each commit: what was counted, for the checks that follow, and the turn of the feed that was taken in it; null: the feed is to be
   * sequenced now.
   */
  readonly counted: (stretch: Stretch, turn: FeedTurn | null) => void;
  readonly failed: (error: unknown) => void;
}

/** Counts in this process, in the background. */
export class Counting {
  readonly #parts: CountingParts;
  readonly #wanted = new Set<TillId>();
  readonly #busy = new Map<TillId, Promise<void>>();
  readonly #again = new Set<NodeJS.Timeout>();
  readonly #backlogs = new Map<TillId, { readonly sinceMs: number; timer: NodeJS.Timeout }>();
  #stopped = false;

  constructor(parts: CountingParts) {
    this.#parts = parts;
  }

  /**
   * Something of this till was stored: it is counted as soon as there is a turn, or, where more follows (`isBacklog`), when that has
   * come. Returns at once.
   */
  later(till: TillId, isBacklog = false): void {
    const waiting = this.#backlogs.get(till);
    const nowMs = performance.now();
    if (waiting !== undefined) clearTimeout(waiting.timer);
    if (isBacklog && !this.#stopped && nowMs - (waiting?.sinceMs ?? nowMs) < LONGEST_MS) {
      const timer = setTimeout(() => this.later(till), QUIET_MS);
      this.#backlogs.set(till, { sinceMs: waiting?.sinceMs ?? nowMs, timer });
      return;
    }
    this.#backlogs.delete(till);
    this.#wanted.add(till);
    this.#go();
  }

  /** Some were counted and committed by who stored them; what is left has its turn. */
  done({ stretch, feed, isAll }: Counted): void {
    this.#parts.counted(stretch, feed);
    if (!isAll) this.later(stretch.till);
  }

  /** Counts what any process left, also one that died: what another counts now is left to it, and a till that sends its backlog here. */
  async sweep(): Promise<void> {
    for (const { till } of await this.#parts.database.rows(BEHIND)) {
      if (this.#stopped) return;
      if (!this.#busy.has(till) && !this.#backlogs.has(till)) await this.#begin(till, FREE_TURN);
    }
  }

  /** Waits for what was begun; what is left is counted by whoever comes next. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of [...this.#again, ...[...this.#backlogs.values()].map(({ timer: one }) => one)])
      clearTimeout(timer);
    await Promise.all(this.#busy.values());
  }

  #go(): void {
    for (const till of this.#wanted) {
      if (this.#stopped || this.#busy.size >= TILLS_AT_ONCE) return;
      // What came while it is being counted has its turn after that.
      if (this.#busy.has(till)) continue;
      this.#wanted.delete(till);
      void this.#begin(till, TURN);
    }
  }

  #begin(till: TillId, turn: typeof TURN): Promise<void> {
    const counted = this.#countAll(till, turn)
      .catch((error: unknown) => {
        this.#parts.failed(error);
        if (isAway(error)) this.#soon(till);
      })
      .finally(() => {
        this.#busy.delete(till);
        this.#go();
      });
    this.#busy.set(till, counted);
    return counted;
  }

  #soon(till: TillId): void {
    const timer = setTimeout(() => {
      this.#again.delete(timer);
      this.later(till);
    }, AGAIN_MS);
    this.#again.add(timer);
  }

  /** All that is held of a till now, some at a time. Where some cannot be counted, as many before them as can. */
  async #countAll(till: TillId, turn: typeof TURN): Promise<void> {
    for (let most = AT_ONCE; !this.#stopped; ) {
      try {
        const { database, clock } = this.#parts;
        const counted = await database.transaction('write', (asking) => countNext(asking, till, turn, most, clock()));
        if (counted === null) return;
        this.#parts.counted(counted.stretch, counted.feed);
        if (counted.isAll) return;
        most = AT_ONCE;
      } catch (error) {
        if (isAway(error) || most === 1) throw error;
        most = Math.ceil(most / 4);
      }
      // Whoever asks meanwhile is answered first.
      await new Promise((next) => setImmediate(next));
    }
  }
}

/** What was counted in one transaction. */
export interface Counted {
  readonly stretch: Stretch;
  /** The turn of the feed that was taken in it; null: the feed is to be sequenced. */
  readonly feed: FeedTurn | null;
  /** Nothing more of the till was to be counted. */
  readonly isAll: boolean;
}

/**
 * Counts in the transaction that has just stored some, if there is no waiting for anybody: null where another has the turn; throws where
 * somebody holds what is to be moved, or nothing can be made of it, and then nothing of the transaction stands. `newsroom`: where
 * others wait for what comes of it.
 */
export function countWithin(
  asking: Asking,
  till: TillId,
  nowMs: number,
  newsroom: Newsroom | null,
): Promise<Counted | null> {
  return countNext(asking, till, QUICK_TURN, FEW, nowMs, newsroom);
}

/** Counts the next records of a till, at most so many, and waits for its turn: as whoever counts behind does, one transaction. */
export function countStretch(asking: Asking, till: TillId, most: number, nowMs: number): Promise<Counted | null> {
  return countNext(asking, till, TURN, most, nowMs);
}

/** Counts the next records of a till. Null: there are none, or another has the turn. */
async function countNext(
  asking: Asking,
  till: TillId,
  turn: typeof TURN,
  most: number,
  nowMs: number,
  newsroom: Newsroom | null = null,
): Promise<Counted | null> {
  // The turn first, as a statement of its own: the next one sees what the one before counted.
  const [mine, next] = await Promise.all([asking.rows(turn, [till]), readUncounted(asking, till, most)]);
  if (mine.length === 0 || next === null) return null;
  const { incarnation, after, to } = next;
  const { written, changes, locked } = await count(asking, till, next, nowMs);
  // Of many nobody waits for the one: their place in the feed is given beside the next that are counted.
  const isFew = next.read.length <= FEW;
  // A standing that somebody else may move meanwhile is read in a picture of its own.
  const isHeld = changes.every(({ kind, key }) => kind !== 'member' || locked.has(key));
  const [moved, feed, freshOf] = await Promise.all([
    asking.change(MOVE, [till, incarnation, after, to, next.ids]),
    isFew ? sequenceWithin(asking, till) : null,
    isFew && isHeld && newsroom !== null ? readFresh(asking, till, changes, newsroom.waitingTills) : null,
    written,
  ]);
  // Truth 4, where it is decided: what was booked above moves the number on from exactly where it stood, or nothing was booked.
  assert(moved === 1, `records after ${after} of incarnation ${incarnation} are counted once`);
  const records = next.read.map(({ record }) => record);
  const stretch = { till, incarnation, after, to, records };
  const fresh = feed === null ? null : (freshOf?.(feed) ?? null);
  if (feed?.news != null && fresh !== null) newsroom?.expect(feed.news, fresh);
  return { stretch, feed, isAll: next.isAll };
}

/** What records made true. */
interface Booked {
  /** Settles when all of it is written. */
  readonly written: Promise<unknown>;
  readonly changes: readonly Change[];
  /** The members whose standings are locked until the commit. */
  readonly locked: ReadonlySet<string>;
}

/** Asks for everything that records make true to be booked; all of it was asked when this returns, and is done when `written` is. */
async function count(asking: Asking, till: TillId, next: Uncounted, nowMs: number): Promise<Booked> {
  const { store, incarnation, read, unread } = next;
  if (unread.length > 0) {
    await asking.change(UNREAD, [till, incarnation, unread.map(({ seq }) => seq), unread.map(({ kind }) => kind)]);
  }
  const storeOf = await storesOf(asking, store, read);
  const bookings = read.map(({ record }) => ({
    record: record.id,
    store: storeOf(record.store),
    businessDay: record.businessDay,
    occurredMs: record.occurredAt,
    movement: movementOf(record),
  }));
  await endsTakenBack(asking, bookings, nowMs);
  // A clock that ran ahead is held against the moment of arrival, however late its records are counted.
  const effects = effectsOf(read);
  const [standings, receipts] = await Promise.all([fold(asking, bookings), writeReceipts(asking, effects, storeOf)]);
  const booked = standings.write();
  // It fails the transaction where it is waited for; until then nobody may hear of it.
  booked.catch(() => undefined);
  const changes: Change[] = [
    ...standings.members.map((member): Change => ({ kind: 'member', key: member, scope: 'chain', endsMs: null })),
    ...receipts,
    ...(await writePeople(asking, effects, till, nowMs)),
    ...(await bookMoney(asking, moneyBookings(read, till, storeOf), nowMs)),
    ...(await writeCodes(asking, effects.codes, till, nowMs)),
    ...(await settleAlarms(asking, effects.settled)),
    ...(await writeDays(asking, effects.days, storeOf, effects.alarms)),
  ];
  changes.push(...(await addTotals(asking, bookings)), ...toldAgain(next.repeated));
  await raise(asking, [...next.alarms, ...effects.alarms], nowMs);
  const written = Promise.all([booked, noteChanges(asking, changes)]);
  return { written, changes, locked: new Set(standings.members) };
}

function moneyBookings(
  read: readonly ReadRecord[],
  till: TillId,
  storeOf: (claimed: StoreId) => StoreId,
): MoneyBooking[] {
  return read.flatMap(({ record }) => {
    const money = moneyOf(record);
    const { id, store: claimed, businessDay, occurredAt: occurredMs } = record;
    return money.length === 0 ? [] : [{ record: id, till, store: storeOf(claimed), businessDay, occurredMs, money }];
  });
}

/** The store a record belongs to: the one it names, where the chain has it; else the till's own. */
async function storesOf(
  asking: Asking,
  own: StoreId,
  read: readonly ReadRecord[],
): Promise<(claimed: StoreId) => StoreId> {
  if (read.every(({ record }) => record.store === own)) return () => own;
  const known = new Set((await asking.rows(STORES)).map(({ id }) => id));
  return (claimed) => (known.has(claimed) ? claimed : own);
}
