import { NO_POINTS, type Points, points, sumPoints } from '../amount/points.ts';
import { assert } from '../assert.ts';
import { tallyKey } from '../ledger/tally.ts';
import type { EarningRule } from '../programme/earning.ts';
import { type Situation, unmet } from '../programme/holds.ts';
import type { Programme } from '../programme/programme.ts';
import type { TraceStep } from '../record/record.ts';
import type { Facts, Moment } from '../sale/facts.ts';
import type { EarnedByRule, EngineCount, NewLot } from '../sale/figures.ts';
import { openBoosts } from './boosts.ts';
import { capped, countsForCaps } from './caps.ts';
import { byPart, type Claim, claim, type EarningLine } from './claims.ts';
import { rounded, shareByWeight, sumRatios } from './exact.ts';
import { explainExcluded, explainRule } from './explain.ts';
import { mergeLots, newLot } from './lots.ts';

export type { EarningLine } from './claims.ts';

/** What a sale or an event gives a member. */
export interface Earned {
  /** After caps; the sum of `byRule`, of `byLine` where there are lines, and of `lots`. */
  readonly points: Points;
  /** In the programme's order, only rules that gave (or lost) something. */
  readonly byRule: readonly EarnedByRule[];
  /** Aligned with the lines; empty for an event. */
  readonly byLine: readonly Points[];
  /** Alike ones together, in the order of first appearance. */
  readonly lots: readonly NewLot[];
  readonly counts: readonly EngineCount[];
  readonly trace: readonly TraceStep[];
}

/**
 * What a sale earns. Without a member nothing is earned. The steps, in this order: which rules hold; what each gives by
 * itself, boosted; of a group the one that gives most points (then stamps, then the first); rounding, where it is once for all;
 * caps; shares of the lines; lots. Pure, exact, linear in lines × (rules + boosts).
 */
export function earnOnSale(i: {
  readonly programme: Programme;
  readonly lines: readonly EarningLine[];
  readonly facts: Facts | null;
  readonly moment: Moment;
  /** Coupon codes presented. */
  readonly codes: readonly string[];
  readonly tenders: readonly string[] | null;
  /** The tier that counts. */
  readonly tier: string | null;
  /** Points, stamps or a reward were used in this sale. */
  readonly redeemed: boolean;
}): Earned {
  const { programme, lines, facts, moment, codes, tenders, tier } = i;
  const nothing = { byRule: [], lots: [], counts: [], byLine: lines.map(() => NO_POINTS), points: NO_POINTS };
  if (facts === null) return { ...nothing, trace: [] };
  if (i.redeemed && !programme.policies.earnWhenRedeeming) {
    return { ...nothing, trace: [{ code: 'earn.notWhenRedeeming', params: {} }] };
  }
  const before = programme.policies.minimumBase === 'before';
  const situation: Situation = {
    moment,
    facts,
    lines: lines
      .filter((line) => !line.excluded)
      .map(({ goods, units, gross, afterOffers, vat }) => ({
        goods,
        units,
        amount: before ? gross : afterOffers,
        ...(vat === undefined ? {} : { vat }),
      })),
    codes,
    tenders,
    tier,
  };
  return earn({ programme, on: 'sale', lines, facts, situation });
}

/**
 * What an event earns: the rules of this event, which give once (`perOrder`, and `stamps` without units); what counts money or
 * units gives nothing. Filters of goods are not asked; a boost that names goods does not act.
 */
export function earnOnEvent(i: {
  readonly programme: Programme;
  readonly event: string;
  readonly facts: Facts;
  readonly moment: Moment;
  readonly tier: string | null;
}): Earned {
  const { programme, event, facts, moment, tier } = i;
  assert(event !== 'sale', 'a sale is no event');
  const situation: Situation = { moment, facts, lines: [], codes: [], tenders: null, tier };
  return earn({ programme, on: event, lines: [], facts, situation });
}

interface Input {
  readonly programme: Programme;
  readonly on: string;
  readonly lines: readonly EarningLine[];
  readonly facts: Facts;
  readonly situation: Situation;
}

