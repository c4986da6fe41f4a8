import { afterEach, describe, expect, test } from 'vitest';
import { points } from '../../../domain/amount/points.ts';
import type { Rehearsal } from '../rehearsal.ts';
import {
  ANA,
  atTheCounter,
  BREAD,
  bananas,
  ean,
  FREE_CARD,
  MILK,
  NO_LONGER_SOLD,
  STEFAN,
  STEFANS_CARD,
  STEFANS_LOST_CARD,
  sell,
  shopStates,
  TOBACCO,
  VAT_8,
  VAT_20,
} from '../rehearsed.ts';
import { MOST_UNDONE } from './undo.ts';

let r: Rehearsal;
afterEach(() => r.close());

const lines = (): (string | number)[][] =>
  r.view().counter.lines.map(({ name, quantity, gross }) => [name, quantity, gross]);
/** A code comes; the clock goes on as a hand does. */
async function scan(...codes: string[]): Promise<void> {
  for (const code of codes) {
    r.till.scanned(code);
    r.clock.now += 400;
  }
}

describe('scanning', () => {
  test('a card brings the person, products their lines, a second piece counts up, the scales’ label its grams', async () => {
    r = await atTheCounter();
    await scan(STEFANS_CARD, MILK, BREAD, MILK, bananas(385));
    const { counter } = r.view();
    expect(counter.member).toMatchObject({
      id: STEFAN,
      name: 'Ștefan Rusu',
      foundBy: 'card',
      balance: 500,
      worth: 5000,
    });
    expect(lines()).toEqual([
      ['Lapte 1 l', 2000, 4300],
      ['Pâine', 1000, 995],
      ['Banane', 385, 1232],
    ]);
    expect(counter.figures).toMatchObject({ gross: 6527, discount: 0, total: 6527, earned: 6, balanceAfter: 506 });
    expect(counter.scan).toEqual({ count: 5, code: bananas(385), good: true, refusal: null });
    expect(counter.selected).toBe(counter.lines[2]?.key);
  });

  test('a typed quantity before the code, also of the article’s own number', async () => {
    r = await atTheCounter();
    await r.must('counter.code', { code: `3*${MILK}` });
    await r.must('counter.code', { code: '0,385*00005' });
    await r.must('counter.code', { code: '102' });
    expect(lines()).toEqual([
      ['Lapte 1 l', 3000, 6450],
      ['Banane', 385, 1232],
      ['Pâine', 1000, 995],
    ]);
  });

  test('the same card within a second is one scan; the same product is two pieces unless the scanner bounced', async () => {
    r = await atTheCounter();
    r.till.scanned(STEFANS_CARD);
    r.clock.now += 900;
    r.till.scanned(STEFANS_CARD);
    expect(r.view().counter.scan?.count).toBe(1);
    r.clock.now += 1001;
    r.till.scanned(STEFANS_CARD);
    expect(r.view().counter.scan?.count).toBe(2);
    r.till.scanned(MILK);
    r.clock.now += 149;
    r.till.scanned(MILK);
    expect(lines()).toEqual([['Lapte 1 l', 1000, 2150]]);
    r.clock.now += 150;
    r.till.scanned(MILK);
    expect(lines()).toEqual([['Lapte 1 l', 2000, 4300]]);
  });

  test('nobody signed in: the scan is refused and heard', async () => {
    r = await atTheCounter();
    await r.must('staff.signOut', {});
    r.till.scanned(MILK);
    await new Promise(setImmediate);
    expect(r.view().counter.scan).toMatchObject({ good: false, refusal: { code: 'staff.unknown' } });
    expect(lines()).toEqual([]);
  });
});

