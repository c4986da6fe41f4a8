/**
 * A model of the centre: processes without state of their own over one database. A push is stored and acknowledged first, and counted
 * behind that, by number; transactions commit in another order than they began; positions in the feed are given when changes are
 * visible (server/DECISIONS.md). Records are read and placed by the product's own code.
 */

import { readBody } from '../../contract/record.ts';
import type { PullRequest, PullResponse, PushRequest, PushResponse } from '../../contract/sync/messages.ts';
import { points } from '../../domain/amount/points.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { IncarnationId, MemberId, RecordId, StoreId, TillId } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../../domain/ledger/fold.ts';
import { combined, mergePair } from '../../domain/merge/merge.ts';
import { movementOf } from '../../domain/record/movement.ts';
import { NO_HASH } from '../../domain/record/record.ts';
import { Refused } from '../../server/http/problem.ts';
import { type Received, readBatch } from '../../server/push/batch.ts';
import { effectsOf, type ReadRecord } from '../../server/push/effects.ts';
import { noteBasis } from './basis.ts';
import type { Code } from './breaks.ts';
import { copyOf, type Database, emptyDatabase, type FeedRow, type Stored } from './database.ts';
import type { Mark } from './marks.ts';

/** How long points stay held for a record that never comes, in ms (server/holds.ts). */
const HOLD_MS = 5 * 60_000;
/** Records counted in one transaction. */
const COUNTED_AT_ONCE = 200;

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
  readonly proofs: CentreProofs;
}

/** What is proven at each step of the centre. */
export interface CentreProofs {
  stored(database: Database, incarnation: IncarnationId, from: number): void;
  counted(database: Database, one: Stored, twice: boolean): void;
  standing(database: Database, member: MemberId): void;
  acknowledged(database: Database, incarnation: IncarnationId, response: PushResponse): void;
  sequenced(database: Database): void;
  page(database: Database, after: number, response: PullResponse): void;
}

interface Transaction {
  readonly begun: number;
  alive: boolean;
  readonly process: number;
  readonly commit: () => void;
  readonly failed: () => void;
}

interface Waiting {
  readonly request: PullRequest;
  readonly till: TillId;
  readonly store: StoreId;
  readonly protocol: number;
  readonly process: number;
  readonly answer: (response: PullResponse) => void;
  done: boolean;
}

