import type { Request } from '../../../contract/till/api.ts';
import type { AppliedView, NearView, RewardView } from '../../../contract/till/offers.ts';
import type { CounterView } from '../../../contract/till/views.ts';
import type { KnownMember } from '../../../db/members.ts';
import { NO_POINTS } from '../../../domain/amount/points.ts';
import { parsePoints } from '../../../domain/amount/text.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import { couponCode, issuedReadings, meantCoupon } from '../../../domain/card/coupon.ts';
import { sumOf, type TallyRow, tallyKey } from '../../../domain/ledger/tally.ts';
import { MOST_CODES } from '../../../domain/offers/codes.ts';
import type { Name, Offer } from '../../../domain/programme/offer.ts';
import type { Programme } from '../../../domain/programme/programme.ts';
import { done, type Outcome, type Refusal, refuse, refused } from '../../../domain/refusal/refusal.ts';
import { checkRedemption, pointsWorth } from '../../../domain/sale/redeem.ts';
import { today, type Workings } from '../workings.ts';
import { asking, freeView, limitsOf, mainFree, offlinePolicy, type Reckoned, reckon } from './reckoning.ts';
import type { CounterState } from './state.ts';

/** Offers at the counter: coupons that were read, rewards that were chosen, and what the window shows of them. */

/** What the screen needs to say that the next offer is near: more is noise beside a queue. */
const MOST_NEAR = 3;

/** A coupon that a code means. */
interface Coupon {
  /** As it is kept. */
  readonly code: string;
  /** Why it is none here and now, whatever is in the basket; null: it may be put on the counter. */
  readonly why: Refusal | null;
}

/** The coupon that a code means, however it was written; null: nothing here knows it as a coupon. */
export function couponOf(w: Workings, text: string): Coupon | null {
  const day = today(w);
  const byCode = w.rules.holding().offers.flatMap((offer) => (offer.trigger.type === 'code' ? [offer] : []));
  const codesOf = ({ trigger }: Offer): readonly string[] => (trigger.type === 'code' ? trigger.codes : []);
  const member = w.counter.state.member === null ? null : w.members.find(w.counter.state.member.id);
  const held = member?.standing.coupons ?? [];
  const code = meantCoupon(text, [...byCode.flatMap(codesOf), ...held.map((one) => one.code)]);
  if (code === null) return othersCoupon(w, text, member);
  const offers = byCode.filter((offer) => codesOf(offer).some((one) => couponCode(one) === code));
  if (offers.length === 0) return { code, why: heldWhy(held.find((one) => couponCode(one.code) === code)?.until, day) };
  // Of several offers by one code, one that holds is enough.
  const whys = offers.map((offer) => offerWhy(offer, day));
  return { code, why: whys.includes(null) ? null : (whys[0] ?? null) };
}

const heldWhy = (until: CivilDate | undefined, day: CivilDate): Refusal | null =>
  until !== undefined && until < day ? refuse('offer.expired', { until }) : null;

/** Why an offer's code does nothing on a day. */
function offerWhy({ active, when: { from, until } }: Offer, day: CivilDate): Refusal | null {
  if (!active) return refuse('offer.notNow');
  if (from !== undefined && day < from) return refuse('offer.notYet', { from });
  return until !== undefined && day > until ? refuse('offer.expired', { until }) : null;
}

/** A single code that the member at the counter does not hold: used, somebody else's, or nobody's. */
function othersCoupon(w: Workings, text: string, member: KnownMember | null): Coupon | null {
  const of = w.ledger.countedOfAll();
  for (const code of issuedReadings(text)) {
    const isUsed = (tally: readonly TallyRow[] = []): boolean => sumOf(tally, tallyKey.code(code)) > 0;
    const used = { code, why: refuse('offer.usedUp', { most: 1 }) };
    if (isUsed(of) || isUsed(member?.standing.tally)) return used;
    const holder = w.members.couponHolder(code);
    if (holder === null) continue;
    if (isUsed(holder.standing.tally)) return used;
    const coupon = holder.standing.coupons?.find((one) => one.code === code);
    if (coupon === undefined) return { code, why: refuse('offer.takenBack') };
    const over = heldWhy(coupon.until, today(w));
    return { code, why: over ?? refuse(member === null ? 'offer.ofMember' : 'offer.others') };
  }
  return null;
}

