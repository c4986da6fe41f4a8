import * as z from 'zod';
import { cardCodeField, civilDateField, languageField, pinField } from '../../contract/fields.ts';
import { type CardState, cardState, type MemberState } from '../../contract/sync/states.ts';
import { assert } from '../../domain/assert.ts';
import { type IncarnationId, incarnationId, type MemberId, type RecordId } from '../../domain/identity/ids.ts';
import type { Person } from '../../domain/person/person.ts';
import { command, int, intOrNull, query, type Sqlite, text, textOrNull } from '../sqlite.ts';
import { idBytes } from './packing.ts';
import { incarnationsOf } from './people.ts';
import type { LogPlace } from './replica.ts';

/**
 * What was changed at this till about people and cards and is not in the centre's word yet. A state from the centre
 * replaces what was known; what it has not counted of ours is then put on top again, so that nothing that the cashier
 * typed vanishes between sending it and hearing of it.
 */
export interface OwnChanges {
  /** Whether the centre's word on a member, counted up to a place, contains this place. */
  covered(place: LogPlace, counted: LogPlace): boolean;
  notePerson(record: RecordId, place: LogPlace, member: MemberId, changes: Partial<Person>): void;
  /** Forgets the changes of a person who is erased. */
  forget(member: MemberId): void;
  noteCard(code: string, place: LogPlace): void;
  /** The person of a state just told, with the changes that it does not contain; forgets the others. */
  personAfter(told: MemberState): Person | null;
  /** Whether a card's state just told may be taken as it is; if not, it is kept until the centre has our change. */
  mayTake(told: CardState): boolean;
  /** Own changes of cards up to a number are the centre's now: what it tells from its next word on holds. */
  cardsAcked(upTo: LogPlace): void;
  /** Before a next word: what the centre told meanwhile of the cards whose changes it has. */
  settledCards(): readonly CardState[];
  /** A life of this till begins. */
  began(incarnation: IncarnationId, ordinal: number): void;
  /** A transaction begins: what was remembered of the one before is forgotten. */
  fresh(): void;
}

/** Changes of a person as they are typed at a till: any of the fields. */
export const personChanges = z.object({
  name: z.string().min(1).exactOptional(),
  callName: z.string().exactOptional(),
  phone: z.string().nullable().exactOptional(),
  language: languageField.exactOptional(),
  birthday: civilDateField.nullable().exactOptional(),
  marketing: z.boolean().exactOptional(),
  pin: pinField.nullable().exactOptional(),
});

export function ownChanges(db: Sqlite): OwnChanges {
  const incarnations = incarnationsOf(db);
  const ordinalOf = query(db, 'SELECT ordinal FROM incarnation WHERE id = ?', (row) => intOrNull(row, 0));
  const begin = command(
    db,
    'INSERT INTO incarnation (id, ordinal) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET ordinal = excluded.ordinal',
  );
  // Appended again in a new life, a change keeps its record's id and takes the new place.
  const addPerson = command(
    db,
    `INSERT INTO own_person (record, member, incarnation, seq, changes) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (record) DO UPDATE SET incarnation = excluded.incarnation, seq = excluded.seq`,
  );
  const personsOf = query(
    db,
    `SELECT o.n, i.id, o.seq, o.changes FROM own_person o JOIN incarnation i ON i.n = o.incarnation
     WHERE o.member = ? ORDER BY o.n`,
    (row) => ({
      n: int(row, 0),
      place: { incarnation: incarnationId(text(row, 1)), seq: int(row, 2) },
      changes: personChanges.parse(JSON.parse(text(row, 3))),
    }),
  );
  const anyPerson = query(db, 'SELECT 1 FROM own_person LIMIT 1', () => true);
  const anyErased = query(db, 'SELECT 1 FROM erased LIMIT 1', () => true);
  const dropPerson = command(db, 'DELETE FROM own_person WHERE n = ?');
  const dropPersons = command(db, 'DELETE FROM own_person WHERE member = ?');
  const erased = query(db, 'SELECT 1 FROM erased WHERE member = ?', () => true);
  const addCard = command(
    db,
    `INSERT INTO own_card (code, incarnation, seq, told) VALUES (?, ?, ?, NULL)
     ON CONFLICT (code) DO UPDATE SET incarnation = excluded.incarnation, seq = excluded.seq, settled = 0`,
  );
  const ownCard = query(db, 'SELECT 1 FROM own_card WHERE code = ?', () => true);
  const keepTold = command(db, 'UPDATE own_card SET told = ? WHERE code = ?');
  const settle = command(
    db,
    `UPDATE own_card SET settled = 1 WHERE incarnation IN (
       SELECT n FROM incarnation WHERE ordinal < (SELECT ordinal FROM incarnation WHERE id = ?))
     OR (incarnation = ? AND seq <= ?)`,
  );
  const settled = query(db, 'SELECT code, told FROM own_card WHERE settled = 1', (row) => ({
    code: text(row, 0),
    told: textOrNull(row, 1),
  }));
  const dropCard = command(db, 'DELETE FROM own_card WHERE code = ?');

  // Nearly always nothing, and a first sync asks it a million times: looked at once a transaction. Null: not yet.
  let hasPersons: boolean | null = null;
  let hasErased: boolean | null = null;
  function fresh(): void {
    hasPersons = null;
    hasErased = null;
  }

  function covered(place: LogPlace, counted: LogPlace): boolean {
    if (place.incarnation === counted.incarnation) return place.seq <= counted.seq;
    const life = ordinalOf.one(place.incarnation);
    assert(life !== null, 'a life of this till is folded before its changes');
    // A life not folded yet is later than all that were; what an earlier life left behind was appended again.
    const other = ordinalOf.one(counted.incarnation);
    return other === null || other > life;
  }

  return {
    covered,
    fresh,
    notePerson(record, place, member, changes) {
      fresh();
      addPerson(record, idBytes(member), incarnations.number(place.incarnation), place.seq, JSON.stringify(changes));
    },
    forget: (member) => {
      fresh();
      dropPersons(idBytes(member));
    },
    noteCard(code, place) {
      addCard(cardCodeField.parse(code), incarnations.number(place.incarnation), place.seq);
    },
    personAfter(told) {
      let { person } = told;
      // An erasure wins over every other word, also that of a centre that has not heard of it yet.
      hasErased ??= anyErased.one() !== null;
      if (hasErased && person !== null && erased.one(idBytes(told.id)) !== null) person = null;
      hasPersons ??= anyPerson.one() !== null;
      if (!hasPersons) return person;
      for (const { n, place, changes } of personsOf.all(idBytes(told.id))) {
        // An erasure wins over every later edit.
        if (person === null || covered(place, told.counted)) dropPerson(n);
        else person = { ...person, ...changes };
      }
      return person;
    },
    mayTake(told) {
      if (ownCard.one(told.code) === null) return true;
      keepTold(JSON.stringify(told), told.code);
      return false;
    },
    cardsAcked(upTo) {
      settle(upTo.incarnation, incarnations.number(upTo.incarnation), upTo.seq);
    },
    settledCards() {
      const states: CardState[] = [];
      for (const { code, told } of settled.all()) {
        dropCard(code);
        if (told !== null) states.push(cardState.parse(JSON.parse(told)));
      }
      return states;
    },
    began: (incarnation, ordinal) => {
      begin(incarnation, ordinal);
    },
  };
}
