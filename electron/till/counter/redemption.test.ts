import { afterEach, describe, expect, test } from 'vitest';
import type { HoldRequest } from '../../../contract/sync/messages.ts';
import { readLedger } from '../../../db/ledger/ledger.ts';
import { points } from '../../../domain/amount/points.ts';
import { recordId } from '../../../domain/identity/ids.ts';
import type { Rehearsal } from '../rehearsal.ts';
import {
  ANA,
  atTheCounter,
  BREAD,
  MARIA,
  MILK,
  NATALIA,
  NATALIAS_CARD,
  PROGRAMME,
  STEFAN,
  STEFANS_CARD,
  sell,
  VAT_20,
} from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

const granted = () => Promise.resolve({ granted: true, available: points(500) });
const HOUR = 3_600_000;

/** A card and a sale of 100 lei: half of it, 500 points, may be paid with points. */
async function ring(amount = '100', card = STEFANS_CARD): Promise<void> {
  await r.must('counter.code', { code: card });
  await r.must('counter.amount', { amount, vat: VAT_20 });
}

/** Ten points for a hundred lei, which may be spent on the sale that earns them; a point is ten bani. */
const OWN_POINTS = {
  format: 2,
  version: 4,
  name: 'Codru',
  startsAtMs: 0,
  earning: [{ id: 'money', gives: { type: 'perMoney', points: 10, per: 10_000 } }],
  offers: [
    {
      id: 'pay',
      trigger: { type: 'perPoint', points: 1, value: 10, least: 1, largestShare: 10_000 },
      effect: { type: 'pointsValue' },
    },
  ],
  policies: { spendOwnPoints: true, earnOn: 'gross' },
};

describe('choosing points', () => {
  test('the screen says how many, why not more, and what it comes to', async () => {
    r = await atTheCounter();
    await ring('60');
    expect(r.view().counter.redeem).toEqual({
      chosen: 0,
      most: 300,
      least: 10,
      step: 1,
      offer: 'points',
      worth: { points: 1, value: 10 },
      why: { code: 'redeem.aboveSale', params: { asked: 500, most: 300 } },
    });
    await r.must('counter.redeem', { points: '120' });
    const { redeem, figures } = r.view().counter;
    expect(redeem.chosen).toBe(120);
    expect(figures).toMatchObject({ discount: 1200, total: 4800, spent: 120, earned: 4, balanceAfter: 384 });
    await r.must('counter.redeem', { points: '' });
    expect(r.view().counter.figures).toMatchObject({ discount: 0, total: 6000, spent: 0 });
  });

  test.each([
    ['501', 'redeem.aboveBalance', { asked: 501, available: 500 }],
    ['301', 'redeem.aboveSale', { asked: 301, most: 300 }],
    ['9', 'redeem.belowMinimum', { asked: 9, least: 10 }],
    ['-20', 'amount.notPositive', {}],
    ['2,5', 'amount.notANumber', { text: '2,5' }],
    ['toate', 'amount.notANumber', { text: 'toate' }],
  ])('%s points are refused, and nothing is written', async (typed, code, params) => {
    r = await atTheCounter();
    await ring('60');
    const seq = r.seq();
    expect(await r.ask('counter.redeem', { points: typed })).toEqual({ ok: false, refusal: { code, params } });
    expect([r.view().counter.redeem.chosen, r.seq()]).toEqual([0, seq]);
  });

  test('points that the sale itself earns may be spent on it where the programme says so; the centre holds only what was there before', async () => {
    r = await atTheCounter();
    r.tell([{ kind: 'programme', programme: OWN_POINTS }]);
    r.centre.hold = ({ points }) => Promise.resolve({ granted: true, available: points });
    await ring('1000');
    // 500 are there, and the sale brings 100.
    expect(r.view().counter.redeem).toMatchObject({ most: 600, why: null });
    await r.must('counter.redeem', { points: '600' });
    expect(r.view().counter.figures).toMatchObject({ spent: 600, earned: 100, balanceAfter: 0 });
    expect(await sell(r)).toMatchObject({ spent: 600, balanceAfter: 0 });
    expect(r.centre.held.map(({ points }) => points)).toEqual([500]);
  });

  test('without a member there is nobody to spend', async () => {
    r = await atTheCounter();
    await r.must('counter.code', { code: MILK });
    const refusal = { code: 'redeem.noMember', params: {} };
    expect(await r.ask('counter.redeem', { points: '10' })).toEqual({ ok: false, refusal });
  });

  test('a basket that shrinks spends less, and more again when it grows: the choice is kept', async () => {
    r = await atTheCounter();
    await ring('100');
    await r.must('counter.code', { code: BREAD });
    await r.must('counter.redeem', { points: '500' });
    await r.must('counter.remove', { line: 1 });
    expect(r.view().counter.redeem).toMatchObject({ chosen: 49, most: 49 });
    await r.must('counter.undo', {});
    expect(r.view().counter.redeem).toMatchObject({ chosen: 500, most: 500 });
  });
});

