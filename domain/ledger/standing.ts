import type { Points } from '../amount/points.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { LotId } from '../identity/ids.ts';
import type { TallyRow } from './tally.ts';

/** Points earned together with one expiry, as far as they are left. */
export interface Lot {
  readonly id: LotId;
  /** What is left; above zero. */
  readonly points: Points;
  /** The last day on which it may be spent; null: no end. Of a lot that activity prolongs: as activity stands now. */
  readonly expires: CivilDate | null;
  /** The first day on which it may be spent; left out: at once. */
  readonly from?: CivilDate;
  /** The day on which it was earned; left out in lots made before format 2. */
  readonly earned?: CivilDate;
  /** Days after the last purchase on which it ends: each purchase moves `expires`. Left out: activity does not matter. */
  readonly idleDays?: number;
}

/** A coupon that this member got for a later sale. */
export interface HeldCoupon {
  readonly code: string;
  /** The offer that it triggers. */
  readonly offer: string;
  /** The last day on which it may be used. */
  readonly until: CivilDate;
}

/**
 * Where a member stands: a fold of all their records in order. balance = sum of the lots − debt = sum of the
 * entries, always (truth 2). Lots and debt are never both above zero: points that come repay the debt first.
 */
export interface Standing {
  readonly balance: Points;
  /** Points owed because more were taken (on several tills apart) than there were; 0 or above. */
  readonly debt: Points;
  /** In the order in which they are spent: the soonest end first, no end last, then by id. */
  readonly lots: readonly Lot[];
  /** By key, then by day; left out where nothing was ever counted. */
  readonly tally?: readonly TallyRow[];
  /** Coupons not used yet, by code; left out where there never was one. */
  readonly coupons?: readonly HeldCoupon[];
}
