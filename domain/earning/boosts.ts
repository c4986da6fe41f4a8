import { assert, never } from '../assert.ts';
import type { Boost, EarningRule } from '../programme/earning.ts';
import { type Goods, meets } from '../programme/filter.ts';
import { type Situation, unmet } from '../programme/holds.ts';
import type { Policies } from '../programme/policies.ts';
import type { Programme } from '../programme/programme.ts';
import { ONE } from './exact.ts';

/** The boosts that hold now, asked once for all rules. */
export interface OpenBoosts {
  readonly policy: Policies['boosts'];
  readonly lineCount: number;
  readonly open: readonly Open[];
  /** Most rules are boosted alike: their factors are reckoned once. */
  readonly known: Map<string, Boosted>;
}

interface Open {
  readonly boost: Boost;
  /** Its place among those that hold. */
  readonly at: number;
  /** Whether it means the goods, by line. */
  readonly lines: readonly boolean[];
}

/** What boosts do to one rule. */
export interface Boosted {
  /** In millionths, by line. */
  readonly factors: readonly number[];
  /** In millionths, for an event, which has no goods: of the boosts that name no goods. */
  readonly factor: number;
  /** For each boost of this rule whether it means a line; in the programme's order. */
  readonly used: readonly Open[];
}

/** Asks every boost whether it holds. Pure. */
export function openBoosts(
  programme: Programme,
  situation: Situation,
  lines: readonly { readonly goods: Goods }[],
): OpenBoosts {
  const open = programme.boosts
    .filter((boost) => boost.active && unmet(boost.id, boost.when, situation) === null)
    .map((boost, at): Open => ({ boost, at, lines: lines.map(({ goods }) => meets(boost.of, goods)) }));
  return { policy: programme.policies.boosts, lineCount: lines.length, open, known: new Map() };
}

/**
 * The factors of a rule. A boost that names rules acts on these, whatever they are; one that names none acts on the points
 * of all rules that are `boosted`. So stamps are multiplied only by a boost that names their rule: "double as Gold" doubles
 * points, not coffees.
 */
export function boostsOf(rule: EarningRule, boosts: OpenBoosts): Boosted {
  const used = boosts.open.filter(({ boost }) => acts(boost, rule));
  const key = used.map(({ at }) => at).join();
  const known = boosts.known.get(key);
  if (known !== undefined) return known;
  const of = (holds: (one: Open) => boolean): number =>
    combined(
      used.filter(holds).map(({ boost }) => boost.factor),
      boosts.policy,
    );
  const made: Boosted = {
    factors: Array.from({ length: boosts.lineCount }, (_, i) => of(({ lines }) => lines[i] === true)),
    factor: of(({ boost }) => boost.of === undefined),
    used,
  };
  boosts.known.set(key, made);
  return made;
}

function acts(boost: Boost, rule: EarningRule): boolean {
  if (boost.rules !== undefined) return boost.rules.includes(rule.id);
  return rule.boosted && rule.gives.type !== 'stamps';
}

/**
 * Several factors in hundredths as one in millionths; none at all is times one. Multiplied, up to three are exact and more are
 * rounded half up, once, to the millionth. Added, each adds what it is above (or below) one, and the sum stops at zero.
 */
export function combined(factors: readonly number[], policy: Policies['boosts']): number {
  const factor = combine(factors, policy);
  assert(Number.isSafeInteger(factor) && factor >= 0, 'boosts make a factor that can be counted');
  return factor;
}

function combine(factors: readonly number[], policy: Policies['boosts']): number {
  if (factors.length === 0) return ONE;
  switch (policy) {
    case 'multiply': {
      const top = factors.reduce((all, one) => all * BigInt(one), BigInt(ONE));
      const under = 100n ** BigInt(factors.length);
      return Number((2n * top + under) / (2n * under));
    }
    case 'add':
      return Math.max(
        0,
        factors.reduce((sum, one) => sum + (one - 100) * 10_000, ONE),
      );
    case 'best':
      return factors.reduce((best, one) => Math.max(best, one * 10_000), 0);
    default:
      return never(policy);
  }
}