describe('what is refused changes nothing and is said', () => {
  const wrongDigit = `${MILK.slice(0, 12)}${(Number(MILK[12]) + 1) % 10}`;
  test.each([
    ['an unknown card', FREE_CARD, { code: 'code.unknown', params: { code: FREE_CARD } }],
    ['a blocked card', STEFANS_LOST_CARD, { code: 'code.blockedCard', params: { code: STEFANS_LOST_CARD } }],
    ['an unknown product', ean('599000000001'), { code: 'code.unknown', params: { code: ean('599000000001') } }],
    ['a product no longer sold', NO_LONGER_SOLD, { code: 'code.unknown', params: { code: NO_LONGER_SOLD } }],
    ['a wrong check digit', wrongDigit, { code: 'code.checkDigit', params: { code: wrongDigit } }],
    ['nonsense', '%%NoRead', { code: 'code.unknown', params: { code: '%%NoRead' } }],
    ['a weighed article without weight', bananas(0), { code: 'code.weighedNoPrice', params: { code: bananas(0) } }],
    ['half a piece', `0,5*${MILK}`, { code: 'quantity.wholePiecesOnly', params: { product: 'Lapte 1 l' } }],
    ['no pieces', `0*${MILK}`, { code: 'quantity.notPositive', params: {} }],
    ['ten thousand pieces', `10000*${MILK}`, { code: 'quantity.tooLarge', params: { most: 9_999_000 } }],
  ])('%s', async (_, code, refusal) => {
    r = await atTheCounter();
    await scan(BREAD);
    const before = { lines: lines(), seq: r.seq() };
    expect(await r.ask('counter.code', { code })).toEqual({ ok: false, refusal });
    expect({ lines: lines(), seq: r.seq() }).toEqual(before);
    expect(r.view().counter.scan).toEqual({ count: 2, code, good: false, refusal });
    // One movement is one refusal; shown again it is said again: silence would look like a good scan.
    r.till.scanned(code);
    expect(r.view().counter.scan?.count).toBe(2);
    r.clock.now += 400;
    r.till.scanned(code);
    expect(r.view().counter.scan?.count).toBe(3);
  });

  test.each([
    ['-5', 'amount.notPositive', {}],
    ['0', 'amount.notPositive', {}],
    ['', 'amount.notANumber', { text: '' }],
    ['doi lei', 'amount.notANumber', { text: 'doi lei' }],
    ['1.234', 'amount.notANumber', { text: '1.234' }],
    ['10000001', 'amount.tooLarge', { most: 1_000_000_000 }],
    ['9999*9999999', 'amount.tooLarge', { most: 1_000_000_000 }],
  ])('the amount %j', async (amount, code, params) => {
    r = await atTheCounter();
    const seq = r.seq();
    expect(await r.ask('counter.amount', { amount, vat: VAT_20 })).toEqual({ ok: false, refusal: { code, params } });
    expect([lines(), r.seq()]).toEqual([[], seq]);
  });

  test('a VAT rate that the chain does not have, a line that is not there, a tender below zero', async () => {
    r = await atTheCounter();
    await scan(MILK);
    const asked = [
      await r.ask('counter.amount', { amount: '5', vat: 1900 }),
      await r.ask('counter.quantity', { line: 99, quantity: '2' }),
      await r.ask('counter.remove', { line: 99 }),
      await r.ask('counter.select', { line: 99 }),
      await r.ask('counter.tenders', { tenders: [{ kind: 'cash', amount: -100 }] }),
      await r.ask('counter.quantity', { line: 1, quantity: '1,5' }),
      await r.ask('counter.member', { member: '01890a5d-ac96-774b-bcce-b302099a8057', foundBy: 'phone' }),
      await r.ask('counter.product', { sku: 'nothing', quantity: null }),
    ];
    expect(asked.map((each) => (each.ok ? null : each.refusal.code))).toEqual([
      'vat.unknownRate',
      'sale.lineUnknown',
      'sale.lineUnknown',
      'sale.lineUnknown',
      'amount.notPositive',
      'quantity.wholePiecesOnly',
      'member.unknown',
      'code.unknown',
    ]);
    expect(lines()).toEqual([['Lapte 1 l', 1000, 2150]]);
  });
});

