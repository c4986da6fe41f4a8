/** The centre’s database as tills are told of it: transactions, the order in which changes became visible, pulls. */

import { readBody } from '../../contract/record.ts';
import type { PullRequest, PullResponse, PushResponse } from '../../contract/sync/messages.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { emptyGiftCard } from '../../domain/giftcard/giftcard.ts';
import {
  type GiftCardId,
  type IncarnationId,
  type MemberId,
  madeAt,
  type RecordId,
  type StoreId,
  type TillId,
} from '../../domain/identity/ids.ts';
import { EMPTY_STANDING } from '../../domain/ledger/fold.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { noteBasis } from './basis.ts';
import type { Code } from './breaks.ts';
import {
  type Database,
  type End,
  emptyDatabase,
  type FeedRow,
  isTold,
  type MoneyHoldRow,
  NOTHING_BACK,
  type Stored,
} from './database.ts';
import type { Mark } from './marks.ts';
import { headOf, recordOf } from './reading.ts';
import type { Heard } from './replay/heard.ts';

/** How long points stay held for a record that never comes, in ms (server/holds.ts). */
export const HOLD_MS = 5 * 60_000;
/** Records counted in one transaction. */
export const COUNTED_AT_ONCE = 200;

export interface CentreParts {
  readonly code: Code;
  readonly now: () => number;
  readonly at: (ms: number, run: () => void) => void;
  /** How long a transaction is open, ms. */
  readonly latency: () => number;
  /** How long counting takes, ms: mostly right behind, at times seconds. */
  readonly lag: () => number;
  readonly mark: (mark: Mark) => void;
  readonly tell: (what: string) => void;
  readonly newEpoch: () => string;
  /** What committed, for a replay on the real centre. */
  readonly heard: (one: Heard) => void;
  readonly proofs: CentreProofs;
}

/** What is proven at each step of the centre. */
export interface CentreProofs {
  stored(database: Database, incarnation: IncarnationId, from: number): void;
  counted(database: Database, one: Stored, twice: boolean): void;
  standing(database: Database, member: MemberId): void;
  /** Before what these records move is folded, all that is taken back for them booked; `owed`: who was in debt before that. */
  counting(records: readonly RecordBody[], database: Database, owed: ReadonlySet<MemberId>): void;
  /** `before`: what the centre had booked of the member's lots. */
  ended(before: readonly End[], end: End): void;
  /** After what a record moves on a card. */
  money(database: Database, card: GiftCardId): void;
  /** A hold of a card's money is granted. */
  heldMoney(database: Database, hold: MoneyHoldRow): void;
  acknowledged(database: Database, incarnation: IncarnationId, response: PushResponse): void;
  sequenced(database: Database): void;
  page(database: Database, after: number, response: PullResponse): void;
}

export interface Transaction {
  readonly begun: number;
  alive: boolean;
  readonly process: number;
  readonly commit: () => void;
  readonly failed: () => void;
}

export interface Waiting {
  readonly request: PullRequest;
  readonly till: TillId;
  readonly store: StoreId;
  readonly protocol: number;
  readonly process: number;
  readonly answer: (response: PullResponse) => void;
  done: boolean;
}

export class Feed {
  readonly parts: CentreParts;

  database: Database;

  /** Which processes run. */
  readonly up: boolean[];

  /** The version of the centre: an older one cannot read what a newer till writes. */
  version = 1;

  protected backup: Database | null = null;

  protected begun = 0;

  /** Never goes back, not even with a restored database: one version is one state. */
  protected latest = 0;

  protected open = new Set<Transaction>();

  protected locks = new Map<string, (() => void)[]>();

  protected waiting: Waiting[] = [];

  protected stuck = false;

  /** Grows when a process dies: what was under way then may have been given up. */
  deaths = 0;

  constructor(parts: CentreParts, processes: number) {
    this.parts = parts;
    this.database = emptyDatabase(parts.newEpoch());
    this.up = Array.from({ length: processes }, () => true);
  }

  anyUp(): boolean {
    return this.up.some(Boolean);
  }

  /** A transaction: `commit` is all that it does, when it commits. */
  protected transaction(
    process: number,
    commit: () => void,
    failed: () => void,
    latencyMs = this.parts.latency(),
  ): void {
    const one: Transaction = { begun: this.begun++, alive: true, process, commit, failed };
    this.open.add(one);
    this.parts.at(this.parts.now() + latencyMs, () => {
      if (!one.alive) return;
      this.open.delete(one);
      if ([...this.open].some(({ begun }) => begun < one.begun)) this.parts.mark('centre.commitOutOfOrder');
      this.committing = one.begun;
      commit();
    });
  }

  protected committing = 0;

