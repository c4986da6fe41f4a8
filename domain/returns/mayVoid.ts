import { NO_POINTS, type Points, points } from '../amount/points.ts';
import { never } from '../assert.ts';
import type { Standing } from '../ledger/standing.ts';
import type { Programme } from '../programme/programme.ts';
import type { Sale } from '../record/record.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';

/**
 * Policy `takeBack` of a sale that is undone whole: which of its points are forgiven, because they are spent. A void gives all of the
 * money back, so where the programme keeps money for spent points it is refused, and the goods come back as a return. Without a known
 * standing all of it is taken, and what is missing is owed.
 */
export function mayVoid(of: {
  readonly sale: Pick<Sale, 'entries'>;
  /** The sale's own version; null: unknown here. */
  readonly programme: Programme | null;
  /** Where the member stands now; null: not known, or nobody. */
  readonly standing: Standing | null;
  readonly managerAllowed: boolean;
}): Outcome<Points> {
  const { sale, programme, standing, managerAllowed } = of;
  if (programme === null || standing === null) return done(NO_POINTS);
  let [earned, spent] = [0, 0];
  for (const { points: moved } of sale.entries) {
    if (moved > 0) earned += moved;
    else spent -= moved;
  }
  const short = points(Math.max(0, earned - Math.max(0, standing.balance + spent)));
  const { takeBack } = programme.policies;
  switch (takeBack) {
    case 'belowZero':
      return done(NO_POINTS);
    case 'toZero':
      return done(short);
    case 'withhold':
      return short === 0 ? done(NO_POINTS) : refused('void.pointsSpent', { points: short });
    case 'askManager':
      return short === 0 || managerAllowed ? done(NO_POINTS) : refused('return.askManager', { points: short });
    default:
      return never(takeBack);
  }
}
