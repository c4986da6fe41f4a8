import type { Bani } from '../amount/bani.ts';
import { NO_POINTS, type Points, points } from '../amount/points.ts';
import { compareOffers } from '../offers/order.ts';
import type { Offer, Trigger } from '../programme/offer.ts';
import type { Programme } from '../programme/programme.ts';
import type { Refusal } from '../refusal/refusal.ts';
import { evaluate, type SaleInput, type SaleResult } from './evaluate.ts';
import type { ChosenReward } from './facts.ts';
import { mostRedeemable, type PolicyLimit, pointsWorth, type RedemptionLimits } from './redeem.ts';
import { Choosing, type RewardOption } from './rewards.ts';

/** An offer by which points are spent freely, and how many now. */
export interface FreeChoice {
  readonly offer: Offer;
  /** So many points are worth `value` bani. */
  readonly worth: PerPoint;
  readonly limits: RedemptionLimits;
  /** What of the points wanted is spent; 0: none. */
  readonly spent: Points;
}

type PerPoint = Extract<Trigger, { readonly type: 'perPoint' }>;

/** A sale with all that was chosen for points: rewards and points spent freely out of one balance. */
export interface Spending {
  readonly input: SaleInput;
  readonly result: SaleResult;
  /** In the order in which they are applied. */
  readonly free: readonly FreeChoice[];
  readonly options: readonly RewardOption[];
}

/**
 * Lets a member spend. Rewards of a fixed cost come first, as chosen; points wanted freely (`wanted`, by offer) are cut down to what the
 * rewards left of the balance (with the points that the sale itself earns, where the programme lets them be spent on it), of the sale and
 * of the policy: together they never exceed any of these. What is cut is only not spent now:
 * whoever holds the choice keeps it.
 */
export function spend(of: {
  /** With the rewards of a fixed cost, and no others. */
  readonly input: SaleInput;
  readonly wanted: ReadonlyMap<string, Points>;
  /** Null: nobody limits it. */
  readonly policy: PolicyLimit | null;
}): Spending {
  const { input, wanted } = of;
  const { facts, choices, programme } = input;
  const fixed = evaluate(input);
  if (facts === null) {
    const free = freeOffers(programme).map(({ offer, worth }) => ({
      offer,
      worth,
      limits: mostRedeemable({ ...termsOf(worth), bySale: NO_POINTS, spendable: NO_POINTS, withMember: false }),
      spent: NO_POINTS,
    }));
    return { input, result: fixed, free, options: [] };
  }
  const choosing = new Choosing(input, facts);
  let spent: number = fixed.spent;
  const had = applied(choices.rewards, fixed);
  let rewards: readonly ChosenReward[] = [];
  const free = freeOffers(programme).map(({ offer, worth }): FreeChoice => {
    const { bySale, refused } = choosing.most(offer.id, [...had, ...rewards]);
    const limitsWith = (own: number): RedemptionLimits =>
      mostRedeemable({
        ...termsOf(worth),
        bySale,
        spendable: points(Math.max(0, facts.spendable + own - spent)),
        policy: less(of.policy, spent),
        barred: refused?.code.startsWith('offer.') ? refused : null,
      });
    const limits = limitsWith(ownFor(input, rewards, offer, limitsWith));
    const now = within(wanted.get(offer.id) ?? NO_POINTS, limits);
    if (now > 0) {
      rewards = [...rewards, { offer: offer.id, points: now, times: 1, sku: null }];
      spent += now;
    }
    return { offer, worth, limits, spent: now };
  });
  const options = choosing.options(choices.rewards, fixed).map((option) => withPolicy(option, of.policy, fixed.spent));
  if (rewards.length === 0) return { input, result: fixed, free, options };
  const whole = { ...input, choices: { ...choices, rewards: [...choices.rewards, ...rewards] } };
  const result = evaluate(whole);
  return { input: whole, result, free, options };
}

/**
 * How many of the sale's own points may be spent freely on it (policy `spendOwnPoints`): the more are spent, the fewer it may earn, so what
 * fits is searched for by halves, and only what the sale really takes is said.
 */
