import type { HeldCoupon } from '../ledger/standing.ts';
import type { Offer } from '../programme/offer.ts';
import type { Programme } from '../programme/programme.ts';
import { refuse } from '../refusal/refusal.ts';
import type { Choices, ChosenReward, Facts } from '../sale/facts.ts';
import type { NotApplied } from '../sale/figures.ts';
import { compareOffers } from './order.ts';

/** An offer that is to be tried, and what brought it here. */
export interface Attempt {
  readonly offer: Offer;
  /** The code that triggered it, upper case; null: none did. */
  readonly code: string | null;
  /** True: the code is a single one that the member holds. */
  readonly issued: boolean;
  /** The reward as chosen; null: it comes by itself or by a code. */
  readonly choice: ChosenReward | null;
}

export interface Attempts {
  /** In the order in which they are tried. */
  readonly tried: readonly Attempt[];
  /** Codes and rewards that lead nowhere. */
  readonly notApplied: readonly NotApplied[];
}

/** Codes as presented: upper case, each once. */
export function codesOf(choices: Choices): string[] {
  return [...new Set(choices.codes.map((code) => code.toUpperCase()))];
}

/** Everything that may be applied: offers that come by themselves, by a code presented, and as chosen. */
export function attemptsOf(programme: Programme, choices: Choices, facts: Facts | null, day: string): Attempts {
  const automatic = programme.offers.flatMap((offer): Attempt[] =>
    offer.active && offer.trigger.type === 'automatic' ? [{ offer, code: null, issued: false, choice: null }] : [],
  );
  const found = [
    { tried: automatic, notApplied: [] },
    ...codesOf(choices).map((code) => byCode(programme, code, facts, day)),
    ...choices.rewards.map((choice) => byChoice(programme, choice)),
  ];
  const listed = new Map(programme.offers.map((offer, index) => [offer, index]));
  const at = (attempt: Attempt): number => listed.get(attempt.offer) ?? 0;
  return {
    tried: found
      .flatMap(({ tried }) => tried)
      .sort((a, b) => compareOffers(programme.policies.order, a.offer, b.offer) || at(a) - at(b)),
    notApplied: found.flatMap(({ notApplied }) => notApplied),
  };
}

function byCode(programme: Programme, code: string, facts: Facts | null, day: string): Attempts {
  const held = (facts?.coupons ?? []).filter((coupon) => coupon.code.toUpperCase() === code);
  const tried: Attempt[] = [];
  const notApplied: NotApplied[] = [];
  for (const offer of programme.offers) {
    const known = knownBy(offer, code, held);
    if (known === null) continue;
    if (!offer.active) notApplied.push({ offer: offer.id, code, refusal: refuse('offer.notNow') });
    else if (known === 'anybody') tried.push({ offer, code, issued: false, choice: null });
    else if (known.until >= day) tried.push({ offer, code, issued: true, choice: null });
    else notApplied.push({ offer: offer.id, code, refusal: refuse('offer.expired', { until: known.until }) });
  }
  // Of several offers by one code, one that can be tried is enough.
  if (tried.length > 0) return { tried, notApplied: [] };
  if (notApplied.length === 0 && !isCondition(programme, code)) {
    notApplied.push({ offer: null, code, refusal: refuse('offer.unknown', { code }) });
  }
  return { tried, notApplied };
}

function knownBy(offer: Offer, code: string, held: readonly HeldCoupon[]): HeldCoupon | 'anybody' | null {
  if (offer.trigger.type !== 'code') return null;
  if (offer.trigger.codes.some((one) => one.toUpperCase() === code)) return 'anybody';
  return offer.trigger.issued ? (held.find((coupon) => coupon.offer === offer.id) ?? null) : null;
}

/** Whether a rule asks for a code without being triggered by it. */
function isCondition({ earning, boosts, offers }: Programme, code: string): boolean {
  return [earning, boosts, offers].some((rules) =>
    rules.some(({ active, when }) => active && when.codes?.some((one) => one.toUpperCase() === code) === true),
  );
}

function byChoice(programme: Programme, choice: ChosenReward): Attempts {
  const offer = programme.offers.find(({ id }) => id === choice.offer);
  const none = { tried: [], notApplied: [] };
  switch (offer?.trigger.type) {
    case undefined:
    case 'automatic':
    case 'code':
      return { ...none, notApplied: [{ offer: choice.offer, code: null, refusal: refuse('reward.unknown') }] };
    case 'perPoint':
      if ((choice.points ?? 0) <= 0) return none;
      break;
    case 'points':
    case 'stamps':
      if (choice.times <= 0) return none;
      break;
  }
  if (offer === undefined) return none;
  if (!offer.active) {
    return { ...none, notApplied: [{ offer: offer.id, code: null, refusal: refuse('offer.notNow') }] };
  }
  return { ...none, tried: [{ offer, code: null, issued: false, choice }] };
}
