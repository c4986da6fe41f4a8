import { allocate } from '../amount/allocate.ts';
import { bani, sumBani } from '../amount/bani.ts';
import { NO_POINTS, type Points, points } from '../amount/points.ts';
import { assert } from '../assert.ts';
import { tallyKey } from '../ledger/tally.ts';
import type { Boost, EarningCaps, EarningRule } from '../programme/earning.ts';
import { type Situation, unmet } from '../programme/holds.ts';
import type { Programme } from '../programme/programme.ts';
import type { TraceStep } from '../record/record.ts';
import { counterName, type Facts, type Moment } from '../sale/facts.ts';
import type { EarnedByRule, EngineCount, NewLot } from '../sale/figures.ts';
import { ONE_FACTOR } from './boosts.ts';
import { add, divided, rounded, ZERO } from './fraction.ts';
import { type EarningLine, type Gift, type Giving, giftOf } from './gives.ts';
import { newLotTerms } from './lots.ts';

export type { EarningLine } from './gives.ts';

/** What a sale or an event earns. */
export interface Earned {
  /** After caps; the sum of the rules. */
  readonly points: Points;
  readonly byRule: readonly EarnedByRule[];
  /** Aligned with the lines; sums to `points`. */
  readonly byLine: readonly Points[];
  /** One for each kind of terms; they sum to `points`. */
  readonly lots: readonly NewLot[];
  readonly counts: readonly EngineCount[];
  readonly trace: readonly TraceStep[];
}

const NOTHING: Earned = { points: NO_POINTS, byRule: [], byLine: [], lots: [], counts: [], trace: [] };

/** What is earned on a sale; without a member nothing is. */
export function earnOnSale(of: {
  readonly programme: Programme;
  readonly lines: readonly EarningLine[];
  readonly facts: Facts | null;
  readonly moment: Moment;
  readonly codes: readonly string[];
  readonly tenders: readonly string[] | null;
  readonly tier: string | null;
  /** Points, stamps or a reward were used on this sale. */
  readonly redeemed: boolean;
}): Earned {
  const { programme, lines, facts, redeemed } = of;
  const none = { ...NOTHING, byLine: lines.map(() => NO_POINTS) };
  if (facts === null || lines.length === 0) return none;
  if (redeemed && !programme.policies.earnWhenRedeeming) {
    return programme.earning.length === 0 ? none : { ...none, trace: [{ code: 'earn.notWhenRedeeming', params: {} }] };
  }
  const before = programme.policies.minimumBase === 'before';
  const situation: Situation = {
    ...of,
    lines: lines.flatMap(({ excluded, goods, units, gross, afterOffers }) =>
      excluded ? [] : [{ goods, units, amount: before ? gross : afterOffers }],
    ),
  };
  const earned = earn('sale', { programme, lines, facts }, situation);
  const left = sumBani(lines.filter(({ excluded }) => excluded).map((line) => line.afterRedemption));
  const trace = [...earned.trace];
  if (left > 0 && earned.byRule.length > 0) trace.push({ code: 'earn.excluded', params: { amount: bani(left) } });
  return { ...earned, trace };
}

/** What an event earns: enrolment, a visit, a survey, or whatever the shop calls it. */
export function earnOnEvent(of: {
  readonly programme: Programme;
  readonly event: string;
  readonly facts: Facts;
  readonly moment: Moment;
  readonly tier: string | null;
}): Earned {
  const { programme, event, facts } = of;
  if (event === 'sale') return NOTHING;
  return earn(event, { programme, lines: [], facts }, { ...of, lines: [], codes: [], tenders: null });
}