export class Centre {
  readonly parts: CentreParts;
  database: Database;
  /** Which processes run. */
  readonly up: boolean[];
  /** The version of the centre: an older one cannot read what a newer till writes. */
  version = 1;
  #backup: Database | null = null;
  #begun = 0;
  /** Never goes back, not even with a restored database: one version is one state. */
  #version = 0;
  #open = new Set<Transaction>();
  #locks = new Map<string, (() => void)[]>();
  #waiting: Waiting[] = [];
  #stuck = false;
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
  #transaction(process: number, commit: () => void, failed: () => void, latencyMs = this.parts.latency()): void {
    const one: Transaction = { begun: this.#begun++, alive: true, process, commit, failed };
    this.#open.add(one);
    this.parts.at(this.parts.now() + latencyMs, () => {
      if (!one.alive) return;
      this.#open.delete(one);
      if ([...this.#open].some(({ begun }) => begun < one.begun)) this.parts.mark('centre.commitOutOfOrder');
      this.#committing = one.begun;
      commit();
    });
  }
  #committing = 0;

  /** Takes turns on a name: the till's row, an incarnation's counting. */
  #locked(name: string, work: (release: () => void) => void): void {
    const queue = this.#locks.get(name);
    const run = (): void =>
      work(() => {
        const next = this.#locks.get(name)?.shift();
        if (next === undefined) this.#locks.delete(name);
        else next();
      });
    if (queue === undefined) {
      this.#locks.set(name, []);
      run();
    } else queue.push(run);
  }

  /** Answers null where the batch does not hold together (422). */
  push(process: number, till: TillId, request: PushRequest, answer: (response: PushResponse | null) => void): void {
    if (this.up[process] !== true) return;
    const batch = this.#read(till, request);
    if (batch === null) {
      answer(null);
      return;
    }
    this.#locked(`till ${till}`, (release) => {
      if (this.up[process] !== true) {
        release();
        return;
      }
      const early = this.parts.code.is('acknowledged before it is durable');
      if (early) this.#acknowledgeEarly(request, batch, answer);
      this.#transaction(
        process,
        () => {
          release();
          const response = this.#store(till, request.incarnation, batch);
          if (!early) {
            this.parts.proofs.acknowledged(this.database, request.incarnation, response);
            answer(response);
          }
          this.#count(process, request.incarnation);
        },
        () => {
          this.parts.mark('centre.rolledBack');
          release();
        },
      );
    });
  }

  #read(till: TillId, request: PushRequest): readonly Received[] | null {
    if (
      this.parts.code.is('a kind from the future stalls the chain') &&
      request.records.some(({ body }) => body.includes('"hologram"'))
    )
      return null;
    try {
      return readBatch(till, request);
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  }

  #acknowledgeEarly(
    { incarnation }: PushRequest,
    batch: readonly Received[],
    answer: (response: PushResponse) => void,
  ): void {
    const last = batch.at(-1);
    const { held = 0, heldHash = NO_HASH } = this.database.incarnations.get(incarnation) ?? {};
    const response = {
      epoch: this.database.epoch,
      held: last?.seq ?? held,
      heldHash: last?.hash ?? heldHash,
      fork: null,
    };
    this.parts.proofs.acknowledged(this.database, incarnation, response);
    answer(response);
  }

  #store(till: TillId, incarnation: IncarnationId, batch: readonly Received[]): PushResponse {
    const { database, parts } = this;
    const known = database.incarnations.get(incarnation);
    const held = { seq: known?.held ?? 0, hash: known?.heldHash ?? NO_HASH };
    const before = database.records.get(incarnation) ?? [];
    const hashes = new Map(
      batch.flatMap(({ seq }) => [seq - 1, seq]).map((seq) => [seq, before[seq - 1]?.received.hash ?? '']),
    );
    const placed = parts.code.place(batch, held, hashes, incarnation);
    if (placed.fork !== null) {
      const { seq, expectedPrevHash } = placed.fork;
      if (!parts.code.is('a fork raises no alarm')) database.alarms.add(`fork ${incarnation} ${seq}`);
      parts.mark('fork');
      parts.tell(`fork ${incarnation} ${seq}`);
      return { epoch: database.epoch, held: held.seq, heldHash: held.hash, fork: { seq, expectedPrevHash } };
    }
    const last = placed.take.at(-1);
    const begun = placed.take[0]?.record;
    if (begun?.kind === 'begun' && this.#missesBefore(begun.previous)) {
      // A restored centre does not hold the life that this one goes on from: all of it must be appended again.
      parts.mark('fork.earlierLifeLost');
      database.alarms.add(`fork ${incarnation} 1`);
      return { epoch: database.epoch, held: 0, heldHash: NO_HASH, fork: { seq: 1, expectedPrevHash: NO_HASH } };
    }
    if (last === undefined) {
      if (batch.length > 0 && (batch[0]?.seq ?? 0) > held.seq + 1) parts.mark('push.gap');
      else if (batch.length > 0) parts.mark('push.repeated');
      return { epoch: database.epoch, held: held.seq, heldHash: held.hash, fork: null };
    }
    for (const received of placed.take) {
      if (received.beside !== null) database.besides.set(received.head.id, received.beside);
      if (received.record === null) {
        database.unread.add(received.head.id);
        parts.mark('unread.record');
      }
    }
    database.records.set(incarnation, before);
    for (const received of placed.take) before.push({ received, till });
    const ordinal = known?.ordinal ?? (begun?.kind === 'begun' ? begun.ordinal : 0);
    database.incarnations.set(incarnation, {
      till,
      ordinal,
      held: last.seq,
      heldHash: last.hash,
      counted: known?.counted ?? 0,
    });
    if (begun?.kind === 'begun' && begun.previous !== null && !parts.code.is('a fork raises no alarm')) {
      // The life before went on where this one did not: a backup, a copy.
      const { incarnation: earlier, seq } = begun.previous;
      if ((database.incarnations.get(earlier)?.held ?? 0) > seq) database.alarms.add(`fork ${earlier} ${seq + 1}`);
    }
    parts.proofs.stored(database, incarnation, before.length - placed.take.length);
    parts.tell(`held ${incarnation} ${last.seq}`);
    return { epoch: database.epoch, held: last.seq, heldHash: last.hash, fork: null };
  }

  #missesBefore(previous: { readonly incarnation: IncarnationId; readonly seq: number } | null): boolean {
    if (previous === null || this.parts.code.is('a lost earlier life is not asked for')) return false;
    return (this.database.incarnations.get(previous.incarnation)?.held ?? 0) < previous.seq;
  }

  /** Counts what is held and not counted of one incarnation, some at a time, right behind the answer. */
  #count(process: number, incarnation: IncarnationId): void {
    this.#locked(`count ${incarnation}`, (release) => {
      const known = this.database.incarnations.get(incarnation);
      if (this.up[process] !== true || known === undefined || known.counted >= known.held) {
        release();
        return;
      }
      this.#transaction(
        process,
        () => {
          release();
          const more = this.#countSome(incarnation);
          if (more) this.#count(process, incarnation);
          this.#sequence();
        },
        release,
        this.parts.lag(),
      );
    });
  }

  #countSome(incarnation: IncarnationId): boolean {
    const { database } = this;
    const known = database.incarnations.get(incarnation);
    if (known === undefined || known.counted >= known.held) return false;
    const all = database.records.get(incarnation) ?? [];
    const some = all.slice(known.counted, known.counted + COUNTED_AT_ONCE);
    const counted = known.counted + some.length;
    database.incarnations.set(incarnation, { ...known, counted });
    for (const one of some) this.#countOne(one);
    this.parts.tell(`counted ${incarnation} ${counted}`);
    return counted < known.held;
  }

  #countOne(one: Stored): void {
    const { database, parts } = this;
    const { received, till } = one;
    const { id } = received.head;
    const twice = database.counted.has(id);
    if (twice && !parts.code.is('an id counts twice') && !parts.code.is('a repeat is counted twice')) {
      parts.mark('fork.idsOnce');
      // Its till took it for one that is not counted yet: the standing is told again, with the number that contains it.
      if (received.record !== null && !parts.code.is('what was counted in an earlier life is not told again')) {
        for (const { member } of received.record.entries) this.#change('member', member, 'chain');
      }
      // Appended again by a till that was away, a text comes back with its record: an erasure holds for copies too.
      if (received.record?.kind === 'enrolment' || received.record?.kind === 'edit') {
        const { member } = received.record;
        if (database.members.get(member)?.erased === true && !parts.code.is('erasing forgets the text beside'))
          this.#forgetTexts(member);
      }
      return;
    }
    parts.proofs.counted(database, one, twice);
    database.counted.set(id, till);
    if (!parts.code.is('a hold is never released')) database.holds.delete(id);
    if (received.record === null) return;
    const read: ReadRecord = { ...received, record: received.record };
    const { record } = read;
    const movement = movementOf(record);
    const members = new Set(
      [...movement.entries, ...movement.counts, ...movement.issued].flatMap(({ member }) => member ?? []),
    );
    for (const member of members) {
      const before = database.standings.get(member) ?? EMPTY_STANDING;
      if (parts.code.is('the centre refuses an overdraft') && overdraws(before.balance, member, movement.entries))
        continue;
      const after = parts.code.booked(foldMovement(before, member, movement), member);
      database.standings.set(member, after);
      const own = movement.entries.filter((entry) => entry.member === member);
      if (own.length > 0) {
        const list = database.entries.get(member) ?? [];
        const sum = own.reduce((all, entry) => all + entry.points, 0);
        list.push({ record: id, points: sum });
        database.entries.set(member, list);
      }
      if (after.debt > before.debt) parts.mark('overdraft');
      if (after.debt < before.debt) parts.mark('overdraft.repaid');
      this.#change('member', member, 'chain');
      parts.proofs.standing(database, member);
    }
    this.#people(read, one);
  }

  #people(read: ReadRecord, one: Stored): void {
    const { database, parts } = this;
    const { record } = read;
    const now = parts.now();
    const { sales, returns, notes, enrolments, edits, cards } = effectsOf([read], now);
    for (const { sale, received } of sales) {
      database.receipts.set(received.head.id, {
        sale: one,
        store: received.head.store,
        voided: false,
        returns: [],
        ...kept(database.receipts.get(received.head.id)),
      });
      if (sale.member !== null) this.#change('receipt', received.head.id, received.head.store);
    }
    for (const { back, received } of returns) {
      const of = back.of === null ? undefined : database.receipts.get(back.of);
      if (back.of === null || of === undefined) continue;
      const after = { ...of, returns: [...of.returns, received.body] };
      if (isReturnedTwice(after)) {
        parts.mark('return.twiceApart');
        database.alarms.add(`returnedTwice ${back.of}`);
      }
      database.receipts.set(back.of, after);
      this.#change('receipt', back.of, of.store);
    }
    for (const { sale, voided } of notes) {
      const of = database.receipts.get(sale);
      if (of === undefined || !voided) continue;
      database.receipts.set(sale, { ...of, voided: true });
      this.#change('receipt', sale, of.store);
    }
    for (const { member, joined, person } of enrolments) {
      const known = database.members.get(member);
      if (known === undefined)
        database.members.set(member, { joined: civilDateAt(record.occurredAt), aliasOf: null, erased: false });
      void joined;
      if (known?.erased !== true && person !== null && !database.persons.has(member)) {
        const same = [...database.persons.values()].some(
          (other) => other.person.phone !== null && other.person.phone === person.phone,
        );
        if (same) parts.mark('phone.twice');
        const early = database.early.get(member) ?? [];
        database.persons.set(
          member,
          early.reduce((so, { atMs, changes }) => parts.code.mergeEdit(so, atMs, changes), { person, clocks: {} }),
        );
        database.early.delete(member);
      }
      if (known?.erased === true && !parts.code.is('erasing forgets the text beside')) this.#forgetTexts(member);
      this.#change('member', member, 'chain');
    }
    for (const { member, atMs, changes } of edits) {
      const before = database.persons.get(member);
      if (record.occurredAt > now) parts.mark('edit.clockAhead');
      if (before === undefined) {
        if (database.members.get(member)?.erased !== true) {
          parts.mark('edit.beforeEnrolment');
          database.early.set(member, [...(database.early.get(member) ?? []), { atMs, changes }]);
          continue;
        }
        parts.mark('erased.editedLater');
        if (parts.code.is('an erasure is undone by a later edit')) {
          database.persons.set(member, {
            person: {
              name: '?',
              callName: '',
              phone: null,
              language: 'ro',
              birthday: null,
              marketing: false,
              ...changes,
            },
            clocks: {},
          });
        } else if (!parts.code.is('erasing forgets the text beside')) this.#forgetTexts(member);
      } else {
        if (Object.values(before.clocks).some((clock) => clock > atMs)) parts.mark('edit.concurrent');
        database.persons.set(member, parts.code.mergeEdit(before, atMs, changes));
      }
      this.#change('member', member, 'chain');
    }
    for (const { code, member, blocked } of cards) {
      const had = database.cards.get(code);
      if (had !== undefined && had.member !== member) {
        database.alarms.add(`cardTwoMembers ${member}`);
        continue;
      }
      database.cards.set(code, { member, blocked });
      if (blocked) parts.mark('card.blocked');
      this.#change('card', code, 'chain');
    }
  }

  #change(kind: string, key: string, scope: StoreId | 'chain'): void {
    const { database } = this;
    const name = `${kind} ${key}`;
    database.versions.set(name, ++this.#version);
    if (this.parts.code.is('the cursor follows the order of beginning')) this.#positionAtBeginning(kind, key, scope);
    else database.inbox.push({ kind, key, scope, begun: this.#committing });
  }

  /** The mistake: a row's place is the number that its transaction drew when it began. */
  #positionAtBeginning(kind: string, key: string, scope: StoreId | 'chain'): void {
    this.#place({ kind, key, scope, begun: 0 }, 1 + this.#committing);
  }

  #place({ kind, key, scope }: Database['inbox'][number], wanted: number): void {
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
  #sequence(): void {
    const { database, parts } = this;
    const oldest = Math.min(...[...this.#open].map(({ begun }) => begun));
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
    this.#wake();
  }

  #wake(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      if (one.done || this.up[one.process] !== true) continue;
      const response = this.#page(one);
      if (response.states.length > 0 || response.more) {
        one.done = true;
        one.answer(response);
      } else this.#waiting.push(one);
    }
  }

  pull(
    process: number,
    asker: { readonly till: TillId; readonly store: StoreId; readonly protocol: number },
    request: PullRequest,
    answer: (response: PullResponse) => void,
  ): void {
    if (this.up[process] !== true) return;
    this.#sequence();
    const one: Waiting = { ...asker, request, process, answer, done: false };
    const response = this.#page(one);
    if (response.states.length > 0 || response.more || request.waitMs === 0) {
      answer(response);
      return;
    }
    this.#waiting.push(one);
    this.parts.at(this.parts.now() + request.waitMs, () => {
      if (one.done || this.up[process] !== true) return;
      one.done = true;
      this.#waiting = this.#waiting.filter((other) => other !== one);
      answer(this.#page(one));
    });
  }

  #page({ request, store }: Waiting): PullResponse {
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
    const told = rows.filter(({ kind, key }) => kind !== 'member' || database.members.has(key as MemberId));
    const states = told.map((row) => this.#state(row, request.incarnation));
    const response = { epoch: database.epoch, cursor: String(cursor), more, nowMs: parts.now(), states };
    parts.proofs.page(database, after, response);
    return response;
  }

  #state({ kind, key }: FeedRow, incarnation: IncarnationId): PullResponse['states'][number] {
    const { database, parts } = this;
    const version = database.versions.get(`${kind} ${key}`) ?? 0;
    if (kind === 'card') {
      const card = database.cards.get(key);
      return { kind: 'card', code: key, member: card?.member, blocked: card?.blocked, version };
    }
    if (kind === 'receipt') {
      const receipt = database.receipts.get(key as RecordId);
      const { received, till } = receipt?.sale ?? fail(key);
      const sale = received.record;
      return {
        kind: 'receipt',
        id: key,
        number: sale?.kind === 'sale' ? sale.number : '',
        store: receipt?.store,
        till,
        occurredAt: received.head.occurredAt,
        body: received.body,
        fiscalNumber: null,
        voided: receipt?.voided,
        returns: receipt?.returns,
        version,
      };
    }
    if (kind !== 'member') return { kind, id: key, colour: 'unheard of', version };
    const member = key as MemberId;
    const row = database.members.get(member);
    const known = database.incarnations.get(incarnation);
    if (known !== undefined && known.counted < known.held) parts.mark('centre.countedBehind');
    const seq = parts.code.is('counted number is never said')
      ? 0
      : parts.code.is('counted number runs ahead of the standing')
        ? (known?.held ?? 0)
        : (known?.counted ?? 0);
    const own = database.entries.get(member) ?? [];
    const standing = database.standings.get(member) ?? EMPTY_STANDING;
    const sent = {
      kind: 'member',
      id: member,
      aliasOf: row?.aliasOf ?? null,
      person: database.persons.get(member)?.person ?? null,
      joined: row?.joined,
      ...standing,
      counted: { incarnation, seq },
      version,
    };
    noteBasis(sent, { list: own, length: own.length });
    return sent;
  }

  /** Holds points for the record to come (server/holds.ts). */
  hold(
    process: number,
    till: TillId,
    ask: { readonly record: RecordId; readonly member: MemberId; readonly points: number },
    answer: (granted: boolean) => void,
  ): void {
    if (this.up[process] !== true) return;
    this.#transaction(
      process,
      () => {
        const { database, parts } = this;
        const now = parts.now();
        for (const [id, { expiresMs }] of database.holds) if (expiresMs <= now) database.holds.delete(id);
        if (database.holds.has(ask.record)) parts.mark('hold.repeated');
        let others = 0;
        for (const [id, one] of database.holds)
          if (one.member === ask.member && id !== ask.record) others += one.points;
        const standing = database.standings.get(ask.member) ?? EMPTY_STANDING;
        const available = Math.max(0, parts.code.spendable(standing, civilDateAt(now)) - others);
        const stored = database.counted.get(ask.record);
        if (stored !== undefined) {
          answer(stored === till);
          return;
        }
        const granted = ask.points > 0 && ask.points <= available;
        if (granted) database.holds.set(ask.record, { ...ask, till, expiresMs: now + HOLD_MS });
        if (granted && parts.code.is('a hold deducts')) {
          database.standings.set(ask.member, { ...standing, balance: points(standing.balance - ask.points) });
          this.#change('member', ask.member, 'chain');
          parts.proofs.standing(database, ask.member);
        }
        parts.mark(granted ? 'hold.granted' : 'hold.refused');
        answer(granted);
      },
      () => {},
    );
  }

  /** The operator erases a person: texts go, sums stay, cards lead to nobody. */
  erase(member: MemberId): void {
    const { database, parts } = this;
    const row = database.members.get(member);
    if (row === undefined) return;
    database.members.set(member, { ...row, erased: true });
    database.persons.delete(member);
    if (!parts.code.is('erasing forgets the text beside')) this.#forgetTexts(member);
    parts.mark('erased');
    this.#change('member', member, 'chain');
    this.#sequence();
  }

  #forgetTexts(member: MemberId): void {
    const { database } = this;
    for (const list of database.records.values()) {
      for (const { received } of list) {
        const { record } = received;
        if (record !== null && (record.kind === 'enrolment' || record.kind === 'edit') && record.member === member) {
          database.besides.delete(record.id);
        }
      }
    }
  }

  /**
   * Two members are one person: an alias, and no points move (domain/merge). Records of merging come with the till's part of it; here
   * the operator notes it at the centre, and what `combined` says is proven against the sums.
   */
  merge(a: MemberId, b: MemberId): void {
    const { database, parts } = this;
    const { kept, alias } = mergePair(a, b);
    const [one, other] = [database.members.get(kept), database.members.get(alias)];
    if (one === undefined || other === undefined || one.aliasOf !== null || other.aliasOf !== null) return;
    if ([...database.members.values()].some(({ aliasOf }) => aliasOf === alias)) return;
    const [x, y] = [database.standings.get(kept) ?? EMPTY_STANDING, database.standings.get(alias) ?? EMPTY_STANDING];
    const both = combined(x, y);
    if (both.balance !== x.balance + y.balance) throw new Error('a merge moves no points');
    database.members.set(alias, { ...other, aliasOf: kept });
    if (parts.code.is('own points are moved by a merge')) {
      database.standings.set(kept, both);
      parts.proofs.standing(database, kept);
    }
    parts.mark('merged');
    this.#change('member', alias, 'chain');
    this.#sequence();
  }

  /** A state of a kind that tills of today do not know. */
  publishUnknown(key: string): void {
    this.#change('display', key, 'chain');
    this.#sequence();
  }

  /** Something keeps a transaction open, long. */
  openLong(ms: number): void {
    if (this.#stuck) return;
    const process = this.up.findIndex(Boolean);
    if (process === -1) return;
    this.#stuck = true;
    this.parts.mark('centre.openTransaction');
    const over = (): void => {
      this.#stuck = false;
    };
    this.#transaction(process, over, over, ms);
  }

  kill(process: number): void {
    this.up[process] = false;
    this.deaths += 1;
    for (const one of [...this.#open]) {
      if (one.process !== process) continue;
      one.alive = false;
      this.#open.delete(one);
      one.failed();
    }
    this.#waiting = this.#waiting.filter((waiting) => waiting.process !== process);
    this.parts.mark('centre.died');
  }

  start(process: number): void {
    if (this.up[process] === true) return;
    this.up[process] = true;
    if (this.parts.code.is('counting stops after a restart')) return;
    for (const [id, { counted, held }] of this.database.incarnations) if (counted < held) this.#count(process, id);
  }

  /** All processes lose their connections; a synchronous replica goes on with everything that was committed. */
  failOver(): void {
    for (const process of this.up.keys()) if (this.up[process] === true) this.kill(process);
    for (const process of this.up.keys()) this.start(process);
    this.parts.mark('centre.failedOver');
  }

  /** The operator says that the database is another one than tills may think. */
  announce(): void {
    this.database.epoch = this.parts.newEpoch();
  }

  backUp(): void {
    this.#backup = copyOf(this.database);
  }

  /** The database becomes the last backup; `announced`: the operator gives it another epoch. */
  restore(announced: boolean): void {
    if (this.#backup === null) return;
    for (const process of this.up.keys()) if (this.up[process] === true) this.kill(process);
    this.database = copyOf(this.#backup);
    this.parts.tell(`restored to ${this.database.order.length - 1}`);
    if (announced) this.database.epoch = this.parts.newEpoch();
    this.parts.mark(announced ? 'centre.restored' : 'centre.restoredUnannounced');
    for (const process of this.up.keys()) this.start(process);
  }
}

function overdraws(
  balance: number,
  member: MemberId,
  entries: readonly { readonly member: MemberId; readonly points: number }[],
): boolean {
  return balance + entries.reduce((sum, entry) => (entry.member === member ? sum + entry.points : sum), 0) < 0;
}

/** More came back of a line than was sold: two tills took it apart. */
function isReturnedTwice({ sale, returns }: { readonly sale: Stored; readonly returns: readonly string[] }): boolean {
  const { record } = sale.received;
  if (record?.kind !== 'sale') return false;
  const back = record.lines.map(() => 0);
  for (const body of returns) {
    const read = readBody(body);
    if (!read.known || read.record.kind !== 'return') continue;
    for (const { line, quantity } of read.record.lines) if (line !== null) back[line] = (back[line] ?? 0) + quantity;
  }
  return record.lines.some((line, i) => (back[i] ?? 0) > line.quantity);
}

function kept(row: { readonly voided: boolean; readonly returns: readonly string[] } | undefined): object {
  return row === undefined ? {} : { voided: row.voided, returns: row.returns };
}

function fail(key: string): never {
  throw new Error(`the feed names ${key}, which is not there`);
}
