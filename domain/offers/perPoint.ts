import { type Bani, bani } from '../amount/bani.ts';
import { mulDivFloor } from '../amount/exact.ts';
import { meets } from '../programme/filter.ts';
import type { Trigger } from '../programme/offer.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';
import { allowed, pointsLeft, proofNeeded } from './allowed.ts';
import type { Attempt } from './attempts.ts';
import type { Course } from './course.ts';
import { spread } from './reduce.ts';
import type { Work } from './units.ts';

/** Points chosen freely, and what they are worth on each line. */
export interface Worth {
  readonly points: number;
  readonly discounts: readonly Bani[];
  readonly discount: Bani;
}

/**
 * What points chosen freely take off what offers left (`left`, by line, bani). Each point is fully worth its money: a
 * rest that buys nothing is not taken. Asked are, in this order: the balance, the sale (largest share, floors, `most`),
 * the least, the step, the proof.
 */
export function worthOf(course: Course, work: Work, attempt: Attempt, left: readonly Bani[]): Outcome<Worth> {
  const { offer, choice } = attempt;
  const { trigger, effect } = offer;
  if (trigger.type !== 'perPoint' || effect.type !== 'pointsValue') return refused('offer.nothingToTake');
  const may = allowed(course, attempt, () => left);
  if (!may.ok) return may;

  const most = offer.notOnReduced === true ? fullPriced(work) : left;
  const open = work.lines.map(({ goods, excluded }, i) =>
    !excluded && meets(effect.of, goods) ? Math.min(left[i] ?? 0, most[i] ?? 0) : 0,
  );
  const room = open.map((amount, i) => Math.max(0, amount - (work.lines[i]?.floor ?? 0)));
  const asked = pointsTaken(course, trigger, choice?.points ?? 0, open, room);
  if (!asked.ok) return asked;
  const points = asked.value;
  const unproven = proofNeeded(course, points);
  if (unproven !== null) return { ok: false, refusal: unproven };

  const discount = bani((points / trigger.points) * trigger.value);
  const { oddBan } = work.policies;
  const { amounts } = spread({ total: discount, weights: open, left: open, room, oddBan, moves: 'anywhere' });
  return done({ points, discounts: amounts.map(bani), discount });
}

/** What the units of each line cost that no offer reduced, in whole bani. */
function fullPriced(work: Work): number[] {
  return work.runs.map((runs) => {
    const sum = runs.reduce((so, run) => so + (run.off === 0 ? run.gross : 0), 0);
    return Math.floor(sum / work.grain);
  });
}

type PerPoint = Extract<Trigger, { readonly type: 'perPoint' }>;

function pointsTaken(
  course: Course,
  trigger: PerPoint,
  chosen: number,
  open: readonly number[],
  room: readonly number[],
): Outcome<number> {
  const cut = course.asked.programme.policies.tooMany === 'cut';
  const step = Math.max(1, trigger.step);
  const least = Math.max(1, trigger.least);
  const available = pointsLeft(course);
  let asked = chosen;
  if (asked > available) {
    if (!cut) return refused('redeem.aboveBalance', { asked, available });
    asked = available;
  }
  const most = mostBySale(trigger, step, open, room);
  if (asked > most) {
    if (!cut) return refused('redeem.aboveSale', { asked, most });
    asked = most;
  }
  if (asked % step !== 0) {
    if (!cut) return refused('redeem.step', { step });
    asked -= asked % step;
  }
  // Points that do not make one more of what they are exchanged for stay where they are.
  const points = asked - (asked % trigger.points);
  if (asked < least || points === 0) {
    return refused('redeem.belowMinimum', { asked: chosen, least: Math.max(least, trigger.points) });
  }
  return done(points);
}

/** The most points that the goods can take with each fully worth its money, in steps. */
export function mostBySale(
  { points, value, largestShare, most }: PerPoint,
  step: number,
  open: readonly number[],
  room: readonly number[],
): number {
  if (value <= 0 || points <= 0) return 0;
  const [goods, free] = [open, room].map((of) => of.reduce((sum, amount) => sum + amount, 0));
  const largest = Math.min(mulDivFloor(goods ?? 0, Math.min(largestShare, 10_000), 10_000), free ?? 0);
  const bySale = Math.floor(largest / value) * points;
  const all = most === null ? bySale : Math.min(bySale, most);
  return all - (all % step);
}
