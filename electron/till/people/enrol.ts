import type { Request } from '../../../contract/till/api.ts';
import { memberId } from '../../../domain/identity/ids.ts';
import type { EnrolmentText, Person } from '../../../domain/person/person.ts';
import { readPhone } from '../../../domain/person/phone.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { type CounterState, savedCounter } from '../counter/state.ts';
import { beside, today, type Workings, write, writeTogether } from '../workings.ts';
import { checkNewCard } from './cards.ts';
import { readBirthday, readCallName, readName } from './fields.ts';
import { enrolmentEvent, giveDue } from './occasions.ts';

type Asked = Request<'members.enrol'>;

/**
 * `members.enrol`: a new member, who then stands at the counter. Who they are stands beside the record, never in it
 * (truth 11); the record, what enrolling earns and the counter with the member on it are one transaction.
 */
export function enrol(w: Workings, input: Asked): Outcome<null> {
  const text = read(w, input);
  if (!text.ok) return text;
  const id = memberId(w.newUuid());
  const next: CounterState = { ...w.counter.state, member: { id, foundBy: 'enrolled' }, proofs: [] };
  const consent = { programme: true, marketing: input.marketing } as const;
  const content = { kind: 'enrolment', member: id, consent, entries: [] } as const;
  const how = { beside: beside(w, text.value) };
  const counter = savedCounter(next);
  const earned = enrolmentEvent(w, { id, person: text.value.person });
  if (earned === null) write(w, content, { ...how, counter });
  else writeTogether(w, [{ content, how }, earned], { counter });
  w.counter.saved(next);
  // Somebody may well join on their birthday.
  const known = w.members.find(id);
  if (known !== null) giveDue(w, known);
  return done(null);
}

function read(w: Workings, input: Asked): Outcome<EnrolmentText> {
  const name = readName(input.name);
  if (!name.ok) return name;
  const callName = readCallName(input.callName);
  if (!callName.ok) return callName;
  const phone = readFreePhone(w, input);
  if (!phone.ok) return phone;
  const birthday = readBirthday(input.birthday, today(w));
  if (!birthday.ok) return birthday;
  const card = input.card.trim() === '' ? done(null) : checkNewCard(w, input.card);
  if (!card.ok) return card;
  if (!input.consent) return refused('consent.required');
  const person: Person = {
    name: name.value,
    callName: callName.value,
    phone: phone.value,
    language: input.language,
    birthday: birthday.value,
    marketing: input.marketing,
  };
  return done({ person, card: card.value });
}

/** Without a phone a card must lead to the member. A phone that another has is asked about once: families share. */
function readFreePhone(w: Workings, { phone: text, card, samePhone }: Asked): Outcome<string | null> {
  if (text.trim() === '' && card.trim() !== '') return done(null);
  const phone = readPhone(text);
  if (!phone.ok || samePhone) return phone;
  const other = w.members.byPhone(phone.value).find(({ person }) => person !== null);
  return other === undefined ? phone : refused('member.phoneTaken', { name: other.person?.name ?? '' });
}