  /** Takes turns on a name: the till's row, an incarnation's counting. */
  protected locked(name: string, work: (release: () => void) => void): void {
    const queue = this.locks.get(name);
    const run = (): void =>
      work(() => {
        const next = this.locks.get(name)?.shift();
        if (next === undefined) this.locks.delete(name);
        else next();
      });
    if (queue === undefined) {
      this.locks.set(name, []);
      run();
    } else queue.push(run);
  }

  protected change(kind: string, key: string, scope: StoreId | 'chain'): void {
    const { database } = this;
    const name = `${kind} ${key}`;
    database.versions.set(name, ++this.latest);
    if (this.parts.code.is('the cursor follows the order of beginning')) this.positionAtBeginning(kind, key, scope);
    else database.inbox.push({ kind, key, scope, begun: this.committing });
  }

  /** The mistake: a row's place is the number that its transaction drew when it began. */
  protected positionAtBeginning(kind: string, key: string, scope: StoreId | 'chain'): void {
    this.place({ kind, key, scope, begun: 0 }, 1 + this.committing);
  }

  protected place({ kind, key, scope }: Database['inbox'][number], wanted: number): void {
    const { database } = this;
    const name = `${kind} ${key} ${scope}`;
    const { order } = database;
    const old = database.feed.get(name);
    if (old !== undefined && order[old.pos] === old) order[old.pos] = null;
    let pos = wanted;
    while (order[pos] != null) pos += 1;
    while (order.length < pos) order.push(null);
    const row: FeedRow = { kind, key, scope, pos, version: database.versions.get(`${kind} ${key}`) ?? 0 };
    order[pos] = row;
    database.feed.set(name, row);
  }

  /** Gives positions to every change that is visible now. */
  protected sequence(): void {
    const { database, parts } = this;
    const oldest = Math.min(...[...this.open].map(({ begun }) => begun));
    const waits = parts.code.is('the feed waits for open transactions');
    const visible = waits ? database.inbox.filter(({ begun }) => begun < oldest) : database.inbox;
    if (visible.length > 0) {
      const once = new Map(visible.map((row) => [`${row.kind} ${row.key} ${row.scope}`, row]));
      const { order } = database;
      for (const row of once.values()) {
        const name = `${row.kind} ${row.key} ${row.scope}`;
        const old = database.feed.get(name);
        if (old !== undefined && order[old.pos] === old) order[old.pos] = null;
        const { kind, key, scope } = row;
        const placed: FeedRow = {
          kind,
          key,
          scope,
          pos: order.length,
          version: database.versions.get(`${kind} ${key}`) ?? 0,
        };
        order.push(placed);
        database.feed.set(name, placed);
      }
      database.inbox = waits ? database.inbox.filter(({ begun }) => begun >= oldest) : [];
    }
    parts.proofs.sequenced(database);
    this.wake();
  }

