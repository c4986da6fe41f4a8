import { afterEach, describe, expect, test } from 'vitest';
import { verifyTill } from '../../../db/verify.ts';
import { type Bani, bani } from '../../../domain/amount/bani.ts';
import { addDays } from '../../../domain/calendar/civil.ts';
import { giftCardId, walletOf } from '../../../domain/identity/ids.ts';
import { type Rehearsal, rehearse } from '../rehearsal.ts';
import { atTheCounter, BREAD, MILK, STEFAN, STEFANS_CARD, VAT_20 } from '../rehearsed.ts';
import { answers, CARD, CODE, DAY, id, LAST_DAY, programme, shown, told } from './rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

/** A till of a chain with a shift open, that has heard of a card with 50 lei. */
async function counter(offline = false): Promise<void> {
  r = await atTheCounter();
  r.tell([programme(offline), told(CARD, 5000)]);
}
const ring = (amount: string): Promise<unknown> => r.must('counter.amount', { amount, vat: VAT_20 });
const confirm = () => r.ask('counter.confirm', { total: r.view().counter.figures.total, fiscalNumber: null });
const balance = async (code = CODE): Promise<Bani> => (await r.must('giftCards.look', { code })).balance;
const sound = (): void =>
  expect(verifyTill({ ledgerFile: `${r.dir}/ledger.db`, membersFile: `${r.dir}/members.db` }).findings).toEqual([]);

describe('a gift card is sold', () => {
  test('money for money, its code in no chained byte; it is read at once, and fills up to last anew', async () => {
    await counter();
    const code = 'NEW-CARD-0001';
    const sold = await r.must('giftCards.issue', { code, amount: '200', tender: 'card' });
    expect(sold).toMatchObject({ ending: '0001', balance: 20_000, available: 20_000, expires: LAST_DAY, ended: false });
    r.clock.now += 10 * 86_400_000;
    expect(await r.must('giftCards.topUp', { code, amount: '50,50', tender: 'cash' })).toMatchObject({
      balance: 25_050,
      expires: addDays(LAST_DAY, 10),
    });
    expect(await balance(code)).toBe(25_050);
    // No sale: neither turnover nor VAT.
    expect(r.view().shift).toMatchObject({ sales: 0, total: 0 });
    expect(await r.must('receipts.recent', {})).toEqual([]);
    sound();
  });

  test.each([
    ['short', 'giftCard.badCode'],
    ['with a space', 'giftCard.badCode'],
    ['R00010100000711', 'giftCard.badCode'],
    [BREAD, 'giftCard.badCode'],
    [STEFANS_CARD, 'card.taken'],
    [CODE, 'giftCard.taken'],
  ])('not under %s', async (code, refusal) => {
    await counter();
    const seq = r.seq();
    expect(await r.ask('giftCards.issue', { code, amount: '10', tender: 'cash' })).toMatchObject({
      refusal: { code: refusal },
    });
    expect(r.seq()).toBe(seq);
  });

  test('not for nothing, nor for what is no amount; nor on a card that nobody sold', async () => {
    await counter();
    const seq = r.seq();
    for (const [amount, refusal] of [
      ['0', 'amount.notPositive'],
      ['-5', 'amount.notPositive'],
      ['abc', 'amount.notANumber'],
      ['10000001', 'amount.tooLarge'],
    ] as const) {
      for (const name of ['giftCards.issue', 'giftCards.topUp'] as const) {
        expect(await r.ask(name, { code: CODE, amount, tender: 'cash' })).toMatchObject({ refusal: { code: refusal } });
      }
    }
    expect(await r.ask('giftCards.topUp', { code: 'NOBODY-SOLD-IT', amount: '5', tender: 'cash' })).toMatchObject({
      refusal: { code: 'giftCard.unknown' },
    });
    expect(r.seq()).toBe(seq);
  });

  test('under a code that the centre knows from another till it is refused; and a member gets no card of that code', async () => {
    await counter();
    r.centre.giftCard = () => Promise.resolve(shown(giftCardId(id(88)), 700, 700));
    expect(await r.ask('giftCards.issue', { code: 'ELSEWHERE-1', amount: '10', tender: 'cash' })).toMatchObject({
      refusal: { code: 'giftCard.taken' },
    });
    r.tell([told(giftCardId(id(89)), 100, { code: '2900000000992' })]);
    expect(await r.ask('members.linkCard', { member: STEFAN, code: '2900000000992', replaces: '' })).toMatchObject({
      ok: false,
    });
  });
});

