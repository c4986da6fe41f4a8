import { type Bani, bani, NO_MONEY } from '../amount/bani.ts';
import { NO_POINTS, type Points, points } from '../amount/points.ts';
import { type Trial, Trials } from '../offers/trial.ts';
import type { Offer } from '../programme/offer.ts';
import { type Refusal, refuse } from '../refusal/refusal.ts';
import { evaluate, type SaleInput, type SaleResult } from './evaluate.ts';
import { type ChosenReward, counterName, type Facts } from './facts.ts';

/** A reward as the counter offers it to this member with this basket. */
export interface RewardOption {
  readonly offer: string;
  readonly kind: 'points' | 'stamps';
  /** Points or stamps for one. */
  readonly cost: number;
  /** How many times it is chosen and applied now. */
  readonly chosen: number;
  /** What one more would take off now, in bani. */
  readonly takesOff: Bani;
  /** Null: one more may be chosen, and nothing else that was chosen goes for it. */
  readonly why: Refusal | null;
  /** Products to choose one of. */
  readonly skus: readonly string[];
}

/** What a sale would come to with other rewards chosen. */
export interface Tried {
  readonly discount: Bani;
  readonly times: (offer: string) => number;
  readonly points: (offer: string) => Points;
  readonly refused: (offer: string) => Refusal | null;
}

/** Tries rewards on one sale. As short as the programme lets it be: a tier or points that the sale itself brings ask for all of it. */
export class Choosing {
  readonly #input: SaleInput;
  readonly #facts: Facts;
  readonly #trials: Trials | null;

  constructor(input: SaleInput, facts: Facts) {
    const { programme } = input;
    const { spendOwnPoints, tierCounts } = programme.policies;
    const whole = spendOwnPoints || (tierCounts === 'withSale' && programme.tiers !== null);
    this.#input = input;
    this.#facts = facts;
    this.#trials = whole ? null : new Trials({ ...input, tier: facts.tier, spendable: facts.spendable });
  }

  with(rewards: readonly ChosenReward[]): Tried {
    if (this.#trials !== null) return ofTrial(this.#trials.try(rewards));
    return ofResult(evaluate({ ...this.#input, choices: { ...this.#input.choices, rewards } }));
  }

  /** The most points that the sale could take of a free choice after these rewards, whatever the member has. */
  most(offer: string, after: readonly ChosenReward[]): { readonly bySale: Points; readonly refused: Refusal | null } {
    const rewards = [...after, { offer, points: MANY, times: 1, sku: null }];
    const tried =
      this.#trials === null ? ofResult(this.#cutDown(rewards)) : ofTrial(this.#trials.tryAll(MANY, rewards));
    return { bySale: tried.points(offer), refused: tried.refused(offer) };
  }

  #cutDown(rewards: readonly ChosenReward[]): SaleResult {
    const { programme, choices } = this.#input;
    return evaluate({
      ...this.#input,
      facts: { ...this.#facts, spendable: MANY },
      programme: { ...programme, policies: { ...programme.policies, tooMany: 'cut', spendOwnPoints: false } },
      choices: { codes: choices.codes, rewards, proof: null },
    });
  }

  /** Every active reward of a fixed cost, in the programme's order, with what one more would do besides `rewards`, which come to `now`. */
  options(rewards: readonly ChosenReward[], now: SaleResult): readonly RewardOption[] {
    return this.#input.programme.offers.flatMap((offer) =>
      offer.active ? (this.#option(offer, rewards, ofResult(now), now) ?? []) : [],
    );
  }

  #option(offer: Offer, rewards: readonly ChosenReward[], now: Tried, all: SaleResult): RewardOption | null {
    const { id, trigger, effect } = offer;
    if (trigger.type !== 'points' && trigger.type !== 'stamps') return null;
    const chosen = now.times(id);
    const skus = effect.type === 'freeProduct' ? effect.skus : [];
    const cost = trigger.type === 'points' ? trigger.points : trigger.stamps;
    const option = { offer: id, kind: trigger.type, cost, chosen, skus };
    const others = rewards.filter((one) => one.offer !== id);
    const before = rewards.find((one) => one.offer === id);
    const more: ChosenReward =
      before === undefined ? { offer: id, points: null, times: 1, sku: null } : { ...before, times: before.times + 1 };
    const no = (why: Refusal): RewardOption => ({ ...option, takesOff: NO_MONEY, why });
    const hopeless = this.#trials?.hopeless(id, more.times, this.#left(offer, all), cost) ?? null;
    if (hopeless !== null) return no(hopeless);
    const tried = this.with([...others, more]);
    if (tried.times(id) <= chosen) return no(tried.refused(id) ?? refuse('offer.nothingToTake'));
    if (others.some((one) => tried.times(one.offer) < now.times(one.offer))) return no(refuse('offer.notTogether'));
    return { ...option, takesOff: bani(Math.max(0, tried.discount - now.discount)), why: null };
  }

  /** What there is of what a reward costs, less what the other rewards take of it. */
  #left({ id, trigger }: Offer, now: SaleResult): number {
    const others = now.applied.filter((one) => one.offer !== id);
    if (trigger.type === 'stamps') {
      const cards = new Map(this.#input.programme.offers.map((one) => [one.id, one.trigger]));
      const taken = others.filter(({ offer }) => {
        const of = cards.get(offer);
        return of?.type === 'stamps' && of.card === trigger.card;
      });
      const there = this.#facts.counters[counterName.stamps(trigger.card)] ?? 0;
      return Math.max(0, there - taken.reduce((sum, { stamps }) => sum + stamps, 0));
    }
    return Math.max(0, this.#facts.spendable - others.reduce((sum, one) => sum + one.points, 0));
  }
}

function ofResult(of: SaleResult): Tried {
  return {
    discount: of.discount,
    times: (offer) => of.applied.find((one) => one.offer === offer)?.times ?? 0,
    points: (offer) => of.applied.find((one) => one.offer === offer)?.points ?? NO_POINTS,
    refused: (offer) => of.notApplied.find((one) => one.offer === offer)?.refusal ?? null,
  };
}

function ofTrial({ discount, times, points: spent, refused }: Trial): Tried {
  return {
    discount,
    times: (offer) => times.get(offer) ?? 0,
    points: (offer) => spent.get(offer) ?? NO_POINTS,
    refused: (offer) => refused.get(offer) ?? null,
  };
}

/** More points than a sale of the largest amount could ever take. */
const MANY = points(1_000_000_000);
