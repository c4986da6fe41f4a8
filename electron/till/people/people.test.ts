import { afterEach, describe, expect, test } from 'vitest';
import { points } from '../../../domain/amount/points.ts';
import { civilDate } from '../../../domain/calendar/civil.ts';
import { lotOf, recordId } from '../../../domain/identity/ids.ts';
import { endingSoon } from '../../../domain/ledger/expiry.ts';
import type { Rehearsal } from '../rehearsal.ts';
import {
  ANA,
  atTheCounter,
  FREE_CARD,
  ION,
  MILK,
  member,
  NATALIA,
  NATALIAS_CARD,
  STEFAN,
  STEFANS_CARD,
  STEFANS_LOST_CARD,
  STORE,
  sell,
  VAT_20,
} from '../rehearsed.ts';
import { isBirthday } from './panel.ts';

let r: Rehearsal;
afterEach(() => r.close());

const NEW = {
  name: ' Ion  Țurcanu ',
  callName: '',
  phone: '0 68 123 456',
  language: 'ru',
  birthday: '',
  card: '',
  consent: true,
  marketing: false,
  samePhone: false,
} as const;

describe('enrolling', () => {
  test.each([
    { folds: true },
    { folds: false },
  ])('stands at the counter at once, and is found ever after: %o', async (options) => {
    r = await atTheCounter(ANA, options);
    await r.must('counter.code', { code: MILK });
    await r.must('members.enrol', { ...NEW, card: FREE_CARD, birthday: '21.11.1990' });
    const { counter } = r.view();
    expect(counter.lines.length).toBe(1);
    expect(counter.member).toMatchObject({
      name: 'Ion Țurcanu',
      phone: '+37368123456',
      language: 'ru',
      foundBy: 'enrolled',
      balance: 0,
      birthdayToday: true,
      cards: [{ code: FREE_CARD, blocked: false }],
      wordAt: null,
    });
    r.restart();
    await r.must('staff.signIn', ANA);
    expect(r.view().counter.member?.name).toBe('Ion Țurcanu');
    await sell(r);
    expect((await r.must('members.search', { text: 'turcanu' })).map((row) => [row.name, row.balance])).toEqual([
      ['Ion Țurcanu', 2],
    ]);
    expect((await r.must('members.search', { text: '3456' })).map((row) => row.name)).toContain('Ion Țurcanu');
    await r.must('counter.code', { code: FREE_CARD });
    expect(r.view().counter.member).toMatchObject({ name: 'Ion Țurcanu', foundBy: 'card', balance: 2 });
  });

  test.each([
    [{ name: '  ' }, 'name.empty', {}],
    [{ name: 'x'.repeat(81) }, 'name.tooLong', { most: 80 }],
    [{ callName: 'x'.repeat(81) }, 'name.tooLong', { most: 80 }],
    [{ phone: '+40 722 123 456' }, 'phone.foreign', { phone: '+40 722 123 456' }],
    [{ phone: '12' }, 'phone.invalid', { phone: '12' }],
    [{ phone: '' }, 'phone.invalid', { phone: '' }],
    [{ phone: '069123456' }, 'member.phoneTaken', { name: 'Ștefan Rusu' }],
    [{ birthday: '31.02.1990' }, 'request.invalid', { path: 'birthday' }],
    [{ birthday: '2026-11-22' }, 'request.invalid', { path: 'birthday' }],
    [{ card: NATALIAS_CARD }, 'card.taken', { code: NATALIAS_CARD }],
    [{ card: STEFANS_LOST_CARD }, 'card.taken', { code: STEFANS_LOST_CARD }],
    [{ card: MILK }, 'card.notACard', { code: MILK }],
    [{ card: `${FREE_CARD.slice(0, 12)}${(Number(FREE_CARD[12]) + 1) % 10}` }, 'code.checkDigit', undefined],
    [{ consent: false }, 'consent.required', {}],
  ])('%o is refused, and nothing is written', async (wrong, code, params) => {
    r = await atTheCounter();
    const seq = r.seq();
    const outcome = await r.ask('members.enrol', { ...NEW, ...wrong });
    expect(outcome).toMatchObject({ ok: false, refusal: params === undefined ? { code } : { code, params } });
    expect([r.seq(), r.view().counter.member]).toEqual([seq, null]);
  });

  test('families share a phone: asked about once; without a phone a card leads to the member', async () => {
    r = await atTheCounter();
    await r.must('members.enrol', { ...NEW, phone: '069123456', samePhone: true });
    expect((await r.must('members.search', { text: '069123456' })).length).toBe(2);
    await r.must('members.enrol', { ...NEW, phone: '', card: FREE_CARD });
    expect(r.view().counter.member).toMatchObject({ phone: null, cards: [{ code: FREE_CARD }] });
  });
});

