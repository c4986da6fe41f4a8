import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { ReceiptState } from '../../../contract/sync/states.ts';
import { readLedger } from '../../../db/ledger/ledger.ts';
import { points } from '../../../domain/amount/points.ts';
import { receiptNumber } from '../../../domain/card/receiptNumber.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { ANA, atTheCounter, BREAD, closeShift, MARIA, MILK, STEFAN, STEFANS_CARD, sell, VAT_20 } from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

async function sold(...codes: string[]): Promise<Awaited<ReturnType<typeof sell>>> {
  for (const code of codes) {
    await r.must('counter.code', { code });
    r.clock.now += 2000;
  }
  return sell(r);
}
const balance = async (): Promise<number> => (await r.must('members.timeline', { member: STEFAN })).balance;
const pieces = (index: number, count: number) => ({ index, quantity: count * 1000 });

/** The receipt as the centre has it, when another till of the chain sold it. */
function asToldByCentre(number: string): ReceiptState {
  const ledger = readLedger(join(r.dir, 'ledger.db'));
  const own = ledger.receipt({ number });
  const record = own?.record;
  const sealed = ledger.recordsAfter((record?.seq ?? 1) - 1, 1)[0];
  ledger.close();
  if (record === undefined || sealed === undefined) throw new Error('not sold here');
  const { id, store, till, occurredAt } = record;
  const body = sealed.body;
  return { kind: 'receipt', id, number, store, till, occurredAt, body, fiscalNumber: null, voided: false, returns: [] };
}

describe('a return', () => {
  test('of some lines gives back their money and their points, and opens by a scan of the slip', async () => {
    r = await atTheCounter();
    r.centre.hold = () => Promise.resolve({ granted: true, available: points(500) });
    await r.must('counter.code', { code: `4*${MILK}` });
    await r.must('counter.code', { code: STEFANS_CARD });
    await r.must('counter.amount', { amount: '50', vat: VAT_20 });
    await r.must('counter.redeem', { points: '100' });
    const sale = await sell(r);
    expect(await balance()).toBe(500 - 100 + sale.earned);
    await r.must('counter.code', { code: sale.number });
    const opened = r.view().counter.opened;
    expect(opened).toMatchObject({ number: sale.number, source: 'own', memberName: 'Ștefan Rusu', total: sale.total });
    await r.must('counter.next', {});
    expect(r.view().counter.opened).toBe(null);

    const lines = [pieces(0, 1)];
    const quote = await r.must('returns.quote', { receipt: sale.id, lines });
    const back = await r.must('returns.confirm', { receipt: sale.id, lines, total: quote.total, tender: 'cash' });
    expect(back).toMatchObject({ kind: 'return', total: quote.total, balanceAfter: quote.balanceAfter });
    expect(await balance()).toBe(quote.balanceAfter);
    const rest = [pieces(0, 3), pieces(1, 1)];
    const last = await r.must('returns.quote', { receipt: sale.id, lines: rest });
    await r.must('returns.confirm', { receipt: sale.id, lines: rest, total: last.total, tender: 'cash' });
    expect(quote.total + last.total).toBe(sale.total);
    expect(await balance()).toBe(500);
    expect(r.view().shift?.total).toBe(0);
    const view = await r.must('receipts.find', { number: sale.number });
    expect(view.lines.map((line) => line.returned)).toEqual([4000, 1000]);
    expect(await r.must('receipts.find', { number: back.number })).toMatchObject({
      kind: 'return',
      earned: back.earned,
    });
  });

  test('of more than was sold, of nothing, of a line that is not there, at another price: refused, nothing written', async () => {
    r = await atTheCounter();
    const sale = await sold(MILK, MILK);
    await r.must('returns.confirm', { receipt: sale.id, lines: [pieces(0, 1)], total: 2150, tender: 'cash' });
    const seq = r.seq();
    const ask = (lines: { index: number; quantity: number }[], total = 0) =>
      r.ask('returns.confirm', { receipt: sale.id, lines, total, tender: 'cash' });
    const asked = [
      await ask([pieces(0, 2)]),
      await ask([]),
      await ask([pieces(0, 0)]),
      await ask([pieces(5, 1)]),
      await ask([pieces(0, 1)], 9999),
    ];
    expect(asked.map((each) => (each.ok ? null : each.refusal))).toEqual([
      { code: 'return.aboveSold', params: { product: 'Lapte 1 l', left: 1000 } },
      { code: 'return.nothing', params: {} },
      { code: 'return.nothing', params: {} },
      { code: 'sale.lineUnknown', params: {} },
      { code: 'sale.changed', params: { expected: 9999, now: 2150 } },
    ]);
    expect(r.seq()).toBe(seq);
  });

  test('of another till’s receipt: from the store’s receipts, or asked of the centre; its earlier returns count', async () => {
    r = await atTheCounter();
    // Both rehearse as the same till: this sale's number must be one that the other has not given yet.
    for (let i = 0; i < 5; i++) await sold(BREAD);
    const sale = await sold(MILK, MILK);
    const told = asToldByCentre(sale.number);
    r.close();

    r = await atTheCounter();
    r.centre.receipt = () => Promise.resolve(told);
    const found = await r.must('receipts.find', { number: sale.number });
    expect(found).toMatchObject({ source: 'centre', voidable: false });
    await r.must('returns.confirm', { receipt: sale.id, lines: [pieces(0, 1)], total: 2150, tender: 'cash' });
    r.centre.receipt = () => Promise.resolve('unreachable');
    r.tell([told]);
    expect(await r.must('receipts.find', { number: sale.number })).toMatchObject({
      source: 'store',
      lines: [{ returned: 1000 }],
    });
    expect(await r.ask('returns.quote', { receipt: sale.id, lines: [pieces(0, 2)] })).toMatchObject({
      ok: false,
      refusal: { code: 'return.aboveSold', params: { left: 1000 } },
    });
  });

  test('of a receipt that nobody knows: the number is checked, and lines may be typed by a manager', async () => {
    r = await atTheCounter(MARIA);
    const number = receiptNumber(4, 1, 77);
    const wrong = `${number.slice(0, -1)}${(Number(number.at(-1)) + 1) % 10}`;
    expect(await r.ask('receipts.find', { number })).toEqual({
      ok: false,
      refusal: { code: 'receipt.unknown', params: { number } },
    });
    expect(await r.ask('receipts.find', { number: wrong })).toEqual({
      ok: false,
      refusal: { code: 'receipt.checkDigit', params: { number: wrong } },
    });
    await r.ask('counter.code', { code: number });
    expect(r.view().counter.scan).toMatchObject({ good: false, refusal: { code: 'receipt.unknown' } });
    const seq = r.seq();
    const lines = [{ name: 'Iaurt', amount: '12,50', vat: VAT_20 }];
    const typed = { number, lines, tender: 'cash' } as const;
    for (const [input, code] of [
      [{ ...typed, lines: [{ name: 'x', amount: '-1', vat: VAT_20 }] }, 'amount.notPositive'],
      [{ ...typed, lines: [{ name: 'x', amount: '1', vat: 1700 }] }, 'vat.unknownRate'],
      [{ ...typed, number: wrong }, 'receipt.checkDigit'],
      [{ ...typed, lines: [] }, 'request.invalid'],
    ] as const) {
      // The readonly literals above are what a window would send.
      const outcome = await r.ask('returns.typed', { ...input, lines: [...input.lines] });
      expect(outcome.ok ? null : outcome.refusal.code).toBe(code);
    }
    expect(r.seq()).toBe(seq);
    const back = await r.must('returns.typed', typed);
    expect(back).toMatchObject({ kind: 'return', total: 1250, earned: 0, spent: 0 });
    expect(r.view().shift?.total).toBe(-1250);
    await r.must('staff.signOut', {});
    await r.must('staff.signIn', ANA);
    expect(await r.ask('returns.typed', typed)).toEqual({
      ok: false,
      refusal: { code: 'role.refused', params: { role: 'shiftLeader' } },
    });
  });
});