  protected wake(): void {
    if (this.waiting.length === 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    for (const one of waiting) {
      if (one.done || this.up[one.process] !== true) continue;
      const response = this.page(one);
      if (response.states.length > 0 || response.more) {
        one.done = true;
        one.answer(response);
      } else this.waiting.push(one);
    }
  }

  pull(
    process: number,
    asker: { readonly till: TillId; readonly store: StoreId; readonly protocol: number },
    request: PullRequest,
    answer: (response: PullResponse) => void,
  ): void {
    if (this.up[process] !== true) return;
    this.sequence();
    const one: Waiting = { ...asker, request, process, answer, done: false };
    const response = this.page(one);
    if (response.states.length > 0 || response.more || request.waitMs === 0) {
      answer(response);
      return;
    }
    this.waiting.push(one);
    this.parts.at(this.parts.now() + request.waitMs, () => {
      if (one.done || this.up[process] !== true) return;
      one.done = true;
      this.waiting = this.waiting.filter((other) => other !== one);
      answer(this.page(one));
    });
  }

  protected page({ request, store }: Waiting): PullResponse {
    const { database, parts } = this;
    const { order } = database;
    const head = order.length - 1;
    const asked = request.cursor === '' ? 0 : Number(request.cursor);
    const after = asked > head ? 0 : asked;
    const rows: FeedRow[] = [];
    for (let pos = after + 1; pos <= head && rows.length < request.most; pos++) {
      const row = order[pos];
      if (row != null && (row.scope === 'chain' || row.scope === store)) rows.push(row);
    }
    const more = rows.length === request.most;
    const cursor = more ? (rows.at(-1)?.pos ?? head) : head;
    // A member of whom only sales have come so far is told when the enrolment comes (server/pull/states.ts).
    const told = rows.filter(({ kind, key }) => kind !== 'member' || this.tells(key as MemberId));
    const states = told.map((row) => this.state(row, request.incarnation));
    const response = { epoch: database.epoch, cursor: String(cursor), more, nowMs: parts.now(), states };
    parts.proofs.page(database, after, response);
    return response;
  }

  protected tells(member: MemberId): boolean {
    const { database, parts } = this;
    const onlyEnrolled = parts.code.is('an erasure is told only where the enrolment is');
    return onlyEnrolled ? database.members.has(member) : isTold(database, member);
  }

  /** What a till would be told that pulls from the beginning. */
  everything(store: StoreId, incarnation: IncarnationId): PullResponse['states'] {
    const { database } = this;
    const { feed } = database;
    return [...feed.values()]
      .filter(({ scope }) => scope === 'chain' || scope === store)
      .filter(({ kind, key }) => kind !== 'member' || this.tells(key as MemberId))
      .map((row) => this.state(row, incarnation));
  }

  /** Up to which number of the asking till a state contains its records. */
  protected countedOf(incarnation: IncarnationId): number {
    const { code, mark } = this.parts;
    const known = this.database.incarnations.get(incarnation);
    if (known === undefined || code.is('counted number is never said')) return 0;
    if (known.counted < known.held) mark('centre.countedBehind');
    return code.is('counted number runs ahead of the standing') ? known.held : known.counted;
  }

  protected state({ kind, key }: FeedRow, incarnation: IncarnationId): PullResponse['states'][number] {
    const { database } = this;
    const version = database.versions.get(`${kind} ${key}`) ?? 0;
    if (kind === 'card') {
      const card = database.cards.get(key);
      return { kind: 'card', code: key, member: card?.member, blocked: card?.blocked, version };
    }
    if (kind === 'receipt') {
      const receipt = database.receipts.get(key as RecordId);
      const { received, till } = receipt?.sale ?? fail(key);
      const sale = recordOf(received);
      return {
        kind: 'receipt',
        id: key,
        number: sale?.kind === 'sale' ? sale.number : '',
        store: receipt?.store,
        till,
        occurredAt: headOf(received).occurredAt,
        body: received.body,
        fiscalNumber: null,
        ...(database.backs.get(key as RecordId) ?? NOTHING_BACK),
        version,
      };
    }
    if (kind === 'merge') {
      const { member, alias, undone } = database.merges.get(key as RecordId) ?? fail(key);
      return { kind: 'merge', id: key, member, alias, undone, version };
    }
    if (kind === 'giftCard') {
      const id = key as GiftCardId;
      const { card: _, ...stands } = database.giftCards.get(id) ?? emptyGiftCard(id);
      const code = codeOf(database.giftCodes, id);
      const counted = { incarnation, seq: this.countedOf(incarnation) };
      const sent = { kind: 'giftCard', id, code, ...stands, counted, version };
      const list = database.money.get(id) ?? [];
      noteBasis(sent, { list, length: list.length });
      return sent;
    }
    if (kind !== 'member') return { kind, id: key, colour: 'unheard of', version };
    const member = key as MemberId;
    const row = database.members.get(member);
    const seq = this.countedOf(incarnation);
    const own = database.entries.get(member) ?? [];
    const standing = database.standings.get(member) ?? EMPTY_STANDING;
    const sent = {
      kind: 'member',
      id: member,
      aliasOf: null,
      person: database.persons.get(member)?.person ?? null,
      ...(database.erased.has(member) ? { erased: true } : {}),
      joined: row?.joined ?? civilDateAt(madeAt(member)),
      ...standing,
      counted: { incarnation, seq },
      version,
    };
    noteBasis(sent, { list: own, length: own.length });
    return sent;
  }
}

export function overdraws(
  balance: number,
  member: MemberId,
  entries: readonly { readonly member: MemberId; readonly points: number }[],
): boolean {
  return balance + entries.reduce((sum, entry) => (entry.member === member ? sum + entry.points : sum), 0) < 0;
}

/** More came back of a line than was sold: two tills took it apart. */
export function isReturnedTwice(sale: Stored, returns: readonly string[]): boolean {
  const record = recordOf(sale.received);
  if (record?.kind !== 'sale') return false;
  const back = record.lines.map(() => 0);
  for (const body of returns) {
    const read = readBody(body);
    if (!read.known || read.record.kind !== 'return') continue;
    for (const { line, quantity } of read.record.lines) if (line !== null) back[line] = (back[line] ?? 0) + quantity;
  }
  return record.lines.some((line, i) => (back[i] ?? 0) > line.quantity);
}

export function fail(key: string): never {
  throw new Error(`the feed names ${key}, which is not there`);
}

/** The code that a card was sold with first; null: none. */
function codeOf(codes: ReadonlyMap<string, GiftCardId>, id: GiftCardId): string | null {
  for (const [code, card] of codes) if (card === id) return code;
  return null;
}