/** `counter.coupon`: the coupon stays on the counter; whether it applies the view says at each change. */
export function putCoupon(w: Workings, text: string): Outcome<null> {
  const coupon = couponOf(w, text);
  return coupon === null ? refused('offer.unknown', { code: couponCode(text) }) : putKnown(w, coupon);
}

/** Puts a coupon on the counter, typed or scanned. */
export function putKnown(w: Workings, { code, why }: Coupon): Outcome<null> {
  if (why !== null) return { ok: false, refusal: why };
  const { state } = w.counter;
  if (state.codes.includes(code)) return done(null);
  if (state.codes.length >= MOST_CODES) return refused('offer.usedUp', { most: MOST_CODES });
  const next = { ...state, codes: [...state.codes, code] };
  // What can be told at once is told: one that needs a member, one that was used.
  const refusal = reckon(w, next).result.notApplied.find((one) => one.code === code)?.refusal;
  if (refusal !== undefined && FINAL.has(refusal.code)) return { ok: false, refusal };
  return w.counter.change(done(next));
}

/** Reasons that no further line in the basket changes. */
const FINAL: ReadonlySet<Refusal['code']> = new Set(['offer.unknown', 'offer.expired', 'offer.usedUp', 'offer.notNow']);

/** `counter.dropCoupon`. */
export function dropCoupon(w: Workings, text: string): Outcome<null> {
  const code = couponCode(text);
  const { state } = w.counter;
  return w.counter.change(done({ ...state, codes: state.codes.filter((one) => one !== code) }));
}

/** `counter.reward`: so many times, or so many points where they are spent freely; 0 takes it away. Refused whole where it cannot be had so. */
export function chooseReward(w: Workings, input: Request<'counter.reward'>): Outcome<null> {
  const { offer, times, sku } = input;
  const { state } = w.counter;
  const known = w.rules.holding().offers.find((one) => one.id === offer && one.active);
  if (known?.trigger.type === 'perPoint') return chooseFree(w, known, times === 0 ? '' : (input.points ?? ''));
  const others = state.rewards.filter((one) => one.offer !== offer);
  // What was chosen under a version before can still be taken away.
  if (times === 0 && others.length < state.rewards.length) {
    return w.counter.change(done({ ...state, rewards: others }));
  }
  if (known === undefined || (known.trigger.type !== 'points' && known.trigger.type !== 'stamps')) {
    return refused('reward.unknown');
  }
  if (times === 0) return done(null);
  const next = { ...state, rewards: [...others, { offer, points: null, times, sku }] };
  const refusal = refusalOf(w, next, known, times);
  return refusal === null ? w.counter.change(done(next)) : { ok: false, refusal };
}

/** Points that the cashier typed, by the offer that needs no naming (`counter.redeem`) or by another; nothing typed, or 0, chooses none. */
export function chooseFree(w: Workings, offer: Offer | null, text: string): Outcome<null> {
  const { state } = w.counter;
  const asked = text.trim() === '' ? done(NO_POINTS) : parsePoints(text);
  if (!asked.ok) return asked;
  const programme = w.rules.holding();
  const main = mainFree(programme);
  const id = (offer ?? main)?.id;
  const checked = checkRedemption(asked.value, limitsOf(reckon(w, state), id));
  if (!checked.ok) return checked;
  const some = checked.value;
  const others = state.rewards.filter((one) => one.offer !== id);
  const own = some === 0 || id === undefined ? [] : [{ offer: id, points: some, times: 1, sku: null }];
  const next = id === main?.id ? { ...state, redeem: some } : { ...state, rewards: [...others, ...own] };
  const refusal = some === 0 ? undefined : reckon(w, next).result.notApplied.find((one) => one.offer === id)?.refusal;
  return refusal === undefined ? w.counter.change(done(next)) : { ok: false, refusal };
}

