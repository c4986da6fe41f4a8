/**
 * A till: its two files, its clock, and the process that runs on them. The sync protocol is the product's own step; what
 * electron/sync/session.ts does with files and the wire for each effect is done here with the models.
 */
import type { PullResponse, PushResponse } from '../../contract/sync/messages.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import {
  type IncarnationId,
  incarnationId,
  type MemberId,
  recordId,
  type StoreId,
  type TillId,
} from '../../domain/identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import { NO_HASH, type RecordDraft } from '../../domain/record/record.ts';
import {
  beginSync,
  dueMs,
  type Failure,
  type SyncEffect,
  type SyncInput,
  type SyncProtocol,
} from '../../electron/sync/protocol.ts';
import type { Code } from './breaks.ts';
import type { Centre } from './centre.ts';
import type { Chance } from './chance.ts';
import { type Clock, openClock } from './clock.ts';
import { DiskError, type Faults, faults } from './disk.ts';
import { Log, type LogCopy, type LogRecord, type Place } from './log.ts';
import type { Mark } from './marks.ts';
import type { Network } from './network.ts';
import { Replica, type ReplicaCopy } from './replica.ts';

const PUSH_MS = 30_000;
const PULL_MS = 30_000;
const LATE_MS = 8000;
const FOLDED_AT_ONCE = 500;

export interface TillParts {
  readonly n: number;
  readonly till: TillId;
  readonly store: StoreId;
  readonly code: Code;
  readonly network: Network;
  readonly centre: Centre;
  readonly now: () => number;
  readonly at: (ms: number, run: () => void) => void;
  /** Of this till's disk and of its process. */
  readonly dice: Chance;
  readonly newUuid: (nowMs: number) => string;
  readonly mark: (mark: Mark) => void;
  readonly tell: (what: string) => void;
  /** Before and after an answer to a pull is written. */
  readonly pulling: (till: Till, response: PullResponse) => void;
  readonly pulled: (till: Till, response: PullResponse) => void;
  /** A record was written that no cashier confirms: the beginning of a life. */
  readonly began: (record: LogRecord) => void;
}

export interface Backup {
  readonly log: LogCopy;
  readonly replica: ReplicaCopy;
}

export class Till {
  readonly parts: TillParts;
  readonly clock: Clock = openClock();
  readonly disk: Faults;
  readonly log: Log;
  replica: Replica;
  /** The process; null: it is down. */
  sync: SyncProtocol | null = null;
  /** Which process it is: what an earlier one asked for comes to nothing. */
  life = 0;
  protocol = 2;
  /** A disk was restored or cloned since it last drained: its counted numbers may be somebody else's. */
  doubtful = false;
  /** Asks the centre before a redemption and waits for its answer. */
  asking = false;
  #underWay = new Set<number>();
  #tickAt = Number.POSITIVE_INFINITY;
  #folding = false;
  #backup: Backup | null = null;
  /** What the cashier is told was forgotten (a broken till). */
  #stored: Map<MemberId, number> = new Map();

  constructor(parts: TillParts) {
    this.parts = parts;
    this.disk = faults((problem) => parts.mark(problem === 'SQLITE_FULL' ? 'disk.full' : 'disk.busy'));
    this.log = new Log(parts.store, parts.till, this.disk);
    this.replica = new Replica(this.#breaks());
  }

  #breaks(): { readonly dropsUnread: boolean; readonly keepsErased: boolean } {
    return { dropsUnread: this.parts.code.is('a state from the future is dropped'), keepsErased: false };
  }

  wall(): number {
    return this.clock.wall(this.parts.now());
  }

