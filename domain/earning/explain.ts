import { sumBani } from '../amount/bani.ts';
import { never } from '../assert.ts';
import type { TraceStep } from '../record/record.ts';
import type { Capped } from './caps.ts';
import type { Claim, EarningLine } from './claims.ts';

/**
 * The steps that explain one rule: what boosted it, what it gave, what caps took. What it gave stands before caps. Points for
 * money have a step for each factor that its lines had, in the order of the lines. `shares`: its points by part, before caps.
 */
export function explainRule(one: Claim, shares: readonly number[], { lost, most }: Capped): TraceStep[] {
  const rule = one.rule.id;
  const steps: TraceStep[] = boostsSeen(one);
  if (lost === 0) return [...steps, ...given(one, shares)];
  return [...steps, ...given(one, shares), { code: 'earn.capped', params: { lost, most, rule } }];
}

function boostsSeen({ rule, boosted, parts, points, stamps }: Claim): TraceStep[] {
  if (points === 0 && stamps === 0) return [];
  return boosted.used
    .filter(({ boost, lines }) =>
      parts.length === 0 ? boost.of === undefined : parts.some(({ line }) => lines[line] === true),
    )
    .map(({ boost }) => ({ code: 'earn.boosted', params: { boost: boost.id, factor: boost.factor, rule: rule.id } }));
}

function given(one: Claim, shares: readonly number[]): TraceStep[] {
  const { gives, id: rule } = one.rule;
  switch (gives.type) {
    case 'perMoney':
      return byFactor(one, shares).map(({ amount, factor, earned }) => ({
        code: 'earn.perMoney',
        params: { rule, amount, points: gives.points, per: gives.per, factor, earned },
      }));
    case 'perUnit': {
      const units = one.parts.reduce((sum, part) => sum + part.amount, 0);
      const { points, units: per } = gives;
      return [{ code: 'earn.perUnit', params: { earned: one.points, per, points, units, rule } }];
    }
    case 'perOrder':
      return [{ code: 'earn.perOrder', params: { earned: one.points, rule } }];
    case 'stamps':
      return [{ code: 'earn.stamps', params: { card: gives.card, stamps: one.stamps, rule } }];
    default:
      return never(gives);
  }
}

interface ByFactor {
  readonly amount: number;
  readonly factor: number;
  readonly earned: number;
}

function byFactor(one: Claim, shares: readonly number[]): ByFactor[] {
  const steps = new Map<number, ByFactor>();
  one.parts.forEach(({ amount, factor }, at) => {
    if (amount === 0) return;
    const known = steps.get(factor) ?? { amount: 0, factor, earned: 0 };
    steps.set(factor, { factor, amount: known.amount + amount, earned: known.earned + (shares[at] ?? 0) });
  });
  return [...steps.values()];
}

/** What of the sale is excluded from the programme, once, in bani before everything. */
export function explainExcluded(lines: readonly EarningLine[]): TraceStep[] {
  const amount = sumBani(lines.filter((line) => line.excluded).map((line) => line.gross));
  return amount > 0 ? [{ code: 'earn.excluded', params: { amount } }] : [];
}