describe('a gift card pays', () => {
  test('what it can, held at the centre under the record’s own id; the rest is cash, and the slip says what is left', async () => {
    await counter();
    r.centre.holdMoney = answers(true, 5000);
    await ring('80');
    await r.must('counter.giftCard', { code: CODE });
    expect(r.view().counter).toMatchObject({
      kept: [{ kind: 'giftCard', card: CARD, ending: '4321', amount: 5000, balance: 5000 }],
      figures: { total: 8000, toPay: 3000, missing: 0 },
    });
    await r.must('counter.tenders', { tenders: [{ kind: 'cash', amount: bani(5000) }] });
    expect(r.view().counter.figures).toMatchObject({ change: 2000, missing: 0 });
    const sold = await confirm();
    expect(sold).toMatchObject({
      ok: true,
      value: { change: 2000, kept: [{ kind: 'giftCard', ending: '4321', left: 0 }] },
    });
    const { last } = r.view().counter;
    expect(r.centre.heldMoney).toEqual([{ record: last?.id, card: CARD, amount: 5000 }]);
    const receipt = await r.must('receipts.find', { number: last?.number ?? '' });
    expect(receipt).toMatchObject({
      tenders: [
        { kind: 'giftCard', amount: 5000, card: CARD },
        { kind: 'cash', amount: 3000 },
      ],
      vat: [{ rate: 2000, total: 8000, vat: 1333 }],
      kept: [{ ending: '4321', left: 0 }],
    });
    sound();
  });

  test('less where the basket shrinks, and nothing where it is put away', async () => {
    await counter();
    await ring('80');
    await ring('20');
    await r.must('counter.giftCard', { code: CODE });
    await r.must('counter.remove', { line: 1 });
    expect(r.view().counter).toMatchObject({ kept: [{ amount: 2000 }], figures: { total: 2000, toPay: 0 } });
    await r.must('counter.dropCard', { card: CARD });
    expect(r.view().counter).toMatchObject({ kept: [], figures: { toPay: 2000 } });
    await r.must('counter.undo', {});
    expect(r.view().counter.kept).toHaveLength(1);
  });

  test('a scan of it pays without asking anybody; with nothing on the counter it shows what is on it', async () => {
    await counter();
    await r.must('counter.code', { code: CODE });
    expect(r.view().counter).toMatchObject({
      giftCard: { ending: '4321', balance: 5000 },
      kept: [],
      scan: { good: true },
    });
    await ring('30');
    r.clock.now += 2000;
    await r.must('counter.code', { code: CODE });
    expect(r.view().counter).toMatchObject({ giftCard: null, kept: [{ amount: 3000 }], figures: { toPay: 0 } });
    // The same card again is the same card.
    r.clock.now += 2000;
    await r.must('counter.code', { code: CODE });
    expect(r.view().counter.kept).toHaveLength(1);
  });

  test('one that only the centre knows is asked for, pays, and its balance is right before the pull tells of it', async () => {
    await counter();
    const other = giftCardId(id(88));
    r.centre.giftCard = () => Promise.resolve(shown(other, 4000, 2500));
    r.centre.holdMoney = answers(true, 2500);
    await ring('40');
    await r.must('counter.giftCard', { code: 'ELSEWHERE-1' });
    expect(r.view().counter.kept).toMatchObject([{ amount: 2500, balance: 4000, ending: 'RE-1' }]);
    expect(await confirm()).toMatchObject({ value: { kept: [{ left: 1500 }] } });
  });

  test('the centre’s later word counts, whether it came when the card was read or in a pull', async () => {
    await counter();
    r.clock.now += 60_000;
    r.centre.giftCard = () => Promise.resolve({ ...shown(CARD, 3000, 3000), code: CODE });
    expect(await r.must('giftCards.look', { code: CODE })).toMatchObject({ balance: 3000, fresh: true });
    r.centre.giftCard = () => Promise.resolve('unreachable');
    expect(await r.must('giftCards.look', { code: CODE })).toMatchObject({ balance: 3000, fresh: false });
    r.clock.now += 60_000;
    r.tell([told(CARD, 2500)]);
    expect(await r.must('giftCards.look', { code: CODE })).toMatchObject({ balance: 2500 });
  });

  test.each([
    [['giftCard'], 500],
    [['cash'], 0],
  ])('rules that look for %s see how it is really paid', async (ways, given) => {
    await counter(true);
    r.tell([programme(true, ways), told(CARD, 20_000)]);
    await r.must('counter.code', { code: STEFANS_CARD });
    await ring('120');
    await r.must('counter.giftCard', { code: CODE });
    expect(await confirm()).toMatchObject({ value: { walletGiven: given } });
  });

  test('the centre’s no leaves the basket as it was and says what there is', async () => {
    await counter();
    r.centre.holdMoney = answers(false, 1200);
    await ring('30');
    await r.must('counter.giftCard', { code: CODE });
    const seq = r.seq();
    expect(await confirm()).toMatchObject({ refusal: { code: 'giftCard.tooLittle', params: { available: 1200 } } });
    expect([r.seq(), r.view().counter.lines.length]).toEqual([seq, 1]);
    // Asked again after a crash, it is the same sale: nothing is held twice.
    r.restart();
    await r.must('staff.signIn', {
      staff: r.view().staff?.id ?? (await r.must('staff.list', {}))[0]?.id ?? '',
      pin: '2580',
    });
    r.centre.holdMoney = answers(true, 5000);
    expect(r.view().counter.kept).toHaveLength(1);
    await confirm();
    expect(new Set(r.centre.heldMoney.map(({ record }) => record)).size).toBe(1);
  });

  test('without the centre it pays only where the programme says so, and never more than is known to be on it', async () => {
    await counter(false);
    await ring('30');
    await r.must('counter.giftCard', { code: CODE });
    const seq = r.seq();
    expect(await confirm()).toMatchObject({ refusal: { code: 'giftCard.offline' } });
    expect(r.seq()).toBe(seq);
    r.close();

    await counter(true);
    await ring('80');
    await r.must('counter.giftCard', { code: CODE });
    expect(await confirm()).toMatchObject({ value: { kept: [{ left: 0 }] } });
    await ring('10');
    expect(await r.ask('counter.giftCard', { code: CODE })).toMatchObject({
      refusal: { code: 'giftCard.tooLittle', params: { available: 0 } },
    });
    sound();
  });

  test('one that has ended, or with nothing on it, or that nobody knows, is refused', async () => {
    await counter();
    const [ended, empty] = [giftCardId(id(90)), giftCardId(id(91))];
    r.tell([
      told(ended, 500, { code: 'ENDED-CARD-1', expires: addDays(DAY, -1) }),
      told(empty, -300, { code: 'EMPTY-CARD-1' }),
    ]);
    expect(await r.ask('counter.giftCard', { code: CODE })).toMatchObject({ refusal: { code: 'sale.empty' } });
    await ring('30');
    for (const [code, refusal] of [
      ['ENDED-CARD-1', 'giftCard.expired'],
      ['EMPTY-CARD-1', 'giftCard.tooLittle'],
      ['UNKNOWN-1234', 'giftCard.unknown'],
    ] as const) {
      expect(await r.ask('counter.giftCard', { code })).toMatchObject({ refusal: { code: refusal } });
    }
    r.clock.now += 2000;
    expect(await r.ask('counter.code', { code: 'ENDED-CARD-1' })).toMatchObject({
      refusal: { code: 'giftCard.expired' },
    });
    expect(await r.must('giftCards.look', { code: 'EMPTY-CARD-1' })).toMatchObject({ balance: -300, available: 0 });
  });
});