/** Why a reward cannot be had so many times, with everything else that was chosen; null: it can. */
function refusalOf(w: Workings, next: CounterState, { id, trigger }: Offer, times: number): Refusal | null {
  const now = reckon(w, w.counter.state);
  const tried = reckon(w, next);
  const timesOf = ({ result }: Reckoned, offer: string): number =>
    result.applied.find((one) => one.offer === offer)?.times ?? 0;
  const refusal = tried.result.notApplied.find((one) => one.offer === id)?.refusal;
  if (refusal !== undefined) return refusal;
  if (timesOf(tried, id) < times) return refuse('offer.nothingToTake');
  // What was chosen before does not go for it.
  const displaced = next.rewards.some(
    (one) => one.offer !== id && one.points === null && timesOf(tried, one.offer) < timesOf(now, one.offer),
  );
  if (displaced) {
    const others = now.result.applied.filter((one) => one.offer !== id);
    const fixed = others.reduce((sum, one) => sum + (isFree(now.programme, one.offer) ? 0 : one.points), 0);
    const available = Math.max(0, (now.input.facts?.spendable ?? 0) - fixed);
    const needed = trigger.type === 'points' ? trigger.points * times : 0;
    return needed > available ? refuse('reward.tooFewPoints', { available, needed }) : refuse('offer.notTogether');
  }
  return offlineRefusal(w, tried);
}

function isFree({ offers }: Programme, id: string): boolean {
  return offers.some(({ id: one, trigger }) => one === id && trigger.type === 'perPoint');
}

/** Why the points of the whole sale may not be spent while the centre cannot be asked; null: they may. */
export function offlineRefusal(w: Workings, { programme, member, result }: Reckoned, how = asking(w)): Refusal | null {
  const policy = offlinePolicy(w, w.counter.state, member, programme, how);
  if (policy === null || policy.why === null || result.spent <= policy.most) return null;
  return { ...policy.why, params: { ...policy.why.params, asked: result.spent } };
}

/** What the window shows of offers, coupons and rewards. */
export function offersView(
  w: Workings,
  reckoned: Reckoned,
): Pick<CounterView, 'applied' | 'rewards' | 'near' | 'codes' | 'notApplied'> {
  const { programme, result } = reckoned;
  const offers = new Map(programme.offers.map((offer) => [offer.id, offer]));
  const named = (id: string): Name => offers.get(id)?.name ?? id;
  return {
    applied: result.applied.map(
      ({ offer, code, times, discount, points, stamps }): AppliedView => ({
        offer,
        name: named(offer),
        kind: kindOf(offers.get(offer)),
        code,
        times,
        discount,
        points,
        stamps,
      }),
    ),
    rewards: rewardsView(w, reckoned, named),
    near: result.near
      .slice(0, MOST_NEAR)
      .map(({ offer, missing }): NearView => ({ offer, name: named(offer), missing })),
    codes: w.counter.state.codes,
    notApplied: result.notApplied,
  };
}

/** The coupon and reward part of a trigger, in the window's words. */
export function kindOf(offer: Offer | undefined): AppliedView['kind'] {
  switch (offer?.trigger.type) {
    case 'automatic':
    case undefined:
      return 'automatic';
    case 'code':
      return 'coupon';
    default:
      return 'reward';
  }
}

/** Those that can be had first, then those that are near; what only an empty basket keeps away comes last. */
function rewardsView(w: Workings, reckoned: Reckoned, named: (id: string) => Name): RewardView[] {
  const { options, free } = reckoned;
  const fixed = options.map(
    ({ offer, kind, cost, chosen, takesOff, why, skus }): RewardView => ({
      offer,
      name: named(offer),
      kind,
      cost,
      chosen,
      takesOff,
      why,
      products: skus.flatMap((sku) => {
        const product = w.replica.product({ sku });
        return product === null ? [] : [{ sku, name: product.name }];
      }),
      free: null,
    }),
  );
  const freely = free.map((choice): RewardView => {
    const view = freeView(reckoned, choice);
    const { id } = choice.offer;
    const takesOff = pointsWorth(choice.worth, view.most);
    const why = view.most === 0 ? view.why : null;
    const chosen = view.chosen > 0 ? 1 : 0;
    return { offer: id, name: named(id), kind: 'perPoint', cost: 0, chosen, takesOff, why, products: [], free: view };
  });
  const all = reckoned.member === null ? [] : [...fixed, ...freely];
  const rank = ({ chosen, why }: RewardView): number => (chosen > 0 || why === null ? 0 : 1);
  return all.sort((a, b) => rank(a) - rank(b));
}