describe('confirming a redemption', () => {
  test('asks the centre to hold the points under the record’s own id, then writes it', async () => {
    r = await atTheCounter();
    r.centre.hold = granted;
    await ring();
    await r.must('counter.redeem', { points: '200' });
    const confirmed = await sell(r);
    expect(r.centre.held).toEqual([{ record: confirmed.id, member: STEFAN, points: 200 }]);
    expect(confirmed).toMatchObject({ total: 8000, spent: 200, earned: 8, balanceBefore: 500, balanceAfter: 308 });
    const { rows } = await r.must('members.timeline', { member: STEFAN });
    expect(rows.map((row) => [row.contra, row.points])).toEqual([
      ['redeem', -200],
      ['earn', 8],
    ]);
  });

  test('the id stands saved before the centre is asked: after a crash the same sale asks under the same id', async () => {
    r = await atTheCounter();
    const asked: HoldRequest[] = [];
    // The power fails while the centre is thinking.
    r.centre.hold = (request) => {
      asked.push(request);
      return new Promise(() => undefined);
    };
    await ring();
    await r.must('counter.redeem', { points: '200' });
    void r.ask('counter.confirm', { total: r.view().counter.figures.total, fiscalNumber: null });
    await new Promise(setImmediate);
    const seq = r.seq();
    r.restart();
    r.report({ state: 'connected' });
    await r.must('staff.signIn', ANA);
    expect([r.seq(), r.view().counter.redeem.chosen]).toEqual([seq, 200]);
    r.centre.hold = granted;
    const confirmed = await sell(r);
    expect(asked.map(({ record }) => record)).toEqual([confirmed.id]);
    expect(r.centre.held.map(({ record }) => record)).toEqual([confirmed.id, confirmed.id]);
  });

  test('what the centre does not grant is not written; the basket stays', async () => {
    r = await atTheCounter();
    r.centre.hold = () => Promise.resolve({ granted: false, available: points(50) });
    await ring();
    await r.must('counter.redeem', { points: '200' });
    const seq = r.seq();
    const refusal = { code: 'redeem.held', params: { available: 50 } };
    expect(await r.ask('counter.confirm', { total: 8000, fiscalNumber: null })).toEqual({ ok: false, refusal });
    expect([r.seq(), r.view().counter.lines.length]).toEqual([seq, 1]);
  });

  test('a scan while the centre thinks waits for the confirmation and begins the next sale', async () => {
    r = await atTheCounter();
    const answer = Promise.withResolvers<{ granted: boolean; available: ReturnType<typeof points> }>();
    r.centre.hold = () => answer.promise;
    await ring();
    await r.must('counter.redeem', { points: '200' });
    const confirming = r.ask('counter.confirm', { total: r.view().counter.figures.total, fiscalNumber: null });
    r.till.scanned(NATALIAS_CARD);
    r.till.scanned(MILK);
    const again = r.ask('counter.confirm', { total: r.view().counter.figures.total, fiscalNumber: null });
    expect(r.view().counter.lines.length).toBe(1);
    answer.resolve({ granted: true, available: points(500) });
    expect((await confirming).ok).toBe(true);
    // The second Enter was for the first sale: the next one costs something else.
    expect(await again).toMatchObject({ ok: false, refusal: { code: 'sale.changed' } });
    expect(r.view().counter).toMatchObject({ member: { foundBy: 'card' }, lines: [{ name: 'Lapte 1 l' }] });
  });

  test('another member never spends under an id that another’s points are held under', async () => {
    r = await atTheCounter();
    r.centre.hold = () => Promise.resolve({ granted: false, available: points(0) });
    await ring();
    await r.must('counter.redeem', { points: '200' });
    await r.ask('counter.confirm', { total: 8000, fiscalNumber: null });
    r.centre.hold = granted;
    await r.must('counter.code', { code: NATALIAS_CARD });
    await r.must('counter.redeem', { points: '40' });
    const confirmed = await sell(r);
    expect(r.centre.held.map(({ record }) => record === confirmed.id)).toEqual([false, true]);
  });
});