describe('a lost card', () => {
  test('is replaced: the old one leads nowhere, the new one to the same points', async () => {
    r = await atTheCounter();
    await r.must('members.linkCard', { member: STEFAN, code: FREE_CARD, replaces: STEFANS_CARD });
    expect(await r.ask('counter.code', { code: STEFANS_CARD })).toEqual({
      ok: false,
      refusal: { code: 'code.blockedCard', params: { code: STEFANS_CARD } },
    });
    await r.must('counter.code', { code: FREE_CARD });
    expect(r.view().counter.member).toMatchObject({ id: STEFAN, balance: 500 });
  });

  test('is blocked once; others’ cards, taken cards and no cards are refused, and nothing is written', async () => {
    r = await atTheCounter();
    await r.must('members.blockCard', { member: STEFAN, code: STEFANS_CARD });
    const seq = r.seq();
    await r.must('members.blockCard', { member: STEFAN, code: STEFANS_CARD });
    const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
    const asked = [
      await r.ask('members.blockCard', { member: STEFAN, code: NATALIAS_CARD }),
      await r.ask('members.blockCard', { member: nobody, code: STEFANS_CARD }),
      await r.ask('members.linkCard', { member: STEFAN, code: NATALIAS_CARD, replaces: '' }),
      await r.ask('members.linkCard', { member: STEFAN, code: MILK, replaces: '' }),
      await r.ask('members.linkCard', { member: STEFAN, code: FREE_CARD, replaces: NATALIAS_CARD }),
      await r.ask('members.linkCard', { member: nobody, code: FREE_CARD, replaces: '' }),
    ];
    expect(asked.map((each) => (each.ok ? null : each.refusal.code))).toEqual([
      'card.notACard',
      'member.unknown',
      'card.taken',
      'card.notACard',
      'card.notACard',
      'member.unknown',
    ]);
    expect(r.seq()).toBe(seq);
  });
});

describe('why this balance?', () => {
  test('own entries running backwards, and what is not known here in one sum', async () => {
    r = await atTheCounter();
    for (const amount of ['100', '50']) {
      await r.must('counter.code', { code: STEFANS_CARD });
      await r.must('counter.amount', { amount, vat: VAT_20 });
      await sell(r);
      r.clock.now += 60_000;
    }
    const shown = await r.must('members.timeline', { member: STEFAN });
    expect(shown).toMatchObject({ balance: 515, debt: 0, before: 500, whole: false });
    expect(shown.rows.map((row) => [row.contra, row.points, row.balanceAfter, row.total, row.unsent])).toEqual([
      ['earn', 5, 515, 5000, true],
      ['earn', 10, 510, 10000, true],
    ]);
    expect(shown.rows[0]).toMatchObject({ store: 'Codru Botanica', trace: [{ code: 'earn.perMoney' }] });
  });

  test('with the centre’s history each record stands once, and nothing is before', async () => {
    r = await atTheCounter();
    await r.must('counter.code', { code: STEFANS_CARD });
    await r.must('counter.amount', { amount: '100', vat: VAT_20 });
    const own = await sell(r);
    const earlier = recordId('01890a5d-ac96-774b-bcce-b302099a8057');
    const entry = { store: STORE, contra: 'earn', receiptNumber: null, total: null };
    r.centre.history = () =>
      Promise.resolve({
        entries: [
          { ...entry, record: own.id, occurredAt: r.clock.now, points: points(10) },
          // Two lots of one record are one row; an account of a later centre is an adjustment here.
          { ...entry, record: earlier, occurredAt: 2, points: points(300), contra: 'fromTheFuture' },
          { ...entry, record: earlier, occurredAt: 2, points: points(200), contra: 'fromTheFuture' },
        ],
      });
    const shown = await r.must('members.timeline', { member: STEFAN });
    expect(shown.rows.map((row) => [row.contra, row.points, row.balanceAfter])).toEqual([
      ['earn', 10, 510],
      ['adjust', 500, 500],
    ]);
    expect(shown).toMatchObject({ before: 0, whole: true });
    expect(await r.ask('members.timeline', { member: earlier })).toMatchObject({
      ok: false,
      refusal: { code: 'member.unknown' },
    });
  });
});

