import type { Request } from '../../../contract/till/api.ts';
import type { KnownMember } from '../../../db/members.ts';
import type { MemberId } from '../../../domain/identity/ids.ts';
import { editClock } from '../../../domain/person/edit.ts';
import type { EditText, Person } from '../../../domain/person/person.ts';
import { done, type Outcome } from '../../../domain/refusal/refusal.ts';
import { beside, today, type Workings, type Writing, writeTogether } from '../workings.ts';
import { readBirthday, readCallName, readName, readPhoneOrNone } from './fields.ts';
import { known } from './points.ts';

/** Records of one member looked through for its last edit here: more than anybody makes between two words of the centre. */
const MOST_LOOKED_AT = 200;

/** An edit of exactly one member: what changes stands beside; when it was made, and what it had seen, in the record. */
export function editOf(
  w: Workings,
  member: MemberId,
  changes: Partial<Person>,
): {
  readonly content: Parameters<typeof writeTogether>[1][number]['content'];
  readonly how: Omit<Writing, 'counter'>;
} {
  const seen = w.members.versionOf(member);
  const before = w.ledger
    .memberRecords(member, MOST_LOOKED_AT)
    .map(({ record }) => (record.kind === 'edit' ? (record.at ?? record.occurredAt) : 0));
  const at = editClock(w.clock(), seen, Math.max(0, ...before));
  const text: EditText = { changes };
  return {
    content: { kind: 'edit', member, fields: Object.keys(changes), entries: [], at, seen },
    how: { beside: beside(w, text) },
  };
}

/**
 * `members.edit`: who the member is, as typed; only what differs is written. Of somebody who was several members, what is filled in
 * goes to the first; what is emptied, or is about consent, to all of them, since what one of them says would stand in its place.
 */
export function editMember(w: Workings, input: Request<'members.edit'>): Outcome<null> {
  const member = known(w, input.member);
  if (!member.ok) return member;
  const typed = read(w, input);
  if (!typed.ok) return typed;
  const edits = member.value.ids.flatMap((id) => {
    const changes = changesOf(w, member.value, id, typed.value);
    return Object.keys(changes).length === 0 ? [] : [editOf(w, id, changes)];
  });
  if (edits.length > 0) writeTogether(w, edits, {});
  return done(null);
}

type Typed = Omit<Person, 'pin'>;

function read(w: Workings, input: Request<'members.edit'>): Outcome<Typed> {
  const name = readName(input.name);
  if (!name.ok) return name;
  const callName = readCallName(input.callName);
  if (!callName.ok) return callName;
  const phone = readPhoneOrNone(input.phone);
  if (!phone.ok) return phone;
  const birthday = readBirthday(input.birthday, today(w));
  if (!birthday.ok) return birthday;
  const { language, marketing } = input;
  return done({
    name: name.value,
    callName: callName.value,
    phone: phone.value,
    birthday: birthday.value,
    language,
    marketing,
  });
}

/** What must change of one of the members so that the person is as typed. */
function changesOf(w: Workings, { id: first, person }: KnownMember, id: MemberId, typed: Typed): Partial<Person> {
  const own = w.members.personOf(id);
  if (own === null || person === null) return {};
  const leads = id === w.members.find(first)?.ids.find((one) => w.members.personOf(one) !== null);
  const changes: { -readonly [Field in keyof Typed]?: Typed[Field] } = {};
  const put = <Field extends keyof Typed>(field: Field, emptied: boolean): void => {
    if (typed[field] === person[field] || typed[field] === own[field]) return;
    if (leads || emptied) changes[field] = typed[field];
  };
  put('name', false);
  put('callName', typed.callName === '');
  put('phone', typed.phone === null);
  put('language', false);
  put('birthday', typed.birthday === null);
  put('marketing', true);
  return changes;
}