describe('a slip of the finger', () => {
  test('is undone step by step; a key never names two lines', async () => {
    r = await atTheCounter();
    await scan(MILK);
    await r.must('counter.quantity', { line: 1, quantity: '5' });
    await scan(STEFANS_CARD);
    await r.must('counter.remove', { line: 1 });
    expect(lines()).toEqual([]);
    await r.must('counter.undo', {});
    expect(lines()).toEqual([['Lapte 1 l', 5000, 10750]]);
    await r.must('counter.undo', {});
    expect(r.view().counter.member).toBe(null);
    await r.must('counter.undo', {});
    await r.must('counter.undo', {});
    expect([lines(), r.view().counter.undoable]).toEqual([[], false]);
    await r.must('counter.undo', {});
    await scan(BREAD);
    expect(r.view().counter.lines[0]?.key).toBe(2);
    await r.must('counter.clear', {});
    expect(lines()).toEqual([]);
    await r.must('counter.undo', {});
    expect(lines()).toEqual([['Pâine', 1000, 995]]);
  });

  test('so many steps are kept and no more', async () => {
    r = await atTheCounter();
    for (let i = 0; i < MOST_UNDONE + 5; i++) await r.must('counter.amount', { amount: '1', vat: VAT_20 });
    for (let i = 0; i < MOST_UNDONE; i++) await r.must('counter.undo', {});
    expect([r.view().counter.undoable, lines().length]).toEqual([false, 5]);
  });

  test('a confirmed sale is not undone this way', async () => {
    r = await atTheCounter();
    await scan(MILK);
    await sell(r);
    expect(r.view().counter.undoable).toBe(false);
    await r.must('counter.undo', {});
    expect(lines()).toEqual([]);
  });
});

describe('confirming', () => {
  test('writes one record with everything, clears the counter and shows what was done until the next begins', async () => {
    r = await atTheCounter();
    await scan(STEFANS_CARD, MILK, TOBACCO);
    await r.must('counter.amount', { amount: '3*12,50', vat: VAT_8 });
    await r.must('counter.tenders', {
      tenders: [
        { kind: 'card', amount: 5000 },
        { kind: 'cash', amount: 10000 },
      ],
    });
    const seq = r.seq();
    const { total, change, missing } = r.view().counter.figures;
    expect([total, change, missing]).toEqual([11900, 3100, 0]);
    const confirmed = await r.must('counter.confirm', { total, fiscalNumber: 'F123' });
    expect(confirmed).toMatchObject({
      kind: 'sale',
      total: 11900,
      change: 3100,
      earned: 5,
      spent: 0,
      balanceBefore: 500,
      balanceAfter: 505,
      memberName: 'Ștefan Rusu',
      fiscalNumber: 'F123',
    });
    expect(confirmed.number).toMatch(/^R000701\d{7}$/);
    expect(r.seq()).toBe(seq + 1);
    const { counter, shift, status } = r.view();
    expect(counter).toMatchObject({ member: null, lines: [], last: confirmed, undoable: false });
    expect(shift).toMatchObject({ sales: 1, total: 11900 });
    expect(status.unsent).toBe(seq + 1);
    await scan(BREAD);
    expect(r.view().counter.last).toBe(null);
    const receipt = await r.must('receipts.find', { number: confirmed.number });
    expect(receipt).toMatchObject({
      store: 'Codru Botanica',
      till: 7,
      staffName: 'Ana',
      source: 'own',
      voidable: true,
    });
  });

  test('Enter twice is one sale', async () => {
    r = await atTheCounter();
    await scan(MILK);
    const { total } = r.view().counter.figures;
    const [first, second] = await Promise.all([
      r.ask('counter.confirm', { total, fiscalNumber: null }),
      r.ask('counter.confirm', { total, fiscalNumber: null }),
    ]);
    expect(first.ok).toBe(true);
    expect(second).toEqual({ ok: false, refusal: { code: 'sale.empty', params: {} } });
    expect(r.view().shift?.sales).toBe(1);
  });

  test('another total than the cashier saw, tenders that do not settle, a fiscal number that is none or taken', async () => {
    r = await atTheCounter();
    await scan(MILK);
    await r.must('counter.confirm', { total: 2150, fiscalNumber: 'F1' });
    await scan(MILK);
    const seq = r.seq();
    const refusals = [
      await r.ask('counter.confirm', { total: 2000, fiscalNumber: null }),
      await r.ask('counter.confirm', { total: 2150, fiscalNumber: 'F1' }),
      await r.ask('counter.confirm', { total: 2150, fiscalNumber: 'F 1!' }),
    ];
    await r.must('counter.tenders', { tenders: [{ kind: 'cash', amount: 2000 }] });
    refusals.push(await r.ask('counter.confirm', { total: 2150, fiscalNumber: null }));
    await r.must('counter.tenders', { tenders: [{ kind: 'card', amount: 2151 }] });
    refusals.push(await r.ask('counter.confirm', { total: 2150, fiscalNumber: null }));
    expect(refusals.map((each) => (each.ok ? null : each.refusal))).toEqual([
      { code: 'sale.changed', params: { expected: 2000, now: 2150 } },
      { code: 'fiscal.taken', params: { number: 'F1' } },
      { code: 'fiscal.invalid', params: { number: 'F 1!' } },
      { code: 'tender.short', params: { missing: 150 } },
      { code: 'tender.tooMuch', params: { over: 1 } },
    ]);
    expect([r.seq(), lines().length]).toEqual([seq, 1]);
  });
});

