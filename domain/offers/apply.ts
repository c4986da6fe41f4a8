import { allocate } from '../amount/allocate.ts';
import { type Bani, bani, sumBani } from '../amount/bani.ts';
import { NO_POINTS, type Points, points, sumPoints } from '../amount/points.ts';
import { assert } from '../assert.ts';
import type { Programme } from '../programme/programme.ts';
import type { TraceStep } from '../record/record.ts';
import { refuse } from '../refusal/refusal.ts';
import type { OfAll } from '../sale/askedOfAll.ts';
import type { BasketLine, Product } from '../sale/basket.ts';
import type { Choices, Facts, Moment } from '../sale/facts.ts';
import type { AppliedOffer, EngineCount, Given, NearMiss, NotApplied } from '../sale/figures.ts';
import { allowed } from './allowed.ts';
import { attemptsOf } from './attempts.ts';
import { chooseWay } from './choose.ts';
import { countsOf } from './counts.ts';
import { type Asked, asked, type Booked, type Course } from './course.ts';
import { explained } from './explained.ts';
import { givenBy } from './gives.ts';
import { offerLine } from './lines.ts';
import { nearMisses } from './near.ts';
import { kindOf } from './order.ts';
import { worthOf } from './perPoint.ts';
import { cameToNothing, roundOff } from './round.ts';
import type { Work } from './units.ts';

export interface OffersInput {
  readonly programme: Programme;
  readonly lines: readonly BasketLine[];
  /** Null: no member. */
  readonly facts: Facts | null;
  /** Without a member: how often everybody used the offers that are limited for all; left out: never. */
  readonly ofAll?: OfAll;
  readonly choices: Choices;
  readonly moment: Moment;
  /** Ways of paying, where they are known yet. */
  readonly tenders: readonly string[] | null;
  /** The tier that counts; it may be another than the facts' (policy `tierCounts`). */
  readonly tier: string | null;
  /** What may be spent here: the member's points, and those of this sale where the policy says so. */
  readonly spendable: Points;
  /** For units that the till puts in. */
  readonly products: (sku: string) => Product | null;
}

/** What offers make of a basket; lists are aligned with `lines`. Amounts are of the whole line. */
export interface OffersResult {
  /** Those given, then those an offer put in. */
  readonly lines: readonly (BasketLine & { readonly added?: string })[];
  readonly excluded: readonly boolean[];
  /** Pieces; a weighed line is one. */
  readonly units: readonly number[];
  /** Of these, those that offers made free. */
  readonly freeUnits: readonly number[];
  readonly gross: readonly Bani[];
  /** Less promotions, coupons and rewards of a fixed cost. */
  readonly afterOffers: readonly Bani[];
  /** Less the value of points chosen freely, too. */
  readonly afterRedemption: readonly Bani[];
  /** In the order applied, points chosen freely among them. */
  readonly applied: readonly AppliedOffer[];
  readonly given: readonly Given[];
  /** Every code and reward chosen that did not apply. */
  readonly notApplied: readonly NotApplied[];
  readonly near: readonly NearMiss[];
  /** All points that offers cost. */
  readonly spent: Points;
  /** Sums to `spent` (where there are lines at all). */
  readonly spentByLine: readonly Points[];
  /** Points, stamps or a reward were used. */
  readonly redeemed: boolean;
  readonly counts: readonly EngineCount[];
  readonly trace: readonly TraceStep[];
}

/** An attempt that was applied, with what it took off each line. */
export interface Done extends Booked {
  readonly discounts: readonly Bani[];
}

/**
 * Applies a programme's offers to a basket. Pure; never throws for a valid programme: what cannot be applied is left
 * out, and said in `notApplied` where somebody chose it. First everything that takes money off, in order; then points
 * chosen freely, on what is left; then what is given.
 */
export function applyOffers(input: OffersInput): OffersResult {
  const { programme, facts, choices, moment } = input;
  const rung = input.lines.map((line) => offerLine(programme, line, null));
  const attempts = attemptsOf(programme, choices, facts, moment.day);
  const { course, work, afterOffers, left, given, applied } = reduced(asked(input, rung, attempts.tried));
  const notApplied = [...attempts.notApplied, ...refusals(course)];
  const result: OffersResult = {
    lines: work.lines.map(({ line, added }) => (added === null ? line : { ...line, added })),
    excluded: work.lines.map(({ excluded }) => excluded),
    units: work.lines.map(({ units }) => units),
    freeUnits: work.runs.map((runs) =>
      runs.reduce((sum, { units, off, gross }) => sum + (off > 0 && off === gross ? units : 0), 0),
    ),
    gross: work.lines.map(({ gross }) => gross),
    afterOffers,
    afterRedemption: left,
    applied: applied.map((each) => appliedOffer(each, attempts.tried[each.attempt]?.code ?? null)),
    given,
    notApplied,
    near: nearMisses(course, work, afterOffers),
    spent: sumPoints(applied.map((each) => points(each.points))),
    spentByLine: spentByLine(applied, work),
    redeemed: applied.some(({ offer }) => offer.trigger.type !== 'automatic' && offer.trigger.type !== 'code'),
    counts: countsOf(applied, attempts.tried, moment.day),
    trace: explained(applied, work.grain),
  };
  check(result, work);
  return result;
}

