/** A till’s machine: its files and clock, power cuts, backups, and what the files say of a member. */
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
import type { Programme } from '../../domain/programme/programme.ts';
import type { RecordDraft } from '../../domain/record/record.ts';
import type { SyncProtocol } from '../../electron/sync/protocol.ts';
import type { Code } from './breaks.ts';
import type { Centre } from './centre.ts';
import type { Chance } from './chance.ts';
import { type Clock, openClock } from './clock.ts';
import { type Faults, faults } from './disk.ts';
import { Log, type LogCopy, type LogRecord, type Place } from './log.ts';
import type { Mark } from './marks.ts';
import type { Network } from './network.ts';
import type { Written } from './replay/written.ts';
import { Replica, type ReplicaBreaks, type ReplicaCopy } from './replica.ts';
import type { Till } from './till.ts';

export const PUSH_MS = 30_000;
export const PULL_MS = 30_000;
export const LATE_MS = 8000;
export const FOLDED_AT_ONCE = 500;

export interface TillParts {
  readonly n: number;
  readonly till: TillId;
  readonly store: StoreId;
  readonly code: Code;
  readonly programme: Programme;
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
  /** What is written to the files, for a replay on real ones. */
  readonly wrote: (one: Written) => void;
  /** A record was written that no cashier confirms: the beginning of a life. */
  readonly began: (record: LogRecord) => void;
}

export interface Backup {
  readonly log: LogCopy;
  readonly replica: ReplicaCopy;
}

export class Machine {
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

  protected underWay = new Set<number>();

  protected tickAt = Number.POSITIVE_INFINITY;

  protected folding = false;

  protected backup: Backup | null = null;

  /** What the cashier is told was forgotten (a broken till). */
  protected stored: Map<MemberId, number> = new Map();

  constructor(parts: TillParts) {
    this.parts = parts;
    this.disk = faults((problem) => parts.mark(problem === 'SQLITE_FULL' ? 'disk.full' : 'disk.busy'));
    this.log = new Log(parts.store, parts.till, this.disk);
    this.replica = new Replica(this.breaks());
  }

  protected breaks(): ReplicaBreaks {
    const { is } = this.parts.code;
    return {
      dropsUnread: is('a state from the future is dropped'),
      revivesErased: is('an older word of the centre brings back who is erased'),
      revivesMerges: is('a merge that is heard again stands again'),
    };
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
    const written = this.log.append(this.begun(previous, ordinal), null);
    if (written.record !== null) this.parts.wrote({ what: 'begin', record: written.record, hash: written.hash });
    this.parts.began(written);
  }

  protected begun(
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
    this.backup = this.copy();
  }

  copy(): Backup {
    const backup = { log: this.log.copy(), replica: this.replica.copy() };
    this.parts.wrote({ what: 'copy', backup });
    return backup;
  }

  /** Becomes its backup, or only its ledger.db does. */
  restore(both: boolean): boolean {
    if (this.backup === null) return false;
    this.become(this.backup, both);
    return true;
  }

  become(backup: Backup, both: boolean): void {
    const { log, replica } = backup;
    this.stop(false);
    this.parts.wrote({ what: 'become', backup, both });
    this.log.restore(log);
    if (both) this.replica = new Replica(this.breaks(), replica);
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
    this.replica = new Replica(this.breaks());
    this.parts.wrote({ what: 'newDisk' });
    this.begin(previous, ordinal);
    this.backup = null;
    this.doubtful = true;
    this.parts.mark('disk.died');
    if (unsent > 0) this.parts.mark('disk.diedUnsent');
    return unsent;
  }

  /** Texts about who is erased go from the log's side table too (electron/till/people/erasing.ts). */
  forget(members: readonly MemberId[]): void {
    if (members.length === 0 || this.parts.code.is('erasing forgets the text beside')) return;
    if (this.log.forget(members) > 0) this.parts.wrote({ what: 'forget', members });
  }

  /** The mistake: what was not answered is made anew. */
  protected newIds(after: number): void {
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

  today(): ReturnType<typeof civilDateAt> {
    return civilDateAt(this.wall());
  }
}

/** The last place that this log and the centre surely share (electron/till/identity.ts). */
export function lastCommon(
  log: Log,
  incarnation: IncarnationId,
  { seq, expectedPrevHash }: NonNullable<PushResponse['fork']>,
  acked: Place | null,
): Place | null {
  if (seq > 1 && log.hashAt({ incarnation, seq: seq - 1 }) === expectedPrevHash) return { incarnation, seq: seq - 1 };
  if (acked === null || acked.incarnation !== incarnation || acked.seq === 0 || acked.seq >= seq) return null;
  return log.hashAt(acked) === null ? null : acked;
}
