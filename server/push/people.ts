/** Members, persons and cards of a batch, written to their tables. */
import * as z from 'zod';
import { pinField, tillIdField } from '../../contract/fields.ts';
import { assert } from '../../domain/assert.ts';
import type { MemberId, TillId } from '../../domain/identity/ids.ts';
import { type EditedPerson, mergeEdit } from '../../domain/person/edit.ts';
import type { Person } from '../../domain/person/person.ts';
import { raise } from '../alarms.ts';
import { type Asking, statement } from '../database.ts';
import { writeMerges } from '../merges.ts';
import type { Change } from '../pull/feed.ts';
import { type Effects, lastOfCards } from './effects.ts';
import { erase, erasedAmong, forgetTexts, takeTurns } from './erasing.ts';

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
  version: number;
  withdrawn: unknown;
}>(
  'people.locked',
  `SELECT member, name, call_name, phone, language, birthday, marketing, pin, clocks, version, withdrawn FROM person
   WHERE member = ANY ($1::uuid[]) ORDER BY member FOR NO KEY UPDATE`,
);
const PERSON_WRITE = statement(
  'people.write',
  `UPDATE person SET name = $2, call_name = $3, phone = $4, language = $5, birthday = $6, marketing = $7, clocks = $8::jsonb,
     pin = $9::jsonb, version = $10, withdrawn = $11::jsonb WHERE member = $1`,
);

/** Writes members, persons, edits, cards, merges and erasures; returns what changed for the feed. */
export async function writePeople(asking: Asking, effects: Effects, till: TillId, nowMs: number): Promise<Change[]> {
  const changes: Change[] = [];
  const { enrolments, cards, edits, erasures, texts } = effects;
  await takeTurns(asking, { erases: erasures.length > 0, enrols: enrolments.length > 0 });
  const erased = await erase(asking, erasures);
  for (const member of erased) changes.push({ kind: 'member', key: member, scope: 'chain', endsMs: null });
  if (enrolments.length > 0) {
    await asking.change(MEMBERS, [enrolments.map((each) => each.member), enrolments.map((each) => each.joined)]);
    const gone = await erasedAmong(
      asking,
      enrolments.map((each) => each.member),
    );
    const persons = enrolments.flatMap(({ member, person }) =>
      person === null || gone.has(member) ? [] : [{ member, ...person }],
    );
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
  for (const member of await writeEdits(asking, edits, nowMs)) {
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
  // Last: what arrived just now of who is erased, in this batch or before, goes with it.
  await forgetTexts(asking, texts, erased);
  const merged = await writeMerges(asking, effects, till);
  await raise(asking, merged.alarms, nowMs);
  return [...changes, ...merged.changes];
}

/** A clock as its column holds it: with the till that made the edit, or, as before format 3, without. */
const clockForm = z.union([z.number(), z.tuple([z.number(), tillIdField.nullable()])]);
const clocksForm = z.record(z.string(), clockForm);
const withdrawnForm = z.record(z.string(), z.number());

function clocksOf(cell: unknown): EditedPerson['clocks'] {
  const read = Object.entries(clocksForm.parse(cell)).map(([field, clock]) => {
    const [at, till] = typeof clock === 'number' ? [clock, null] : clock;
    return [field, { at, till }];
  });
  return Object.fromEntries(read);
}

const clocksCell = (clocks: EditedPerson['clocks']): string =>
  JSON.stringify(Object.fromEntries(Object.entries(clocks).map(([field, { at, till }]) => [field, [at, till]])));

async function writeEdits(asking: Asking, edits: Effects['edits'], nowMs: number): Promise<MemberId[]> {
  if (edits.length === 0) return [];
  const members = [...new Set(edits.map((edit) => edit.member))].sort();
  // A person that was erased has no row, and no edit brings them back.
  const rows = await asking.rows(PERSONS_LOCKED, [members]);
  for (const row of rows) {
    const { name, call_name: callName, phone, language, birthday, marketing } = row;
    const pin = row.pin === null ? {} : { pin: pinField.parse(row.pin) };
    let edited: EditedPerson = {
      person: { name, callName, phone, language, birthday, marketing, ...pin },
      clocks: clocksOf(row.clocks),
      version: row.version,
      withdrawn: withdrawnForm.parse(row.withdrawn),
    };
    for (const edit of edits) {
      if (edit.member === row.member) edited = mergeEdit(edited, edit, nowMs);
    }
    const { person, clocks, version, withdrawn } = edited;
    const changed = await asking.change(PERSON_WRITE, [
      row.member,
      person.name,
      person.callName,
      person.phone,
      person.language,
      person.birthday,
      person.marketing,
      clocksCell(clocks),
      person.pin == null ? null : JSON.stringify(person.pin),
      version,
      JSON.stringify(withdrawn),
    ]);
    assert(changed === 1, 'a person that is locked is there');
  }
  return rows.map((row) => row.member);
}
