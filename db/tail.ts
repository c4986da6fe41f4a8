import type { CardState } from '../contract/sync/states.ts';
import type { MemberId } from '../domain/identity/ids.ts';
import { type Merge, Merges } from '../domain/merge/merges.ts';
import type { Person } from '../domain/person/person.ts';
import type { LedgerReader, MemberRecord, Position } from './ledger/ledger.ts';
import { cardText, editText, enrolled, enrolmentText } from './replica/folding.ts';
import type { ReplicaMember, ReplicaReader } from './replica/replica.ts';

/** What a question about members needs once, whoever it is about. */
export interface Now {
  readonly tail: Tail;
  /** When the centre last answered, UTC ms; null: never, or a shop alone. */
  readonly heardAt: number | null;
  readonly alone: boolean;
  /** Whether any members were merged. */
  readonly merged: boolean;
  /** Merges of which a member is one of the two, as both files have them. */
  mergesOf(id: MemberId): readonly Merge[];
}

/** What the own log says of people and cards beyond what the replica has folded: usually nothing, else seconds' worth. */
export interface Tail {
  /** A member enrolled in the tail. */
  enrolled(id: MemberId): ReplicaMember | null;
  /** The member with the tail's changes of the person on top. */
  over(member: ReplicaMember): ReplicaMember;
  card(code: string): CardState | null;
  cards(): Iterable<CardState>;
  /** Merges that the tail made or took back. */
  readonly merges: Merges;
  /** Members whom the tail says something about. */
  members(): Iterable<MemberId>;
}

/** More changes than a shop makes while its worker is away; beyond these the worker's folding is waited for. */
const MOST_IN_TAIL = 5000;

interface Change {
  readonly at: Position;
  readonly changes: Partial<Person>;
}

/** Gives both files' state as it is now; the tail is read again only when log or folding moved. */
export function nowOf(ledger: LedgerReader, replica: ReplicaReader): () => Now {
  let seen: { readonly key: string; readonly tail: Tail } | null = null;

  function tailAfter(folded: Position | null): Tail {
    const head = ledger.head();
    if (head === null || (folded?.incarnation === head.incarnation && folded.seq === head.seq)) return NOTHING;
    const key = `${folded?.incarnation ?? ''} ${folded?.seq ?? ''} ${head.incarnation} ${head.seq}`;
    if (seen?.key !== key) seen = { key, tail: read(ledger.personRecordsAfter(folded, MOST_IN_TAIL)) };
    return seen.tail;
  }

  return () => {
    const { folded, heardAt } = replica.syncState();
    const alone = ledger.alone();
    const tail = tailAfter(folded);
    return {
      tail,
      heardAt: alone ? null : heardAt,
      alone,
      merged: tail.merges.size > 0 || replica.hasMerges(),
      mergesOf: (id) => (tail.merges.size === 0 ? replica.mergesOf(id) : together(replica.mergesOf(id), tail, id)),
    };
  };
}

const NOTHING: Tail = {
  enrolled: () => null,
  over: (member) => member,
  card: () => null,
  cards: () => [],
  merges: new Merges(),
  members: () => [],
};

/** Either word makes a merge; either ends it. */
function together(known: readonly Merge[], tail: Tail, id: MemberId): readonly Merge[] {
  const all = new Merges();
  for (const one of [...known, ...tail.merges.of(id)]) all.add(one);
  return all.of(id);
}

function read(records: readonly MemberRecord[]): Tail {
  if (records.length === 0) return NOTHING;
  const newcomers = new Map<MemberId, ReplicaMember>();
  const changes = new Map<MemberId, Change[]>();
  const cards = new Map<string, CardState>();
  const merges = new Merges();
  const erased = new Set<MemberId>();
  const put = (code: string, member: MemberId, blocked: boolean): void => {
    cards.set(code, { kind: 'card', code, member, blocked });
  };

  for (const { position, record, beside } of records) {
    if (record.kind === 'enrolment') {
      const text = beside === null ? null : enrolmentText.parse(JSON.parse(beside.text));
      newcomers.set(record.member, enrolled(record, text?.person ?? null, position));
      if (text?.card != null) put(text.card, record.member, false);
    } else if (record.kind === 'edit' && beside !== null) {
      const own = changes.get(record.member) ?? [];
      own.push({ at: position, changes: editText.parse(JSON.parse(beside.text)).changes });
      changes.set(record.member, own);
    } else if ((record.kind === 'cardLinked' || record.kind === 'cardBlocked') && beside !== null) {
      const text = cardText.parse(JSON.parse(beside.text));
      put(text.card, record.member, record.kind === 'cardBlocked');
      if (text.replaces !== null) put(text.replaces, record.member, true);
    } else if (record.kind === 'merged') {
      merges.add({ record: record.id, member: record.member, alias: record.alias, undone: false });
    } else if (record.kind === 'unmerged') {
      const { member, alias } = record;
      for (const one of record.merges) merges.add({ record: one, member, alias, undone: true });
    } else if (record.kind === 'erased') {
      for (const one of record.members) erased.add(one);
    }
  }

  return {
    enrolled: (id) => newcomers.get(id) ?? null,
    over(member) {
      if (erased.has(member.id)) return { ...member, person: null };
      let { person } = member;
      for (const { at, changes: one } of changes.get(member.id) ?? []) {
        // The centre may have counted what this file has not folded yet; its word is newer then.
        const told = member.told && at.incarnation === member.counted.incarnation && at.seq <= member.counted.seq;
        if (person !== null && !told) person = { ...person, ...one };
      }
      return person === member.person ? member : { ...member, person };
    },
    card: (code) => cards.get(code) ?? null,
    cards: () => cards.values(),
    merges,
    members: () => new Set([...newcomers.keys(), ...changes.keys()]),
  };
}
