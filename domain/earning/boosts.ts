import type { Boost, EarningRule } from '../programme/earning.ts';
import { type Goods, meets } from '../programme/filter.ts';
import type { Policies } from '../programme/policies.ts';

/** One, in millionths: what a line earns without any boost. */
export const ONE_FACTOR = 1_000_000;

/** The boosts that hold now and mean this rule. */
export function boostsOf(rule: Pick<EarningRule, 'id' | 'boosted'>, holding: readonly Boost[]): readonly Boost[] {
  return holding.filter(({ rules }) => (rules === undefined ? rule.boosted : rules.includes(rule.id)));
}

/**
 * What goods earn, in millionths. Factors are hundredths: `multiply` gives their product (three of them exactly, further ones
 * rounded half up to the millionth), `add` one plus what each has above one (2 and 1.5 are 2.5), never below zero, `best` the
 * largest. Goods are null for what belongs to no line: then only boosts of all goods count.
 */
export function factorOf(boosts: readonly Boost[], goods: Goods | null, how: Policies['boosts']): number {
  let factor = ONE_FACTOR;
  let best = 0;
  let any = false;
  for (const boost of boosts) {
    if (boost.of !== undefined && (goods === null || !meets(boost.of, goods))) continue;
    any = true;
    if (how === 'multiply') factor = Math.floor((factor * boost.factor + 50) / 100);
    else if (how === 'add') factor += (boost.factor - 100) * 10_000;
    else best = Math.max(best, boost.factor * 10_000);
  }
  if (!any) return ONE_FACTOR;
  return how === 'best' ? best : Math.max(0, factor);
}