describe('the e-wallet', () => {
  test('an offer puts money on it with the sale; it pays for its member, and for nobody else', async () => {
    await counter(true);
    await r.must('counter.code', { code: STEFANS_CARD });
    await ring('120');
    expect(await confirm()).toMatchObject({ value: { walletGiven: 500 } });
    await r.must('counter.code', { code: MILK });
    expect(await r.ask('counter.wallet', {})).toMatchObject({ refusal: { code: 'redeem.noMember' } });
    r.clock.now += 2000;
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(r.view().counter.member?.wallet).toBe(500);
    await r.must('counter.wallet', {});
    expect(r.view().counter).toMatchObject({
      kept: [{ kind: 'wallet', card: walletOf(STEFAN), amount: 500 }],
      figures: { toPay: 1650 },
    });
    await r.must('counter.leaveMember', {});
    expect(r.view().counter.kept).toEqual([]);
    r.clock.now += 2000;
    await r.must('counter.code', { code: STEFANS_CARD });
    await r.must('counter.wallet', {});
    expect(await confirm()).toMatchObject({ value: { kept: [{ kind: 'wallet', left: 0 }] } });
    await r.must('counter.code', { code: MILK });
    r.clock.now += 2000;
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(await r.ask('counter.wallet', {})).toMatchObject({ refusal: { code: 'giftCard.tooLittle' } });
    sound();
  });
});