function earn(on: string, of: Omit<Giving, 'holding'>, situation: Situation): Earned {
  const { programme, facts, lines } = of;
  const day = situation.moment.day;
  const holding = programme.boosts.filter((boost) => holds(boost, situation));
  const gifts = onlyBest(
    programme.earning
      .filter((rule) => rule.on === on && holds(rule, situation))
      .flatMap((rule) => giftOf(rule, { ...of, holding }) ?? []),
  );
  const once = programme.policies.pointsRounding === 'once';
  const given = once ? roundedOnce(gifts) : gifts;
  const byRule: EarnedByRule[] = [];
  const byLine = lines.map(() => 0);
  const lots: NewLot[] = [];
  const counts: EngineCount[] = [];
  const trace: TraceStep[] = [];
  for (const gift of given) {
    const { rule } = gift;
    const cap = room(rule, facts);
    const kept = cap === null ? gift.points : Math.min(gift.points, cap.left);
    byRule.push({ rule: rule.id, points: points(kept), lost: points(gift.points - kept), stamps: gift.stamps });
    for (const [i, share] of sharesOf(gift, kept).entries()) byLine[i] = (byLine[i] ?? 0) + share;
    addLot(lots, {
      ...newLotTerms(programme, rule, day),
      points: points(kept),
      contra: on === 'sale' ? 'earn' : 'bonus',
    });
    counts.push(...countsOf(gift, kept, facts, day));
    trace.push(...explained(gift, kept, cap));
  }
  const total = byRule.reduce((sum, one) => sum + one.points, 0);
  if (once && given.filter((one) => one.points > 0).length > 1)
    trace.push({ code: 'earn.rounded', params: { earned: total } });
  assert(
    lines.length === 0 || byLine.reduce((sum, one) => sum + one, 0) === total,
    'the lines share what the rules give',
  );
  return { points: points(total), byRule, byLine: byLine.map(points), lots, counts, trace };
}

function holds(rule: Pick<EarningRule | Boost, 'id' | 'active' | 'when'>, situation: Situation): boolean {
  return rule.active && unmet(rule.id, rule.when, situation) === null;
}

/** Of each group only the rule that gives most: points, then stamps, then the first. */
function onlyBest(gifts: readonly Gift[]): readonly Gift[] {
  const best = new Map<string, Gift>();
  for (const gift of gifts) {
    const { group } = gift.rule;
    if (group === null) continue;
    const so = best.get(group);
    if (so === undefined || gift.points > so.points || (gift.points === so.points && gift.stamps > so.stamps)) {
      best.set(group, gift);
    }
  }
  return gifts.filter((gift) => gift.rule.group === null || best.get(gift.rule.group) === gift);
}

/**
 * The exact sum of all rules rounded once, with the rounding of the first money rule, and divided among them by what each gave
 * exactly. What `carry` rounds waits for the next sale anyway and stays out of it.
 */
function roundedOnce(gifts: readonly Gift[]): readonly Gift[] {
  const open = gifts.filter(({ rule }) => rule.gives.type !== 'perMoney' || rule.gives.rounding !== 'carry');
  const money = open.find(({ rule }) => rule.gives.type === 'perMoney')?.rule.gives;
  const mode = money?.type === 'perMoney' ? money.rounding : 'floor';
  const total = rounded(open.map(({ exact }) => exact).reduce(add, ZERO), mode);
  const shares = divided(
    total,
    open.map(({ exact }) => exact),
  );
  return gifts.map((gift) => {
    const at = open.indexOf(gift);
    return at < 0 ? gift : { ...gift, points: shares[at] ?? 0 };
  });
}

interface Room {
  /** Points that the nearest cap still lets through. */
  readonly left: number;
  readonly most: number;
}

/** The tightest cap of a rule; null: it has none. */
function room({ id, caps }: EarningRule, { counters }: Facts): Room | null {
  const used: Readonly<Record<keyof EarningCaps, number>> = {
    receipt: 0,
    day: counters[counterName.earnedDay(id)] ?? 0,
    month: counters[counterName.earnedMonth(id)] ?? 0,
    year: counters[counterName.earnedYear(id)] ?? 0,
    ever: counters[counterName.earnedEver(id)] ?? 0,
  };
  let tightest: Room | null = null;
  for (const period of ['receipt', 'day', 'month', 'year', 'ever'] as const) {
    const most = caps[period];
    if (most === null) continue;
    const left = Math.max(0, most - used[period]);
    if (tightest === null || left < tightest.left) tightest = { left, most };
  }
  return tightest;
}