describe('a crash', () => {
  test('leaves the basket, the member and the tenders; the PIN is asked again, the shift is still open', async () => {
    r = await atTheCounter();
    await scan(STEFANS_CARD, MILK, bananas(1200));
    await r.must('counter.redeem', { points: '100' });
    await r.must('counter.tenders', { tenders: [{ kind: 'cash', amount: 5000 }] });
    const before = r.view();
    r.restart();
    expect(r.view().stage).toBe('signIn');
    await r.must('staff.signIn', ANA);
    r.report({ state: 'connected' });
    const after = r.view();
    expect(after.stage).toBe('counter');
    expect(after.counter).toEqual({ ...before.counter, scan: null, undoable: false });
    expect(after.shift).toEqual(before.shift);
    await scan(BREAD);
    expect(after.counter.lines.map(({ key }) => key)).toEqual([1, 2]);
    expect(r.view().counter.lines[2]?.key).toBe(3);
  });

  test('after a confirmed sale finds an empty counter and the sale', async () => {
    r = await atTheCounter();
    await scan(MILK);
    const { number } = await sell(r);
    r.restart();
    await r.must('staff.signIn', ANA);
    expect(lines()).toEqual([]);
    expect((await r.must('receipts.recent', {})).map((row) => row.number)).toEqual([number]);
  });
});

describe('what was reckoned', () => {
  test('stands while nothing changed, and not a moment after the centre’s word, the counter or the clock’s minute did', async () => {
    r = await atTheCounter();
    r.report({ state: 'connected', heardAt: r.clock.now });
    await scan(STEFANS_CARD, MILK);
    const seen = [r.view().counter.figures];
    // The very same, not only equal: confirming what the view shows reckons nothing again.
    expect(r.view().counter.figures.trace).toBe(seen[0]?.trace);
    const told = (await shopStates()).filter((state) => state.kind === 'member' && state.id === STEFAN);
    r.tell(told.map((state) => (state.kind === 'member' ? { ...state, balance: points(700), lots: [] } : state)));
    seen.push(r.view().counter.figures);
    await scan(BREAD);
    seen.push(r.view().counter.figures);
    r.clock.now += 60_000;
    seen.push(r.view().counter.figures);
    expect(new Set(seen.map(({ trace }) => trace)).size).toBe(4);
    expect(seen.map(({ balanceAfter, earned }) => (balanceAfter ?? 0) - earned)).toEqual([500, 700, 700, 700]);
  });
});
