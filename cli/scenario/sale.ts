import { recordContent } from '../../contract/record.ts';
import { type Bani, bani, NO_MONEY, sumBani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { assert } from '../../domain/assert.ts';
import { payWith } from '../../domain/giftcard/giftcard.ts';
import { EMPTY_STANDING, type Movement } from '../../domain/ledger/fold.ts';
import type { Sale, SaleLine, Tender } from '../../domain/record/record.ts';
import { referralBonus } from '../../domain/referral/referral.ts';
import type { RefusalCode } from '../../domain/refusal/refusal.ts';
import { usedByAll } from '../../domain/sale/askedOfAll.ts';
import type { BasketLine } from '../../domain/sale/basket.ts';
import { rulesOf, saleMovement } from '../../domain/sale/content.ts';
import { evaluate, type SaleInput, type SaleResult } from '../../domain/sale/evaluate.ts';
import type { ChosenReward } from '../../domain/sale/facts.ts';
import { isRuled, type RecordedSale, recomputed } from '../../domain/sale/recomputed.ts';
import { choosable } from '../../domain/sale/spending.ts';
import type { Came } from './compare.ts';
import type { StepOf } from './form.ts';
import { cardsMoved } from './money.ts';
import { presentedCodes } from './presented.ts';
import { giftCardsOf, stateOf } from './state.ts';
import {
  factsOf,
  moment,
  moved,
  nthRecord,
  put,
  quantityOf,
  rate,
  referrerOf,
  refuseStep,
  type Sold,
  type Somebody,
  somebody,
  today,
  type World,
  walletCode,
} from './world.ts';

/** What a step did: the world after it, what can be expected of it, and why. */
export interface Done {
  readonly world: World;
  readonly came: { readonly [key: string]: Came };
  readonly trace: readonly { readonly code: string; readonly params: Readonly<Record<string, string | number>> }[];
  /** Codes of what was asked for and not applied, while the sale itself went on. */
  readonly notApplied: readonly RefusalCode[];
}

type Buying = StepOf<'sale'> | StepOf<'quote'>;

interface Rung {
  readonly who: { readonly name: string; readonly who: Somebody } | null;
  readonly input: SaleInput;
  readonly result: SaleResult;
}

/** A sale, or a quote of it, which writes nothing. */
export function sell(world: World, step: Buying, n: number): Done {
  const rung = ring(world, step);
  const { result, who } = rung;
  const paid = pay(world, step, result.total, who?.name ?? null);
  const written = write(world, step, n, rung, paid);
  const after = step.do === 'quote' ? world : written.world;
  return {
    world: after,
    trace: result.trace,
    notApplied: result.notApplied.map(({ refusal }) => refusal.code),
    came: {
      giftcards: giftCardsOf(written.world),
      subtotal: result.gross,
      discount: result.discount,
      total: result.total,
      due: paid.due,
      change: paid.change,
      earned: result.earned,
      spent: result.spent,
      ...stateOf(written.world, who?.name ?? null),
      lines: result.lines.map((line, i) => {
        const figures = result.figures[i];
        assert(figures !== undefined, 'each line has its figures');
        const { gross, discount, earned, spent, excluded } = figures;
        const qty = line.quantity / 1000;
        const offers = result.applied
          .filter(({ lines }) => lines.some((one) => one.line === i))
          .map(({ offer }) => offer);
        return {
          sku: line.sku,
          qty,
          gross,
          discount,
          total: gross - discount,
          earned,
          spent,
          excluded,
          offers,
          added: line.added ?? null,
        };
      }),
      vat: result.vat.map(({ rate: of, gross, discount, total, vat }) => {
        return { rate: of, gross, discount, total, vat, net: total - vat };
      }),
      applied: result.applied.map(({ offer }) => offer),
      offers: result.applied.map(({ offer, code, times, discount, points: cost, stamps }) => ({
        offer,
        code,
        times,
        discount,
        points: cost,
        stamps,
      })),
      rules: result.byRule.map(({ rule, points: given, lost, stamps }) => ({ rule, points: given, lost, stamps })),
      issued: written.issued,
      services: result.given.filter(({ service }) => service).map(({ offer }) => serviceOf(world, offer)),
      near: result.near.map(({ offer, missing }) => ({ offer, ...missing })),
      rewards: rewardsOf(rung.input),
      bonus: written.bonus,
    },
  };
}

/** Rewards as the counter would offer them now. */
function rewardsOf(input: SaleInput): Came[] {
  return choosable(input).map(({ offer, takesOff, why, most }) => ({ offer, takesOff, why: why?.code ?? null, most }));
}

/** A reward taken without buying anything; what does not apply is refused, for there is nothing else. */
export function redeemAlone(world: World, step: StepOf<'redeem'>, n: number): Done {
  const { do: _, member, reward, points: asked, times, sku, store, ...rest } = step;
  const chosen = {
    reward,
    ...(asked === undefined ? {} : { points: asked }),
    ...(times === undefined ? {} : { times }),
    ...(sku === undefined ? {} : { sku }),
  };
  const bought = sell(world, { ...rest, do: 'sale', member, store, basket: [], coupons: [], redeem: [chosen] }, n);
  const [refused] = bought.notApplied;
  return refused === undefined ? bought : refuseStep(refused);
}

/** A service as it may be expected: by its offer, or by what the cashier says. */
function serviceOf({ programme }: World, id: string): Came {
  const effect = programme.offers.find((offer) => offer.id === id)?.effect;
  const text = effect?.type === 'service' ? effect.text : '';
  return { offer: id, ...(typeof text === 'string' ? { text } : text) };
}

function ring(world: World, step: Buying): Rung {
  const who = step.member == null ? null : somebody(world, step.member);
  const lines = step.basket.map((one, i) => lineOf(world, one, i + 1));
  const codes = [...new Set(presentedCodes(world, who?.who ?? null, step.coupons))];
  const input: SaleInput = {
    programme: world.programme,
    lines,
    facts: who === null ? null : factsOf(world, who.who),
    ofAll: usedByAll(world.programme, { codes }, world.all),
    choices: {
      codes,
      rewards: step.redeem.map(
        (one): ChosenReward => ({
          offer: one.reward,
          points: one.points === undefined ? null : points(one.points),
          times: one.times ?? 1,
          sku: one.sku ?? null,
        }),
      ),
      proof: step.proof ?? null,
    },
    moment: moment(world, step.store),
    tenders: step.tenders?.map(({ kind }) => recordKind(kind)) ?? ['cash'],
    products: (sku) => world.catalogue.get(sku) ?? null,
  };
  return { who, input, result: evaluate(input) };
}

function lineOf(world: World, one: Buying['basket'][number], key: number): BasketLine {
  const product = one.sku === undefined ? null : (world.catalogue.get(one.sku) ?? null);
  if (product === null && one.price === undefined) return refuseStep('code.unknown', { code: one.sku ?? '' });
  const price = one.price ?? product?.price ?? 0;
  if (one.qty <= 0) return refuseStep('quantity.notPositive');
  if (price < 0) return refuseStep('amount.notPositive');
  const brand = one.brand ?? product?.brand;
  const tags = one.tags ?? product?.tags;
  const quantity = quantityOf(one.qty);
  return {
    key,
    sku: one.sku ?? null,
    name: product?.name ?? '',
    category: one.category ?? (product === null || product.category === '' ? null : product.category),
    unit: product?.unit ?? (quantity % 1000 === 0 ? 'piece' : 'kg'),
    quantity,
    price: bani(price),
    vat: one.vat === undefined ? (product?.vat ?? rate(2000)) : rate(one.vat),
    ...(brand === undefined ? {} : { brand }),
    ...(tags === undefined ? {} : { tags }),
    ...(product?.minPrice === undefined ? {} : { minPrice: product.minPrice }),
  };
}

interface Paid {
  readonly tenders: readonly Tender[];
  readonly due: Bani;
  readonly change: Bani;
  readonly paid: Sold['paid'];
}

/** Gift cards and e-wallets are in no record's kinds of tender yet: there they stand as "other". */
const recordKind = (kind: string): Tender['kind'] => (kind === 'cash' || kind === 'card' ? kind : 'other');

/** How it is paid. Nothing said: exactly, in cash. What the tenders leave open is `due`. */
function pay(world: World, step: Buying, total: Bani, member: string | null): Paid {
  if (step.tenders === undefined) {
    const exact: Tender[] = total === 0 ? [] : [{ kind: 'cash', amount: total }];
    return {
      tenders: exact,
      due: NO_MONEY,
      change: NO_MONEY,
      paid: exact.map(({ kind, amount }) => ({ place: kind, amount })),
    };
  }
  let left: number = total;
  let change = 0;
  const tenders: Tender[] = [];
  const paid: { place: string; amount: Bani }[] = [];
  for (const { kind, amount, card } of step.tenders) {
    if (amount !== undefined && amount < 0) return refuseStep('amount.notPositive');
    if (kind === 'giftCard' || kind === 'wallet') {
      const code = kind === 'wallet' ? walletCode(member ?? '') : (card ?? '');
      const held = world.cards.get(code);
      if (held === undefined) return refuseStep('giftCard.unknown', { code });
      // The same card twice has what the first time left of it.
      const gone = paid.reduce((sum, one) => (one.place === code ? sum + one.amount : sum), 0);
      const there = { ...held, balance: bani(held.balance - gone) };
      const used = amount === undefined ? Math.min(left, Math.max(0, there.balance)) : Math.min(left, amount);
      const taken = payWith(there, bani(used), today(world));
      if (!taken.ok) return refuseStep(taken.refusal.code, taken.refusal.params);
      left -= used;
      if (used === 0) continue;
      paid.push({ place: code, amount: bani(used) });
      tenders.push({ kind: 'other', amount: bani(used) });
      continue;
    }
    const used = Math.min(left, amount ?? left);
    if (kind !== 'cash' && (amount ?? 0) > left) return refuseStep('tender.tooMuch', { over: (amount ?? 0) - left });
    change += (amount ?? used) - used;
    left -= used;
    if (used === 0) continue;
    paid.push({ place: kind, amount: bani(used) });
    tenders.push({ kind: recordKind(kind), amount: bani(used) });
  }
  return { tenders, due: bani(left), change: bani(change), paid };
}

function write(
  world: World,
  step: Buying,
  n: number,
  { who, input, result }: Rung,
  paid: Paid,
): { readonly world: World; readonly issued: Came; readonly bonus: Came } {
  const record = nthRecord(n);
  const day = today(world);
  const standing = who?.who.standing ?? EMPTY_STANDING;
  const movement = saleMovement({
    record,
    member: who?.who.id ?? null,
    standing,
    result,
    programme: world.programme,
    day,
  });
  const rules = rulesOf(input);
  const sale: Sale = {
    kind: 'sale',
    number: step.as ?? `sale ${n}`,
    member:
      who === null
        ? null
        : {
            member: who.who.id,
            balanceBefore: standing.balance,
            foundBy: 'card',
            civilDate: day,
            redeemed: result.spent > 0 ? 'online' : null,
          },
    lines: result.lines.map((line, i): SaleLine => {
      const figures = result.figures[i];
      assert(figures !== undefined, 'each line has its figures');
      const { key: _, ...kept } = line;
      const { gross, discount, earned, spent } = figures;
      return { ...kept, gross, discount, earned, spent };
    }),
    vat: result.vat,
    // What is still due in the scenario is paid in cash in the record, whose tenders pay the total.
    tenders: paid.due === 0 ? paid.tenders : [...paid.tenders, { kind: 'cash', amount: paid.due }],
    change: paid.change,
    gross: result.gross,
    discount: result.discount,
    total: result.total,
    earned: result.earned,
    spent: result.spent,
    fiscalNumber: null,
    trace: result.trace,
    entries: movement.entries,
    rules,
    offers: result.applied,
    counts: movement.counts,
    issued: movement.issued,
  };
  assert(isRuled(sale), 'a sale of today has its rules with it');
  const whole = { ...sale, id: record, store: input.moment.store, occurredAt: world.now };
  provesItself(whole, input, result);

  const usedCodes = input.choices.codes.filter((code) => result.applied.some((one) => one.code === code));
  let next = moved(world, {
    entries: movement.entries,
    counts: movement.counts,
    issued: movement.issued,
    usedCodes,
    recalled: [],
  });
  const bonus = who === null || input.lines.length === 0 ? null : bonusOf(world, who, result.total, n);
  if (bonus !== null) next = moved(next, bonus);
  next = cardsMoved(
    next,
    paid.paid.map(({ place, amount }) => ({ card: place, by: -amount })),
  );
  const wallet = sumBani(result.given.map((one) => one.wallet));
  if (who !== null && wallet > 0) next = { ...next, cards: toppedUp(next, who, wallet) };
  const sold: Sold = {
    sale: whole,
    programme: world.programme,
    member: who?.name ?? null,
    returns: [],
    voided: false,
    claimed: false,
    referral: bonus,
    // What is still due is paid in cash.
    paid: paid.due === 0 ? paid.paid : [...paid.paid, { place: 'cash', amount: paid.due }],
    givenBack: [],
    wallet: who === null ? NO_MONEY : wallet,
  };
  if (step.as !== undefined) next = { ...next, sales: put(next.sales, step.as, sold) };
  return {
    world: next,
    issued: movement.issued.map(({ offer, until, code }) => ({ offer, until, code })),
    bonus: bonus === null ? null : bonus.entries.reduce((sum, one) => sum + one.points, 0),
  };
}

function toppedUp(
  world: World,
  { name, who }: { readonly name: string; readonly who: Somebody },
  amount: Bani,
): World['cards'] {
  const card = walletCode(name);
  const held = world.cards.get(card) ?? { card, balance: NO_MONEY, expires: null, member: who.id };
  return put(world.cards, card, { ...held, balance: bani(held.balance + amount) });
}

/** The bonus to both when somebody who was brought buys for the first time. */
function bonusOf(world: World, { who }: { readonly who: Somebody }, paid: Bani, n: number): Movement | null {
  const referrer = referrerOf(world, who);
  if (referrer === null) return null;
  return referralBonus({
    programme: world.programme,
    facts: { ...factsOf(world, who), referrer: referrer.id },
    paid,
    referrals: (referrer.standing.tally ?? [])
      .filter(({ key }) => key === 'referrals')
      .reduce((sum, one) => sum + one.n, 0),
    sale: nthRecord(n),
    day: today(world),
  });
}

/** Truth 6 at each sale of each scenario: its bytes read back and reckoned again give the same figures. */
function provesItself(whole: RecordedSale, input: SaleInput, result: SaleResult): void {
  const read = recordContent.parse(JSON.parse(JSON.stringify(whole)));
  assert(read.kind === 'sale' && isRuled(read), 'a sale is read back as one');
  const again = recomputed({ ...read, store: whole.store, occurredAt: whole.occurredAt }, input.programme);
  const figures = (of: SaleResult): string =>
    JSON.stringify([of.figures, of.total, of.earned, of.spent, of.vat, of.applied, of.counts]);
  const kinds = [...new Set(whole.tenders.map(({ kind }) => kind))].sort().join();
  const same = [...new Set(input.tenders ?? [])].sort().join() === kinds || whole.tenders.length === 0;
  assert(!same || figures(again) === figures(result), 'the same input gives the same points');
}
