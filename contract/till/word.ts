import type { Points } from '../../domain/amount/points.ts';

/** On what a redemption would rest now. */
export interface WordView {
  /** Whether the centre is asked first; where it does not answer in time, what holds offline decides all the same. */
  readonly how: 'online' | 'offline';
  /** When the centre last said how this member stands, UTC ms of the till's clock; null: it never did. */
  readonly at: number | null;
  /** The programme's offline policy: so many points a member and business day at one till, and how many are left; a word no older. */
  readonly perDay: Points;
  readonly left: Points;
  readonly hours: number;
}