  /** A fresh life, before anything was written. */
  begin(
    previous: { readonly incarnation: IncarnationId; readonly seq: number; readonly hash: string } | null,
    ordinal: number,
  ): void {
    const incarnation = incarnationId(this.parts.newUuid(this.wall()));
    this.log.begin(ordinal, incarnation);
    this.parts.began(this.log.append(this.#begun(previous, ordinal), null));
  }

  #begun(
    previous: { readonly incarnation: IncarnationId; readonly seq: number; readonly hash: string } | null,
    ordinal: number,
  ): RecordDraft {
    return {
      kind: 'begun',
      previous,
      ordinal,
      entries: [],
      id: recordId(this.parts.newUuid(this.wall())),
      shift: null,
      businessDay: null,
      staff: null,
      programmeVersion: null,
      reverses: null,
      occurredAt: this.wall(),
    };
  }

  /** Starts the process on what is on disk. */
  boot(): void {
    if (this.sync !== null) return;
    this.life += 1;
    this.asking = false;
    this.#underWay.clear();
    this.#tickAt = Number.POSITIVE_INFINITY;
    this.#folding = false;
    const before = this.replica.sync();
    if (
      before.acked !== null &&
      before.epoch !== null &&
      this.log.hashAt(before.acked) === null &&
      !this.parts.code.is('members.db of another time is believed')
    ) {
      // members.db has heard of more than this log has: its states are of another time, and all are asked for again.
      this.parts.mark('till.membersAhead');
      this.replica.startOver(before.epoch);
    }
    const known = this.replica.sync();
    const { incarnation } = this.log.life();
    const isOurs = known.acked?.incarnation === incarnation;
    const held = isOurs ? (known.acked?.seq ?? 0) : 0;
    const isForgetful = this.parts.code.is('the till forgets to send what its disk held');
    this.sync = beginSync({
      head: this.log.seq(),
      held: isForgetful ? this.log.seq() : held,
      epoch: known.epoch,
      cursor: known.cursor,
    });
    if (isForgetful) this.sync = { ...this.sync, verified: true };
    this.parts.tell(`till ${this.parts.n} up, head ${this.log.seq()}, held ${held}, cursor ${known.cursor}`);
    this.fold();
    this.#give({ kind: 'tick' });
  }

  /** The process ends well, or the machine loses its power: then what was not synced may go. */
  stop(power: boolean): void {
    const { mark, dice } = this.parts;
    if (this.sync === null && !power) return;
    this.sync = null;
    this.life += 1;
    if (this.asking && power) mark('till.crashedWhileAsking');
    this.asking = false;
    if (!power) {
      this.log.durable = this.log.records.length;
      this.replica.journal.sync();
      return;
    }
    mark('till.crashed');
    const gone = this.log.crash((open) =>
      this.parts.code.is('confirmed before it is synced') ? 0 : dice.below(open + 1),
    );
    if (gone > 0) mark('till.crashedWithUnsynced');
    const lost = dice.below(this.replica.journal.open + 1);
    if (lost > 0) mark('till.membersLost');
    this.replica.journal.lose(lost);
    this.replica.journal.sync();
    this.parts.tell(`till ${this.parts.n} lost its power: ${gone} records, ${lost} transactions`);
  }

  backUp(): void {
    this.#backup = this.copy();
  }

  copy(): Backup {
    return { log: this.log.copy(), replica: this.replica.copy() };
  }

  /** Becomes its backup, or only its ledger.db does. */
  restore(both: boolean): boolean {
    if (this.#backup === null) return false;
    this.become(this.#backup, both);
    return true;
  }

  become({ log, replica }: Backup, both: boolean): void {
    this.stop(false);
    this.log.restore(log);
    if (both) this.replica = new Replica(this.#breaks(), replica);
    this.doubtful = true;
  }

  /** The disk dies; a new one begins a new life under the till's old name (a new code). Returns how many records went unsent. */
  newDisk(
    held: number,
    previous: { readonly incarnation: IncarnationId; readonly seq: number; readonly hash: string } | null,
  ): number {
    this.stop(false);
    this.disk.clear();
    const unsent = this.log.seq() - held;
    const ordinal = this.log.life().ordinal + 1;
    this.log.restore({ lives: [], records: [], abandoned: new Set(), besides: new Map() });
    this.replica = new Replica(this.#breaks());
    this.begin(previous, ordinal);
    this.#backup = null;
    this.doubtful = true;
    this.parts.mark('disk.died');
    if (unsent > 0) this.parts.mark('disk.diedUnsent');
    return unsent;
  }

  appended(): void {
    this.fold();
    this.#give({ kind: 'appended', seq: this.log.seq() });
  }

  fold(): void {
    if (this.#folding || this.sync === null) return;
    this.#folding = true;
    const { life } = this;
    this.parts.at(this.parts.now() + this.parts.dice.below(50), () => {
      if (this.life !== life) return;
      this.#folding = false;
      const records = this.log.liveAfter(this.replica.sync().folded, FOLDED_AT_ONCE);
      if (records.length === 0) return;
      try {
        this.replica.fold(records, this.log);
      } catch (error) {
        this.#restartAfter(error);
        return;
      }
      if (records.length === FOLDED_AT_ONCE) this.fold();
    });
  }

  /** What cannot be written ends the sync worker; it begins again from what is on disk. */
  #restartAfter(error: unknown): void {
    if (!(error instanceof DiskError)) throw error;
    this.sync = null;
    this.life += 1;
    const { life } = this;
    this.parts.at(this.parts.now() + 1000, () => {
      if (this.life === life) this.boot();
    });
  }

  #give(input: SyncInput): void {
    if (this.sync === null) return;
    const { code, now, dice } = this.parts;
    const stepped = code.step(this.sync, input, { nowMs: now(), chance: dice.fraction() });
    this.sync = stepped.state;
    try {
      for (const effect of stepped.effects) this.#perform(effect);
    } catch (error) {
      this.#restartAfter(error);
      return;
    }
    const { fork } = this.sync;
    if (fork !== null) {
      this.#liveAnew(fork);
      return;
    }
    const due = dueMs(this.sync);
    if (due === null || due >= this.#tickAt) return;
    this.#tickAt = due;
    const { life } = this;
    this.parts.at(due, () => {
      if (this.life !== life) return;
      this.#tickAt = Number.POSITIVE_INFINITY;
      this.#give({ kind: 'tick' });
    });
  }

  #perform(effect: SyncEffect): void {
    const { replica } = this;
    switch (effect.kind) {
      case 'push':
        this.#push(effect);
        return;
      case 'pull':
        this.#pull(effect);
        return;
      case 'abandon':
        this.#underWay.delete(effect.attempt);
        return;
      case 'keepHeld':
        this.disk.write();
        replica.acked({ incarnation: this.log.life().incarnation, seq: effect.seq });
        return;
      case 'startOver':
        this.disk.write();
        this.parts.mark('epoch.changed');
        replica.startOver(effect.epoch);
        return;
      case 'keepStates': {
        this.disk.write();
        const { epoch, cursor, states } = effect.response;
        const before = replica.sync();
        this.parts.pulling(this, effect.response);
        if (states.length === 0 && cursor === before.cursor && epoch === before.epoch) replica.heard(this.wall());
        else replica.applyPull(effect.response, this.wall());
        if (replica.journal.open > 12) replica.journal.sync();
        for (const raw of states) {
          if (raw.kind === 'display') this.parts.mark('unread.state');
          if (raw.kind === 'member' && raw['person'] === null) this.#erasedHere(raw['id'] as MemberId);
        }
        if (this.parts.code.is('balance is stored as a sum') || this.parts.code.is('tail is forgotten after a pull')) {
          for (const raw of states)
            if (raw.kind === 'member') this.#stored.set(raw['id'] as MemberId, Number(raw['balance']));
        }
        this.parts.pulled(this, effect.response);
        return;
      }
    }
  }

  /** Texts of a person that the centre has erased go from the log's side table too. */
  #erasedHere(member: MemberId): void {
    if (this.parts.code.is('erasing forgets the text beside')) return;
    for (const { record } of this.log.records) {
      if (record !== null && (record.kind === 'enrolment' || record.kind === 'edit') && record.member === member)
        this.log.besides.delete(record.id);
    }
  }

  /** Asks the centre; `timeoutMs` later without an answer it has failed. */
  #exchange(
    attempt: number,
    timeoutMs: number,
    kind: 'push' | 'pull',
    ask: (process: number, reply: (give: () => void) => void) => void,
  ): void {
    const { network, centre, n, now, at, mark, dice } = this.parts;
    const { life } = this;
    this.#underWay.add(attempt);
    const fail = (why: Failure): void => {
      if (this.life !== life || !this.#underWay.delete(attempt)) return;
      if (why === 'timeout') mark('timeout');
      this.#give({ kind: 'failed', attempt, why });
    };
    const line = network.line(n);
    if (!centre.anyUp() && !line.cutUp) {
      at(now() + 50, () => fail('unreachable'));
      return;
    }
    at(now() + timeoutMs, () => fail('timeout'));
    network.up(n, kind, () => {
      const processes = [...centre.up.keys()].filter((process) => centre.up[process] === true);
      const process = processes[processes.length === 0 ? 0 : dice.below(processes.length)];
      if (process === undefined) return;
      if (process > 0) mark('centre.twoProcesses');
      if (this.protocol < 2) mark('version.old');
      if (centre.version > this.protocol + 1) {
        mark('version.refused');
        network.down(n, kind, () => fail('refused'));
        return;
      }
      ask(process, (give) =>
        network.down(n, kind, () => {
          if (this.life !== life || !this.#underWay.delete(attempt)) return;
          give();
        }),
      );
    });
  }

  #push({ attempt, after, most }: Extract<SyncEffect, { kind: 'push' }>): void {
    const { till, centre, code } = this.parts;
    if (code.is('a lost reply is sent again with new ids') && (this.sync?.push.failures ?? 0) > 0) this.#newIds(after);
    const { incarnation } = this.log.life();
    const records = this.log.toSend(after, Math.min(most, 1000));
    this.#exchange(attempt, PUSH_MS, 'push', (process, reply) =>
      centre.push(process, till, { incarnation, records: [...records] }, (response) =>
        reply(() => {
          if (response === null) {
            this.#give({ kind: 'failed', attempt, why: 'refused' });
            return;
          }
          const ownHash = response.held === 0 ? NO_HASH : this.log.hashAt({ incarnation, seq: response.held });
          if (this.sync !== null && response.held < this.sync.held) this.parts.mark('epoch.heldBack');
          this.#give({ kind: 'pushed', attempt, response, ownHash });
        }),
      ),
    );
  }

  #pull({ attempt, cursor, most, waitMs }: Extract<SyncEffect, { kind: 'pull' }>): void {
    const { till, store, centre, protocol } = { ...this.parts, protocol: this.protocol };
    const { incarnation } = this.log.life();
    this.#exchange(attempt, waitMs === 0 ? PULL_MS : waitMs + LATE_MS, 'pull', (process, reply) =>
      centre.pull(process, { till, store, protocol }, { incarnation, cursor, most, waitMs }, (response) =>
        reply(() => this.#give({ kind: 'pulled', attempt, response })),
      ),
    );
  }

  /** The mistake: what was not answered is made anew. */
  #newIds(after: number): void {
    const { log } = this;
    const begin = log.records.length - log.seq() + after;
    const tail = log.records.slice(Math.max(begin, 1));
    if (tail.length === 0 || tail.some(({ record }) => record === null || record.kind === 'begun')) return;
    log.records.length -= tail.length;
    log.durable = log.records.length;
    for (const { record, id } of tail) {
      if (record === null) continue;
      log.append({ ...record, id: recordId(this.parts.newUuid(this.wall())) }, log.besides.get(id) ?? null);
    }
  }

