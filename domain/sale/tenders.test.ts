import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { giftCardId, uuid7 } from '../identity/ids.ts';
import { HANDED_TENDERS, type KeptMoney, TENDER_KINDS, type Tender } from '../record/record.ts';
import { fitKept, settleSale, settleTenders } from './tenders.ts';

const cash = (amount: number): Tender => ({ kind: 'cash', amount: bani(amount) });
const card = (amount: number): Tender => ({ kind: 'card', amount: bani(amount) });
const tender = fc.record({ kind: fc.constantFrom(...TENDER_KINDS), amount: fc.nat(500).map(bani) });
const sum = (all: readonly Tender[]): number => all.reduce((a, b) => a + b.amount, 0);

describe('tenders', () => {
  test('sum to the total exactly, each above zero, the change beside; or are refused', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.array(tender, { maxLength: 5 }), (total, given) => {
        const settled = settleTenders(bani(total), given);
        const notCash = sum(given.filter((one) => one.kind !== 'cash'));
        if (!settled.ok) {
          const { code, params } = settled.refusal;
          if (code === 'tender.tooMuch') expect(params['over']).toBe(notCash - total);
          else expect([code, params['missing']]).toEqual(['tender.short', total - sum(given)]);
          return;
        }
        const { tenders, change } = settled.value;
        expect(sum(tenders)).toBe(total);
        expect(tenders.every((one) => one.amount > 0)).toBe(true);
        if (sum(given) > 0) {
          expect(change).toBe(sum(given) - total);
          expect(sum(tenders.filter((one) => one.kind !== 'cash'))).toBe(notCash);
        }
      }),
    );
  });
  test('nothing given is the exact amount in cash', () => {
    expect(settleTenders(bani(500), [])).toEqual({ ok: true, value: { tenders: [cash(500)], change: 0 } });
    expect(settleTenders(bani(0), [])).toEqual({ ok: true, value: { tenders: [], change: 0 } });
  });
  test('only cash gives change', () => {
    expect(settleTenders(bani(500), [card(300), cash(500)])).toEqual({
      ok: true,
      value: { tenders: [card(300), cash(200)], change: 300 },
    });
    expect(settleTenders(bani(500), [card(501)])).toMatchObject({
      refusal: { code: 'tender.tooMuch', params: { over: 1 } },
    });
    expect(settleTenders(bani(500), [cash(499)])).toMatchObject({
      refusal: { code: 'tender.short', params: { missing: 1 } },
    });
    expect(settleTenders(bani(0), [cash(100)])).toEqual({ ok: true, value: { tenders: [], change: 100 } });
  });
  test('absurd amounts are refused', () => {
    expect(settleTenders(bani(5), [cash(-5)])).toMatchObject({ refusal: { code: 'amount.notPositive' } });
    expect(settleTenders(bani(5), [cash(1_000_000_001)])).toMatchObject({ refusal: { code: 'amount.tooLarge' } });
  });
});

describe('what cards pay', () => {
  const kept = fc.record({
    kind: fc.constantFrom('giftCard' as const, 'wallet' as const),
    amount: fc.nat(500).map(bani),
    card: fc.nat(3).map((n) => giftCardId(uuid7(n, new Uint8Array(10)))),
  });
  const handed = fc.record({ kind: fc.constantFrom(...HANDED_TENDERS), amount: fc.nat(500).map(bani) });

  test('is at most what each may and what is due, in their order, whatever the basket does', () => {
    fc.assert(
      fc.property(fc.nat(1500), fc.array(kept, { maxLength: 4 }), (total, cards) => {
        const paying = fitKept(bani(total), cards);
        expect(sum(paying)).toBe(Math.min(total, sum(cards)));
        expect(paying.every((one) => one.amount > 0)).toBe(true);
        expect(fitKept(bani(total), paying)).toEqual(paying);
      }),
    );
  });

  test('leaves the rest to what was handed over; all together pay the total', () => {
    fc.assert(
      fc.property(
        fc.nat(1500),
        fc.array(kept, { maxLength: 3 }),
        fc.array(handed, { maxLength: 4 }),
        (total, cards: KeptMoney[], given) => {
          const settled = settleSale(bani(total), cards, given);
          const toPay = Math.max(0, total - sum(cards));
          const alone = settleTenders(bani(toPay), given);
          expect(settled.ok).toBe(alone.ok);
          if (!settled.ok || !alone.ok) return;
          expect([settled.value.toPay, settled.value.change]).toEqual([toPay, alone.value.change]);
          expect(sum(settled.value.tenders)).toBe(total);
        },
      ),
    );
  });
});
