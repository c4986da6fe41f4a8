import * as z from 'zod';
import { cardCodeField, incarnationIdField, personField } from '../../contract/fields.ts';
import { readBody } from '../../contract/record.ts';
import { points } from '../../domain/amount/points.ts';
import { assert } from '../../domain/assert.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import type { RecordBody, SealedRecord } from '../../domain/record/record.ts';
import type { Sqlite } from '../sqlite.ts';
import { type MergeWriting, mergesOf } from './merges.ts';
import { type OwnChanges, personChanges } from './own.ts';
import { peopleOf } from './people.ts';
import type { LogPlace, ReplicaMember, SyncState } from './replica.ts';
import type { StateWriting } from './states.ts';
import type { SyncWriting } from './sync.ts';

/** What stands beside the records that are folded here. */
export const enrolmentText = z.object({ person: personField, card: cardCodeField.nullable() });
export const editText = z.object({ changes: personChanges });
export const cardText = z.object({ card: cardCodeField, replaces: cardCodeField.nullable() });

const head = z.object({ kind: z.string(), incarnation: incarnationIdField });
/** Kinds that change a state; the others need not be read at all. */
const FOLDED = new Set([
  'begun',
  'enrolment',
  'edit',
  'merged',
  'unmerged',
  'erased',
  'cardLinked',
  'cardBlocked',
  'setting',
  'alarmSettled',
]);

/** Folds own records into the replica, in order, inside the caller's transaction; what is folded already is passed over. */
export function folding(
  db: Sqlite,
  parts: {
    readonly own: OwnChanges;
    readonly states: StateWriting;
    readonly sync: SyncWriting;
    readonly merges: MergeWriting;
  },
): (records: readonly SealedRecord[], before: SyncState) => void {
  const { own, states, sync, merges } = parts;
  const people = peopleOf(db);
  const { isErased } = mergesOf(db);

  function person(record: RecordBody & { kind: 'enrolment' | 'edit' }, beside: string | null, place: LogPlace): void {
    const known = people.member(record.member);
    if (known?.told === true && own.covered(place, known.counted)) return;
    const text = isErased(record.member) ? null : beside;
    personOf(record, text, place, known);
  }

  function personOf(
    record: RecordBody & { kind: 'enrolment' | 'edit' },
    beside: string | null,
    place: LogPlace,
    known: ReplicaMember | null,
  ): void {
    if (record.kind === 'enrolment') {
      const text = beside === null ? null : enrolmentText.parse(JSON.parse(beside));
      if (text !== null) own.notePerson(record.id, place, record.member, text.person);
      if (known === null) states.putMember(enrolled(record, text?.person ?? null, place));
      return;
    }
    if (beside === null) return;
    const { changes } = editText.parse(JSON.parse(beside));
    own.notePerson(record.id, place, record.member, changes);
    if (known?.person != null) states.putMember({ ...known, person: { ...known.person, ...changes } });
  }

  function card(code: string, member: MemberId, blocked: boolean, place: LogPlace, acked: LogPlace | null): void {
    // What the centre has of us already it tells better than an old record does.
    const told = acked !== null && own.covered(place, acked);
    if (told && people.card(code) !== null) return;
    if (!told) own.noteCard(code, place);
    states.putCard({ kind: 'card', code, member, blocked });
  }

  function foldOne(record: RecordBody, beside: string | null, place: LogPlace, acked: LogPlace | null): void {
    switch (record.kind) {
      case 'begun':
        own.began(record.incarnation, record.ordinal);
        return;
      case 'enrolment': {
        person(record, beside, place);
        const code = beside === null ? null : enrolmentText.parse(JSON.parse(beside)).card;
        if (code !== null) card(code, record.member, false, place, acked);
        return;
      }
      case 'edit':
        person(record, beside, place);
        return;
      case 'merged':
        merges.putMerge({ record: record.id, member: record.member, alias: record.alias, undone: false });
        return;
      case 'unmerged':
        for (const one of record.merges) {
          merges.putMerge({ record: one, member: record.member, alias: record.alias, undone: true });
        }
        return;
      case 'erased':
        for (const member of record.members) states.erase(member);
        return;
      case 'cardLinked':
      case 'cardBlocked': {
        if (beside === null) return;
        const text = cardText.parse(JSON.parse(beside));
        card(text.card, record.member, record.kind === 'cardBlocked', place, acked);
        if (text.replaces !== null) card(text.replaces, record.member, true, place, acked);
        return;
      }
      case 'alarmSettled': {
        const { alarm, id, by, store, occurredAt: at } = record;
        states.settleAlarm(alarm, { record: id, by, store, at });
        return;
      }
      case 'setting':
        if (record.topic !== 'states' || beside === null) return;
        for (const one of z.array(z.unknown()).parse(JSON.parse(beside))) states.take(one);
        return;
      default:
        return;
    }
  }

  return (records, before) => {
    let folded = before.folded;
    for (const sealed of records) {
      const { kind, incarnation } = head.parse(JSON.parse(sealed.body));
      const place: LogPlace = { incarnation, seq: sealed.seq };
      if (folded !== null && folded.incarnation === incarnation && place.seq <= folded.seq) continue;
      assert(
        sealed.seq === 1 || (folded?.incarnation === incarnation && sealed.seq === folded.seq + 1),
        `record ${sealed.seq} is folded after ${folded?.seq ?? 'nothing'}: one is missing`,
      );
      if (FOLDED.has(kind)) {
        const body = readBody(sealed.body);
        if (body.known) foldOne(body.record, sealed.beside?.text ?? null, place, before.acked);
      }
      folded = place;
    }
    if (folded !== null && folded !== before.folded) sync.folded(folded);
  };
}

/** A member whom only this till knows so far; what they have comes from the own log, from the enrolment on. */
export function enrolled(
  record: RecordBody & { readonly kind: 'enrolment' },
  person: ReplicaMember['person'],
  place: LogPlace,
): ReplicaMember {
  return {
    kind: 'member',
    id: record.member,
    aliasOf: null,
    person,
    joined: civilDateAt(record.occurredAt),
    balance: points(0),
    debt: points(0),
    lots: [],
    counted: { incarnation: place.incarnation, seq: place.seq - 1 },
    told: false,
  };
}