describe('looking', () => {
  test('members and products are found as one types; an installer may look but not sell', async () => {
    r = await atTheCounter();
    const names = async (text: string) => (await r.must('members.search', { text })).map((row) => row.name);
    expect([await names('stefan'), await names('natalia'), await names('4321')]).toEqual([
      ['Ștefan Rusu'],
      ['Наталья Чебан'],
      ['Наталья Чебан'],
    ]);
    expect((await r.must('products.search', { text: 'lapte' })).map((row) => row.sku)).toEqual(['101']);
    await r.must('staff.signOut', {});
    await r.must('staff.signIn', ION);
    expect(await names('stefan')).toEqual(['Ștefan Rusu']);
    expect(await r.ask('counter.code', { code: MILK })).toEqual({
      ok: false,
      refusal: { code: 'role.refused', params: { role: 'cashier' } },
    });
  });

  test('what the centre tells of the person at the counter is seen at once', async () => {
    r = await atTheCounter();
    await r.must('counter.code', { code: NATALIAS_CARD });
    let seen = 0;
    const stop = r.till.onChange(() => {
      seen += 1;
    });
    r.tell([member(NATALIA, 'Наталья Чебан', null, 75)]);
    stop();
    r.tell([]);
    expect([seen, r.view().counter.member?.balance]).toEqual([1, 75]);
  });
});

test('birthdays: today, and the 28th for those of a leap day', () => {
  const born = civilDate('1992-02-29');
  expect(isBirthday(civilDate('1990-11-21'), civilDate('2026-11-21'))).toBe(true);
  expect(isBirthday(civilDate('1990-11-21'), civilDate('2026-11-20'))).toBe(false);
  expect(isBirthday(born, civilDate('2026-02-28'))).toBe(true);
  expect(isBirthday(born, civilDate('2028-02-28'))).toBe(false);
  expect(isBirthday(born, civilDate('2028-02-29'))).toBe(true);
});

test('points that end soon: those of the soonest day, within 30 days, never those that are over', () => {
  const record = recordId('01890a5d-ac96-774b-bcce-b302099a8057');
  const lot = (n: number, left: number, expires: string | null) => ({
    id: lotOf(record, n),
    points: points(left),
    expires: expires === null ? null : civilDate(expires),
  });
  const of = (...lots: ReturnType<typeof lot>[]) =>
    endingSoon({ balance: points(0), debt: points(0), lots }, civilDate('2026-11-21'), 30);
  expect(of(lot(0, 5, '2026-11-20'), lot(1, 7, '2026-12-01'), lot(2, 3, '2026-12-01'), lot(3, 9, null))).toEqual({
    points: 10,
    on: '2026-12-01',
  });
  expect(of(lot(0, 5, '2026-12-22'))).toBe(null);
  expect(of(lot(0, 5, null))).toBe(null);
});
