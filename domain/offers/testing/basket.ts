import { bani } from '../../amount/bani.ts';
import { points } from '../../amount/points.ts';
import { thousandths, vatRate } from '../../amount/quantity.ts';
import { civilDate } from '../../calendar/civil.ts';
import { memberId, storeId } from '../../identity/ids.ts';
import type { Effect, Offer, OfferLimits } from '../../programme/offer.ts';
import { DEFAULT_POLICIES, type Policies } from '../../programme/policies.ts';
import type { Programme } from '../../programme/programme.ts';
import type { BasketLine, Product } from '../../sale/basket.ts';
import type { ChosenReward, Facts } from '../../sale/facts.ts';
import { applyOffers, type OffersInput, type OffersResult } from '../apply.ts';

export const NO_LIMITS: OfferLimits = {
  perReceipt: null,
  perMember: null,
  perMemberDay: null,
  perMemberMonth: null,
  total: null,
};

/** Pieces of a product; its category is the first letter of its sku. */
export function pieces(sku: string, price: number, units = 1, over: Partial<BasketLine> = {}): BasketLine {
  return {
    key: 0,
    sku,
    name: sku,
    category: sku.slice(0, 1),
    unit: 'piece',
    quantity: thousandths(units * 1000),
    price: bani(price),
    vat: vatRate(2000),
    ...over,
  };
}

export function kilograms(sku: string, price: number, grams: number): BasketLine {
  return pieces(sku, price, 1, { unit: 'kg', quantity: thousandths(grams) });
}

export function product(sku: string, price: number, over: Partial<Product> = {}): Product {
  return {
    sku,
    ean: '',
    name: sku,
    category: sku.slice(0, 1),
    price: bani(price),
    vat: vatRate(800),
    unit: 'piece',
    ...over,
  };
}

export function offer(id: string, effect: Effect, over: Partial<Offer> = {}): Offer {
  return {
    id,
    name: id,
    active: true,
    trigger: { type: 'automatic' },
    when: {},
    effect,
    priority: 0,
    group: null,
    exclusive: false,
    last: false,
    limits: NO_LIMITS,
    ...over,
  };
}

type Of<Type extends Effect['type']> = Partial<Extract<Effect, { readonly type: Type }>>;

export const percent = (share: number, over: Of<'percentOff'> = {}): Effect => ({
  type: 'percentOff',
  percent: share,
  mostUnits: null,
  which: 'cheapest',
  cap: null,
  ...over,
});

export const amount = (off: number, over: Of<'amountOff'> = {}): Effect => ({
  type: 'amountOff',
  amount: bani(off),
  per: 'order',
  mostUnits: null,
  which: 'cheapest',
  ...over,
});

export function programme(
  offers: readonly Offer[],
  policies: Partial<Policies> = {},
  over: Partial<Programme> = {},
): Programme {
  return {
    format: 2,
    version: 1,
    name: 'try',
    startsAtMs: 0,
    excluded: null,
    earning: [],
    boosts: [],
    offers,
    stampCards: [],
    tiers: null,
    lots: { pendingDays: 0, expiry: { type: 'never' }, warnDays: 0 },
    floors: [],
    referral: null,
    transfers: null,
    claims: null,
    proofs: [],
    giftCards: { days: null, offline: false },
    offline: { mostPointsPerDay: points(0), oldestWordHours: 24, phoneIsProof: false },
    policies: { ...DEFAULT_POLICIES, ...policies },
    ...over,
  };
}

export const ANA = memberId('01930000-0000-7000-8000-00000000000a');
export const SHOP = storeId('01930000-0000-7000-8000-0000000000ff');
export const DAY = civilDate('2026-11-21');

export function member(over: Partial<Facts> = {}): Facts {
  return {
    member: ANA,
    balance: points(0),
    spendable: points(0),
    tier: null,
    tierSum: 0,
    joinedDays: 10,
    near: [],
    counters: {},
    coupons: [],
    referrer: null,
    ...over,
  };
}

export function reward(id: string, over: Partial<ChosenReward> = {}): ChosenReward {
  return { offer: id, points: null, times: 1, sku: null, ...over };
}

/** What is asked besides programme and lines; `spendable` is that of the facts. */
export interface Asking {
  readonly facts?: Facts | null;
  readonly codes?: readonly string[];
  readonly rewards?: readonly ChosenReward[];
  readonly proof?: 'card' | 'phone' | 'pin' | 'code' | null;
  readonly products?: OffersInput['products'];
  readonly tenders?: readonly string[] | null;
}

export function inputOf(of: Programme, lines: readonly BasketLine[], asking: Asking = {}): OffersInput {
  const { facts = null, codes = [], rewards = [], proof = null, tenders = null, products = () => null } = asking;
  return {
    programme: of,
    lines: lines.map((line, index) => (line.key === 0 ? { ...line, key: index + 1 } : line)),
    facts,
    choices: { codes, rewards, proof },
    moment: { day: DAY, time: '12:00', store: SHOP },
    tenders,
    tier: facts?.tier ?? null,
    spendable: facts?.spendable ?? points(0),
    products,
  };
}

export function apply(of: Programme, lines: readonly BasketLine[], asking: Asking = {}): OffersResult {
  return applyOffers(inputOf(of, lines, asking));
}

/** What each line is less, bani. */
export function off({ gross, afterRedemption }: OffersResult): number[] {
  return gross.map((amountOfLine, line) => amountOfLine - (afterRedemption[line] ?? 0));
}

/** What did not apply, as `offer refusal`. */
export function not({ notApplied }: OffersResult): string[] {
  return notApplied.map(({ offer: id, code, refusal }) => `${id ?? code} ${refusal.code}`);
}

/** Which offers applied, in order. */
export function names({ applied }: OffersResult): string[] {
  return applied.map(({ offer: id }) => id);
}