describe('money goes back', () => {
  async function sold(): Promise<string> {
    await counter(true);
    await r.must('counter.product', { sku: '101', quantity: '4' });
    await r.must('counter.giftCard', { code: CODE });
    const made = await confirm();
    if (!made.ok) throw new Error('a sale was made');
    return made.value.id;
  }

  test('to the card first, in parts; the rest by hand', async () => {
    const receipt = await sold();
    const back = (quantity: number) => ({ receipt, lines: [{ index: 0, quantity }] });
    const quote = await r.must('returns.quote', back(3000));
    expect(quote).toMatchObject({
      total: 6450,
      kept: [{ kind: 'giftCard', ending: '4321', amount: 5000 }],
      byHand: 1450,
    });
    const first = await r.must('returns.confirm', { ...back(1000), total: bani(2150), tender: 'card' });
    expect(first.kept).toMatchObject([{ left: 2150 }]);
    await r.must('returns.confirm', { ...back(2000), total: bani(4300), tender: 'card' });
    expect(await balance()).toBe(5000);
    await r.must('returns.confirm', { ...back(1000), total: bani(2150), tender: 'cash' });
    expect(await balance()).toBe(5000);
    const rows = await r.must('receipts.recent', {});
    const returned = await Promise.all(
      rows.filter(({ kind }) => kind === 'return').map(({ number }) => r.must('receipts.find', { number })),
    );
    expect(returned.map(({ tenders }) => tenders.map(({ kind, amount }) => [kind, amount]))).toEqual([
      [['cash', 2150]],
      [
        ['giftCard', 2850],
        ['card', 1450],
      ],
      [['giftCard', 2150]],
    ]);
    sound();
  });

  test('a void undoes all of it, and what an offer put on the e-wallet', async () => {
    await counter(true);
    await r.must('counter.code', { code: STEFANS_CARD });
    await ring('120');
    await r.must('counter.giftCard', { code: CODE });
    const made = await confirm();
    if (!made.ok) throw new Error('a sale was made');
    expect([await balance(), r.view().counter.last?.walletGiven]).toEqual([0, 500]);
    expect((await r.must('receipts.void', { receipt: made.value.id })).kept).toMatchObject([{ left: 5000 }]);
    expect(await balance()).toBe(5000);
    r.clock.now += 2000;
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(r.view().counter.member?.wallet).toBe(0);
    sound();
  });

  test('on a card that has ended meanwhile, which then lasts anew', async () => {
    const receipt = await sold();
    r.tell([told(CARD, 0, { expires: addDays(DAY, -1) })]);
    await r.must('returns.confirm', {
      receipt,
      lines: [{ index: 0, quantity: 1000 }],
      total: bani(2150),
      tender: 'cash',
    });
    expect(await r.must('giftCards.look', { code: CODE })).toMatchObject({ expires: LAST_DAY, ended: false });
  });
});

test('in a shop alone all of it works, and nobody is asked', async () => {
  r = rehearse();
  await r.must('setup.alone', { store: 'Alimentara', manager: 'Ana', pin: '2580', language: 'ro' });
  const [manager] = await r.must('staff.list', {});
  if (manager === undefined) throw new Error('a manager was made');
  await r.must('staff.signIn', { staff: manager.id, pin: '2580' });
  await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: [] });
  expect(await r.must('giftCards.issue', { code: CODE, amount: '50', tender: 'cash' })).toMatchObject({
    balance: 5000,
    expires: null,
    fresh: true,
  });
  await ring('80');
  await r.must('counter.giftCard', { code: CODE });
  expect(await confirm()).toMatchObject({ value: { kept: [{ left: 0 }] } });
  expect([await balance(), r.centre.heldMoney]).toEqual([0, []]);
  expect(r.view().shift).toMatchObject({ sales: 1, total: 8000 });
  sound();
});