describe('while the centre cannot be asked', () => {
  test('the policy decides: so many points a day, from this till', async () => {
    r = await atTheCounter();
    await ring();
    await r.must('counter.redeem', { points: '200' });
    // The till did not know yet: it asks, hears nothing, and says what may be spent.
    expect(await r.ask('counter.confirm', { total: 8000, fiscalNumber: null })).toEqual({
      ok: false,
      refusal: { code: 'redeem.offlineLimit', params: { asked: 200, most: 100 } },
    });
    expect(r.view().counter).toMatchObject({ redeem: { chosen: 100, most: 100 }, figures: { total: 9000 } });
    expect(await sell(r)).toMatchObject({ spent: 100, total: 9000 });
    await ring();
    expect(r.view().counter.redeem).toMatchObject({
      most: 0,
      why: { code: 'redeem.offlineLimit', params: { most: 0 } },
    });
    // Earning needs nobody.
    expect(await sell(r)).toMatchObject({ earned: 10, spent: 0 });
    r.report({ state: 'connected', heardAt: r.clock.now + 1 });
    await ring();
    expect(r.view().counter.redeem.most).toBe(419);
  });

  test('a word that is too old, and a phone number alone, are not enough', async () => {
    r = await atTheCounter();
    r.report({ state: 'offline' });
    r.clock.now += 49 * HOUR;
    await ring();
    expect(await r.ask('counter.redeem', { points: '50' })).toEqual({
      ok: false,
      refusal: { code: 'redeem.offlineStale', params: { hours: 48 } },
    });
    await r.must('counter.member', { member: STEFAN, foundBy: 'phone' });
    expect(await r.ask('counter.redeem', { points: '50' })).toEqual({
      ok: false,
      refusal: { code: 'redeem.needsCard', params: {} },
    });
  });

  test('the last minute of the word’s age still counts, the next does not; a clock set back counts the same', async () => {
    r = await atTheCounter();
    r.report({ state: 'offline' });
    const told = r.clock.now;
    for (const [age, code] of [
      [48 * HOUR, null],
      [48 * HOUR + 1, 'redeem.offlineStale'],
      [-48 * HOUR, null],
      [-48 * HOUR - 1, 'redeem.offlineStale'],
    ] as const) {
      r.clock.now = told + age;
      await ring();
      const answer = await r.ask('counter.redeem', { points: '50' });
      expect(answer.ok ? null : answer.refusal.code, String(age)).toBe(code);
      await r.must('counter.clear', {});
    }
  });

  test('the day’s limit is over this till’s own log: also what nobody has folded, a member merged since, and less what was voided', async () => {
    r = await atTheCounter(ANA, { folds: false });
    r.report({ state: 'offline' });
    const spend = async (some: string, card = STEFANS_CARD) => {
      await ring('100', card);
      await r.must('counter.redeem', { points: some });
      return sell(r);
    };
    const first = await spend('60');
    await ring();
    expect(r.view().counter.redeem.most).toBe(40);
    expect(await r.ask('counter.redeem', { points: '41' })).toMatchObject({
      refusal: { code: 'redeem.offlineLimit', params: { asked: 41, most: 40 } },
    });
    await r.must('counter.clear', {});
    await r.must('receipts.void', { receipt: first.id });
    await ring();
    expect(r.view().counter.redeem.most).toBe(100);
    await r.must('counter.clear', {});

    // Two members, both spent here; then the centre tells that they are one.
    await spend('40');
    await spend('40', NATALIAS_CARD);
    r.tell([
      {
        kind: 'merge',
        id: recordId(`019a0000-0000-7000-8000-${'9'.repeat(12)}`),
        member: STEFAN,
        alias: NATALIA,
        undone: false,
      },
    ]);
    r.report({ state: 'offline' });
    await ring();
    expect(r.view().counter.redeem).toMatchObject({ most: 20, why: { code: 'redeem.offlineLimit' } });
    // A restart forgets nothing.
    r.restart();
    r.report({ state: 'offline' });
    await r.must('staff.signIn', ANA);
    expect(r.view().counter.redeem.most).toBe(20);
  });

  test('a phone number is proof where the programme says so; a name never is; a manager’s PIN is as good as the card', async () => {
    r = await atTheCounter();
    const offline = { ...PROGRAMME.offline, phoneIsProof: true };
    const programme: typeof PROGRAMME = { ...PROGRAMME, version: 4, offline };
    r.tell([{ kind: 'programme', programme }]);
    r.report({ state: 'offline' });
    await r.must('counter.amount', { amount: '100', vat: VAT_20 });
    await r.must('counter.member', { member: STEFAN, foundBy: 'phone' });
    expect(r.view().counter.redeem.most).toBe(100);
    await r.must('counter.member', { member: STEFAN, foundBy: 'name' });
    expect(r.view().counter.redeem).toMatchObject({ most: 0, why: { code: 'redeem.needsCard' } });
    await r.must('counter.proof', { by: 'manager', ...MARIA });
    expect(r.view().counter.redeem.most).toBe(100);
    await r.must('counter.redeem', { points: '100' });
    await sell(r);
    expect(lastSale()).toMatchObject({ foundBy: 'name', offline: { spentToday: 0, proofs: ['manager'] } });
  });
});

