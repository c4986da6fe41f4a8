import type { Bani } from '../amount/bani.ts';
import { done, type Outcome, type Refusal, refuse, refused } from '../refusal/refusal.ts';
import { counterName } from '../sale/facts.ts';
import type { Attempt } from './attempts.ts';
import { askOffer, type Course, refusalOf } from './course.ts';
import { needsMember, usesLeft } from './limits.ts';

/** How often an attempt may be applied, and what each time costs. */
export interface Allowed {
  readonly times: number;
  readonly points: number;
  readonly stamps: number;
}

/** Whether an attempt may be applied now: member, conditions, what was applied before, limits, cost, proof; in this order. */
export function allowed(course: Course, attempt: Attempt, left: () => readonly Bani[]): Outcome<Allowed> {
  const { asked } = course;
  const { offer, choice } = attempt;
  if (asked.facts === null && needsMember(offer)) {
    return refused(offer.trigger.type === 'perPoint' ? 'redeem.noMember' : 'offer.needsMember');
  }
  const failed = askOffer(asked, offer, left);
  if (failed !== null) {
    return { ok: false, refusal: pastItsDay(course, attempt) ?? refusalOf(failed.why, asked.facts) };
  }
  if (!isTogether(course, attempt)) return refused('offer.notTogether');

  const cut = asked.programme.policies.tooMany === 'cut';
  let times = offer.trigger.type === 'points' || offer.trigger.type === 'stamps' ? (choice?.times ?? 1) : 1;
  const uses = usesLeft(offer, asked.facts, asked.input.ofAll, usedNow(course, offer.id));
  if (uses !== null && uses.left < times) {
    if (!cut || uses.left === 0) return refused('offer.usedUp', { most: uses.most });
    times = uses.left;
  }
  if (attempt.issued && (asked.facts?.counters[counterName.code(attempt.code ?? '')] ?? 0) > 0) {
    return refused('offer.usedUp', { most: 1 });
  }
  const cost = costOf(course, attempt);
  const affordable = cost.one === 0 ? times : Math.floor(cost.available / cost.one);
  if (affordable < times) {
    const params = { available: cost.available, needed: cost.one * times };
    if (!cut || affordable === 0) {
      return refused(cost.stamps > 0 ? 'reward.tooFewStamps' : 'reward.tooFewPoints', params);
    }
    times = affordable;
  }
  const unproven = proofNeeded(course, cost.points * times);
  if (unproven !== null) return { ok: false, refusal: unproven };
  return done({ times, points: cost.points, stamps: cost.stamps });
}

/** A coupon whose last day has been: no waiting brings it back. */
function pastItsDay({ asked }: Course, { offer, code }: Attempt): Refusal | null {
  const { until } = offer.when;
  return code !== null && until !== undefined && until < asked.input.moment.day
    ? refuse('offer.expired', { until })
    : null;
}

export function usedNow({ booked }: Course, id: string): number {
  return booked.reduce((sum, { offer, times }) => sum + (offer.id === id ? times : 0), 0);
}

/** Whether what was applied before lets this be applied too. Points chosen freely go with everything. */
function isTogether({ booked, ended, asked }: Course, { offer, code }: Attempt): boolean {
  if (offer.trigger.type === 'perPoint') return true;
  const others = booked.filter((each) => each.offer !== offer && each.offer.trigger.type !== 'perPoint');
  // A second code of the same offer is not used up for nothing.
  if (code !== null && booked.some((each) => each.offer === offer && asked.tried[each.attempt]?.code !== null)) {
    return false;
  }
  if (others.length === 0) return true;
  if (ended || offer.exclusive || others.some((each) => each.offer.exclusive)) return false;
  return offer.group === null || others.every((each) => each.offer.group !== offer.group);
}

function costOf(course: Course, { offer }: Attempt): Allowed & { readonly one: number; readonly available: number } {
  const { trigger } = offer;
  const free = { times: 1, points: 0, stamps: 0, one: 0, available: 0 };
  switch (trigger.type) {
    case 'automatic':
    case 'code':
    case 'perPoint':
      return free;
    case 'points':
      return { ...free, points: trigger.points, one: trigger.points, available: pointsLeft(course) };
    case 'stamps':
      return { ...free, stamps: trigger.stamps, one: trigger.stamps, available: stampsLeft(course, trigger.card) };
  }
}

/** Points that may still be spent. */
export function pointsLeft({ asked, spent }: Course): number {
  return Math.max(0, asked.input.spendable - spent);
}

export function stampsLeft({ asked, booked }: Course, card: string): number {
  const here = booked.reduce((sum, { offer, stamps }) => {
    return sum + (offer.trigger.type === 'stamps' && offer.trigger.card === card ? stamps : 0);
  }, 0);
  return Math.max(0, (asked.facts?.counters[counterName.stamps(card)] ?? 0) - here);
}

/** What the proof given does not suffice for: points of the whole sale count, or else one would redeem in small steps. */
export function proofNeeded({ asked, spent }: Course, points: number): Refusal | null {
  const { proof, proofs = proof === null ? null : [proof] } = asked.input.choices;
  if (proofs === null || points === 0) return null;
  const steps = asked.programme.proofs;
  const all = spent + points;
  const line = steps.find(({ upTo }) => upTo === null || upTo >= all);
  const last = steps.at(-1)?.upTo ?? null;
  // Where the last step has an end, nothing proves more.
  if (line === undefined) return last === null ? null : refused('redeem.aboveSale', { asked: all, most: last }).refusal;
  if (line.by.length === 0 || line.by.some((one) => proofs.includes(one))) return null;
  return refused('proof.needed', { by: line.by.join(',') }).refusal;
}
