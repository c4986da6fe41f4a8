import type { Bani } from '../amount/bani.ts';
import type { VatRate } from '../amount/quantity.ts';
import { assert, never } from '../assert.ts';
import type { EarningBase, EarningRule, Gives, PointsRounding } from '../programme/earning.ts';
import { type Goods, meets } from '../programme/filter.ts';
import type { Programme } from '../programme/programme.ts';
import { counterName, type Facts } from '../sale/facts.ts';
import { type Boosted, boostsOf, type OpenBoosts } from './boosts.ts';
import { ONE, type Part, type Ratio, rounded, shareByWeight, shareOut, weighted } from './exact.ts';

/** A line as earning sees it. */
export interface EarningLine {
  readonly goods: Goods;
  /** Pieces; a weighed line is one. */
  readonly units: number;
  /** Bani before everything, less promotions and coupons, less points too. */
  readonly gross: Bani;
  readonly afterOffers: Bani;
  readonly afterRedemption: Bani;
  /** Contained in the amounts. */
  readonly vat?: VatRate;
  /** Of the units, those that an offer made free; left out: none. */
  readonly freeUnits?: number;
  /** Excluded from the programme: earns nothing. */
  readonly excluded: boolean;
}

/** What one rule would give by itself, before caps. */
export interface Claim {
  readonly rule: EarningRule;
  readonly boosted: Boosted;
  readonly points: number;
  readonly stamps: number;
  /** The lines that it counts, weighted; empty for an event. */
  readonly parts: readonly Part[];
  /** Points by part where they were rounded for each line; null: shared out by the parts' weights. */
  readonly byPart: readonly number[] | null;
  /** The exact points where rounding may wait for those of other rules; null: they are whole already. */
  readonly exact: { readonly ratio: Ratio; readonly mode: Exclude<PointsRounding, 'carry'> } | null;
  /** How the rest that waits (`tallyKey.carry`) moves. */
  readonly carried: number;
}

/** What rules are asked of: the same for all of them. */
export interface Asked {
  readonly programme: Programme;
  readonly lines: readonly EarningLine[];
  readonly facts: Facts;
  readonly boosts: OpenBoosts;
  /** An event has no goods: what is given once is given. */
  readonly event: boolean;
}

/** What a rule whose conditions hold gives; null: nothing that it counts is there. */
export function claim(rule: EarningRule, asked: Asked): Claim | null {
  const boosted = boostsOf(rule, asked.boosts);
  const { gives } = rule;
  const none = { rule, boosted, points: 0, stamps: 0, byPart: null, exact: null, carried: 0 };
  switch (gives.type) {
    case 'perMoney': {
      const parts = within(gives, partsOf(rule, asked, boosted, rule.base ?? asked.programme.policies.earnOn));
      return parts.some(({ amount }) => amount > 0) ? { ...none, parts, ...perMoney(rule, gives, parts, asked) } : null;
    }
    case 'perUnit': {
      const parts = partsOf(rule, asked, boosted, 'units');
      const sets = timesIn(parts, gives.units);
      return sets === 0 ? null : { ...none, parts, points: average(gives.points * sets, parts) };
    }
    case 'perOrder': {
      if (asked.event) return { ...none, parts: [], points: once(gives.points, boosted.factor) };
      const parts = evened(partsOf(rule, asked, boosted, rule.base ?? asked.programme.policies.earnOn));
      return parts.length === 0 ? null : { ...none, parts, points: average(gives.points, parts) };
    }
    case 'stamps': {
      if (asked.event) {
        return gives.units === null ? { ...none, parts: [], stamps: once(gives.stamps, boosted.factor) } : null;
      }
      const parts = evened(partsOf(rule, asked, boosted, 'units'));
      const times = gives.units === null ? Math.min(1, parts.length) : timesIn(parts, gives.units);
      return times === 0 ? null : { ...none, parts, stamps: average(gives.stamps * times, parts) };
    }
    default:
      return never(gives);
  }
}

/** The lines that a rule counts, with their factors. */
function partsOf(rule: EarningRule, asked: Asked, boosted: Boosted, base: EarningBase | 'units'): Part[] {
  const parts: Part[] = [];
  asked.lines.forEach((line, i) => {
    if (line.excluded || !meets(rule.of, line.goods)) return;
    assert(line[base] >= 0, 'nothing is earned on less than nothing');
    const free = base === 'units' && rule.paidOnly === true ? (line.freeUnits ?? 0) : 0;
    const amount = line[base] - free;
    if (free === 0 || amount > 0) parts.push({ line: i, amount, factor: boosted.factors[i] ?? ONE });
  });
  return parts;
}

