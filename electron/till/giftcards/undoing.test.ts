import { afterEach, expect, test } from 'vitest';
import { verifyTill } from '../../../db/verify.ts';
import type { RecordId } from '../../../domain/identity/ids.ts';
import { type Rehearsal, rehearse } from '../rehearsal.ts';
import { atTheCounter, closeShift, VAT_20 } from '../rehearsed.ts';
import { CARD, CODE, programme, told } from './rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

const NEW = 'NEW-CARD-0001';
const look = (code = NEW) => r.must('giftCards.look', { code });
const undo = (record: RecordId, code = NEW) => r.ask('giftCards.undo', { code, record });
const sell = async () => (await r.must('giftCards.issue', { code: NEW, amount: '200', tender: 'card' })).undo;
async function aloneAtTheCounter(): Promise<void> {
  await r.must('setup.alone', { store: 'Alimentara', manager: 'Ana', pin: '2580', language: 'ro' });
  const [manager] = await r.must('staff.list', {});
  if (manager === undefined) throw new Error('a manager was made');
  await r.must('staff.signIn', { staff: manager.id, pin: '2580' });
  await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: [] });
}
const sound = (): void =>
  expect(verifyTill({ ledgerFile: `${r.dir}/ledger.db`, membersFile: `${r.dir}/members.db` }).findings).toEqual([]);

test.each([
  'chain',
  'alone',
])('what a shift put on a card by mistake is taken off, the last first, each once: %s', async (which) => {
  r = which === 'alone' ? rehearse() : await atTheCounter();
  if (which === 'alone') await aloneAtTheCounter();
  const sold = await sell();
  expect(sold).toMatchObject({ amount: 20_000 });
  const filled = (await r.must('giftCards.topUp', { code: NEW, amount: '50', tender: 'cash' })).undo;
  expect(filled).toMatchObject({ amount: 5000 });
  if (sold === null || filled === null) throw new Error('both may be undone');
  expect(await undo(sold.record)).toMatchObject({ refusal: { code: 'giftCard.notThisShift' } });
  expect(await undo(filled.record)).toMatchObject({ value: { balance: 20_000, undo: { record: sold.record } } });
  expect(await undo(filled.record)).toMatchObject({ refusal: { code: 'giftCard.notThisShift' } });
  expect(await undo(sold.record)).toMatchObject({ value: { balance: 0, undo: null } });
  const seq = r.seq();
  expect(await undo(sold.record)).toMatchObject({ refusal: { code: 'giftCard.notThisShift' } });
  expect(r.seq()).toBe(seq);
  expect((await look()).balance).toBe(0);
  sound();
});

test('what was spent of it is not taken off again; a card that this shift put nothing on has nothing to undo', async () => {
  r = await atTheCounter();
  r.tell([programme(true), told(CARD, 5000)]);
  expect((await look(CODE)).undo).toBeNull();
  const sold = await sell();
  if (sold === null) throw new Error('it may be undone');
  expect(await undo(sold.record, CODE)).toMatchObject({ refusal: { code: 'giftCard.notThisShift' } });
  await r.must('counter.amount', { amount: '0,01', vat: VAT_20 });
  await r.must('counter.giftCard', { code: NEW });
  await r.must('counter.confirm', { total: r.view().counter.figures.total, fiscalNumber: null });
  expect((await look()).undo).toBeNull();
  const seq = r.seq();
  expect(await undo(sold.record)).toMatchObject({
    refusal: { code: 'giftCard.tooLittle', params: { available: 19_999 } },
  });
  expect(r.seq()).toBe(seq);
  sound();
});

test('only in the shift that put it there', async () => {
  r = await atTheCounter();
  const sold = await sell();
  if (sold === null) throw new Error('it may be undone');
  await closeShift(r);
  expect((await look()).undo).toBeNull();
  expect(await undo(sold.record)).toMatchObject({ refusal: { code: 'sale.noShift' } });
  await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: [] });
  expect(await undo(sold.record)).toMatchObject({ refusal: { code: 'giftCard.notThisShift' } });
});
