import type { Points } from '../amount/points.ts';
import { NO_POINTS } from '../amount/points.ts';
import type { PointsSum } from '../shift/figures.ts';
import type { DayAccount, TillAccount } from './account.ts';
import { addedPoints } from './sums.ts';

/** What tills' parts become one account with. */
export type DrawnWith = Omit<DayAccount, 'number' | 'points'> & {
  /** As balances are kept; null: not known here. */
  readonly closing: Points | null;
  /** What was booked besides the tills' records (by a centre); empty: nothing. */
  readonly booked: readonly PointsSum[];
};

/** The account of a store's day out of its tills' parts: numbered after the day before, its points moved by what each part says. */
export function drawnDay({ closing, booked, ...of }: DrawnWith): DayAccount {
  return {
    ...of,
    number: (of.previous?.number ?? 0) + 1,
    points: { opening: of.previous?.closing ?? NO_POINTS, moved: movedBy(of.tills, booked), closing },
  };
}

/** What all records of a close moved: of the day itself and of days before, and what was booked besides. */
function movedBy(tills: readonly TillAccount[], booked: readonly PointsSum[]): readonly PointsSum[] {
  return addedPoints([
    ...tills.flatMap(({ sums, late }) => [...sums.points, ...late.flatMap((one) => one.sums.points)]),
    ...booked,
  ]);
}
