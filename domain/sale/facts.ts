import type { Points } from '../amount/points.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { MemberId } from '../identity/ids.ts';
import type { HeldCoupon } from '../ledger/standing.ts';
import type { Proof } from '../programme/programme.ts';

/** When and where a sale is, as rules ask for it. */
export interface Moment {
  /** In Chișinău. */
  readonly day: CivilDate;
  /** `HH:MM` in Chișinău. */
  readonly time: string;
  /** Id of the store. */
  readonly store: string;
}

/**
 * What the rules knew of the member: everything that reckoning consults and nothing else, so that recomputing asks nobody
 * (truth 6), and no personal data: of a birthday only which rules it opened.
 */
export interface Facts {
  readonly member: MemberId;
  readonly balance: Points;
  /** Points that may be spent today. */
  readonly spendable: Points;
  /** Before this sale; null: none. */
  readonly tier: string | null;
  /** What the tier's window holds before this sale, in the unit of the programme's tiers; 0 without tiers. */
  readonly tierSum: number;
  readonly joinedDays: number;
  /** Ids of the rules, boosts and offers whose birthday or anniversary window is open today. */
  readonly near: readonly string[];
  /** Counters above or below zero, by the names of `counterName`. */
  readonly counters: Readonly<Record<string, number>>;
  /** The coupons that this member holds, those that ended lately with them (their code is told as ended, not as unknown). */
  readonly coupons: readonly HeldCoupon[];
  /** Who brought this member, where the bonus is still to come. */
  readonly referrer: MemberId | null;
}

/** Names of counters in facts: what a rule may ask for, reckoned from the tally on the day of the sale. */
export const counterName = {
  /** Purchases before this one. */
  sales: 'sales',
  stamps: (card: string) => `stamps:${card}`,
  carry: (rule: string) => `carry:${rule}`,
  earnedDay: (rule: string) => `earned:${rule}:day`,
  earnedMonth: (rule: string) => `earned:${rule}:month`,
  earnedYear: (rule: string) => `earned:${rule}:year`,
  earnedEver: (rule: string) => `earned:${rule}`,
  usedDay: (offer: string) => `used:${offer}:day`,
  usedMonth: (offer: string) => `used:${offer}:month`,
  usedEver: (offer: string) => `used:${offer}`,
  /** By everybody, as far as the till knows. */
  usedByAll: (offer: string) => `all:${offer}`,
  code: (code: string) => `code:${code}`,
  referrals: 'referrals',
  /** Whether the bonus for this friend was given. */
  rewarded: 'rewarded',
} as const;

/** What the cashier entered for the member. */
export interface Choices {
  /** Coupon codes as read, upper case; each once. */
  readonly codes: readonly string[];
  /** Rewards, in the order chosen. */
  readonly rewards: readonly ChosenReward[];
  /** What proved that this member may redeem; null: nobody asked. */
  readonly proof: Proof | null;
  /** Everything that was proved, where a till asked for it: empty is nothing. Left out: `proof` is all there is. */
  readonly proofs?: readonly Proof[];
}

export interface ChosenReward {
  readonly offer: string;
  /** Of `perPoint`: how many; else null. */
  readonly points: Points | null;
  /** How many times; 1 for `perPoint`. */
  readonly times: number;
  /** Of `freeProduct`: which; null: the first that is there. */
  readonly sku: string | null;
}

export const NO_CHOICES: Choices = { codes: [], rewards: [], proof: null };