/** What was taken off, spent and given. */
export interface Reduced {
  readonly course: Course;
  readonly work: Work;
  readonly afterOffers: readonly Bani[];
  /** Of each line, after points chosen freely too. */
  readonly left: readonly Bani[];
  readonly applied: readonly Done[];
  readonly given: readonly Given[];
}

/** Takes off, lets points be spent and gives: all but what is said about it. */
export function reduced(of: Asked): Reduced {
  const { course, work } = chooseWay(of);
  const { byAttempt, off } = roundOff(work);
  const none = work.lines.map(() => bani(0));
  const all: Done[] = course.booked.map((each) => ({ ...each, discounts: byAttempt.get(each.attempt) ?? none }));
  const afterOffers = work.lines.map(({ gross }, line) => bani(gross - (off[line] ?? 0)));
  const paid = payWithPoints(course, work, afterOffers);
  const { all: gifts, given } = give(course, paid.left, none);
  const applied = [...all, ...paid.all, ...gifts].filter((each) => !cameToNothing(each.offer, each.discounts));
  return { course, work, afterOffers, left: paid.left, applied, given };
}

/** Points chosen freely, one after the other on what is left. */
export function payWithPoints(
  course: Course,
  work: Work,
  afterOffers: readonly Bani[],
): { all: Done[]; left: readonly Bani[] } {
  const all: Done[] = [];
  let left = afterOffers;
  course.asked.tried.forEach((attempt, index) => {
    if (kindOf(attempt.offer) !== 'perPoint') return;
    const worth = worthOf(course, work, attempt, left);
    if (!worth.ok) {
      course.refused.set(index, worth.refusal);
      return;
    }
    const { points: spent, discounts } = worth.value;
    const booked = { attempt: index, offer: attempt.offer, times: 1, points: spent, stamps: 0, lost: 0 };
    course.booked.push(booked);
    course.spent += spent;
    all.push({ ...booked, discounts });
    left = left.map((amount, line) => bani(amount - (discounts[line] ?? 0)));
  });
  return { all, left };
}

/** What is given besides money off: after all that is taken off. */
export function give(course: Course, left: readonly Bani[], none: readonly Bani[]): { all: Done[]; given: Given[] } {
  const all: Done[] = [];
  const given: Given[] = [];
  course.asked.tried.forEach((attempt, index) => {
    const { offer } = attempt;
    if (kindOf(offer) !== 'gives') return;
    const may = allowed(course, attempt, () => left);
    if (!may.ok) {
      course.refused.set(index, may.refusal);
      return;
    }
    const { times, points: each, stamps } = may.value;
    const gift = givenBy(offer, times, course.asked.input.moment.day);
    if (gift === null) {
      course.refused.set(index, refuse('offer.nothingToTake'));
      return;
    }
    const booked = { attempt: index, offer, times, points: each * times, stamps: stamps * times, lost: 0 };
    course.booked.push(booked);
    course.spent += booked.points;
    if (offer.last) course.ended = true;
    all.push({ ...booked, discounts: none });
    given.push(gift);
  });
  return { all, given };
}

/** Why codes and rewards did not apply; offers that come by themselves stay silent. */
export function refusals({ asked: of, refused }: Course): NotApplied[] {
  return of.tried.flatMap(({ offer, code, choice }, index): NotApplied[] => {
    const refusal = refused.get(index);
    return refusal === undefined || (code === null && choice === null) ? [] : [{ offer: offer.id, code, refusal }];
  });
}

function appliedOffer({ offer, times, points: cost, stamps, discounts }: Done, code: string | null): AppliedOffer {
  const lines = discounts.flatMap((discount, line) => (discount > 0 ? [{ line, discount }] : []));
  return { offer: offer.id, code, times, lines, discount: sumBani(discounts), points: points(cost), stamps };
}

/** Points go to the lines that they took money off; those of a reward without money, in proportion to the first prices. */
function spentByLine(all: readonly Done[], work: Work): Points[] {
  const sums = work.lines.map(() => 0);
  const gross = work.lines.map((line) => line.gross);
  const equal = gross.map(() => 1);
  for (const { points: cost, discounts } of all) {
    if (cost === 0 || sums.length === 0) continue;
    const weights = [discounts, gross, equal].find((of) => of.some((weight) => weight > 0)) ?? equal;
    allocate(cost, weights).forEach((part, line) => {
      sums[line] = (sums[line] ?? 0) + part;
    });
  }
  return sums.map(points);
}

/** The truths of every result. */
function check(result: OffersResult, work: Work): void {
  const { gross, afterOffers, afterRedemption, applied, spent, spentByLine: parts } = result;
  assert(
    work.lines.every(({ floor, gross: first }, line) => {
      const [offers, all] = [afterOffers[line] ?? 0, afterRedemption[line] ?? 0];
      return floor <= all && all <= offers && offers <= first;
    }),
    'no offer takes a line below its floor or adds to it',
  );
  assert(
    sumBani(applied.map(({ discount }) => discount)) === sumBani(gross) - sumBani(afterRedemption),
    'what the offers took off is what the lines are less',
  );
  assert(parts.length === 0 || sumPoints(parts) === spent, 'points spent are spent on lines');
  assert(spent >= NO_POINTS, 'offers cost points, they do not bring them');
}
