import { type Bani, bani, NO_MONEY } from '../amount/bani.ts';
import { NO_POINTS, type Points, points } from '../amount/points.ts';
import type { Offer } from '../programme/offer.ts';
import { type Refusal, refuse } from '../refusal/refusal.ts';
import { evaluate, type SaleInput, type SaleResult } from './evaluate.ts';
import type { ChosenReward } from './facts.ts';

/** A reward as the counter offers it to this member with this basket. */
export interface RewardOption {
  readonly offer: string;
  readonly kind: 'points' | 'stamps' | 'perPoint';
  /** Points or stamps for one; 0 for `perPoint`. */
  readonly cost: number;
  /** How many times it is chosen and applied now. */
  readonly chosen: number;
  /** What one more (of `perPoint`: as many points as may be) would take off now, in bani. */
  readonly takesOff: Bani;
  /** Null: one more may be chosen. */
  readonly why: Refusal | null;
  /** Products to choose one of. */
  readonly skus: readonly string[];
  /** Of `perPoint`: the most that this sale can take, the most that this member may spend on it, the least, the step; else 0. */
  readonly bySale: Points;
  readonly most: Points;
  readonly least: Points;
  readonly step: Points;
}

/**
 * Every active reward of the programme, in its order, with what it would do now: each is tried on the sale as it stands, so
 * what is said is what will be. Without a member there is none.
 */
export function rewardOptions(input: SaleInput, result: SaleResult): readonly RewardOption[] {
  if (input.facts === null) return [];
  return input.programme.offers.flatMap((offer) => (offer.active ? (optionOf(offer, input, result) ?? []) : []));
}

function optionOf(offer: Offer, input: SaleInput, result: SaleResult): RewardOption | null {
  const { trigger, effect } = offer;
  const chosen = result.applied.find((one) => one.offer === offer.id)?.times ?? 0;
  const skus = effect.type === 'freeProduct' ? effect.skus : [];
  const none = { offer: offer.id, chosen, skus, bySale: NO_POINTS, most: NO_POINTS, least: NO_POINTS, step: NO_POINTS };
  switch (trigger.type) {
    case 'points':
      return { ...none, kind: 'points', cost: trigger.points, ...oneMore(offer.id, input, result) };
    case 'stamps':
      return { ...none, kind: 'stamps', cost: trigger.stamps, ...oneMore(offer.id, input, result) };
    case 'perPoint': {
      const { bySale, why } = mostPoints(offer.id, input);
      const { least, step } = trigger;
      const bound = Math.min(bySale, input.facts?.spendable ?? 0);
      const most = points(bound < least ? 0 : bound - (bound % step));
      const takesOff = bani(Math.floor(most / trigger.points) * trigger.value);
      return { ...none, kind: 'perPoint', cost: 0, bySale, most, least, step, takesOff, why };
    }
    default:
      return null;
  }
}

/** What one more of a reward would do: tried, and compared. */
function oneMore(offer: string, input: SaleInput, now: SaleResult): { takesOff: Bani; why: Refusal | null } {
  const { rewards } = input.choices;
  const before = rewards.find((one) => one.offer === offer);
  const more: ChosenReward =
    before === undefined ? { offer, points: null, times: 1, sku: null } : { ...before, times: before.times + 1 };
  const others = rewards.filter((one) => one.offer !== offer);
  const tried = evaluate({ ...input, choices: { ...input.choices, rewards: [...others, more] } });
  const times = (of: SaleResult): number => of.applied.find((one) => one.offer === offer)?.times ?? 0;
  const refused = tried.notApplied.find((one) => one.offer === offer);
  if (times(tried) <= times(now)) {
    return { takesOff: NO_MONEY, why: refused?.refusal ?? refuse('offer.nothingToTake') };
  }
  return { takesOff: bani(Math.max(0, tried.discount - now.discount)), why: null };
}

/** The most points that the sale could take of a free choice, whatever the member has: tried under "cut down". */
function mostPoints(offer: string, input: SaleInput): { bySale: Points; why: Refusal | null } {
  const { programme, facts, choices } = input;
  const others = choices.rewards.filter((one) => one.offer !== offer);
  const tried = evaluate({
    ...input,
    facts: facts === null ? null : { ...facts, spendable: MANY },
    programme: { ...programme, policies: { ...programme.policies, tooMany: 'cut', spendOwnPoints: false } },
    choices: { ...choices, rewards: [...others, { offer, points: MANY, times: 1, sku: null }], proof: null },
  });
  const taken = tried.applied.find((one) => one.offer === offer)?.points ?? NO_POINTS;
  return { bySale: taken, why: tried.notApplied.find((one) => one.offer === offer)?.refusal ?? null };
}

/** More points than a sale of the largest amount could ever take. */
const MANY = points(1_000_000_000);
