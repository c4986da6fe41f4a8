import type { TierView } from '../../../contract/till/offers.ts';
import type { MemberPanel, MemberRow } from '../../../contract/till/views.ts';
import type { KnownMember } from '../../../db/members.ts';
import { type Bani, NO_MONEY, sumBani } from '../../../domain/amount/bani.ts';
import { mulDivFloor } from '../../../domain/amount/exact.ts';
import { type CivilDate, isCivilDate } from '../../../domain/calendar/civil.ts';
import { endingSoon, pendingPoints } from '../../../domain/ledger/expiry.ts';
import type { Standing } from '../../../domain/ledger/standing.ts';
import { sumOf, tallyKey } from '../../../domain/ledger/tally.ts';
import type { Programme } from '../../../domain/programme/programme.ts';
import { pointsWorth } from '../../../domain/sale/redeem.ts';
import { tierOn } from '../../../domain/tier/tier.ts';
import { mainFree } from '../counter/reckoning.ts';
import type { FoundBy } from '../counter/state.ts';
import { today, type Workings } from '../workings.ts';
import { likelyByPhone } from './merging.ts';

/** The person in front of the cashier; null: erased. */
export function memberPanel(w: Workings, member: KnownMember, foundBy: FoundBy): MemberPanel | null {
  const { person, standing } = member;
  if (person === null) return null;
  const programme = w.rules.holding();
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
    worth: worthNow(programme, standing),
    expiring: endingSoon(standing, day, programme.lots.warnDays),
    tier: tierView(programme, standing, day),
    stamps: stampsView(programme, standing),
    coupons: (standing.coupons ?? [])
      .filter(({ until }) => until >= day)
      .map(({ code, offer, until }) => ({ code, name: w.rules.names()[offer] ?? offer, until })),
    pending: pendingPoints(standing, day),
    wallet: sumBani(member.ids.map((id) => w.giftCards.wallet(id).standing.balance)),
    cards: w.members.cardsOf(member.id).map(({ code, blocked }) => ({ code, blocked })),
    wordAt: member.wordAt,
    persons: member.ids.length,
    likely: likelyByPhone(w, member),
  };
}

/** What the balance takes off where it is spent freely: only points that are fully used are worth something. */
function worthNow(programme: Programme, { balance }: Standing): Bani {
  const trigger = mainFree(programme)?.trigger;
  return trigger?.type === 'perPoint' ? pointsWorth(trigger, Math.max(0, balance)) : NO_MONEY;
}

/** Born on 29 February: congratulated on the 28th where the year has no 29th. */
export function isBirthday(birthday: CivilDate, day: CivilDate): boolean {
  const leapless = birthday.endsWith('-02-29') && !isCivilDate(`${day.slice(0, 4)}-02-29`);
  return (leapless ? '-02-28' : birthday.slice(4)) === day.slice(4);
}

/** Where the member is on the ladder, and how far to the next level; null: the programme has none. */
function tierView(programme: Programme, standing: Standing, day: CivilDate): TierView | null {
  const { tiers } = programme;
  if (tiers === null) return null;
  const { tier, sum, next } = tierOn(programme, standing, day);
  const level = tiers.levels.find(({ id }) => id === tier);
  const above = tiers.levels.find(({ id }) => id === next?.tier);
  const from = Math.min(sum, level?.from ?? 0);
  return {
    name: level?.name ?? null,
    benefits: level?.benefits ?? null,
    next: above === undefined || next === null ? null : { name: above.name, missing: next.missing, by: tiers.by },
    progress:
      above === undefined ? 10_000 : mulDivFloor(Math.max(0, sum - from), 10_000, Math.max(1, above.from - from)),
  };
}

/** Cards of stamps that were begun, and how many the first reward for them takes. */
function stampsView(programme: Programme, standing: Standing): MemberPanel['stamps'] {
  return programme.stampCards.flatMap(({ id, name }) => {
    const stamps = sumOf(standing.tally ?? [], tallyKey.stamps(id));
    if (stamps <= 0) return [];
    const costs = programme.offers.flatMap(({ active, trigger }) =>
      active && trigger.type === 'stamps' && trigger.card === id ? [trigger.stamps] : [],
    );
    return [{ card: id, name, stamps, of: costs.length === 0 ? null : Math.min(...costs) }];
  });
}

/** One row of a search; null: erased. */
export function memberRow({ id, person, standing }: KnownMember): MemberRow | null {
  if (person === null) return null;
  return { id, name: person.name, phone: person.phone, balance: standing.balance, language: person.language };
}
