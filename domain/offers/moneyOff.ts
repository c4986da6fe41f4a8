import { never } from '../assert.ts';
import { refuse } from '../refusal/refusal.ts';
import { allowed } from './allowed.ts';
import type { Attempt } from './attempts.ts';
import { settle } from './best.ts';
import { bundle } from './bundle.ts';
import { buyGet } from './buyGet.ts';
import { type Asked, amountsLeft, begin, type Course } from './course.ts';
import { freeProduct } from './freeProduct.ts';
import { amountOff, percentOff, priceEach } from './money.ts';
import { kindOf } from './order.ts';
import { dropLines, sumOf, undoSplits, type Work, workOn } from './units.ts';

/** One way through the offers that take money off. */
export interface Way {
  readonly course: Course;
  readonly work: Work;
}

/** Tries all attempts that take money off, in order; those barred are left out. */
export function takeMoney(asked: Asked, barred: ReadonlySet<number>): Way {
  const course = begin(asked);
  const work = workOn(asked.programme.policies, asked.rung, asked.matches);
  asked.tried.forEach((attempt, index) => {
    if (kindOf(attempt.offer) !== 'money') return;
    if (!barred.has(index)) {
      tryOne(course, work, attempt, index);
      return;
    }
    // Left out for the better of others; where it could not have been applied anyway, that is the reason to say.
    const may =
      attempt.code === null && attempt.choice === null ? null : allowed(course, attempt, () => amountsLeft(work));
    course.refused.set(index, may === null || may.ok ? refuse('offer.notTogether') : may.refusal);
  });
  return { course, work };
}

/** Tries one attempt that takes money off, after all that are before it. */
export function tryOne(course: Course, work: Work, attempt: Attempt, index: number): void {
  const { offer } = attempt;
  work.attempt = index;
  work.fullPriceOnly = offer.notOnReduced ?? false;
  work.taken = 0;
  work.lost = 0;
  work.splits.length = 0;
  const may = allowed(course, attempt, () => amountsLeft(work));
  if (!may.ok) {
    course.refused.set(index, may.refusal);
    return;
  }
  const { points, stamps } = may.value;
  let times = 0;
  for (let before = 0; times < may.value.times; times++) {
    const lines = work.lines.length;
    act(work, course.asked, attempt);
    if (work.taken === before) {
      // A unit that was put in to be reduced, and is not: nobody asked for it.
      dropLines(work, lines);
      break;
    }
    before = work.taken;
  }
  if (times === 0) {
    undoSplits(work);
    course.refused.set(index, refuse('offer.nothingToTake'));
    return;
  }
  if (work.policies.discounts === 'best' && !settle(work)) {
    course.refused.set(index, refuse('offer.notTogether'));
    return;
  }
  course.booked.push({
    attempt: index,
    offer,
    times,
    points: points * times,
    stamps: stamps * times,
    lost: work.lost,
  });
  course.spent += points * times;
  if (offer.last) course.ended = true;
}

function act(work: Work, asked: Asked, { offer, choice }: Attempt): void {
  const { effect } = offer;
  const products = { programme: asked.programme, find: asked.input.products };
  switch (effect.type) {
    case 'amountOff':
      amountOff(work, effect);
      break;
    case 'percentOff':
      percentOff(work, effect);
      break;
    case 'priceEach':
      priceEach(work, effect);
      break;
    case 'bundle':
      bundle(work, effect);
      break;
    case 'buyGet':
      buyGet(work, effect, offer.id, products);
      break;
    case 'freeProduct':
      freeProduct(work, effect, { offer: offer.id, sku: choice?.sku ?? null }, products);
      break;
    case 'pointsValue':
    case 'coupon':
    case 'wallet':
    case 'points':
    case 'service':
      break;
    default:
      never(effect);
  }
}

/** What an attempt took off, in grains. */
export function takenBy(work: Work, attempt: number): number {
  let sum = 0;
  for (const runs of work.runs) {
    for (const { takes } of runs) sum += sumOf(takes.filter((take) => take.attempt === attempt));
  }
  return sum;
}