/** What the last sale's record says of the member. */
function lastSale(): unknown {
  const ledger = readLedger(`${r.dir}/ledger.db`);
  const found = ledger.recentReceipts(1)[0]?.record.member;
  ledger.close();
  return found;
}

describe('the age of the centre’s word', () => {
  test('is said at the moment of redeeming, with what holds without it, and stands in the record', async () => {
    r = await atTheCounter();
    expect(r.view().counter.word).toBeNull();
    const told = r.clock.now;
    r.clock.now += 3 * HOUR;
    await ring();
    expect(r.view().counter.word).toEqual({ how: 'online', at: told, perDay: 100, left: 100, hours: 48 });
    r.report({ state: 'offline' });
    await r.must('counter.redeem', { points: '70' });
    expect(r.view().counter.word).toMatchObject({ how: 'offline', at: told, left: 100 });
    await sell(r);
    expect(lastSale()).toMatchObject({ redeemed: 'offline', offline: { wordAgeMs: 3 * HOUR, spentToday: 0 } });
    await ring();
    expect(r.view().counter.word).toMatchObject({ left: 30 });
    await r.must('counter.redeem', { points: '30' });
    await sell(r);
    expect(lastSale()).toMatchObject({ offline: { wordAgeMs: 3 * HOUR, spentToday: 70 } });
  });

  test('is no concern where the centre holds the points, and of a member whom it does not know there is none', async () => {
    r = await atTheCounter();
    r.centre.hold = granted;
    await ring();
    await r.must('counter.redeem', { points: '200' });
    await sell(r);
    expect(lastSale()).toMatchObject({ redeemed: 'online' });
    expect(lastSale()).not.toHaveProperty('offline');
    await r.must('members.enrol', {
      ...{ name: 'Ion Nou', callName: '', phone: '069 555 111', language: 'ro', birthday: '', card: '' },
      ...{ consent: true, marketing: false, samePhone: false },
    });
    expect(r.view().counter.word).toMatchObject({ at: null });
  });
});
