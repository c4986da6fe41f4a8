import type { Points } from '../amount/points.ts';
import type { Proof } from '../programme/programme.ts';

/** What the offline policy knew when it allowed a redemption, besides how the member was found and what they proved. */
export interface OfflineInputs {
  /** The age of the centre's word on the member, ms; below zero where the till's clock was set back since. */
  readonly wordAgeMs: number | null;
  /** Points that they had spent offline on this till in this business day before. */
  readonly spentToday: Points;
  /** What they proved besides how they were found; left out: nothing. */
  readonly proofs?: readonly Proof[];
}
