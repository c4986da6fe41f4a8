import { type Bani, bani } from '../../amount/bani.ts';
import { points } from '../../amount/points.ts';
import { type CivilDate, civilDate } from '../../calendar/civil.ts';
import { memberId, storeId, uuid7 } from '../../identity/ids.ts';
import type { Boost, EarningRule, Gives } from '../../programme/earning.ts';
import type { Goods } from '../../programme/filter.ts';
import { DEFAULT_POLICIES, type Policies } from '../../programme/policies.ts';
import type { Programme } from '../../programme/programme.ts';
import type { Facts, Moment } from '../../sale/facts.ts';
import type { EarningLine } from '../claims.ts';

/** A small programme for trying one thing at a time. */
export function programme(over: Partial<Omit<Programme, 'policies'>> & { readonly policies?: Partial<Policies> } = {}) {
  const { policies, ...rest } = over;
  const made: Programme = {
    format: 2,
    version: 1,
    name: 'try',
    startsAtMs: 0,
    excluded: null,
    earning: [],
    boosts: [],
    offers: [],
    stampCards: [],
    tiers: null,
    lots: { pendingDays: 0, expiry: { type: 'never' }, warnDays: 30 },
    floors: [],
    referral: null,
    transfers: null,
    claims: null,
    proofs: [],
    giftCards: { days: null, offline: false },
    offline: { mostPointsPerDay: points(0), oldestWordHours: 24, phoneIsProof: true },
    policies: { ...DEFAULT_POLICIES, ...policies },
    ...rest,
  };
  return made;
}

export const NO_CAPS = { receipt: null, day: null, month: null, year: null, ever: null };

export function rule(id: string, gives: Gives, over: Partial<EarningRule> = {}): EarningRule {
  return {
    id,
    name: id,
    active: true,
    on: 'sale',
    when: {},
    gives,
    caps: NO_CAPS,
    boosted: true,
    group: null,
    ...over,
  };
}

/** `each` points for `per` bani. */
export function perMoney(each: number, per: number, rounding: 'floor' | 'halfUp' | 'ceil' | 'carry' = 'floor'): Gives {
  return { type: 'perMoney', points: points(each), per: bani(per), rounding };
}

export function perOrder(each: number): Gives {
  return { type: 'perOrder', points: points(each) };
}

export function boost(id: string, factor: number, over: Partial<Boost> = {}): Boost {
  return { id, name: id, active: true, when: {}, factor, ...over };
}

export function goods(over: Partial<Goods> = {}): Goods {
  return { sku: 'a', category: 'food', brand: null, tags: [], price: bani(1000), ...over };
}

/** A line of so many bani, whatever it is counted on. */
export function line(amount: number, over: Partial<EarningLine> & { readonly category?: string } = {}): EarningLine {
  const { category = 'food', ...rest } = over;
  const money: Bani = bani(amount);
  return {
    goods: goods({ category }),
    units: 1,
    gross: money,
    afterOffers: money,
    afterRedemption: money,
    excluded: false,
    ...rest,
  };
}

export const MEMBER = memberId(uuid7(0, new Uint8Array(10)));
export const TODAY: CivilDate = civilDate('2026-11-21');
/** A Saturday. */
export const MOMENT: Moment = { day: TODAY, time: '12:00', store: storeId(uuid7(1, new Uint8Array(10))) };

export function facts(over: Partial<Facts> = {}): Facts {
  return {
    member: MEMBER,
    balance: points(0),
    spendable: points(0),
    tier: null,
    tierSum: 0,
    joinedDays: 100,
    near: [],
    counters: {},
    coupons: [],
    referrer: null,
    ...over,
  };
}