/** A gift's points by line after a cap or a common rounding changed their sum. */
function sharesOf({ byLine, points: before, exact: _, ...gift }: Gift, kept: number): readonly number[] {
  const sum = byLine.reduce((all, one) => all + one, 0);
  if (byLine.length === 0 || kept === sum) return byLine;
  if (sum > 0) return allocate(kept, byLine);
  // Rounded to nothing line by line or rule by rule, and to something in common: to the lines that count, alike.
  const counting = gift.input > 0 || before > 0 ? byLine.map(() => 1) : byLine.map(() => 0);
  return allocate(kept, counting);
}

function addLot(lots: NewLot[], lot: NewLot): void {
  if (lot.points === 0) return;
  const at = lots.findIndex(
    (one) =>
      one.contra === lot.contra &&
      one.expires === lot.expires &&
      one.from === lot.from &&
      one.idleDays === lot.idleDays,
  );
  const same = lots[at];
  if (same === undefined) lots.push(lot);
  else lots[at] = { ...same, points: points(same.points + lot.points) };
}

function countsOf(
  { rule, stamps, stampsByLine, rest }: Gift,
  kept: number,
  facts: Facts,
  day: Moment['day'],
): EngineCount[] {
  const counts: EngineCount[] = [];
  const note = (key: string, on: Moment['day'] | null, by: number, line: number | null, whole: boolean): void => {
    if (by !== 0) counts.push({ key, day: on, by, line, whole, all: false });
  };
  const { receipt: _, ...lasting } = rule.caps;
  if (Object.values(lasting).some((most) => most !== null)) note(tallyKey.earned(rule.id), day, kept, null, false);
  if (rule.gives.type === 'perMoney' && rule.gives.rounding === 'carry') {
    const before = facts.counters[counterName.carry(rule.id)] ?? 0;
    note(tallyKey.carry(rule.id), null, rest - before, null, true);
  }
  if (rule.gives.type === 'stamps') {
    const key = tallyKey.stamps(rule.gives.card);
    if (stampsByLine.length === 0) note(key, null, stamps, null, true);
    else for (const [line, share] of stampsByLine.entries()) note(key, null, share, line, false);
  }
  return counts;
}

function explained(gift: Gift, kept: number, cap: Room | null): TraceStep[] {
  const { rule, input, factor, boosts, points: whole, stamps } = gift;
  const steps: TraceStep[] = [];
  switch (rule.gives.type) {
    case 'perMoney':
      steps.push({
        code: 'earn.perMoney',
        params: { rule: rule.id, amount: input, points: rule.gives.points, per: rule.gives.per, factor, earned: kept },
      });
      break;
    case 'perUnit':
      steps.push({
        code: 'earn.perUnit',
        params: { rule: rule.id, units: input, points: rule.gives.points, per: rule.gives.units, earned: kept },
      });
      break;
    case 'perOrder':
      steps.push({ code: 'earn.perOrder', params: { rule: rule.id, earned: kept } });
      break;
    case 'stamps':
      steps.push({ code: 'earn.stamps', params: { rule: rule.id, card: rule.gives.card, stamps } });
  }
  if (factor !== ONE_FACTOR || boosts.length > 0) {
    for (const { id, factor: by } of rule.gives.type === 'stamps' ? [] : boosts) {
      steps.push({ code: 'earn.boosted', params: { rule: rule.id, boost: id, factor: by } });
    }
  }
  if (cap !== null && whole > kept) {
    steps.push({ code: 'earn.capped', params: { rule: rule.id, lost: whole - kept, most: cap.most } });
  }
  return steps;
}