describe('a void', () => {
  test('undoes a whole sale of the open shift, once', async () => {
    r = await atTheCounter();
    const sale = await sold(STEFANS_CARD, MILK, BREAD);
    expect(await balance()).toBe(500 + sale.earned);
    const done = await r.must('receipts.void', { receipt: sale.id });
    expect(done).toMatchObject({ kind: 'void', number: sale.number, total: sale.total, balanceAfter: 500 });
    expect(await balance()).toBe(500);
    expect(r.view().shift).toMatchObject({ sales: 0, total: 0 });
    const seq = r.seq();
    expect(await r.ask('receipts.void', { receipt: sale.id })).toEqual({
      ok: false,
      refusal: { code: 'void.already', params: {} },
    });
    expect(await r.ask('returns.quote', { receipt: sale.id, lines: [pieces(0, 1)] })).toEqual({
      ok: false,
      refusal: { code: 'return.voided', params: {} },
    });
    expect(r.seq()).toBe(seq);
  });

  test('not of another shift, nor of what was partly returned', async () => {
    r = await atTheCounter();
    const first = await sold(MILK);
    const second = await sold(MILK, MILK);
    await r.must('returns.confirm', { receipt: second.id, lines: [pieces(0, 1)], total: 2150, tender: 'cash' });
    await closeShift(r);
    await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: [] });
    const seq = r.seq();
    const asked = [
      await r.ask('receipts.void', { receipt: first.id }),
      await r.ask('receipts.void', { receipt: second.id }),
      await r.ask('receipts.void', { receipt: '01890a5d-ac96-774b-bcce-b302099a8057' }),
    ];
    expect(asked.map((each) => (each.ok ? null : each.refusal.code))).toEqual([
      'void.notThisShift',
      'void.hasReturns',
      'receipt.unknown',
    ]);
    expect(r.seq()).toBe(seq);
  });
});

describe('the fiscal number', () => {
  test('is learnt later by a record of its own, stands on the receipt and on what is in sight, and is taken then', async () => {
    r = await atTheCounter();
    const first = await sold(MILK);
    const learnt = await r.must('receipts.fiscal', { receipt: first.id, fiscalNumber: ' MEV001 ' });
    expect(learnt.fiscalNumber).toBe('MEV001');
    expect(r.view().counter.last?.fiscalNumber).toBe('MEV001');
    const second = await sold(MILK);
    const seq = r.seq();
    const ask = (fiscalNumber: string) => r.ask('receipts.fiscal', { receipt: second.id, fiscalNumber });
    const asked = [await ask('MEV001'), await ask(''), await ask('A-1'), await ask('A'.repeat(21))];
    expect(asked.map((each) => (each.ok ? null : each.refusal.code))).toEqual([
      'fiscal.taken',
      'fiscal.invalid',
      'fiscal.invalid',
      'fiscal.invalid',
    ]);
    // The same number once more is no news.
    await r.must('receipts.fiscal', { receipt: first.id, fiscalNumber: 'MEV001' });
    expect(r.seq()).toBe(seq);
    expect((await r.must('receipts.recent', {})).map((row) => row.fiscalNumber)).toEqual([null, 'MEV001']);
  });
});