function ownFor(
  input: SaleInput,
  before: readonly ChosenReward[],
  { id }: Offer,
  limitsWith: (own: number) => RedemptionLimits,
): number {
  const { facts, choices, programme } = input;
  if (facts === null || !programme.policies.spendOwnPoints) return 0;
  const without = limitsWith(0).most;
  const takes = (own: number): boolean => {
    const { most } = limitsWith(own);
    if (most === without) return true;
    const rewards = [...choices.rewards, ...before, { offer: id, points: most, times: 1, sku: null }];
    const { applied: had } = evaluate({ ...input, choices: { ...choices, rewards } });
    return had.find(({ offer }) => offer === id)?.points === most;
  };
  const bare = evaluate({ ...input, choices: { ...choices, rewards: [] } });
  let [fits, tooMany] = [0, bare.earned + 1];
  while (tooMany - fits > 1) {
    const own = Math.floor((fits + tooMany) / 2);
    if (takes(own)) fits = own;
    else tooMany = own;
  }
  return fits;
}

/** Of the rewards chosen those that the sale has, and so often: what it refuses must not come back when points are asked without a limit. */
function applied(rewards: readonly ChosenReward[], { applied: had }: SaleResult): readonly ChosenReward[] {
  return rewards.flatMap((one) => {
    const times = had.find(({ offer }) => offer === one.offer)?.times ?? 0;
    return times === 0 ? [] : [{ ...one, times }];
  });
}

/** What a reward would do for whoever rings it up by a scenario: in the programme's order, points spent freely among the others. */
export interface Choosable {
  readonly offer: string;
  readonly takesOff: Bani;
  readonly why: Refusal | null;
  /** Of points spent freely: the most that the member may; else 0. */
  readonly most: Points;
}

/** Every active reward of a sale in which rewards may be chosen already, with what one more (or as many points as may be) would take off. */
export function choosable(input: SaleInput): readonly Choosable[] {
  if (input.facts === null) return [];
  const { offers } = input.programme;
  const isFree = (id: string): boolean =>
    offers.some(({ id: one, trigger }) => one === id && trigger.type === 'perPoint');
  const { rewards } = input.choices;
  const fixed = { ...input, choices: { ...input.choices, rewards: rewards.filter(({ offer }) => !isFree(offer)) } };
  const { free, options } = spend({ input: fixed, wanted: new Map(), policy: null });
  return offers.flatMap(({ id }): Choosable[] => {
    const option = options.find(({ offer }) => offer === id);
    if (option !== undefined) return [{ offer: id, takesOff: option.takesOff, why: option.why, most: NO_POINTS }];
    const one = free.find(({ offer }) => offer.id === id);
    if (one === undefined) return [];
    const { most, barred } = one.limits;
    return [{ offer: id, takesOff: pointsWorth(one.worth, most), why: barred, most }];
  });
}

/** Offers by which points are spent freely, in the order in which a sale applies them. */
function freeOffers({ offers, policies }: Programme): { readonly offer: Offer; readonly worth: PerPoint }[] {
  return offers
    .flatMap((offer) => (offer.active && offer.trigger.type === 'perPoint' ? [{ offer, worth: offer.trigger }] : []))
    .sort((a, b) => compareOffers(policies.order, a.offer, b.offer));
}

/** Points are taken in steps in which none is spent for nothing: both the offer's own and what one value costs. */
function termsOf({ least, step, points: each }: PerPoint): { readonly least: Points; readonly step: Points } {
  const whole = Math.max(1, step);
  const common = (whole / divisor(whole, each)) * each;
  return { least: points(Math.ceil(Math.max(1, least) / common) * common), step: points(common) };
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** What of the points wanted may be spent now. */
function within(wanted: Points, { most, least, step }: RedemptionLimits): Points {
  const bound = Math.min(wanted, most);
  const now = bound - (bound % step);
  return now < least ? NO_POINTS : points(now);
}

/** What a policy leaves after some points. */
function less(policy: PolicyLimit | null, spent: number): PolicyLimit | null {
  if (policy === null || policy.why === null) return policy;
  const most = points(Math.max(0, policy.most - spent));
  const params = policy.why.code === 'redeem.offlineLimit' ? { ...policy.why.params, most } : policy.why.params;
  return { most, why: { ...policy.why, params } };
}

function withPolicy(option: RewardOption, policy: PolicyLimit | null, spent: number): RewardOption {
  if (option.why !== null || option.kind !== 'points' || policy === null || policy.why === null) return option;
  const after = spent + option.cost;
  return after <= policy.most ? option : { ...option, why: asked(policy.why, after) };
}

/** Why a policy does not allow so many points. */
export function asked(why: Refusal, spent: number): Refusal {
  return why.code === 'redeem.offlineLimit' ? { ...why, params: { ...why.params, asked: spent } } : why;
}
