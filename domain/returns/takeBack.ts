import { type Bani, bani, NO_MONEY } from '../amount/bani.ts';
import { mulDivFloor } from '../amount/exact.ts';
import { type Points, points } from '../amount/points.ts';
import { assert, never } from '../assert.ts';
import type { Programme } from '../programme/programme.ts';
import type { Return, TraceStep } from '../record/record.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';
import type { ReturnTerms } from './reckon.ts';

/** What a return's goods come to before it is asked whether the points are still there. */
export interface Nominal {
  /** Earned on what comes back, to be taken. */
  readonly earned: Points;
  /** Spent on what comes back, to be given. */
  readonly spentBack: Points;
  readonly money: Bani;
}

/** What is really taken of points that were earned on what comes back. */
export interface TakenBack {
  readonly earnedBack: Points;
  /** Worth of points that are missing, kept from the money. Below zero: kept at an earlier return, and given now that the points came. */
  readonly withheld: Bani;
  readonly trace: readonly TraceStep[];
}

/** What earlier returns of a sale could not take. */
export interface Missing {
  readonly points: Points;
  /** Kept from the money for them. */
  readonly withheld: Bani;
  /** What the goods came to that are back, with what was kept of it. */
  readonly money: Bani;
}

/** What earlier returns of a sale left: by their lines what was to be taken, by their entries what was. */
export function missingAfter(earlier: readonly Return[]): Missing {
  let [wanted, taken, withheld, money] = [0, 0, 0, 0];
  for (const one of earlier) {
    for (const { earned, gross, discount } of one.lines) {
      wanted += earned;
      money += gross - discount;
    }
    for (const entry of one.entries) if (entry.points < 0) taken -= entry.points;
    withheld += one.withheld ?? 0;
  }
  return { points: points(Math.max(0, wanted - taken)), withheld: bani(withheld), money: bani(money) };
}

/**
 * Policy `takeBack`: of the points to be taken those may be spent by now. What comes back to the member in the same return is there
 * first, and serves also for what earlier returns of the sale missed: so returns in parts take and keep what one return of all would.
 * (Only what comes back: points earned elsewhere since never pay for what was forgiven.) Without a known standing everything is taken
 * and what is missing is owed.
 */
export function takenBack(now: Nominal, before: Missing, terms: ReturnTerms): Outcome<TakenBack> {
  const { programme, standing, managerAllowed } = terms;
  const { earned, spentBack, money } = now;
  if (programme === null || standing === null) return done(allOf(earned));
  const open = Math.max(0, standing.balance + spentBack);
  const own = Math.min(earned, open);
  const short = points(earned - own);
  switch (programme.policies.takeBack) {
    case 'belowZero':
      return done(allOf(earned));
    case 'askManager':
      return short === 0 || managerAllowed ? done(allOf(earned)) : refused('return.askManager', { points: short });
    case 'toZero':
    case 'withhold':
      break;
    default:
      return never(programme.policies.takeBack);
  }
  const late = Math.min(before.points, spentBack, open - own);
  const left = points(before.points + short - late);
  const worth = programme.policies.takeBack === 'withhold' ? worthOf(programme, left) : NO_MONEY;
  const kept = Math.min(worth, before.money + money);
  const withheld = bani(Math.min(money, kept - before.withheld));
  // Two tills apart may each have given what one kept: then nothing more is given, and what comes next makes up for it.
  assert(before.withheld + withheld >= Math.min(0, before.withheld), 'no more is given back than was kept');
  const trace: TraceStep[] = [];
  if (own > 0) trace.push({ code: 'return.earned', params: { points: own } });
  if (late > 0) trace.push({ code: 'return.earned', params: { points: late, late: 1 } });
  if (withheld > 0) trace.push({ code: 'return.withheld', params: { amount: withheld, points: short } });
  else if (short > 0) trace.push({ code: 'return.forgiven', params: { points: short } });
  if (withheld < 0) trace.push({ code: 'return.withheld', params: { amount: withheld, points: late } });
  return done({ earnedBack: points(own + late), withheld, trace });
}

function allOf(earned: Points): TakenBack {
  const trace: TraceStep[] = earned > 0 ? [{ code: 'return.earned', params: { points: earned } }] : [];
  return { earnedBack: earned, withheld: NO_MONEY, trace };
}

/** What points are worth where they are spent freely, in bani: by the programme's first such offer; 0 without one. */
export function worthOf(programme: Programme, amount: Points): Bani {
  for (const { active, trigger } of programme.offers) {
    if (active && trigger.type === 'perPoint') return bani(mulDivFloor(amount, trigger.value, trigger.points));
  }
  return NO_MONEY;
}
