/** A model of members.db, after db/replica: the centre's states, own changes not told yet, where sync stands. */

import type { PullResponse } from '../../contract/sync/messages.ts';
import {
  type CardState,
  type GiftCardState,
  type MemberState,
  type MergeState,
  type ReceiptState,
  state,
} from '../../contract/sync/states.ts';
import { points } from '../../domain/amount/points.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { GiftCardId, IncarnationId, MemberId, RecordId } from '../../domain/identity/ids.ts';
import type { Merge } from '../../domain/merge/merges.ts';
import type { CardText, EditText, EnrolmentText, Person } from '../../domain/person/person.ts';
import { type Basis, basisOf } from './basis.ts';
import { type Journal, openJournal, Table } from './disk.ts';
import type { Log, LogRecord, Place } from './log.ts';
import { putMerge } from './merges.ts';

export interface ReplicaMember {
  readonly state: MemberState;
  /** The centre told of them. */
  readonly told: boolean;
  /** What the standing is made of, for the proofs; null: nothing. */
  readonly basis: Basis | null;
}

export interface ReplicaGiftCard {
  readonly state: GiftCardState;
  readonly basis: Basis | null;
}

interface OwnPerson {
  readonly record: RecordId;
  readonly place: Place;
  readonly changes: Partial<Person>;
}

interface OwnCard {
  readonly place: Place;
  readonly told: CardState | null;
  readonly settled: boolean;
}

export interface SyncRow {
  readonly epoch: string | null;
  readonly cursor: string;
  readonly acked: Place | null;
  readonly heardAt: number | null;
  readonly folded: Place | null;
}

const NEVER: SyncRow = { epoch: null, cursor: '', acked: null, heardAt: null, folded: null };
const KNOWN_KINDS: ReadonlySet<string> = new Set(['member', 'merge', 'card', 'giftCard', 'receipt']);

export interface ReplicaCopy {
  readonly members: readonly (readonly [MemberId, ReplicaMember])[];
  readonly cards: readonly (readonly [string, CardState])[];
  readonly giftCards: readonly (readonly [GiftCardId, ReplicaGiftCard])[];
  readonly receipts: readonly (readonly [RecordId, ReceiptState])[];
  readonly merges: readonly (readonly [RecordId, Merge])[];
  readonly mergesOf: readonly (readonly [MemberId, readonly RecordId[]])[];
  readonly erased: readonly (readonly [MemberId, true])[];
  readonly persons: readonly (readonly [MemberId, readonly OwnPerson[]])[];
  readonly ownCards: readonly (readonly [string, OwnCard])[];
  readonly unread: readonly (readonly [string, string])[];
  readonly versions: readonly (readonly [string, number])[];
  readonly ordinals: readonly (readonly [IncarnationId, number])[];
  readonly sync: SyncRow;
}

/** What of the product or the model is broken on purpose. */
export interface ReplicaBreaks {
  readonly dropsUnread: boolean;
  /** Who was erased comes back with a word of a centre that has not heard of it (again). */
  readonly revivesErased: boolean;
  /** A merge that was taken back stands again when it is heard of again. */
  readonly revivesMerges: boolean;
}

export class Replica {
  readonly journal: Journal = openJournal();
  readonly #breaks: ReplicaBreaks;
  members: Table<MemberId, ReplicaMember>;
  cards: Table<string, CardState>;
  giftCards: Table<GiftCardId, ReplicaGiftCard>;
  receipts: Table<RecordId, ReceiptState>;
  merges: Table<RecordId, Merge>;
  mergesOf: Table<MemberId, readonly RecordId[]>;
  /** Who was erased, for good. */
  erased: Table<MemberId, true>;
  unread: Table<string, string>;
  /** The version of each state that was taken in, for the proofs. */
  versions: Table<string, number>;
  #persons: Table<MemberId, readonly OwnPerson[]>;
  #ownCards: Table<string, OwnCard>;
  #ordinals: Table<IncarnationId, number>;
  #sync: Table<'sync', SyncRow>;
  #parsed = 0;

  constructor(breaks: ReplicaBreaks, copy: ReplicaCopy | null = null) {
    const { journal } = this;
    this.#breaks = breaks;
    this.members = new Table(journal, copy?.members);
    this.cards = new Table(journal, copy?.cards);
    this.giftCards = new Table(journal, copy?.giftCards);
    this.receipts = new Table(journal, copy?.receipts);
    this.merges = new Table(journal, copy?.merges);
    this.mergesOf = new Table(journal, copy?.mergesOf);
    this.erased = new Table(journal, copy?.erased);
    this.unread = new Table(journal, copy?.unread);
    this.versions = new Table(journal, copy?.versions);
    this.#persons = new Table(journal, copy?.persons);
    this.#ownCards = new Table(journal, copy?.ownCards);
    this.#ordinals = new Table(journal, copy?.ordinals);
    this.#sync = new Table(journal, copy === null ? [] : [['sync', copy.sync]]);
  }