/** Of the money of all parts together only what lies above `above` and up to `upTo`: each part keeps its share of it. */
function within({ above, upTo }: Extract<Gives, { type: 'perMoney' }>, parts: Part[]): Part[] {
  const money = parts.reduce((sum, { amount }) => sum + amount, 0);
  const counted = Math.max(0, (upTo === undefined ? money : Math.min(money, upTo)) - (above ?? 0));
  if (counted === money) return parts;
  const shares = shareByWeight(
    counted,
    parts.map(({ amount }) => BigInt(amount)),
  );
  return parts.map((part, i) => ({ ...part, amount: shares[i] ?? 0 }));
}

/** Where there is no money to weigh lines by, they weigh the same. */
function evened(parts: Part[]): Part[] {
  return parts.some(({ amount }) => amount > 0) ? parts : parts.map((part) => ({ ...part, amount: 1 }));
}

/** How many times so many units are in the parts; a rest gives none. */
function timesIn(parts: readonly Part[], units: number): number {
  assert(units > 0, 'units are counted by one or more');
  return Math.floor(parts.reduce((sum, { amount }) => sum + amount, 0) / units);
}

/** `amount` times the parts' factor, rounded down: where factors differ, their mean by weight, so that no line is preferred. */
function average(amount: number, parts: readonly Part[]): number {
  const weight = parts.reduce((sum, one) => sum + one.amount, 0);
  return rounded({ top: BigInt(amount) * weighted(parts), under: BigInt(weight) * BigInt(ONE) }, 'floor');
}

function once(amount: number, factor: number): number {
  return rounded({ top: BigInt(amount) * BigInt(factor), under: BigInt(ONE) }, 'floor');
}

/**
 * Points for money. The exact amount is Σ(bani × factor in millionths) × points / (per × 1,000,000). With `carry`, what is
 * above whole points, as the top of that fraction, waits for the next sale; it is below zero after a return took points
 * that earlier rests had helped to make, and then the next points repay it.
 */
function perMoney(
  rule: EarningRule,
  gives: Extract<Gives, { type: 'perMoney' }>,
  parts: readonly Part[],
  asked: Asked,
): Pick<Claim, 'points' | 'byPart' | 'exact' | 'carried'> {
  assert(gives.per > 0, 'points are for an amount above zero');
  const under = BigInt(gives.per) * BigInt(ONE);
  const each = BigInt(gives.points);
  const top = weighted(parts) * each;
  if (gives.rounding === 'carry') {
    // Where boosts of zero leave nothing, the rest goes on waiting: there is no line that its points could lie on.
    if (top === 0n) return { points: 0, byPart: null, exact: null, carried: 0 };
    const before = asked.facts.counters[counterName.carry(rule.id)] ?? 0;
    const sum = top + BigInt(before);
    const earned = sum > 0n ? sum / under : 0n;
    const after = Number(sum - earned * under);
    assert(Number.isSafeInteger(after), 'a rest that waits can be counted');
    return { points: Number(earned), byPart: null, exact: null, carried: after - before };
  }
  const mode = gives.rounding;
  if (gives.wholeFirst === true)
    return { points: wholeFirst(gives, parts, mode), byPart: null, exact: null, carried: 0 };
  if (asked.programme.policies.pointsRounding === 'perLine') {
    const byPart = parts.map(({ amount, factor }) => lineOf(amount, factor, gives.points, under, mode));
    return { points: byPart.reduce((sum, one) => sum + one, 0), byPart, exact: null, carried: 0 };
  }
  const ratio = { top, under };
  return { points: rounded(ratio, mode), byPart: null, exact: { ratio, mode }, carried: 0 };
}

/** Rounded before boosts multiply, and again after; where lines are boosted differently, by their mean. */
function wholeFirst(
  { points: each, per }: Extract<Gives, { type: 'perMoney' }>,
  parts: readonly Part[],
  mode: 'floor' | 'halfUp' | 'ceil',
): number {
  const money = parts.reduce((sum, { amount }) => sum + amount, 0);
  const plain = rounded({ top: BigInt(money) * BigInt(each), under: BigInt(per) }, mode);
  return rounded({ top: BigInt(plain) * weighted(parts), under: BigInt(money) * BigInt(ONE) }, mode);
}

function lineOf(
  amount: number,
  factor: number,
  each: number,
  under: bigint,
  mode: 'floor' | 'halfUp' | 'ceil',
): number {
  return rounded({ top: BigInt(amount) * BigInt(factor) * BigInt(each), under }, mode);
}

/** Points (or stamps) of a claim by part, after caps left so many of them; an event has no parts to lay them on. */
export function byPart({ parts, byPart: rounded, points: all }: Claim, kept: number): number[] {
  if (parts.length === 0) return [];
  if (rounded === null) return kept === 0 ? parts.map(() => 0) : shareOut(kept, parts);
  return kept === all ? [...rounded] : shareByWeight(kept, rounded.map(BigInt));
}
