/** Members, persons and cards of a batch, written to their tables. */
import * as z from 'zod';
import { pinField } from '../../contract/fields.ts';
import { assert } from '../../domain/assert.ts';
import type { MemberId, TillId } from '../../domain/identity/ids.ts';
import type { Person } from '../../domain/person/person.ts';
import { raise } from '../alarms.ts';
import { type Asking, statement } from '../database.ts';
import type { Change } from '../pull/feed.ts';
import { type Effects, lastOfCards } from './effects.ts';

const MEMBERS = statement(
  'people.members',
  `INSERT INTO member (id, joined) SELECT * FROM unnest($1::uuid[], $2::date[]) AS u (id, joined) ORDER BY id
   ON CONFLICT (id) DO NOTHING`,
);
const PERSONS = statement(
  'people.persons',
  `INSERT INTO person (member, name, call_name, phone, language, birthday, marketing)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::bool[]) AS u (member)
   ORDER BY member ON CONFLICT (member) DO NOTHING`,
);
const CARDS = statement<{ code: string }>(
  'people.cards',
  `INSERT INTO card (code, member, blocked)
   SELECT * FROM unnest($1::text[], $2::uuid[], $3::bool[]) AS u (code) ORDER BY code
   ON CONFLICT (code) DO UPDATE SET blocked = EXCLUDED.blocked WHERE card.member = EXCLUDED.member
   RETURNING code`,
);
const PERSONS_LOCKED = statement<{
  member: MemberId;
  name: string;
  call_name: string;
  phone: string | null;
  language: Person['language'];
  birthday: Person['birthday'];
  marketing: boolean;
  pin: unknown;
  clocks: unknown;
}>(
  'people.locked',
  `SELECT member, name, call_name, phone, language, birthday, marketing, pin, clocks FROM person
   WHERE member = ANY ($1::uuid[]) ORDER BY member FOR NO KEY UPDATE`,
);
const PERSON_WRITE = statement(
  'people.write',
  `UPDATE person SET name = $2, call_name = $3, phone = $4, language = $5, birthday = $6, marketing = $7, clocks = $8::jsonb,
     pin = $9::jsonb WHERE member = $1`,
);

/** Writes members, persons, edits and cards; returns what changed for the feed. */
export async function writePeople(asking: Asking, effects: Effects, till: TillId, nowMs: number): Promise<Change[]> {
  const changes: Change[] = [];
  const { enrolments, cards, edits } = effects;
  if (enrolments.length > 0) {
    await asking.change(MEMBERS, [enrolments.map((each) => each.member), enrolments.map((each) => each.joined)]);
    const persons = enrolments.flatMap(({ member, person }) => (person === null ? [] : [{ member, ...person }]));
    await asking.change(PERSONS, [
      persons.map((each) => each.member),
      persons.map((each) => each.name),
      persons.map((each) => each.callName),
      persons.map((each) => each.phone),
      persons.map((each) => each.language),
      persons.map((each) => each.birthday),
      persons.map((each) => each.marketing),
    ]);
    for (const { member } of enrolments) changes.push({ kind: 'member', key: member, scope: 'chain', endsMs: null });
  }
  for (const member of await writeEdits(asking, edits)) {
    changes.push({ kind: 'member', key: member, scope: 'chain', endsMs: null });
  }
  if (cards.length > 0) {
    const found = lastOfCards(cards);
    const kept = await asking.rows(CARDS, [
      found.changes.map((card) => card.code),
      found.changes.map((card) => card.member),
      found.changes.map((card) => card.blocked),
    ]);
    const written = new Set(kept.map(({ code }) => code));
    const twice = [...found.twice, ...found.changes.filter(({ code }) => !written.has(code))];
    // A card's code leads to a person: the alarm names the member that did not get it, and no code.
    const alarms = twice.map(({ member }) => ({
      kind: 'cardTwoMembers' as const,
      key: member,
      till,
      detail: { member },
    }));
    await raise(asking, alarms, nowMs);
    for (const code of written) changes.push({ kind: 'card', key: code, scope: 'chain', endsMs: null });
  }
  return changes;
}

const clocksForm = z.record(z.string(), z.number());
type Field = keyof Person;

/** A person with the instant (UTC ms) of the edit that each field stands at; a field that was never edited has none. */
export interface Edited {
  readonly person: Person;
  readonly clocks: Readonly<Partial<Record<Field, number>>>;
}

/**
 * Merges one edit field by field: the later instant wins, so tills that were apart come to the same person in
 * whatever order their edits arrive. Of two at one instant the smaller value stands (for marketing: the withdrawal).
 */
export function mergeEdit(before: Edited, atMs: number, changes: Partial<Person>): Edited {
  const clocks: Partial<Record<Field, number>> = { ...before.clocks };
  const merged = <F extends Field>(field: F): Person[F] => {
    const stood = before.person[field];
    const now = changes[field];
    if (now === undefined) return stood;
    const stands = clocks[field] ?? -1;
    const smaller = JSON.stringify(now) < JSON.stringify(stood);
    if (atMs < stands || (atMs === stands && !smaller)) return stood;
    clocks[field] = atMs;
    return now;
  };
  const person: Person = {
    name: merged('name'),
    callName: merged('callName'),
    phone: merged('phone'),
    language: merged('language'),
    birthday: merged('birthday'),
    marketing: merged('marketing'),
  };
  const pin = merged('pin');
  return { person: pin === undefined ? person : { ...person, pin }, clocks };
}

async function writeEdits(asking: Asking, edits: Effects['edits']): Promise<MemberId[]> {
  if (edits.length === 0) return [];
  const members = [...new Set(edits.map((edit) => edit.member))].sort();
  // A person that was erased has no row, and no edit brings them back.
  const rows = await asking.rows(PERSONS_LOCKED, [members]);
  for (const row of rows) {
    const { name, call_name: callName, phone, language, birthday, marketing } = row;
    const pin = row.pin === null ? {} : { pin: pinField.parse(row.pin) };
    let edited: Edited = {
      person: { name, callName, phone, language, birthday, marketing, ...pin },
      clocks: clocksForm.parse(row.clocks),
    };
    for (const edit of edits) {
      if (edit.member === row.member) edited = mergeEdit(edited, edit.atMs, edit.changes);
    }
    const { person, clocks } = edited;
    const changed = await asking.change(PERSON_WRITE, [
      row.member,
      person.name,
      person.callName,
      person.phone,
      person.language,
      person.birthday,
      person.marketing,
      JSON.stringify(clocks),
      person.pin == null ? null : JSON.stringify(person.pin),
    ]);
    assert(changed === 1, 'a person that is locked is there');
  }
  return rows.map((row) => row.member);
}
