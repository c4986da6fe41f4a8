import type { Bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { type Situation, type Unmet, unmet } from '../programme/holds.ts';
import type { Offer } from '../programme/offer.ts';
import type { NearMiss } from '../sale/figures.ts';
import { pointsLeft, stampsLeft, usedNow } from './allowed.ts';
import { demandsOf } from './buyGet.ts';
import { type Course, situation } from './course.ts';
import { needsMember, usesLeft } from './limits.ts';
import { Pool } from './sets.ts';
import type { Work } from './units.ts';

const MOST_NEAR = 5;

interface Near {
  readonly miss: NearMiss;
  /** What is missing of how much is needed. */
  readonly missing: number;
  readonly needed: number;
}

/**
 * Offers that one thing more would bring: money, units or different goods of one demand, points or stamps of a reward
 * not chosen, or the rest of the next set of a buyGet begun. The closest first: by the part that is missing.
 */
export function nearMisses(course: Course, work: Work, left: readonly Bani[]): NearMiss[] {
  const { programme } = course.asked;
  const s = programme.policies.minimumBase === 'after' ? situation(course.asked, left) : course.asked.first;
  const found = programme.offers.flatMap((offer): Near[] => {
    if (!offer.active || offer.trigger.type === 'code') return [];
    if (course.asked.facts === null && needsMember(offer)) return [];
    const uses = usesLeft(offer, course.asked.facts, course.asked.input.ofAll, usedNow(course, offer.id));
    if (uses !== null && uses.left === 0) return [];
    const near = nearTo(course, work, offer, s);
    return near === null ? [] : [near];
  });
  return found
    .sort((a, b) => a.missing * b.needed - b.missing * a.needed)
    .slice(0, MOST_NEAR)
    .map(({ miss }) => miss);
}

function nearTo(course: Course, work: Work, offer: Offer, s: Situation): Near | null {
  const { basket = [], ...others } = offer.when;
  if (unmet(offer.id, others, s) !== null) return null;
  const failed = basket.flatMap((demand) => {
    const why = unmet(offer.id, { basket: [demand] }, s);
    return why === null ? [] : [{ why, demand }];
  });
  const [one, ...more] = failed;
  if (more.length > 0) return null;
  if (one !== undefined) {
    const { spendFrom, unitsFrom, differentFrom } = one.demand;
    return byBasket(offer.id, one.why, { spend: spendFrom ?? 0, units: unitsFrom ?? 0, different: differentFrom ?? 0 });
  }
  if (course.booked.some((booked) => booked.offer === offer)) return bySet(course, work, offer);
  return byCost(course, offer) ?? bySet(course, work, offer);
}

function byBasket(
  offer: string,
  why: Unmet,
  needed: Readonly<Record<'spend' | 'units' | 'different', number>>,
): Near | null {
  switch (why.why) {
    case 'spend': {
      const { missing: amount } = why;
      return { miss: { offer, missing: { what: 'spend', amount } }, missing: amount, needed: needed.spend };
    }
    case 'units':
    case 'different': {
      const { missing: units } = why;
      return { miss: { offer, missing: { what: why.why, units } }, missing: units, needed: needed[why.why] };
    }
    case 'time':
    case 'store':
    case 'member':
    case 'tier':
    case 'code':
    case 'tender':
    case 'tooMuch':
      return null;
  }
}

function byCost(course: Course, { id, trigger }: Offer): Near | null {
  switch (trigger.type) {
    case 'points':
    case 'perPoint': {
      const needed = trigger.type === 'points' ? trigger.points : trigger.least;
      const missing = needed - pointsLeft(course);
      if (missing <= 0) return null;
      return { miss: { offer: id, missing: { what: 'points', points: points(missing) } }, missing, needed };
    }
    case 'stamps': {
      const missing = trigger.stamps - stampsLeft(course, trigger.card);
      if (missing <= 0) return null;
      return { miss: { offer: id, missing: { what: 'stamps', stamps: missing } }, missing, needed: trigger.stamps };
    }
    case 'automatic':
    case 'code':
      return null;
  }
}

/** The next set of a buyGet that is begun: of units that no offer used yet. */
function bySet({ booked }: Course, work: Work, offer: Offer): Near | null {
  const { effect } = offer;
  if (effect.type !== 'buyGet' || offer.trigger.type !== 'automatic') return null;
  const own = booked.find((each) => each.offer === offer);
  work.attempt = own === undefined ? -1 : own.attempt;
  work.fullPriceOnly = offer.notOnReduced ?? false;
  const demands = demandsOf(work, effect);
  const needed = demands.reduce((sum, { units }) => sum + units, 0);
  const missing = Pool.missing(work, demands);
  if (missing === 0 || missing >= needed || (own !== undefined && isFull(work, own.attempt, needed, effect.most))) {
    return null;
  }
  return { miss: { offer: offer.id, missing: { what: 'units', units: missing } }, missing, needed };
}

function isFull(work: Work, attempt: number, perSet: number, most: number | null): boolean {
  if (most === null) return false;
  const used = work.runs
    .flat()
    .filter(({ line, users }) => work.lines[line]?.added === null && users.some((user) => user.attempt === attempt));
  return used.reduce((sum, { units }) => sum + units, 0) >= most * perSet;
}
