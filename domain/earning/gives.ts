import { allocate } from '../amount/allocate.ts';
import type { Bani } from '../amount/bani.ts';
import { assert } from '../assert.ts';
import type { Boost, EarningBase, EarningRule } from '../programme/earning.ts';
import { type Goods, meets } from '../programme/filter.ts';
import type { Programme } from '../programme/programme.ts';
import { counterName, type Facts } from '../sale/facts.ts';
import { boostsOf, factorOf, ONE_FACTOR } from './boosts.ts';
import { add, divided, type Fraction, rounded, ZERO } from './fraction.ts';

/** A line as earning sees it. */
export interface EarningLine {
  readonly goods: Goods;
  /** Pieces; a weighed line is one. */
  readonly units: number;
  readonly gross: Bani;
  readonly afterOffers: Bani;
  readonly afterRedemption: Bani;
  readonly excluded: boolean;
}

/** What a rule gives before caps. */
export interface Gift {
  readonly rule: EarningRule;
  /** Exactly, before rounding. */
  readonly exact: Fraction;
  readonly points: number;
  /** By line; sums to `points`. Empty where there are no lines. */
  readonly byLine: readonly number[];
  readonly stamps: number;
  /** Stamps by line; empty: they belong to the sale. */
  readonly stampsByLine: readonly number[];
  /** Bani that money rules reckoned on, pieces that unit rules counted. */
  readonly input: number;
  /** In millionths; where lines differ, that of the first that counts. */
  readonly factor: number;
  /** Boosts that changed something. */
  readonly boosts: readonly Boost[];
  /** What `carry` leaves for the next sale. */
  readonly rest: number;
}

/** What is asked of every rule alike. */
export interface Giving {
  readonly programme: Programme;
  readonly lines: readonly EarningLine[];
  readonly facts: Facts;
  /** Boosts whose conditions hold. */
  readonly holding: readonly Boost[];
}

/** What one rule gives; null: nothing. */
export function giftOf(rule: EarningRule, giving: Giving): Gift | null {
  const { lines, programme, holding } = giving;
  const boosts = boostsOf(rule, holding);
  const counted = lines.map((line) => !line.excluded && !isFree(line) && meets(rule.of, line.goods));
  const factors = lines.map((line, i) =>
    counted[i] === true ? factorOf(boosts, line.goods, programme.policies.boosts) : 0,
  );
  const base: Base = { rule, boosts, counted, factors, giving };
  switch (rule.gives.type) {
    case 'perMoney':
      return perMoney(base, rule.gives);
    case 'perUnit':
      return perUnit(base, rule.gives);
    case 'perOrder':
      return perOrder(base, rule.gives.points);
    case 'stamps':
      return stamps(base, rule.gives);
  }
}

interface Base {
  readonly rule: EarningRule;
  readonly boosts: readonly Boost[];
  readonly counted: readonly boolean[];
  readonly factors: readonly number[];
  readonly giving: Giving;
}

/** What an offer gave for nothing earns neither points nor stamps. */
function isFree({ gross, afterRedemption }: EarningLine): boolean {
  return gross > 0 && afterRedemption === 0;
}

function amountOf(line: EarningLine, base: EarningBase): Bani {
  return base === 'gross' ? line.gross : base === 'afterOffers' ? line.afterOffers : line.afterRedemption;
}

type GivesOf<Type extends EarningRule['gives']['type']> = Extract<EarningRule['gives'], { type: Type }>;

