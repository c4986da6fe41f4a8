import type { Points } from '../amount/points.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { LotId } from '../identity/ids.ts';

/** Points earned together with one expiry, as far as they are left. */
export interface Lot {
  readonly id: LotId;
  /** What is left; above zero. */
  readonly points: Points;
  /** The last day on which it may be spent; null: no end. */
  readonly expires: CivilDate | null;
}

/**
 * Where a member stands: a fold of all their entries in order. balance = sum of the lots − debt = sum of the
 * entries, always (truth 2). Lots and debt are never both above zero: points that come repay the debt first.
 */
export interface Standing {
  readonly balance: Points;
  /** Points owed because more were taken (on several tills apart) than there were; 0 or above. */
  readonly debt: Points;
  /** In the order in which they are spent: the soonest end first, no end last, then by id. */
  readonly lots: readonly Lot[];
}
