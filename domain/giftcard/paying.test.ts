import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { addDays } from '../calendar/civil.ts';
import { giftCardId, uuid7 } from '../identity/ids.ts';
import { DAY, programme } from '../offers/testing/basket.ts';
import type { Tender } from '../record/record.ts';
import { emptyGiftCard, foldGiftCard, type GiftCardEntry, type GiftCardStanding, payWith, topUp } from './giftcard.ts';
import { moneyBack, type Paid, tendersBack } from './movement.ts';

const G1 = giftCardId(uuid7(1, new Uint8Array(10)));
const CARD = emptyGiftCard(G1);
const sum = (list: readonly { readonly amount: number }[]): number => list.reduce((all, one) => all + one.amount, 0);

describe('a gift card', () => {
  test('is the sum of its entries, and pays no more than it has', () => {
    const moves = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 500 })), { maxLength: 30 });
    fc.assert(
      fc.property(moves, (all) => {
        let [card, kept]: [GiftCardStanding, number] = [CARD, 0];
        for (const [pays, amount] of all) {
          const found = pays ? payWith(card, bani(amount), DAY) : topUp(programme([]), G1, bani(amount), DAY);
          if (!found.ok) {
            expect(found.refusal).toEqual({ code: 'giftCard.tooLittle', params: { available: kept } });
            expect(amount).toBeGreaterThan(kept);
            continue;
          }
          kept += pays ? -amount : amount;
          card = foldGiftCard(card, [found.value]);
          expect(card.balance).toBe(kept);
          expect(kept).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test('lasts anew from each filling, through its last day', () => {
    const years = programme([], {}, { giftCards: { days: 10, offline: false } });
    const filled = topUp(years, G1, bani(100), DAY);
    const card = foldGiftCard(CARD, filled.ok ? [filled.value] : []);
    expect(card.expires).toBe(addDays(DAY, 10));
    expect(payWith(card, bani(100), addDays(DAY, 10)).ok).toBe(true);
    expect(payWith(card, bani(1), addDays(DAY, 11))).toMatchObject({ refusal: { code: 'giftCard.expired' } });
    const again = topUp(years, G1, bani(1), addDays(DAY, 5));
    expect(foldGiftCard(card, again.ok ? [again.value] : []).expires).toBe(addDays(DAY, 15));
    expect(topUp(years, G1, bani(0), DAY)).toMatchObject({ refusal: { code: 'amount.notPositive' } });
  });

  test('pays without the centre only where the programme says so; what two tills spent apart is below zero and pays nothing', () => {
    const card = { ...CARD, balance: bani(100) };
    expect(payWith(card, bani(1), DAY, { now: true, allowed: false })).toMatchObject({
      refusal: { code: 'giftCard.offline' },
    });
    expect(payWith(card, bani(1), DAY, { now: true, allowed: true }).ok).toBe(true);
    const spent = [80, 80].map((amount): GiftCardEntry => ({ card: G1, amount: bani(-amount), contra: 'redeem' }));
    const below = foldGiftCard(card, spent);
    expect(below.balance).toBe(-60);
    expect(payWith(below, bani(1), DAY)).toMatchObject({
      refusal: { code: 'giftCard.tooLittle', params: { available: 0 } },
    });
  });
});

describe('money that goes back to what paid', () => {
  const paidBy = fc.array(
    fc.record({ place: fc.constantFrom('cash', 'card', 'G1', 'G2'), amount: fc.nat(500).map(bani) }),
    {
      maxLength: 5,
    },
  );
  test('in any parts is what paid, place by place; no part gives a place more than it paid', () => {
    fc.assert(
      fc.property(paidBy, fc.array(fc.nat(400), { maxLength: 6 }), (paid, parts) => {
        const of = (all: readonly Paid<string>[], place: string): number =>
          sum(all.filter((one) => one.place === place));
        const given: Paid<string>[] = [];
        let left = sum(paid);
        for (const part of [...parts, left]) {
          const total = Math.min(part, left);
          const { back, over } = moneyBack(paid, given, bani(total));
          expect([sum(back), over]).toEqual([total, 0]);
          given.push(...back);
          left -= total;
          for (const { place } of paid) expect(of(given, place)).toBeLessThanOrEqual(of(paid, place));
        }
        const rest = moneyBack(paid, given, bani(left));
        given.push(...rest.back);
        for (const { place } of paid) expect(of(given, place)).toBe(of(paid, place));
      }),
    );
  });

  const tender = (kind: Tender['kind'], amount: number): Tender => ({ kind, amount: bani(amount) });
  test.each<[string, Tender[], Tender[], number, Tender[]]>([
    ['the last first', [tender('card', 50), tender('cash', 30)], [], 40, [tender('cash', 30), tender('card', 10)]],
    ['less what was given', [tender('card', 50), tender('cash', 30)], [tender('cash', 30)], 40, [tender('card', 40)]],
    [
      'what none takes in cash',
      [tender('card', 50)],
      [tender('card', 40)],
      30,
      [tender('card', 10), tender('cash', 20)],
    ],
    ['once in cash', [tender('card', 10), tender('cash', 10)], [], 30, [tender('card', 10), tender('cash', 20)]],
    ['nothing of nothing', [], [], 0, []],
  ])('tenders: %s', (_, paid, given, total: number, back) => {
    expect(tendersBack(paid, given, bani(total))).toEqual(back);
  });
});
