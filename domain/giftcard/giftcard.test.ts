import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bani, bani, sumBani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { addDays, civilDate } from '../calendar/civil.ts';
import { type GiftCardId, giftCardId, memberId, recordId, uuid7, walletOf } from '../identity/ids.ts';
import { NO_PROGRAMME } from '../programme/none.ts';
import type { GiftCardSold, Return, Sale, Tender, Void } from '../record/record.ts';
import { emptyGiftCard, foldGiftCard, type GiftCardEntry, payable, payWith, topUp } from './giftcard.ts';
import { bonusOf, givenBack, isKept, returnMoney, saleMoney, tendersBack, voidMoney } from './movement.ts';
import { brokenMoney } from './truths.ts';

const id = (n: number): string => uuid7(n, new Uint8Array(10));
const MEMBER = memberId(id(1));
const WALLET = walletOf(MEMBER);
const CARDS: readonly GiftCardId[] = [giftCardId(id(11)), giftCardId(id(12))];
const TODAY = civilDate('2026-11-21');
const [ONE, TWO] = [giftCardId(id(11)), giftCardId(id(12))];

const tender = fc.oneof(
  fc.record({
    kind: fc.constantFrom('cash' as const, 'card' as const, 'other' as const),
    amount: fc.integer({ min: 1, max: 900 }).map(bani),
  }),
  fc.record({
    kind: fc.constant('giftCard' as const),
    amount: fc.integer({ min: 1, max: 900 }).map(bani),
    card: fc.constantFrom(...CARDS),
  }),
  fc.record({
    kind: fc.constant('wallet' as const),
    amount: fc.integer({ min: 1, max: 900 }).map(bani),
    card: fc.constant(WALLET),
  }),
);
const tenders = fc.array(tender, { maxLength: 6 });
const amountOf = (all: readonly Tender[]): Bani => sumBani(all.map(({ amount }) => amount));
const ofCard = (money: readonly GiftCardEntry[], card: GiftCardId): number =>
  money.filter((one) => one.card === card).reduce((sum, { amount }) => sum + amount, 0);

const member = { member: MEMBER, balanceBefore: points(0), foundBy: 'card', civilDate: TODAY, redeemed: null } as const;
const nothing = { lines: [], vat: [], entries: [], total: bani(0) };

/** Records of which only tenders and money are of interest. */
const saleOf = (paid: readonly Tender[], money: readonly GiftCardEntry[]): Sale => ({
  ...nothing,
  kind: 'sale',
  number: '',
  member,
  change: bani(0),
  gross: bani(0),
  discount: bani(0),
  earned: points(0),
  spent: points(0),
  fiscalNumber: null,
  trace: [],
  tenders: paid,
  money,
});
const returnOf = (given: readonly Tender[], money: readonly GiftCardEntry[]): Return => ({
  ...nothing,
  kind: 'return',
  number: '',
  of: null,
  ofNumber: '',
  member,
  earnedBack: points(0),
  spentBack: points(0),
  trace: [],
  tenders: given,
  money,
});
const voidOf = (given: readonly Tender[], money: readonly GiftCardEntry[]): Void => ({
  kind: 'void',
  of: recordId(id(5)),
  ofNumber: '',
  member: MEMBER,
  total: bani(0),
  entries: [],
  tenders: given,
  money,
});

function soldFor(paid: readonly Tender[], bonus: number): Sale {
  return saleOf(paid, saleMoney({ tenders: paid, given: [{ wallet: bani(bonus) }], member: MEMBER }));
}

