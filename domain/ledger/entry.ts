import type { Points } from '../amount/points.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { LotId, MemberId } from '../identity/ids.ts';

/** The other side of every movement of points, so that issued − redeemed − expired ± adjusted can be proven. */
export const CONTRA_ACCOUNTS = [
  'earn',
  'redeem',
  'return',
  'expire',
  'bonus',
  'goodwill',
  'adjust',
  'transfer',
  'opening',
  'giftcard',
] as const;
export type Contra = (typeof CONTRA_ACCOUNTS)[number];

/** One movement of a member's points in a record. */
export interface Entry {
  readonly member: MemberId;
  /** Signed: above zero to the member, below zero from the member; never zero. */
  readonly points: Points;
  readonly contra: Contra;
  /** The lot it makes, adds to or takes from; null, only below zero: what no lot could give (debt). */
  readonly lot: LotId | null;
  /**
   * The last day on which the lot may be spent (null: no end). Stands in every entry that makes or adds to a lot, and
   * in what a sale spends: a return months later, at another till, can then make a lot again that is empty by now.
   */
  readonly expires?: CivilDate | null;
  /** Of an entry that makes a lot: the first day on which it may be spent; left out: at once. */
  readonly from?: CivilDate;
  /** The day on which it was earned, in entries that make or give back to a lot. */
  readonly earned?: CivilDate;
  /** See Lot.idleDays. */
  readonly idleDays?: number;
}

/** What an entry says of its lot besides the end: whoever gives back to the lot says it too, or a lot made again would lose it. */
export type LotTerms = Pick<Entry, 'from' | 'earned' | 'idleDays'>;

/** The terms of a lot, or of an entry of it, as far as it has any. */
export function lotTerms({ from, earned, idleDays }: LotTerms): LotTerms {
  return {
    ...(from === undefined ? {} : { from }),
    ...(earned === undefined ? {} : { earned }),
    ...(idleDays === undefined ? {} : { idleDays }),
  };
}
