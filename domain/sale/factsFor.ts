import { addDays, type CivilDate, daysBetween } from '../calendar/civil.ts';
import { nearYearly, startOf } from '../calendar/periods.ts';
import type { MemberId } from '../identity/ids.ts';
import { spendable } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { type TallyRow, tallyKey } from '../ledger/tally.ts';
import type { Conditions } from '../programme/conditions.ts';
import type { Programme } from '../programme/programme.ts';
import { givenHolds, tierOn } from '../tier/tier.ts';
import { askedOfAll } from './askedOfAll.ts';
import { counterName, type Facts } from './facts.ts';

/** A coupon that ended so many days ago at most is still named, so that its code is told as ended, not as unknown. */
const TOLD_DAYS = 60;

/**
 * What the rules of a programme may know of a member on a day, and nothing else: the birthday stays here, and of the tally
 * only what some rule asks for goes on. `all` is the tally of everybody together, as far as the till knows (`askedOfAll`). Pure.
 */
export function factsFor(i: {
  readonly programme: Programme;
  readonly member: MemberId;
  readonly standing: Standing;
  readonly joined: CivilDate;
  /** Null: not known. */
  readonly birthday: CivilDate | null;
  readonly referrer: MemberId | null;
  readonly day: CivilDate;
  readonly all: readonly TallyRow[];
}): Facts {
  const { programme, member, standing, joined, day } = i;
  const place = tierOn(programme, standing, day);
  // Another till's clock may be a day ahead: nobody has joined tomorrow.
  const joinedDays = Math.max(0, daysBetween(joined, day));
  const counters = countersOf(programme, standing, i.all, day);
  return {
    member,
    balance: standing.balance,
    spendable: spendable(standing, day),
    tier: place.tier,
    tierSum: place.sum,
    joinedDays,
    near: nearOf(programme, i.birthday, joined, day),
    counters,
    coupons: (standing.coupons ?? []).filter((coupon) => coupon.until >= addDays(day, -TOLD_DAYS)),
    referrer: bonusToCome(programme, counters, joinedDays) && i.referrer !== member ? i.referrer : null,
  };
}

/** Rules, boosts and offers whose windows around birthday and day of joining are open: all those that they name. */
function nearOf(programme: Programme, birthday: CivilDate | null, joined: CivilDate, day: CivilDate): string[] {
  const isOpen = ({ birthday: born, anniversary }: Conditions): boolean => {
    if (born === undefined && anniversary === undefined) return false;
    if (born !== undefined && (birthday === null || !nearYearly({ date: birthday, firstYear: 0, day, ...born }))) {
      return false;
    }
    const firstYear = Number(joined.slice(0, 4)) + 1;
    return anniversary === undefined || nearYearly({ date: joined, firstYear, day, ...anniversary });
  };
  const all = [...programme.earning, ...programme.boosts, ...programme.offers];
  return all.filter(({ when }) => isOpen(when)).map(({ id }) => id);
}

/** The bonus was not given yet, and it is in time. Whether whoever brought them has had too many already is asked elsewhere. */
function bonusToCome({ referral }: Programme, counters: Facts['counters'], joinedDays: number): boolean {
  if (referral === null || (counters[counterName.rewarded] ?? 0) > 0) return false;
  return referral.withinDays === null || joinedDays <= referral.withinDays;
}

/** The sums of one tally, key by key. */
interface Sums {
  readonly ever: (key: string) => number;
  readonly since: (key: string, from: CivilDate) => number;
}

function sumsOf(rows: readonly TallyRow[], day: CivilDate): Sums {
  const byKey = new Map<string, TallyRow[]>();
  for (const row of rows) {
    const of = byKey.get(row.key);
    if (of === undefined) byKey.set(row.key, [row]);
    else of.push(row);
  }
  const sum = (key: string, counts: (row: TallyRow) => boolean): number =>
    (byKey.get(key) ?? []).reduce((all, row) => all + (counts(row) ? row.n : 0), 0);
  return {
    ever: (key) => sum(key, () => true),
    since: (key, from) => sum(key, (row) => row.day !== null && row.day >= from && row.day <= day),
  };
}

function countersOf(
  programme: Programme,
  standing: Standing,
  all: readonly TallyRow[],
  day: CivilDate,
): Record<string, number> {
  const tally = standing.tally ?? [];
  const own = sumsOf(tally, day);
  const everybody = sumsOf(all, day);
  const [month, year] = [startOf('month', day), startOf('year', day)];
  const counters: Record<string, number> = {};
  const put = (name: string, n: number): void => {
    if (n !== 0) counters[name] = n;
  };

  put(counterName.sales, own.ever(tallyKey.sales));
  for (const { id } of programme.stampCards) put(counterName.stamps(id), own.ever(tallyKey.stamps(id)));
  for (const { id, gives, caps } of programme.earning) {
    if (gives.type === 'perMoney' && gives.rounding === 'carry')
      put(counterName.carry(id), own.ever(tallyKey.carry(id)));
    const key = tallyKey.earned(id);
    if (caps.day !== null) put(counterName.earnedDay(id), own.since(key, day));
    if (caps.month !== null) put(counterName.earnedMonth(id), own.since(key, month));
    if (caps.year !== null) put(counterName.earnedYear(id), own.since(key, year));
    if (caps.ever !== null) put(counterName.earnedEver(id), own.ever(key));
  }
  const ofAll = new Set(askedOfAll(programme));
  for (const { id, limits } of programme.offers) {
    const key = tallyKey.used(id);
    if (limits.perMemberDay !== null) put(counterName.usedDay(id), own.since(key, day));
    if (limits.perMemberMonth !== null) put(counterName.usedMonth(id), own.since(key, month));
    if (limits.perMember !== null) put(counterName.usedEver(id), own.ever(key));
    // What this member did is part of what all did; a till may not have heard of the latter yet.
    if (ofAll.has(key)) put(counterName.usedByAll(id), Math.max(everybody.ever(key), own.ever(key)));
  }
  // Of coupons only those held: a code that anybody may use is limited by its offer.
  for (const { code } of standing.coupons ?? []) {
    put(counterName.code(code), Math.max(own.ever(tallyKey.code(code)), everybody.ever(tallyKey.code(code))));
  }
  if (programme.referral !== null) {
    put(counterName.referrals, own.ever(tallyKey.referrals));
    put(counterName.rewarded, own.ever(tallyKey.rewarded));
  }
  for (const { id } of programme.tiers?.levels ?? []) {
    if (givenHolds(tally, id, day)) counters[tallyKey.given(id)] = 1;
  }
  return counters;
}
