import type { Figures, RedeemView } from '../../../contract/till/views.ts';
import type { KnownMember } from '../../../db/members.ts';
import { countedOfAll } from '../../../db/totals.ts';
import { bani, NO_MONEY, sumBani } from '../../../domain/amount/bani.ts';
import { NO_POINTS, points, sumPoints } from '../../../domain/amount/points.ts';
import { civilTimeAt } from '../../../domain/calendar/civil.ts';
import type { TallyRow } from '../../../domain/ledger/tally.ts';
import type { Offer } from '../../../domain/programme/offer.ts';
import type { Programme, Proof } from '../../../domain/programme/programme.ts';
import type { OfflineInputs, TenderKind } from '../../../domain/record/record.ts';
import { broughtBy } from '../../../domain/referral/referral.ts';
import { askedOfAll, usedByAll } from '../../../domain/sale/askedOfAll.ts';
import type { SaleInput, SaleResult } from '../../../domain/sale/evaluate.ts';
import type { Facts } from '../../../domain/sale/facts.ts';
import { factsFor } from '../../../domain/sale/factsFor.ts';
import { mostRedeemable, offlineAllows, type PolicyLimit, type RedemptionLimits } from '../../../domain/sale/redeem.ts';
import type { RewardOption } from '../../../domain/sale/rewards.ts';
import { type FreeChoice, spend } from '../../../domain/sale/spending.ts';
import { fitKept, settleSale } from '../../../domain/sale/tenders.ts';
import { today, type Workings } from '../workings.ts';
import type { CounterState, FoundBy } from './state.ts';

/** The sale on the counter, reckoned with the rules that hold now. */
export interface Reckoned {
  readonly programme: Programme;
  readonly input: SaleInput;
  readonly result: SaleResult;
  readonly member: KnownMember | null;
  /** Offers by which points are spent freely. */
  readonly free: readonly FreeChoice[];
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

/**
 * What was reckoned last, and of what: the view shows it, and confirming what the view showed asks for the very same again. Reckoning is a
 * function of what is named here, so it is the same until one of them is another.
 */
export class LastReckoned {
  #of: readonly unknown[] = [];
  #reckoned: Reckoned | null = null;

  /** The same while `of` has the same things (the same objects, not equal ones), else made anew. */
  same(of: readonly unknown[], make: () => Reckoned): Reckoned {
    if (this.#reckoned !== null && of.length === this.#of.length && of.every((one, i) => one === this.#of[i])) {
      return this.#reckoned;
    }
    const reckoned = make();
    this.#reckoned = reckoned;
    this.#of = of;
    return reckoned;
  }
}

/** Reckons the sale. Points chosen beyond what rewards, sale and policy leave are not spent; the choice itself is kept. */
export function reckon(w: Workings, state: CounterState, how: Asking = asking(w)): Reckoned {
  // What the policy allows depends on how old the centre's word is, to the millisecond.
  if (how === 'offline') return reckonAnew(w, state, how);
  // The two files as they are now; rules look at the clock to the minute.
  const minute = Math.floor(w.clock() / MINUTE_MS);
  const of = [state, how, minute, w.rules.holding(), w.replica.version(), w.ledger.head()?.hash, w.identity()?.store];
  return w.lastReckoned.same(of, () => reckonAnew(w, state, how));
}

const MINUTE_MS = 60_000;

function reckonAnew(w: Workings, state: CounterState, how: Asking): Reckoned {
  let tenders = kindsHanded(state);
  let reckoned = reckonPaid(w, state, how, tenders);
  // Rules may look at how it is paid, and what cards pay depends on what the rules leave to pay.
  for (let round = 0; state.kept.length > 0 && round < MOST_ROUNDS; round++) {
    const settled = settleSale(reckoned.result.total, state.kept, state.tenders);
    const kinds = settled.ok ? [...new Set(settled.value.tenders.map(({ kind }) => kind))] : tenders;
    if (kinds.toSorted().join() === tenders.toSorted().join()) break;
    tenders = kinds;
    reckoned = reckonPaid(w, state, how, tenders);
  }
  return reckoned;
}

/** Ways of paying that change the total back and forth stay as they came last. */
const MOST_ROUNDS = 3;

/** Nothing handed over yet means cash, as it will be settled. */
function kindsHanded({ tenders }: CounterState): readonly TenderKind[] {
  return tenders.length === 0 ? ['cash'] : [...new Set(tenders.map(({ kind }) => kind))];
}

function reckonPaid(w: Workings, state: CounterState, how: Asking, tenders: readonly TenderKind[]): Reckoned {
  const programme = w.rules.holding();
  const member = state.member === null ? null : w.members.find(state.member.id);
  const plain = { ...inputOf(w, state, programme, member), tenders };
  const policy = offlinePolicy(w, state, member, programme, how);
  const main = mainFree(programme)?.id;
  const wanted = new Map(
    state.rewards.flatMap(({ offer, points: some }) => (some === null ? [] : [[offer, some] as const])),
  );
  if (main !== undefined) wanted.set(main, state.redeem);
  const { input, result, free, options } = spend({ input: plain, wanted, policy });
  return { programme, input, result, member, free, options };
}

/** The offer by which points are spent freely that needs no naming: the first listed; the others are rewards among the rewards. */
export function mainFree({ offers }: Programme): Offer | null {
  return offers.find(({ active, trigger }) => active && trigger.type === 'perPoint') ?? null;
}

/** How many points may be spent freely by an offer; of a programme without it, none. */
export function limitsOf({ free, member }: Reckoned, offer: string | undefined): RedemptionLimits {
  const found = free.find((one) => one.offer.id === offer);
  const none = { least: NO_POINTS, bySale: NO_POINTS, spendable: NO_POINTS, withMember: member !== null };
  return found?.limits ?? mostRedeemable(none);
}

/** What the counter has, as the rules ask for it. */
function inputOf(w: Workings, state: CounterState, programme: Programme, member: KnownMember | null): SaleInput {
  const day = today(w);
  return {
    programme,
    lines: state.lines,
    facts: member === null ? null : factsOf(w, member, programme),
    // With a member the facts say it.
    ...(member === null ? { ofAll: usedByAll(programme, state, ofAll(w, programme)) } : {}),
    choices: {
      codes: state.codes,
      rewards: state.rewards.filter((one) => one.points === null),
      ...proofsOf(state, programme),
    },
    moment: { day, time: civilTimeAt(w.clock()), store: w.identity()?.store ?? '' },
    tenders: null,
    products: (sku) => w.replica.product({ sku }),
  };
}

/** What everybody counted of what the programme asks for, as this till knows it. */
function ofAll(w: Workings, programme: Programme): readonly TallyRow[] {
  return countedOfAll(w.ledger, w.replica, askedOfAll(programme));
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
    all: ofAll(w, programme),
  });
}

