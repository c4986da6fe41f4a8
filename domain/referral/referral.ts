import type { Bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import type { CivilDate } from '../calendar/civil.ts';
import { newLot } from '../earning/lots.ts';
import { lotOf, type MemberId, memberId, type RecordId } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';
import type { Movement } from '../ledger/fold.ts';
import { type Count, sumOf, type TallyRow, tallyKey } from '../ledger/tally.ts';
import type { Programme } from '../programme/programme.ts';
import type { Sale } from '../record/record.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';
import { counterName, type Facts } from '../sale/facts.ts';

/** Longer than any row of people who brought each other; a circle in what is stored must not hang a till. */
const LONGEST_ROW = 1000;

/** Numbers among the lots of a sale that no sale makes itself. */
const [REFERRERS_LOT, FRIENDS_LOT] = [998, 999];

/** Whether somebody may be noted as who brought a friend: not oneself, in no ring, and only somebody new. */
export function mayRefer(of: {
  readonly programme: Programme;
  readonly referrer: MemberId;
  readonly friend: MemberId;
  /** Purchases of the friend so far. */
  readonly friendSales: number;
  readonly alreadyReferred: boolean;
  /** Who brought a member; null: nobody. */
  readonly referrerOf: (member: MemberId) => MemberId | null;
}): Outcome<null> {
  const { programme, referrer, friend, friendSales, alreadyReferred, referrerOf } = of;
  if (programme.referral === null) return refused('refer.notAllowed');
  if (referrer === friend) return refused('refer.self');
  let above: MemberId | null = referrer;
  for (let i = 0; i < LONGEST_ROW && above !== null; i++) {
    above = referrerOf(above);
    if (above === friend) return refused('refer.ring');
  }
  if (alreadyReferred || friendSales > 0) return refused('refer.notNew');
  return done(null);
}

/** Who brought a member, as their tally tells; null: nobody. */
export function broughtBy(tally: readonly TallyRow[] | undefined): MemberId | null {
  const prefix = tallyKey.broughtBy('');
  const row = tally?.find(({ key, n }) => n > 0 && key.startsWith(prefix));
  return row === undefined ? null : memberId(row.key.slice(prefix.length));
}

/** What noting it counts: it stands with the friend, wherever their standing goes. */
export function broughtByCount(friend: MemberId, referrer: MemberId): Count {
  return { member: friend, key: tallyKey.broughtBy(referrer), day: null, by: 1, line: null, whole: true };
}

/**
 * The bonus to both upon the first purchase of somebody who was brought that qualifies: a movement of its own under its own record, so
 * that the friend's sale stays the friend's. Null: no bonus (nobody brought them, too little paid, too late, given before, or the
 * referrer has had as many as there may be). A purchase that pays too little takes nothing away: the next may qualify.
 */
export function referralBonus(of: {
  readonly programme: Programme;
  /** The friend's, before the sale. */
  readonly facts: Facts;
  readonly paid: Bani;
  /** Bonuses that the referrer has had. */
  readonly referrals: number;
  /** The sale's: the lots of the bonus are named by it, so that whoever ends the bonus knows them. */
  readonly sale: RecordId;
  readonly day: CivilDate;
}): Movement | null {
  const { programme, facts, paid, referrals, sale, day } = of;
  const { referral } = programme;
  const { referrer } = facts;
  if (referral === null || referrer === null || paid < referral.spendFrom) return null;
  // Two who were merged since are one person, who brings nobody.
  if (referrer === facts.member) return null;
  if ((facts.counters[counterName.rewarded] ?? 0) > 0) return null;
  if (referral.withinDays !== null && facts.joinedDays > referral.withinDays) return null;
  if (referral.most !== null && referrals >= referral.most) return null;
  const lot = (member: MemberId, amount: number, n: number): Entry[] => {
    if (amount === 0) return [];
    const { expires, from, idleDays } = newLot(programme, { points: points(amount), contra: 'bonus', day });
    return [
      {
        member,
        points: points(amount),
        contra: 'bonus',
        lot: lotOf(sale, n),
        expires,
        earned: day,
        ...(from === null ? {} : { from }),
        ...(idleDays === null ? {} : { idleDays }),
      },
    ];
  };
  return {
    entries: [
      ...lot(referrer, referral.referrerPoints, REFERRERS_LOT),
      ...lot(facts.member, referral.friendPoints, FRIENDS_LOT),
    ],
    counts: [
      { member: referrer, key: tallyKey.referrals, day: null, by: 1, line: null, whole: true },
      { member: facts.member, key: tallyKey.rewarded, day: null, by: 1, line: null, whole: true },
    ],
    issued: [],
    usedCodes: [],
    recalled: [],
  };
}

/** A bonus with the sign turned: what ends it. */
export function bonusEnded({
  entries,
  counts,
}: Pick<Movement, 'entries' | 'counts'>): Pick<Movement, 'entries' | 'counts'> {
  return {
    entries: entries.map((entry) => ({ ...entry, points: points(-entry.points) })),
    counts: counts.map((count) => ({ ...count, by: -count.by })),
  };
}

/**
 * The bonus that a sale brought, where its own record is not at hand (another till's): reckoned again from the sale. Null: it brought
 * none. That it was given, and to nobody who had had too many, is known from the friend's counts.
 */
export function bonusOfSale(of: {
  /** The sale's own version. */
  readonly programme: Programme;
  readonly sale: Pick<Sale, 'member' | 'total' | 'rules'> & { readonly id: RecordId };
  /** Who they are now. */
  readonly friend: MemberId;
  readonly referrer: MemberId;
  /** The friend's, as of now. */
  readonly tally: readonly TallyRow[];
}): Movement | null {
  const { programme, sale, friend, referrer, tally } = of;
  const facts = sale.rules?.facts ?? null;
  if (facts === null || facts.referrer === null || sale.member === null) return null;
  if (sumOf(tally, tallyKey.rewarded) <= 0) return null;
  return referralBonus({
    programme,
    facts: { ...facts, member: friend, referrer },
    paid: sale.total,
    referrals: 0,
    sale: sale.id,
    day: sale.member.civilDate,
  });
}
