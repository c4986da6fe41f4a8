/** A model of ledger.db: the till's lives and records (really sealed), what stands beside them, and the counter's saved state. */
import type { GiftCardText } from '../../contract/giftcard.ts';
import type { GiftCardId, IncarnationId, MemberId, RecordId, StoreId, TillId } from '../../domain/identity/ids.ts';
import type { Movement } from '../../domain/ledger/fold.ts';
import { moneyOf, movementOf } from '../../domain/record/movement.ts';
import {
  type Beside,
  NO_HASH,
  type RecordBody,
  type RecordDraft,
  type SealedRecord,
} from '../../domain/record/record.ts';
import { type ChainHead, seal } from '../../domain/record/seal.ts';
import { sha256 } from '../../server/push/batch.ts';
import type { Faults } from './disk.ts';
import { textAbout } from './reading.ts';

/** A place in the log: an incarnation and a number. */
export interface Place {
  readonly incarnation: IncarnationId;
  readonly seq: number;
}

export interface LogRecord {
  /** Grows along the log, over all lives (db/ledger/file.ts). */
  readonly n: number;
  readonly incarnation: IncarnationId;
  readonly seq: number;
  readonly id: RecordId;
  readonly hash: string;
  readonly body: string;
  readonly kind: string;
  /** Null: a kind from the future, which this till wrote and whoever reads it cannot. */
  readonly record: RecordBody | null;
  readonly movement: Movement;
}

interface Life {
  readonly ordinal: number;
  readonly incarnation: IncarnationId;
}

const MOST_IN_A_LIFE = 1e10;
const NOTHING_SAID: readonly LogRecord[] = [];
const NO_MOVEMENT: Movement = { entries: [], counts: [], issued: [], usedCodes: [], recalled: [] };

/** A copy of the file as somebody's backup has it. */
export interface LogCopy {
  readonly lives: readonly Life[];
  readonly records: readonly LogRecord[];
  readonly abandoned: ReadonlySet<number>;
  readonly besides: ReadonlyMap<RecordId, Beside>;
}

export class Log {
  readonly store: StoreId;
  readonly till: TillId;
  readonly disk: Faults;
  lives: Life[] = [];
  records: LogRecord[] = [];
  abandoned = new Set<number>();
  besides = new Map<RecordId, Beside>();
  /** The counter's saved state: the id of the record to come (DESIGN truth 4). */
  toCome: RecordId | null = null;
  /** How many records are on the platter. */
  durable = 0;
  /** Merges, their ends and erasures. */
  said: LogRecord[] = [];
  #ofMember = new Map<MemberId, LogRecord[]>();
  #ofCard = new Map<GiftCardId, LogRecord[]>();
  /** Codes of gift cards that were sold here. */
  giftCodes = new Map<string, GiftCardId>();

  constructor(store: StoreId, till: TillId, disk: Faults) {
    this.store = store;
    this.till = till;
    this.disk = disk;
  }

  life(): Life {
    const life = this.lives.at(-1);
    if (life === undefined) throw new Error('a till without a life');
    return life;
  }

  last(): LogRecord | undefined {
    return this.records.at(-1);
  }

  /** Number of the last record of the life that is lived. */
  seq(): number {
    const last = this.last();
    return last === undefined || last.incarnation !== this.life().incarnation ? 0 : last.seq;
  }

