import type { AppliedView, NearView, RewardView } from '../../../contract/till/offers.ts';
import type { CounterView } from '../../../contract/till/views.ts';
import { assert } from '../../../domain/assert.ts';
import { MOST_CODES } from '../../../domain/offers/codes.ts';
import type { Name, Offer } from '../../../domain/programme/offer.ts';
import { done, type Outcome, type Refusal, refused } from '../../../domain/refusal/refusal.ts';
import type { Workings } from '../workings.ts';
import { asking, offlinePolicy, type Reckoned, reckon } from './reckoning.ts';

/** Offers at the counter: coupons that were read, rewards that were chosen, and what the window shows of them. */

/** What the screen needs to say that the next offer is near: more is noise beside a queue. */
const MOST_NEAR = 3;

/** A code as coupons are kept and printed. */
export const couponCode = (text: string): string => text.trim().toUpperCase();

/** Whether a code is a coupon here: one of the programme's, or one that the member at the counter holds. */
export function isCoupon(w: Workings, code: string): boolean {
  const wanted = couponCode(code);
  if (wanted === '') return false;
  const known = w.rules
    .holding()
    .offers.some(({ active, trigger }) => active && trigger.type === 'code' && trigger.codes.includes(wanted));
  if (known) return true;
  const { member } = w.counter.state;
  const held = member === null ? [] : (w.members.find(member.id)?.standing.coupons ?? []);
  return held.some((one) => one.code === wanted);
}

/** `counter.coupon`, or a scan: the coupon stays on the counter; whether it applies the view says at each change. */
export function putCoupon(w: Workings, text: string): Outcome<null> {
  const code = couponCode(text);
  if (!isCoupon(w, code)) return refused('offer.unknown', { code });
  const { state } = w.counter;
  if (state.codes.includes(code)) return done(null);
  if (state.codes.length >= MOST_CODES) return refused('offer.usedUp', { most: MOST_CODES });
  const next = { ...state, codes: [...state.codes, code] };
  // What can be told at once is told: an old coupon, one that needs a member.
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

/** `counter.reward`: so many times; 0 takes it away. Refused whole where it cannot be had so many times. */
export function chooseReward(
  w: Workings,
  { offer, times, sku }: { readonly offer: string; readonly times: number; readonly sku: string | null },
): Outcome<null> {
  const { state } = w.counter;
  const known = w.rules.holding().offers.find((one) => one.id === offer && one.active);
  if (known === undefined || (known.trigger.type !== 'points' && known.trigger.type !== 'stamps')) {
    return refused('reward.unknown');
  }
  const others = state.rewards.filter((one) => one.offer !== offer);
  const rewards = times === 0 ? others : [...others, { offer, points: null, times, sku }];
  const next = { ...state, rewards };
  if (times > 0) {
    const tried = reckon(w, next);
    const refusal = refusalOf(w, tried, known, times);
    if (refusal !== null) return { ok: false, refusal };
  }
  return w.counter.change(done(next));
}

function refusalOf(w: Workings, tried: Reckoned, { id }: Offer, times: number): Refusal | null {
  const { result } = tried;
  const refusal = result.notApplied.find((one) => one.offer === id)?.refusal;
  if (refusal !== undefined) return refusal;
  const applied = result.applied.find((one) => one.offer === id)?.times ?? 0;
  if (applied < times) return { code: 'offer.nothingToTake', params: {} };
  return offlineRefusal(w, tried);
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
function rewardsView(w: Workings, { options }: Reckoned, named: (id: string) => Name): RewardView[] {
  const all = options.map(
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
    }),
  );
  assert(all.length === options.length, 'every reward is shown');
  const rank = ({ chosen, why }: RewardView): number => (chosen > 0 || why === null ? 0 : 1);
  return all.sort((a, b) => rank(a) - rank(b));
}
