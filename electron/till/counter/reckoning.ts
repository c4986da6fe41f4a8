import type { Figures, RedeemView } from '../../../contract/till/views.ts';
import type { KnownMember } from '../../../db/members.ts';
import { countedOfAll } from '../../../db/totals.ts';
import { bani, NO_MONEY } from '../../../domain/amount/bani.ts';
import { NO_POINTS, type Points, points } from '../../../domain/amount/points.ts';
import { civilTimeAt } from '../../../domain/calendar/civil.ts';
import type { Programme, Proof } from '../../../domain/programme/programme.ts';
import { broughtBy } from '../../../domain/referral/referral.ts';
import { worthOf } from '../../../domain/returns/takeBack.ts';
import { askedOfAll } from '../../../domain/sale/askedOfAll.ts';
import { evaluate, type SaleInput, type SaleResult } from '../../../domain/sale/evaluate.ts';
import type { ChosenReward, Facts } from '../../../domain/sale/facts.ts';
import { factsFor } from '../../../domain/sale/factsFor.ts';
import { mostRedeemable, offlineLimit, type PolicyLimit, type RedemptionLimits } from '../../../domain/sale/redeem.ts';
import { type RewardOption, rewardOptions } from '../../../domain/sale/rewards.ts';
import { settleTenders } from '../../../domain/sale/tenders.ts';
import { today, type Workings } from '../workings.ts';
import type { CounterState, FoundBy } from './state.ts';

/** The sale on the counter, reckoned with the rules that hold now. */
export interface Reckoned {
  readonly programme: Programme;
  readonly input: SaleInput;
  readonly result: SaleResult;
  readonly member: KnownMember | null;
  /** Of the offer by which points are spent freely; the first, where there are several. */
  readonly limits: RedemptionLimits;
  readonly options: readonly RewardOption[];
}

/** Whether the centre can be asked; a shop alone has nobody to ask and no policy to keep. */
export type Asking = 'alone' | 'online' | 'offline';

/** How a redemption would be allowed now, as far as the till can know before it asks. */
export function asking(w: Workings): Asking {
  if (w.identity()?.centre === null) return 'alone';
  const { state } = w.sync();
  return state !== 'offline' && state !== 'refused' && w.centreAnswers() ? 'online' : 'offline';
}

/** Reckons the sale. Points chosen beyond what the sale allows are not spent; the choice itself is kept. */
export function reckon(w: Workings, state: CounterState, how: Asking = asking(w)): Reckoned {
  const programme = w.rules.holding();
  const member = state.member === null ? null : w.members.find(state.member.id);
  const plain = inputOf(w, state, programme, member);
  const policy = offlinePolicy(w, state, member, programme, how);
  const before = rewardOptions(plain, evaluate(plain));
  const free = before.find(({ kind }) => kind === 'perPoint') ?? null;
  const limits = mostRedeemable({
    least: free?.least ?? NO_POINTS,
    step: free?.step ?? points(1),
    bySale: free?.bySale ?? NO_POINTS,
    spendable: plain.facts?.spendable ?? NO_POINTS,
    withMember: member !== null,
    policy,
  });
  const spend = free === null ? NO_POINTS : chosen(state.redeem, limits);
  if (free === null || spend === 0) {
    return { programme, input: plain, result: evaluate(plain), member, limits, options: before };
  }
  const reward: ChosenReward = { offer: free.offer, points: spend, times: 1, sku: null };
  const input = { ...plain, choices: { ...plain.choices, rewards: [...plain.choices.rewards, reward] } };
  const result = evaluate(input);
  return { programme, input, result, member, limits, options: rewardOptions(input, result) };
}

/** What the counter has, as the rules ask for it. */
function inputOf(w: Workings, state: CounterState, programme: Programme, member: KnownMember | null): SaleInput {
  const day = today(w);
  return {
    programme,
    lines: state.lines,
    facts: member === null ? null : factsOf(w, member, programme),
    choices: { codes: state.codes, rewards: state.rewards, proof: proofOf(state.member?.foundBy ?? null) },
    moment: { day, time: civilTimeAt(w.clock()), store: w.identity()?.store ?? '' },
    // Nothing handed over yet means cash, as it will be settled.
    tenders: state.tenders.length === 0 ? ['cash'] : [...new Set(state.tenders.map(({ kind }) => kind))],
    products: (sku) => w.replica.product({ sku }),
  };
}

/** What the rules may know of a member now. */
export function factsOf(w: Workings, member: KnownMember, programme: Programme): Facts {
  return factsFor({
    programme,
    member: member.id,
    standing: member.standing,
    joined: member.joined,
    birthday: member.person?.birthday ?? null,
    referrer: broughtBy(member.standing.tally),
    day: today(w),
    all: countedOfAll(w.ledger, w.replica, askedOfAll(programme)),
  });
}

/** What the way in which somebody was found proves. A name or a receipt proves nothing; who just enrolled gave their phone. */
function proofOf(foundBy: FoundBy | null): Proof | null {
  switch (foundBy) {
    case 'card':
      return 'card';
    case 'phone':
    case 'enrolled':
      return 'phone';
    default:
      return null;
  }
}

/** What of the chosen points the sale can take. */
function chosen(wanted: Points, { most, least, step }: RedemptionLimits): Points {
  const bound = Math.min(wanted, most);
  const spend = bound - (bound % step);
  return spend < least ? NO_POINTS : points(spend);
}

/** What the programme's offline policy allows this member now; null where the centre can be asked, or there is none. */
export function offlinePolicy(
  w: Workings,
  state: CounterState,
  member: KnownMember | null,
  programme: Programme,
  how: Asking,
): PolicyLimit | null {
  if (how !== 'offline' || state.member === null || member === null) return null;
  const businessDay = w.shift()?.businessDay ?? today(w);
  return offlineLimit({
    programme,
    spentTodayOffline: w.ledger.spentOffline(member.id, businessDay),
    wordAgeMs: member.wordAt === null ? null : w.clock() - member.wordAt,
    foundBy: state.member.foundBy,
  });
}

/** The figures as the screen shows them, with what the tenders leave open. */
export function figuresView({ result, member }: Reckoned, state: CounterState): Figures {
  const { gross, discount, total, vat, earned, spent, trace } = result;
  const settled = settleTenders(total, state.tenders);
  const tendered = state.tenders.reduce((sum, { amount }) => sum + amount, 0);
  return {
    gross,
    discount,
    total,
    vat,
    earned,
    spent,
    trace,
    balanceAfter: member === null ? null : points(member.standing.balance - spent + earned),
    change: settled.ok ? settled.value.change : NO_MONEY,
    // Nothing handed over yet means the exact amount in cash, as it will be settled.
    missing: bani(state.tenders.length === 0 ? 0 : Math.max(0, total - tendered)),
  };
}

/** What the redemption's place on the screen shows. */
export function redeemView({ programme, result, limits, options }: Reckoned): RedeemView {
  const { most, least, why } = limits;
  const free = options.find(({ kind }) => kind === 'perPoint')?.offer;
  const chosenNow = result.applied.find(({ offer }) => offer === free)?.points ?? NO_POINTS;
  return { chosen: chosenNow, most, least, why, pointValue: worthOf(programme, points(1)) };
}