/** What was proved, where the programme asks for proofs at all: how the member was found, and what they gave besides. */
export function proofsOf(state: CounterState, programme: Programme): Pick<SaleInput['choices'], 'proof' | 'proofs'> {
  const proof = proofOf(state.member?.foundBy ?? null);
  if (programme.proofs.length === 0) return { proof };
  return { proof, proofs: [...(proof === null ? [] : [proof]), ...state.proofs] };
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

/** What the programme's offline policy allows this member now; null where the centre can be asked, or there is none. */
export function offlinePolicy(
  w: Workings,
  state: CounterState,
  member: KnownMember | null,
  programme: Programme,
  how: Asking,
): PolicyLimit | null {
  if (how !== 'offline' || state.member === null || member === null) return null;
  return offlineAllows(programme, offlineInputs(w, state, member), state.member.foundBy);
}

/**
 * What the offline policy is asked with besides how the member was found; it stands in the record of a redemption that the policy
 * allowed. What was spent under an id that was merged into this member since counts too.
 */
export function offlineInputs(w: Workings, state: CounterState, member: KnownMember): OfflineInputs {
  const businessDay = w.shift()?.businessDay ?? today(w);
  return {
    wordAgeMs: member.wordAt === null ? null : w.clock() - member.wordAt,
    spentToday: sumPoints(member.ids.map((id) => w.ledger.spentOffline(id, businessDay))),
    ...(state.proofs.length === 0 ? {} : { proofs: state.proofs }),
  };
}

/** The figures as the screen shows them, with what the tenders leave open. */
export function figuresView({ result, member }: Reckoned, state: CounterState): Figures {
  const { gross, discount, total, vat, earned, spent, trace } = result;
  const settled = settleSale(total, state.kept, state.tenders);
  const tendered = state.tenders.reduce((sum, { amount }) => sum + amount, 0);
  const toPay = total - sumBani(fitKept(total, state.kept).map(({ amount }) => amount));
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
    missing: bani(state.tenders.length === 0 ? 0 : Math.max(0, toPay - tendered)),
    toPay: bani(toPay),
  };
}

/** What the redemption's place on the screen shows: of the offer that needs no naming. */
export function redeemView(reckoned: Reckoned): RedeemView {
  const main = mainFree(reckoned.programme)?.id;
  const choice = reckoned.free.find(({ offer }) => offer.id === main);
  if (choice !== undefined) return freeView(reckoned, choice);
  const { most, least, why } = limitsOf(reckoned, undefined);
  return { offer: null, chosen: NO_POINTS, most, least, step: points(1), worth: null, why };
}

/** What the window shows of points spent freely by one offer. */
export function freeView({ result }: Reckoned, { offer, worth, limits }: FreeChoice): RedeemView {
  const { most, least, step, why } = limits;
  const chosen = result.applied.find((one) => one.offer === offer.id)?.points ?? NO_POINTS;
  return { offer: offer.id, chosen, most, least, step, worth: { points: worth.points, value: worth.value }, why };
}