describe('gift cards', () => {
  test('a balance is the sum of its movements, in whatever pieces they are folded', () => {
    const entry = fc.record({
      amount: fc
        .integer({ min: -5000, max: 5000 })
        .filter((n) => n !== 0)
        .map(bani),
      expires: fc.option(fc.integer({ min: 0, max: 900 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), fc.nat(20), (all, at) => {
        const entries = all.map(
          ({ amount, expires }): GiftCardEntry => ({
            card: ONE,
            amount,
            contra: amount > 0 ? 'giftcard' : 'redeem',
            ...(expires === undefined ? {} : { expires: expires === 0 ? null : addDays(TODAY, expires) }),
          }),
        );
        const whole = foldGiftCard(emptyGiftCard(ONE), entries);
        expect(whole.balance).toBe(entries.reduce((sum, one) => sum + one.amount, 0));
        const parts = foldGiftCard(foldGiftCard(emptyGiftCard(ONE), entries.slice(0, at)), entries.slice(at));
        expect(parts).toEqual(whole);
        // What two tills did apart comes to the same in either order.
        expect(foldGiftCard(emptyGiftCard(ONE), entries.toReversed())).toEqual(whole);
      }),
    );
  });

  test('an entry of another card, or of nothing, is a broken truth', () => {
    expect(() => foldGiftCard(emptyGiftCard(ONE), [{ card: TWO, amount: bani(1), contra: 'giftcard' }])).toThrow();
    expect(() => foldGiftCard(emptyGiftCard(ONE), [{ card: ONE, amount: bani(0), contra: 'giftcard' }])).toThrow();
  });

  test('filled up, it lasts anew from that day; a wallet has no end', () => {
    const programme = { ...NO_PROGRAMME, giftCards: { days: 365, offline: false } };
    expect(topUp(programme, ONE, bani(500), TODAY)).toEqual({
      ok: true,
      value: { card: ONE, amount: 500, contra: 'giftcard', expires: '2027-11-21' },
    });
    expect(topUp(programme, WALLET, bani(500), TODAY, MEMBER)).toMatchObject({
      value: { member: MEMBER, expires: null },
    });
    expect(topUp(programme, ONE, bani(0), TODAY)).toMatchObject({ refusal: { code: 'amount.notPositive' } });
  });

  test('it pays what is on it, until its last day, and without the centre only where the programme says so', () => {
    const standing = { ...emptyGiftCard(ONE), balance: bani(500), expires: TODAY };
    expect(payWith(standing, bani(500), TODAY)).toEqual({
      ok: true,
      value: { card: ONE, amount: -500, contra: 'redeem' },
    });
    expect(payWith(standing, bani(501), TODAY)).toMatchObject({
      refusal: { code: 'giftCard.tooLittle', params: { available: 500 } },
    });
    expect(payWith(standing, bani(1), addDays(TODAY, 1))).toMatchObject({ refusal: { code: 'giftCard.expired' } });
    expect(payWith(standing, bani(1), TODAY, { now: true, allowed: false })).toMatchObject({
      refusal: { code: 'giftCard.offline' },
    });
    expect(payWith(standing, bani(1), TODAY, { now: true, allowed: true }).ok).toBe(true);
    const below = { ...standing, balance: bani(-3) };
    expect(payable(below, TODAY)).toBe(0);
    expect(payWith(below, bani(1), TODAY)).toMatchObject({ refusal: { params: { available: 0 } } });
  });
});

describe('what sales and returns move', () => {
  test('each card pays its tenders; what offers give is on the wallet', () => {
    fc.assert(
      fc.property(tenders, fc.nat(500), (paid, bonus) => {
        const sale = soldFor(paid, bonus);
        const money = sale.money ?? [];
        for (const card of CARDS) {
          expect(0 - ofCard(money, card)).toBe(amountOf(paid.filter((one: Tender) => one.card === card)));
        }
        expect(bonusOf(sale)).toBe(bonus);
        expect(ofCard(money, WALLET)).toBe(bonus - amountOf(paid.filter(({ kind }) => kind === 'wallet')));
        expect(brokenMoney(sale)).toEqual([]);
      }),
    );
  });

  test('a series of partial returns gives each tender back at most what it paid, and all of them all of it', () => {
    fc.assert(
      fc.property(tenders, fc.array(fc.nat(400), { maxLength: 8 }), fc.nat(300), (paid, parts, bonus) => {
        const sale = soldFor(paid, bonus);
        const total = amountOf(paid);
        const returns: Pick<Return, 'tenders' | 'money'>[] = [];
        let left: number = total;
        const back = (amount: number, nothingLeft: boolean): void => {
          const given = tendersBack(paid, givenBack(returns), bani(amount));
          expect(amountOf(given)).toBe(amount);
          expect(given.every((one) => one.amount > 0)).toBe(true);
          const money = returnMoney({ sale, tenders: given, nothingLeft, wallet: bani(1_000_000) });
          expect(brokenMoney(returnOf(given, money))).toEqual([]);
          returns.push({ tenders: given, money });
          left -= amount;
        };
        for (const part of parts) back(Math.min(part, left), false);
        const keyOf = ({ kind, card }: Tender): string => `${kind} ${card ?? ''}`;
        const sums = (all: readonly Tender[]): Map<string, number> => {
          const by = new Map<string, number>();
          for (const one of all) by.set(keyOf(one), (by.get(keyOf(one)) ?? 0) + one.amount);
          return by;
        };
        const was = sums(paid);
        for (const [key, amount] of sums(givenBack(returns))) expect(amount).toBeLessThanOrEqual(was.get(key) ?? 0);
        // As long as a card has something to get back, nothing else gives anything.
        const kept = paid.filter(isKept);
        if (total - left <= amountOf(kept)) expect(givenBack(returns).every(isKept)).toBe(true);
        back(left, true);
        expect(sums(givenBack(returns))).toEqual(was);
        const moved = [...(sale.money ?? []), ...returns.flatMap(({ money }) => money ?? [])];
        for (const card of [...CARDS, WALLET]) expect(ofCard(moved, card)).toBe(0);
      }),
    );
  });

  test('of several gift cards the last that paid gets its money back first; what no tender can take goes back in cash', () => {
    const paid: Tender[] = [
      { kind: 'giftCard', amount: bani(100), card: ONE },
      { kind: 'giftCard', amount: bani(50), card: TWO },
      { kind: 'cash', amount: bani(70) },
      { kind: 'card', amount: bani(30) },
    ];
    expect(tendersBack(paid, [], bani(60))).toEqual([
      { kind: 'giftCard', amount: 50, card: TWO },
      { kind: 'giftCard', amount: 10, card: ONE },
    ]);
    expect(tendersBack(paid, [{ kind: 'giftCard', amount: bani(150), card: ONE }], bani(90))).toEqual([
      { kind: 'giftCard', amount: 50, card: TWO },
      { kind: 'card', amount: 30 },
      { kind: 'cash', amount: 10 },
    ]);
    expect(tendersBack([], [], bani(5))).toEqual([{ kind: 'cash', amount: 5 }]);
  });

  test('a void is the sale with the sign turned; a bonus that was spent meanwhile is taken as far as it is there', () => {
    fc.assert(
      fc.property(
        tenders,
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: -50, max: 600 }),
        (paid, bonus, wallet) => {
          const sale = soldFor(paid, bonus);
          const back = voidMoney(sale, bani(wallet));
          expect(brokenMoney(voidOf(paid, back))).toEqual([]);
          for (const card of CARDS) expect(ofCard(back, card) + ofCard(sale.money ?? [], card)).toBe(0);
          const byWallet = amountOf(paid.filter(({ kind }) => kind === 'wallet'));
          const taken = byWallet - ofCard(back, WALLET);
          expect(taken).toBe(Math.min(bonus, Math.max(0, wallet + byWallet)));
        },
      ),
    );
  });
});

