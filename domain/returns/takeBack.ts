import { type Bani, bani, NO_MONEY } from '../amount/bani.ts';
import { mulDivFloor } from '../amount/exact.ts';
import { type Points, points } from '../amount/points.ts';
import { never } from '../assert.ts';
import type { Programme } from '../programme/programme.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';
import type { ReturnTerms } from './reckon.ts';

/** What is really taken of points that were earned on what comes back. */
export interface TakenBack {
  readonly earnedBack: Points;
  readonly withheld: Bani;
}

/**
 * Policy `takeBack`: of the points to be taken those may be spent by now. What comes back to the member in the same return is there
 * first. Without a known standing everything is taken and what is missing is owed.
 */
export function takenBack(earned: Points, spentBack: Points, money: Bani, terms: ReturnTerms): Outcome<TakenBack> {
  const { programme, standing, managerAllowed } = terms;
  const all: TakenBack = { earnedBack: earned, withheld: NO_MONEY };
  if (programme === null || standing === null) return done(all);
  const there = Math.min(earned, Math.max(0, standing.balance + spentBack));
  const short = earned - there;
  if (short === 0) return done(all);
  switch (programme.policies.takeBack) {
    case 'belowZero':
      return done(all);
    case 'toZero':
      return done({ earnedBack: points(there), withheld: NO_MONEY });
    case 'withhold':
      return done({ earnedBack: points(there), withheld: bani(Math.min(money, worthOf(programme, points(short)))) });
    case 'askManager':
      return managerAllowed ? done(all) : refused('return.askManager', { points: short });
    default:
      return never(programme.policies.takeBack);
  }
}

/** What points are worth where they are spent freely, in bani: by the programme's first such offer; 0 without one. */
export function worthOf(programme: Programme, amount: Points): Bani {
  for (const { active, trigger } of programme.offers) {
    if (active && trigger.type === 'perPoint') return bani(mulDivFloor(amount, trigger.value, trigger.points));
  }
  return NO_MONEY;
}
