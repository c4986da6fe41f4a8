import type { MemberPanel, MemberRow } from '../../../contract/till/views.ts';
import type { KnownMember } from '../../../db/members.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { sumPoints } from '../../../domain/amount/points.ts';
import { addDays, type CivilDate, isCivilDate } from '../../../domain/calendar/civil.ts';
import type { Standing } from '../../../domain/ledger/standing.ts';
import type { FoundBy } from '../counter/state.ts';
import { NO_PROGRAMME } from '../rules.ts';
import { today, type Workings } from '../workings.ts';

/** Points that end within so many days are worth a word at the counter. */
const EXPIRING_DAYS = 30;

/** The person in front of the cashier; null: erased. */
export function memberPanel(w: Workings, member: KnownMember, foundBy: FoundBy): MemberPanel | null {
  const { person, standing } = member;
  if (person === null) return null;
  const { pointValue } = (w.rules.programme() ?? NO_PROGRAMME).redemption;
  const day = today(w);
  return {
    id: member.id,
    name: person.name,
    callName: person.callName === '' ? person.name : person.callName,
    language: person.language,
    phone: person.phone,
    joined: member.joined,
    birthdayToday: person.birthday !== null && isBirthday(person.birthday, day),
    foundBy,
    balance: standing.balance,
    debt: standing.debt,
    worth: bani(Math.max(0, standing.balance) * pointValue),
    expiring: expiring(standing, day),
    cards: w.members.cardsOf(member.id).map(({ code, blocked }) => ({ code, blocked })),
    wordAt: member.wordAt,
  };
}

/** Born on 29 February: congratulated on the 28th where the year has no 29th. */
export function isBirthday(birthday: CivilDate, day: CivilDate): boolean {
  const leapless = birthday.endsWith('-02-29') && !isCivilDate(`${day.slice(0, 4)}-02-29`);
  return (leapless ? '-02-28' : birthday.slice(4)) === day.slice(4);
}

/** The points of the lots that end first, where that is soon. Lots stand with the soonest end first. */
export function expiring(standing: Standing, day: CivilDate): MemberPanel['expiring'] {
  const on = standing.lots.map(({ expires }) => expires).find((end) => end !== null && end >= day);
  if (on === undefined || on === null || on > addDays(day, EXPIRING_DAYS)) return null;
  return { points: sumPoints(standing.lots.filter(({ expires }) => expires === on).map((lot) => lot.points)), on };
}

/** One row of a search; null: erased. */
export function memberRow({ id, person, standing }: KnownMember): MemberRow | null {
  if (person === null) return null;
  return { id, name: person.name, phone: person.phone, balance: standing.balance, language: person.language };
}