describe('a record that cannot be true', () => {
  const paid: Tender[] = [{ kind: 'giftCard', amount: bani(100), card: ONE }];
  const of = (money: readonly GiftCardEntry[], tendered: readonly Tender[] = paid): readonly string[] =>
    brokenMoney(saleOf(tendered, money));
  const pays: GiftCardEntry = { card: ONE, amount: bani(-100), contra: 'redeem' };

  test('a tender without its movement, a movement without its tender, another amount, another card', () => {
    expect(of([pays])).toEqual([]);
    for (const wrong of [
      of([]),
      of([pays], []),
      of([{ ...pays, amount: bani(-99) }]),
      of([{ ...pays, card: TWO }]),
      of([pays], [{ kind: 'giftCard', amount: bani(100) }]),
      of([pays, { card: TWO, amount: bani(5), contra: 'bonus' }]),
      of([pays, { card: WALLET, member: MEMBER, amount: bani(-5), contra: 'bonus' }]),
      of([pays, { card: TWO, member: MEMBER, amount: bani(5), contra: 'bonus' }]),
      of([pays, { card: ONE, amount: bani(5), contra: 'giftcard' }]),
    ]) {
      expect(wrong.length).toBeGreaterThan(0);
    }
  });

  test('a card sold for less than was paid, by another card, or with another amount on it', () => {
    const sold: GiftCardSold = {
      kind: 'giftCard',
      action: 'issue',
      card: ONE,
      member: null,
      of: null,
      amount: bani(100),
      tenders: [{ kind: 'cash', amount: bani(100) }],
      change: bani(0),
      money: [{ card: ONE, amount: bani(100), contra: 'giftcard', expires: null }],
      entries: [],
    };
    expect(brokenMoney(sold)).toEqual([]);
    const undone: GiftCardSold = {
      ...sold,
      action: 'undo',
      of: recordId(id(5)),
      money: [{ card: ONE, amount: bani(-100), contra: 'giftcard' }],
    };
    expect(brokenMoney(undone)).toEqual([]);
    for (const wrong of [
      { ...sold, tenders: [] },
      { ...sold, tenders: paid },
      { ...sold, money: [] },
      { ...sold, amount: bani(-100) },
      { ...sold, money: undone.money },
      { ...undone, of: null },
    ]) {
      expect(brokenMoney(wrong).length).toBeGreaterThan(0);
    }
  });
});