  #head(): ChainHead {
    const { incarnation } = this.life();
    const last = this.last();
    const mine = last?.incarnation === incarnation ? last : undefined;
    return { store: this.store, till: this.till, incarnation, seq: mine?.seq ?? 0, hash: mine?.hash ?? NO_HASH };
  }

  begin(ordinal: number, incarnation: IncarnationId): void {
    this.lives.push({ ordinal, incarnation });
  }

  /** Seals and writes one record; `synced` false leaves it in the machine's memory (a broken till). Throws DiskError. */
  append(draft: RecordDraft, beside: Beside | null, synced = true): LogRecord {
    this.disk.write();
    const { sealed, record } = seal(this.#head(), draft, beside, sha256);
    return this.#put(sealed, record, beside, synced);
  }

  /** Writes a record of a kind that this version of Loial cannot read: another version's till. */
  appendUnknown(draft: RecordDraft, as: Readonly<Record<string, unknown>>): LogRecord {
    this.disk.write();
    const { sealed, record } = seal(this.#head(), draft, null, sha256);
    const body = JSON.stringify({ ...record, ...as });
    return this.#put({ ...sealed, body, hash: sha256(body) }, null, null, true, record);
  }

  #put(
    sealed: SealedRecord,
    record: RecordBody | null,
    beside: Beside | null,
    synced: boolean,
    head: Pick<RecordBody, 'id'> | null = record,
  ): LogRecord {
    const life = this.life();
    if (head === null) throw new Error('a record has a head');
    const one: LogRecord = {
      n: life.ordinal * MOST_IN_A_LIFE + sealed.seq,
      incarnation: life.incarnation,
      seq: sealed.seq,
      id: head.id,
      hash: sealed.hash,
      body: sealed.body,
      kind: record?.kind ?? 'unknown',
      record,
      movement: record === null ? NO_MOVEMENT : movementOf(record),
    };
    this.records.push(one);
    if (beside !== null) this.besides.set(one.id, beside);
    if (synced) this.durable = this.records.length;
    this.#index(one);
    return one;
  }

  #index(one: LogRecord): void {
    if (one.kind === 'merged' || one.kind === 'unmerged' || one.kind === 'erased') this.said.push(one);
    if (one.record?.kind === 'giftCard' && one.record.action === 'issue') {
      const { code }: Partial<GiftCardText> = JSON.parse(this.besides.get(one.id)?.text ?? '{}');
      if (code !== undefined && !this.giftCodes.has(code)) this.giftCodes.set(code, one.record.card);
    }
    for (const card of new Set(one.record === null ? [] : moneyOf(one.record).map((entry) => entry.card)))
      this.#ofCard.set(card, [...(this.#ofCard.get(card) ?? []), one]);
    const members = new Set(
      [...one.movement.entries, ...one.movement.counts, ...one.movement.issued].flatMap(({ member }) => member ?? []),
    );
    for (const member of members) {
      const list = this.#ofMember.get(member);
      if (list === undefined) this.#ofMember.set(member, [one]);
      else list.push(one);
    }
  }

  #reindex(): void {
    this.#ofMember = new Map();
    this.#ofCard = new Map();
    this.giftCodes = new Map();
    this.said = [];
    for (const one of this.records) this.#index(one);
  }

  isLive(one: LogRecord): boolean {
    return !this.abandoned.has(one.n);
  }

  /** The place after which what a position does not contain begins; 0 for null and for lives unknown here. */
  after(place: Place | null): number {
    if (place === null) return 0;
    const life = this.lives.find(({ incarnation }) => incarnation === place.incarnation);
    return life === undefined ? 0 : life.ordinal * MOST_IN_A_LIFE + place.seq;
  }

  /** Live records that move something of a member, after a place. */
  movedAfter(member: MemberId, counted: Place | null): readonly LogRecord[] {
    const list = this.#ofMember.get(member);
    if (list === undefined) return [];
    const n = this.after(counted);
    return list.filter((one) => one.n > n && this.isLive(one));
  }

  /** Live records that move money of a card, after a place. */
  paidAfter(card: GiftCardId, counted: Place | null): readonly LogRecord[] {
    const n = this.after(counted);
    return (this.#ofCard.get(card) ?? []).filter((one) => one.n > n && this.isLive(one));
  }

  /** Live records after a place in the log, in order, at most so many. */
  liveAfter(place: Place | null, most: number): readonly LogRecord[] {
    const n = this.after(place);
    const found: LogRecord[] = [];
    let from = this.records.length;
    while (from > 0 && (this.records[from - 1]?.n ?? 0) > n) from -= 1;
    for (let i = from; i < this.records.length && found.length < most; i++) {
      const one = this.records[i];
      if (one !== undefined && this.isLive(one)) found.push(one);
    }
    return found;
  }

  /** Live ones of `said` after a place in the log. */
  saidAfter(place: Place | null): readonly LogRecord[] {
    const n = this.after(place);
    return (this.said.at(-1)?.n ?? 0) > n ? this.said.filter((one) => one.n > n && this.isLive(one)) : NOTHING_SAID;
  }

  /** Records of the life that is lived after a number, to be sent. */
  toSend(after: number, most: number): readonly SealedRecord[] {
    const { incarnation } = this.life();
    const last = this.last();
    if (last === undefined || last.incarnation !== incarnation) return [];
    const begin = this.records.length - last.seq;
    return this.records.slice(begin + after, begin + after + most).map(({ seq, hash, body, id }) => {
      return { seq, hash, body, beside: this.besides.get(id) ?? null };
    });
  }

  hashAt({ incarnation, seq }: Place): string | null {
    const n = this.after({ incarnation, seq });
    if (n === 0) return null;
    let [low, high] = [0, this.records.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const one = this.records[middle];
      if (one === undefined) return null;
      if (one.n === n) return one.hash;
      if (one.n < n) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }

  has(id: RecordId): boolean {
    for (let i = this.records.length - 1; i >= 0; i--) if (this.records[i]?.id === id) return true;
    return false;
  }

  /** A new life after a fork: whatever followed the last common place is appended again, with the same ids. */
  reincarnate(
    begun: RecordDraft,
    ordinal: number,
    incarnation: IncarnationId,
    common: Place | null,
    again: boolean,
  ): LogRecord {
    const n = this.after(common);
    const followed = this.records.filter((one) => one.n > n && one.kind !== 'begun' && this.isLive(one));
    for (const one of this.records) if (one.n > n) this.abandoned.add(one.n);
    this.begin(ordinal, incarnation);
    const first = this.append(begun, null);
    if (!again) return first;
    for (const { record, body } of followed) {
      const head = this.#head();
      const raw: unknown = JSON.parse(body);
      if (typeof raw !== 'object' || raw === null) throw new Error('a body is an object');
      const place = { incarnation: head.incarnation, seq: head.seq + 1, prevHash: head.hash };
      const moved = JSON.stringify({ ...raw, ...place });
      const sealed = { seq: place.seq, hash: sha256(moved), body: moved, beside: null };
      const id = record?.id ?? idIn(raw);
      this.#put(sealed, record === null ? null : { ...record, ...place }, null, true, { id });
    }
    return first;
  }

  /** Forgets the texts beside records about these; returns how many went. */
  forget(members: readonly MemberId[]): number {
    const before = this.besides.size;
    for (const { record } of this.records) {
      const about = textAbout(record);
      if (record !== null && about !== null && members.includes(about)) this.besides.delete(record.id);
    }
    return before - this.besides.size;
  }

  /** What a power cut leaves; returns how many records went. */
  crash(left: (open: number) => number): number {
    const open = this.records.length - this.durable;
    const gone = open - left(open);
    if (gone > 0) {
      for (const { id } of this.records.splice(-gone)) this.besides.delete(id);
      this.#reindex();
    }
    this.durable = this.records.length;
    // The counter is emptied in the record's own transaction.
    if (this.toCome !== null && this.has(this.toCome)) this.toCome = null;
    return gone;
  }

  copy(): LogCopy {
    const { lives, records, abandoned, besides } = this;
    return {
      lives: [...lives],
      records: [...records],
      abandoned: new Set(abandoned),
      besides: new Map(besides),
    };
  }

  /** The file becomes a backup's. */
  restore(copy: LogCopy): void {
    this.lives = [...copy.lives];
    this.records = [...copy.records];
    this.abandoned = new Set(copy.abandoned);
    this.besides = new Map(copy.besides);
    this.durable = this.records.length;
    this.toCome = null;
    this.#reindex();
  }
}

function idIn(raw: object): RecordId {
  if (!('id' in raw) || typeof raw.id !== 'string') throw new Error('a body has an id');
  return raw.id as RecordId;
}