  /** Asks for a hold; answers once, at the latest after `timeoutMs`. */
  askHold(
    ask: Parameters<Centre['hold']>[2],
    timeoutMs: number,
    answer: (granted: boolean | 'unreachable') => void,
  ): void {
    const { network, centre, n, till, now, at, dice } = this.parts;
    const { life } = this;
    this.asking = true;
    let isDone = false;
    const once = (granted: boolean | 'unreachable'): void => {
      if (isDone || this.life !== life) return;
      isDone = true;
      this.asking = false;
      answer(granted);
    };
    at(now() + timeoutMs, () => once('unreachable'));
    network.up(n, 'hold', () => {
      const processes = [...centre.up.keys()].filter((process) => centre.up[process] === true);
      const process = processes[processes.length === 0 ? 0 : dice.below(processes.length)];
      if (process !== undefined)
        centre.hold(process, till, ask, (granted) => network.down(n, 'hold', () => once(granted)));
    });
  }

  /** After a fork: electron/till/identity.ts liveAnew. */
  #liveAnew(fork: NonNullable<PushResponse['fork']>): void {
    const { log, parts } = this;
    const { incarnation, ordinal } = log.life();
    const acked = this.replica.sync().acked;
    const common = lastCommon(log, incarnation, fork, acked);
    const next = incarnationId(parts.newUuid(this.wall()));
    const previous = common === null ? null : { ...common, hash: log.hashAt(common) ?? '' };
    this.sync = null;
    this.life += 1;
    try {
      this.disk.write();
    } catch (error) {
      this.#restartAfter(error);
      return;
    }
    parts.began(
      log.reincarnate(
        this.#begun(previous, ordinal + 1),
        ordinal + 1,
        next,
        common,
        !parts.code.is('a new life appends nothing again'),
      ),
    );
    parts.mark('fork.livedAnew');
    parts.tell(`till ${parts.n} lives anew ${next} after ${common?.seq ?? 0}`);
    this.boot();
  }

  /** Where a member stands at this till: the centre's word and the own records not counted in it (db/members.ts). */
  standing(member: MemberId): Standing {
    const found = this.replica.members.get(member);
    let standing: Standing = found === undefined ? EMPTY_STANDING : found.state;
    const { code } = this.parts;
    if (code.is('tail is forgotten after a pull') && found?.told === true) return standing;
    const counted: Place | null = found?.state.counted ?? null;
    const tail = this.log.movedAfter(member, counted);
    if (tail.length > 0) this.parts.mark('till.tailOverReplica');
    for (const { movement } of tail) standing = foldMovement(standing, member, movement);
    if (code.is('balance is stored as a sum') && this.#stored.has(member)) {
      const stored = this.#stored.get(member) ?? 0;
      return { ...standing, balance: stored as Standing['balance'] };
    }
    return standing;
  }

  today(): ReturnType<typeof civilDateAt> {
    return civilDateAt(this.wall());
  }
}

/** The last place that this log and the centre surely share (electron/till/identity.ts). */
function lastCommon(
  log: Log,
  incarnation: IncarnationId,
  { seq, expectedPrevHash }: NonNullable<PushResponse['fork']>,
  acked: Place | null,
): Place | null {
  if (seq > 1 && log.hashAt({ incarnation, seq: seq - 1 }) === expectedPrevHash) return { incarnation, seq: seq - 1 };
  if (acked === null || acked.incarnation !== incarnation || acked.seq === 0 || acked.seq >= seq) return null;
  return log.hashAt(acked) === null ? null : acked;
}