function earn({ programme, on, lines, facts, situation }: Input): Earned {
  const event = on !== 'sale';
  const { day } = situation.moment;
  const boosts = openBoosts(programme, situation, lines);
  const asked = { programme, lines, facts, boosts, event };
  const claims = programme.earning
    .filter((rule) => rule.active && rule.on === on && unmet(rule.id, rule.when, situation) === null)
    .flatMap((rule) => claim(rule, asked) ?? []);
  const chosen = bestOfGroups(claims, facts);
  const { settled, roundedOnce } = roundOnce(chosen, programme);

  // Most rules leave their lots to the programme: the days of these are reckoned once.
  const usual = newLot(programme, { points: NO_POINTS, contra: event ? 'bonus' : 'earn', day });
  const lotFor = (rule: EarningRule, kept: Points): NewLot =>
    rule.pendingDays === undefined && rule.expiry === undefined
      ? { ...usual, points: kept }
      : newLot(programme, { points: kept, contra: usual.contra, day }, rule);
  const byLine = lines.map(() => 0);
  const byRule: EarnedByRule[] = [];
  const lots: NewLot[] = [];
  const counts: EngineCount[] = [];
  const trace: TraceStep[] = [];
  for (const one of settled) {
    const { rule, stamps } = one;
    const { kept, lost, most } = capped(one.points, rule, facts);
    const given = byPart(one, one.points);
    const shares = lost === 0 ? given : byPart(one, kept);
    one.parts.forEach(({ line }, at) => {
      byLine[line] = (byLine[line] ?? 0) + (shares[at] ?? 0);
    });
    trace.push(...explainRule(one, given, { kept, lost, most }));
    counts.push(...countsOf(one, kept, situation));
    if (kept === 0 && lost === 0 && stamps === 0) continue;
    byRule.push({ rule: rule.id, points: points(kept), lost: points(lost), stamps });
    lots.push(lotFor(rule, points(kept)));
  }
  for (const earned of roundedOnce) trace.push({ code: 'earn.rounded', params: { earned } });
  trace.push(...explainExcluded(lines));
  return sums({ byRule, byLine: byLine.map(points), lots: mergeLots(lots), counts, trace }, event);
}

/** Where it is decided: no point is in one sum and missing in another. */
function sums(earned: Omit<Earned, 'points'>, event: boolean): Earned {
  const sum = sumPoints(earned.byRule.map((one) => one.points));
  assert(event || sumPoints(earned.byLine) === sum, 'the points of lines are those of rules');
  assert(sumPoints(earned.lots.map((lot) => lot.points)) === sum, 'the points of lots are those of rules');
  assert(
    earned.byLine.every((one) => one >= 0) && earned.byRule.every((one) => one.points >= 0 && one.lost >= 0),
    'nothing earned is below zero',
  );
  return { points: sum, ...earned };
}

/** Of each group the claim that gives most by itself, after caps; all that are in no group. */
function bestOfGroups(claims: readonly Claim[], facts: Facts): Claim[] {
  const best = new Map<string, { readonly claim: Claim; readonly points: number }>();
  for (const one of claims) {
    const { group } = one.rule;
    if (group === null) continue;
    const { kept } = capped(one.points, one.rule, facts);
    const known = best.get(group);
    const more =
      known === undefined || kept > known.points || (kept === known.points && one.stamps > known.claim.stamps);
    if (more) best.set(group, { claim: one, points: kept });
  }
  return claims.filter((one) => one.rule.group === null || best.get(one.rule.group)?.claim === one);
}

/**
 * With the policy `once`: the exact sum of the rules that round alike is rounded once, and goes back to them by largest
 * remainder. A rule that rounds alone stays as it is.
 */
function roundOnce(
  claims: readonly Claim[],
  programme: Programme,
): { readonly settled: readonly Claim[]; readonly roundedOnce: readonly number[] } {
  if (programme.policies.pointsRounding !== 'once') return { settled: claims, roundedOnce: [] };
  const settled = [...claims];
  const roundedOnce: number[] = [];
  for (const mode of ['floor', 'halfUp', 'ceil'] as const) {
    const alike = claims.flatMap((one, at) => (one.exact?.mode === mode ? [{ one, at, ratio: one.exact.ratio }] : []));
    if (alike.length < 2) continue;
    const sum = rounded(sumRatios(alike.map(({ ratio }) => ratio)), mode);
    const under = alike.reduce((all, { ratio }) => lcm(all, ratio.under), 1n);
    const weights = alike.map(({ ratio }) => (ratio.top * under) / ratio.under);
    const shares = sum === 0 ? [] : shareByWeight(sum, weights);
    alike.forEach(({ one, at }, i) => {
      settled[at] = { ...one, points: shares[i] ?? 0 };
    });
    roundedOnce.push(sum);
  }
  return { settled, roundedOnce };
}

function lcm(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** What a rule's giving counts: for its caps, its rest, its card of stamps. */
function countsOf(one: Claim, kept: number, { moment }: Situation): EngineCount[] {
  const { rule, stamps, carried } = one;
  const counts: EngineCount[] = [];
  if (kept > 0 && countsForCaps(rule.caps)) {
    const key = tallyKey.earned(rule.id);
    counts.push({ key, day: moment.day, by: kept, line: null, whole: false, all: false });
  }
  if (carried !== 0) {
    counts.push({ key: tallyKey.carry(rule.id), day: null, by: carried, line: null, whole: false, all: false });
  }
  if (rule.gives.type === 'stamps' && stamps > 0) {
    const key = tallyKey.stamps(rule.gives.card);
    if (rule.gives.units === null) {
      counts.push({ key, day: null, by: stamps, line: null, whole: true, all: false });
    } else {
      const shares = byPart(one, stamps);
      one.parts.forEach(({ line }, at) => {
        const by = shares[at] ?? 0;
        if (by > 0) counts.push({ key, day: null, by, line, whole: false, all: false });
      });
    }
  }
  return counts;
}