  copy(): ReplicaCopy {
    return {
      members: [...this.members.rows],
      cards: [...this.cards.rows],
      giftCards: [...this.giftCards.rows],
      receipts: [...this.receipts.rows],
      merges: [...this.merges.rows],
      mergesOf: [...this.mergesOf.rows],
      erased: [...this.erased.rows],
      persons: [...this.#persons.rows],
      ownCards: [...this.#ownCards.rows],
      unread: [...this.unread.rows],
      versions: [...this.versions.rows],
      ordinals: [...this.#ordinals.rows],
      sync: this.sync(),
    };
  }

  sync(): SyncRow {
    return this.#sync.get('sync') ?? NEVER;
  }

  #move(change: Partial<SyncRow>): void {
    this.#sync.set('sync', { ...this.sync(), ...change });
  }

  /** Whether the centre's word, counted up to a place, contains this place. */
  covered(place: Place, counted: Place): boolean {
    if (place.incarnation === counted.incarnation) return place.seq <= counted.seq;
    const life = this.#ordinals.get(place.incarnation) ?? 0;
    const other = this.#ordinals.get(counted.incarnation);
    return other === undefined || other > life;
  }

  applyPull({ epoch, cursor, states }: PullResponse, heardAt: number): void {
    this.journal.begin();
    for (const [code, { settled, told }] of [...this.#ownCards.rows]) {
      if (!settled) continue;
      this.#ownCards.delete(code);
      if (told !== null) this.cards.set(code, told);
    }
    for (const one of states) this.#take(one);
    this.#move({ epoch, cursor, heardAt });
  }

  heard(heardAt: number): void {
    this.journal.begin();
    this.#move({ heardAt });
  }

  startOver(epoch: string): void {
    this.journal.begin();
    this.#move({ epoch, cursor: '', acked: null });
  }

  acked(place: Place): void {
    this.journal.begin();
    this.#move({ acked: place });
    const life = this.#ordinals.get(place.incarnation) ?? 0;
    for (const [code, own] of [...this.#ownCards.rows]) {
      const { incarnation, seq } = own.place;
      const earlier = (this.#ordinals.get(incarnation) ?? 0) < life;
      if (earlier || (incarnation === place.incarnation && seq <= place.seq)) {
        this.#ownCards.set(code, { ...own, settled: true });
      }
    }
  }

  #take(raw: PullResponse['states'][number]): void {
    const version = raw['version'];
    if (!KNOWN_KINDS.has(raw.kind)) {
      if (this.#breaks.dropsUnread) return;
      this.unread.set(`${raw.kind} ${String(raw['id'])}`, JSON.stringify(raw));
      if (typeof version === 'number') this.versions.set(`${raw.kind} ${String(raw['id'])}`, version);
      return;
    }
    const one = formOf(raw, this.#parsed++);
    if (one.kind === 'member') {
      if (one.erased === true) this.#erase(one.id);
      const person = this.#personAfter(one);
      this.members.set(one.id, { state: { ...one, person }, told: true, basis: basisOf(raw) });
      if (typeof version === 'number') this.versions.set(`member ${one.id}`, version);
    } else if (one.kind === 'merge') {
      const { id: record, member, alias, undone } = one;
      this.#merge({ record, member, alias, undone });
      if (typeof version === 'number') this.versions.set(`merge ${record}`, version);
    } else if (one.kind === 'card') {
      const own = this.#ownCards.get(one.code);
      if (own === undefined) this.cards.set(one.code, one);
      else this.#ownCards.set(one.code, { ...own, told: one });
      if (typeof version === 'number') this.versions.set(`card ${one.code}`, version);
    } else if (one.kind === 'giftCard') {
      this.giftCards.set(one.id, { state: one, basis: basisOf(raw) });
      if (typeof version === 'number') this.versions.set(`giftCard ${one.id}`, version);
    } else if (one.kind === 'receipt') {
      this.receipts.set(one.id, one);
      if (typeof version === 'number') this.versions.set(`receipt ${one.id}`, version);
    }
  }

  #personAfter(told: MemberState): Person | null {
    let { person } = told;
    // An erasure wins over every other word, also that of a centre that has not heard of it yet.
    if (this.erased.get(told.id) === true && !this.#breaks.revivesErased) person = null;
    const own = this.#persons.get(told.id);
    if (own === undefined) return person;
    const left: OwnPerson[] = [];
    for (const one of own) {
      if (person === null || this.covered(one.place, told.counted)) continue;
      person = { ...person, ...one.changes };
      left.push(one);
    }
    if (left.length === 0) this.#persons.delete(told.id);
    else this.#persons.set(told.id, left);
    return person;
  }

  /** Folds own records in order; what is folded already is passed over (db/replica/folding.ts). */
  fold(records: readonly LogRecord[], log: Log): void {
    this.journal.begin();
    let { folded } = this.sync();
    const { acked } = this.sync();
    for (const one of records) {
      const place: Place = { incarnation: one.incarnation, seq: one.seq };
      if (folded !== null && folded.incarnation === place.incarnation && place.seq <= folded.seq) continue;
      this.#foldOne(one, log.besides.get(one.id)?.text ?? null, place, acked);
      folded = place;
    }
    this.#move({ folded });
  }

  #foldOne({ record }: LogRecord, text: string | null, place: Place, acked: Place | null): void {
    if (record === null) return;
    switch (record.kind) {
      case 'begun':
        this.#ordinals.set(record.incarnation, record.ordinal);
        return;
      case 'enrolment': {
        const read: EnrolmentText | null = text === null ? null : JSON.parse(text);
        const isErased = this.erased.get(record.member) === true;
        const known = this.members.get(record.member);
        if (!(known?.told === true && this.covered(place, known.state.counted))) {
          if (read !== null && !isErased)
            this.#notePerson(record.member, { record: record.id, place, changes: read.person });
          if (known === undefined) {
            this.members.set(
              record.member,
              newcomer(record.member, record.occurredAt, isErased ? null : (read?.person ?? null), place),
            );
          }
        }
        if (read !== null && read.card !== null) this.#card(read.card, record.member, false, place, acked);
        return;
      }
      case 'edit': {
        const known = this.members.get(record.member);
        if (text === null || (known?.told === true && this.covered(place, known.state.counted))) return;
        if (this.erased.get(record.member) === true) return;
        const { changes }: EditText = JSON.parse(text);
        this.#notePerson(record.member, { record: record.id, place, changes });
        if (known !== undefined && known.state.person !== null) {
          const person = { ...known.state.person, ...changes };
          this.members.set(record.member, { ...known, state: { ...known.state, person } });
        }
        return;
      }
      case 'merged': {
        const { id, member, alias } = record;
        this.#merge({ record: id, member, alias, undone: false });
        return;
      }
      case 'unmerged': {
        const { member, alias, merges } = record;
        for (const one of merges) this.#merge({ record: one, member, alias, undone: true });
        return;
      }
      case 'erased':
        for (const member of record.members) this.#erase(member);
        return;
      case 'cardLinked':
      case 'cardBlocked': {
        if (text === null) return;
        const { card, replaces }: CardText = JSON.parse(text);
        this.#card(card, record.member, record.kind === 'cardBlocked', place, acked);
        if (replaces !== null) this.#card(replaces, record.member, true, place, acked);
        return;
      }
      default:
        return;
    }
  }

  #merge(merge: Merge): void {
    putMerge(this, merge, this.#breaks.revivesMerges);
  }

  /** Nothing of the person stays here, and nothing brings them back (db/replica/states.ts). */
  #erase(member: MemberId): void {
    this.erased.set(member, true);
    this.#persons.delete(member);
    const known = this.members.get(member);
    if (known !== undefined) this.members.set(member, { ...known, state: { ...known.state, person: null } });
  }

  #notePerson(member: MemberId, one: OwnPerson): void {
    const own = this.#persons.get(member) ?? [];
    const at = own.findIndex(({ record }) => record === one.record);
    this.#persons.set(member, at === -1 ? [...own, one] : own.with(at, { ...one }));
  }

  #card(code: string, member: MemberId, blocked: boolean, place: Place, acked: Place | null): void {
    const told = acked !== null && this.covered(place, acked);
    if (told && this.cards.get(code) !== undefined) return;
    if (!told) this.#ownCards.set(code, { place, told: this.#ownCards.get(code)?.told ?? null, settled: false });
    this.cards.set(code, { kind: 'card', code, member, blocked });
  }

  /** Everything of people that this file holds, as text: for the proof of an erasure. */
  textOf(member: MemberId): string {
    const { person } = this.members.get(member)?.state ?? { person: null };
    return JSON.stringify([person, this.#persons.get(member) ?? []]);
  }
}

function newcomer(id: MemberId, occurredAt: number, person: Person | null, place: Place): ReplicaMember {
  return {
    state: {
      kind: 'member',
      id,
      aliasOf: null,
      person,
      joined: civilDateAt(occurredAt),
      balance: points(0),
      debt: points(0),
      lots: [],
      counted: { incarnation: place.incarnation, seq: place.seq - 1 },
    },
    told: false,
    basis: null,
  };
}

type Known = MemberState | MergeState | CardState | GiftCardState | ReceiptState;

/** The form is checked of each sixteenth state: checking each costs more than all the rest of the world. */
function formOf(raw: PullResponse['states'][number], n: number): Known {
  if (n % 16 === 0) state.parse(raw);
  return raw as Known;
}