function perMoney(of: Base, { points, per, rounding }: GivesOf<'perMoney'>): Gift | null {
  const { rule, counted, factors, giving } = of;
  const { policies } = giving.programme;
  const base = rule.base ?? policies.earnOn;
  const bottom = BigInt(per) * BigInt(ONE_FACTOR);
  let input = 0;
  const parts = giving.lines.map((line, i): Fraction => {
    if (counted[i] !== true) return { top: 0n, bottom };
    const amount = amountOf(line, base);
    input += amount;
    return { top: BigInt(amount) * BigInt(points) * BigInt(factors[i] ?? 0), bottom };
  });
  const sum = parts.reduce(add, { top: 0n, bottom });
  // The rest of earlier sales: its unit is the same, millionths of a ban times a point.
  const before = rounding === 'carry' ? BigInt(giving.facts.counters[counterName.carry(rule.id)] ?? 0) : 0n;
  const exact: Fraction = { top: sum.top + before, bottom };
  if (exact.top <= 0n) return null;
  const perLine = policies.pointsRounding === 'perLine' && rounding !== 'carry';
  const byLine = perLine ? parts.map((part) => rounded(part, rounding)) : null;
  const total = byLine === null ? rounded(exact, rounding) : byLine.reduce((all, one) => all + one, 0);
  const rest = rounding === 'carry' ? Number(exact.top - BigInt(total) * bottom) : 0;
  assert(Number.isSafeInteger(rest), 'a rest stays below one point');
  return {
    ...nothing(of),
    exact,
    points: total,
    byLine: byLine ?? divided(total, parts),
    input,
    rest,
  };
}

function perUnit(of: Base, { points, units }: GivesOf<'perUnit'>): Gift | null {
  const { counted, factors, giving } = of;
  const pieces = giving.lines.map((line, i) => (counted[i] === true ? line.units : 0));
  const all = pieces.reduce((sum, one) => sum + one, 0);
  const sets = Math.floor(all / units);
  if (sets === 0) return null;
  // Where lines are boosted differently, the sets take the mean of their pieces.
  const boosted = pieces.reduce((sum, one, i) => sum + BigInt(one) * BigInt(factors[i] ?? 0), 0n);
  const exact: Fraction = { top: BigInt(sets * points) * boosted, bottom: BigInt(all) * BigInt(ONE_FACTOR) };
  const total = rounded(exact, 'floor');
  return { ...nothing(of), exact, points: total, byLine: allocate(total, pieces), input: all };
}

function perOrder(of: Base, points: number): Gift | null {
  const { rule, boosts, counted, giving } = of;
  const { lines, programme } = giving;
  if (rule.on === 'sale' && !counted.some((one) => one)) return null;
  const factor = factorOf(boosts, null, programme.policies.boosts);
  const exact: Fraction = { top: BigInt(points) * BigInt(factor), bottom: BigInt(ONE_FACTOR) };
  const total = rounded(exact, 'floor');
  const money = lines.map((line, i) => (counted[i] === true ? line.afterRedemption : 0));
  const weights = money.some((amount) => amount > 0) ? money : counted.map((one) => (one ? 1 : 0));
  return { ...nothing(of), exact, points: total, byLine: lines.length === 0 ? [] : allocate(total, weights), factor };
}

function stamps(of: Base, { stamps: each, units }: GivesOf<'stamps'>): Gift | null {
  const { rule, counted, giving } = of;
  if (units === null) {
    if (rule.on === 'sale' && !counted.some((one) => one)) return null;
    return { ...nothing(of), stamps: each };
  }
  const pieces = giving.lines.map((line, i) => (counted[i] === true ? line.units : 0));
  const total = Math.floor(pieces.reduce((sum, one) => sum + one, 0) / units) * each;
  return total === 0 ? null : { ...nothing(of), stamps: total, stampsByLine: allocate(total, pieces) };
}

function nothing({ rule, boosts, counted, factors, giving }: Base): Gift {
  const first = factors.find((_, i) => counted[i] === true) ?? ONE_FACTOR;
  return {
    rule,
    exact: ZERO,
    points: 0,
    byLine: giving.lines.map(() => 0),
    stamps: 0,
    stampsByLine: [],
    input: 0,
    factor: first,
    boosts: boosts.filter(
      ({ of }) => of === undefined || giving.lines.some((line, i) => counted[i] === true && meets(of, line.goods)),
    ),
    rest: 0,
  };
}
