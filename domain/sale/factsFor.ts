import { type CivilDate, civilDate, daysBetween, isCivilDate } from '../calendar/civil.ts';
import { periodStart } from '../calendar/periods.ts';
import type { MemberId } from '../identity/ids.ts';
import { spendable } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { type TallyRow, tallied, tallyKey } from '../ledger/tally.ts';
import type { Conditions } from '../programme/conditions.ts';
import type { Programme } from '../programme/programme.ts';
import { tierOn } from '../tier/tier.ts';
import { counterName, type Facts } from './facts.ts';

/** What the rules of a programme may know of a member on a day: everything they ask for, and no more. */
export function factsFor(of: {
  readonly programme: Programme;
  readonly member: MemberId;
  readonly standing: Standing;
  readonly joined: CivilDate;
  /** Null: not known. It does not leave this function. */
  readonly birthday: CivilDate | null;
  /** Who brought them; null: nobody. */
  readonly referrer: MemberId | null;
  readonly day: CivilDate;
  /** What is counted of everybody together. */
  readonly all: readonly TallyRow[];
}): Facts {
  const { programme, standing, day } = of;
  const place = tierOn(programme, standing, day);
  const counters = countersOf(programme, standing, day, of.all);
  const joinedDays = daysBetween(of.joined, day);
  const { referral } = programme;
  const bonusOpen =
    referral !== null &&
    (counters[counterName.sales] ?? 0) === 0 &&
    (referral.withinDays === null || joinedDays <= referral.withinDays);
  return {
    member: of.member,
    balance: standing.balance,
    spendable: spendable(standing, day),
    tier: place.tier,
    tierSum: place.sum,
    joinedDays,
    near: openWindows(programme, of.birthday, of.joined, day),
    counters,
    coupons: (standing.coupons ?? []).filter(({ until }) => until >= day || isLately(until, day)),
    referrer: bonusOpen ? of.referrer : null,
  };
}

/** A coupon that ended lately is still named, so that the cashier hears "was good until" and not "unknown". */
const LATELY_DAYS = 60;
const isLately = (until: CivilDate, day: CivilDate): boolean => daysBetween(until, day) <= LATELY_DAYS;

function countersOf(
  programme: Programme,
  { tally }: Standing,
  day: CivilDate,
  all: readonly TallyRow[],
): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  const note = (name: string, n: number): void => {
    if (n !== 0) found[name] = n;
  };
  const month = { from: periodStart(day, 'month'), to: day };
  note(counterName.sales, tallied(tally, tallyKey.sales));
  note(counterName.referrals, tallied(tally, tallyKey.referrals));
  for (const { id } of programme.stampCards) note(counterName.stamps(id), tallied(tally, tallyKey.stamps(id)));
  for (const { id, caps, gives } of programme.earning) {
    const key = tallyKey.earned(id);
    if (caps.day !== null) note(counterName.earnedDay(id), tallied(tally, key, { from: day, to: day }));
    if (caps.month !== null) note(counterName.earnedMonth(id), tallied(tally, key, month));
    if (caps.year !== null) {
      note(counterName.earnedYear(id), tallied(tally, key, { from: periodStart(day, 'year'), to: day }));
    }
    if (caps.ever !== null) note(counterName.earnedEver(id), tallied(tally, key));
    if (gives.type === 'perMoney' && gives.rounding === 'carry') {
      note(counterName.carry(id), tallied(tally, tallyKey.carry(id)));
    }
  }
  for (const { id, limits, trigger } of programme.offers) {
    const key = tallyKey.used(id);
    if (limits.perMemberDay !== null) note(counterName.usedDay(id), tallied(tally, key, { from: day, to: day }));
    if (limits.perMemberMonth !== null) note(counterName.usedMonth(id), tallied(tally, key, month));
    if (limits.perMember !== null) note(counterName.usedEver(id), tallied(tally, key));
    if (limits.total !== null) note(counterName.usedByAll(id), tallied(all, key));
    if (trigger.type === 'code')
      for (const code of trigger.codes) note(counterName.code(code), tallied(tally, tallyKey.code(code)));
  }
  for (const { id } of programme.tiers?.levels ?? []) {
    const given = tally?.some(
      (row) => row.key === tallyKey.given(id) && row.n > 0 && (row.day === null || row.day >= day),
    );
    if (given === true) note(tallyKey.given(id), 1);
  }
  return found;
}

/** Ids of rules, boosts and offers whose window around a birthday or the day of joining holds the day. */
function openWindows(programme: Programme, birthday: CivilDate | null, joined: CivilDate, day: CivilDate): string[] {
  const all: readonly { readonly id: string; readonly when: Conditions }[] = [
    ...programme.earning,
    ...programme.boosts,
    ...programme.offers,
  ];
  return all.flatMap(({ id, when }) => {
    if (when.birthday === undefined && when.anniversary === undefined) return [];
    const born = when.birthday === undefined || (birthday !== null && isNear(birthday, when.birthday, day, 0));
    const came = when.anniversary === undefined || isNear(joined, when.anniversary, day, 1);
    return born && came ? [id] : [];
  });
}

/** Whether a day lies in the window around a yearly day, that of `fromYear` years after the first at the earliest. */
function isNear(
  first: CivilDate,
  { before, after }: { readonly before: number; readonly after: number },
  day: CivilDate,
  fromYear: number,
): boolean {
  const year = Number(day.slice(0, 4));
  // Around New Year the day next year, or last year, is the near one.
  return [year - 1, year, year + 1].some((one) => {
    if (one < Number(first.slice(0, 4)) + fromYear) return false;
    const until = daysBetween(day, inYear(first, one));
    return until <= before && -until <= after;
  });
}

/** The yearly day in a year; 29 February is the 28th where there is none. */
function inYear(first: CivilDate, year: number): CivilDate {
  const text = `${String(year).padStart(4, '0')}${first.slice(4)}`;
  return civilDate(isCivilDate(text) ? text : `${text.slice(0, 8)}28`);
}
