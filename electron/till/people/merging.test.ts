import { afterEach, describe, expect, test } from 'vitest';
import type { MemberState } from '../../../contract/sync/states.ts';
import { readLedger } from '../../../db/ledger/ledger.ts';
import { verifyTill } from '../../../db/verify.ts';
import { points } from '../../../domain/amount/points.ts';
import { civilDate } from '../../../domain/calendar/civil.ts';
import { lotOf, recordId, uuid7 } from '../../../domain/identity/ids.ts';
import type { Rehearsal } from '../rehearsal.ts';
import {
  ANA,
  atTheCounter,
  FREE_CARD,
  MARIA,
  member,
  NATALIA,
  NATALIAS_CARD,
  STEFAN,
  STEFANS_CARD,
  sell,
  VAT_20,
} from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

const lot = (n: number): ReturnType<typeof lotOf> => lotOf(recordId(uuid7(n, new Uint8Array(10))), 0);

/** What the centre has counted of this till: nothing yet. */
function counted(): Pick<MemberState, 'counted'> {
  const ledger = readLedger(`${r.dir}/ledger.db`);
  const head = ledger.head() ?? expect.fail('set up');
  ledger.close();
  return { counted: { incarnation: head.incarnation, seq: 0 } };
}

/** At a counter where Ștefan has 500 points that end late, and Natalia 40 that end soon. */
async function counter(options: { readonly folds?: boolean } = {}): Promise<void> {
  r = await atTheCounter(ANA, options);
  const [one, other] = [
    member(STEFAN, 'Ștefan Rusu', '+37369123456', 500),
    member(NATALIA, 'Штефан Русу', '+37369123456', 40),
  ];
  r.tell([
    { ...one, ...counted(), lots: [{ id: lot(1), points: points(500), expires: civilDate('2027-06-30') }] },
    { ...other, ...counted(), lots: [{ id: lot(2), points: points(40), expires: civilDate('2026-12-31') }] },
  ]);
}
const merge = (who = MARIA) => r.ask('members.merge', { member: NATALIA, other: STEFAN, ...who });
const granted = () => Promise.resolve({ granted: true, available: points(540) });

/** A sale of 100 lei with so many points. */
async function spend(card: string, some: string): ReturnType<typeof sell> {
  await r.must('counter.code', { code: card });
  await r.must('counter.amount', { amount: '100', vat: VAT_20 });
  if (some !== '') await r.must('counter.redeem', { points: some });
  return sell(r);
}

/** The last record of a kind in the log. */
function last(kind: string): Readonly<Record<string, unknown>> {
  const ledger = readLedger(`${r.dir}/ledger.db`);
  const bodies = ledger.liveAfter(null, 1000).map(({ body }) => JSON.parse(body) as Readonly<Record<string, unknown>>);
  ledger.close();
  return bodies.findLast((one) => one['kind'] === kind) ?? expect.fail(`no ${kind}`);
}

describe.each([{ folds: true }, { folds: false }])('two members who are one person: %o', (options) => {
  test('have what both had, by either card; what they spend comes out of the lot where it lies', async () => {
    await counter(options);
    expect(await merge()).toEqual({ ok: true, value: null });
    for (const card of [STEFANS_CARD, NATALIAS_CARD]) {
      await r.must('counter.code', { code: card });
      expect(r.view().counter.member).toMatchObject({ id: STEFAN, balance: 540, persons: 2, likely: 0 });
      await r.must('counter.leaveMember', {});
    }
    r.centre.hold = granted;
    const sold = await spend(NATALIAS_CARD, '100');
    expect(sold).toMatchObject({ balanceBefore: 540, spent: 100, balanceAfter: 449 });
    expect(r.centre.held.map((one) => [one.member, one.points])).toEqual([[STEFAN, 100]]);
    // The 40 that end first were Natalia's; the other 60 Ștefan's, who the person is.
    const sale = last('sale');
    expect(sale).toMatchObject({ group: [NATALIA], member: { member: STEFAN } });
    expect(sale['entries']).toMatchObject([
      { member: NATALIA, points: -40, lot: lot(2) },
      { member: STEFAN, points: -60, lot: lot(1) },
      { member: STEFAN, points: 9 },
    ]);
    const { balance, rows } = await r.must('members.timeline', { member: NATALIA });
    expect([balance, rows.map((row) => [row.contra, row.points])]).toEqual([
      449,
      [
        ['redeem', -100],
        ['earn', 9],
      ],
    ]);
    expect((await r.must('members.search', { text: 'rusu' })).map((row) => [row.id, row.balance])).toEqual([
      [STEFAN, 449],
    ]);
  });

  test('are apart again when it is taken back, each with their own to the point, and both cards go on', async () => {
    await counter(options);
    await merge();
    r.centre.hold = granted;
    await spend(STEFANS_CARD, '50');
    const { merges } = await r.must('members.person', { member: STEFAN });
    expect(merges).toMatchObject([
      { member: { id: STEFAN, balance: 499 }, alias: { id: NATALIA, name: 'Штефан Русу', balance: 0 } },
    ]);
    const undo = { member: NATALIA, merges: [...(merges[0]?.merges ?? [])], ...MARIA };
    await r.must('members.unmerge', undo);
    const ended = last('unmerged');
    expect(ended).toMatchObject({ member: STEFAN, alias: NATALIA, reverses: last('merged')['id'] });
    expect(last('pinUsed')).toMatchObject({ by: MARIA.staff, action: 'merge' });
    const balances = async (card: string) => {
      await r.must('counter.code', { code: card });
      return [r.view().counter.member?.id, r.view().counter.member?.balance];
    };
    expect(await balances(STEFANS_CARD)).toEqual([STEFAN, 499]);
    expect(await balances(NATALIAS_CARD)).toEqual([NATALIA, 0]);
    expect(await r.ask('members.unmerge', undo)).toEqual({ ok: false, refusal: { code: 'merge.unknown', params: {} } });
    await r.must('counter.leaveMember', {});
    // A receipt of the time when they were one comes back to whom its points were.
    const receipt = last('sale');
    const lines = [{ index: 0, quantity: 1000 }];
    const quote = await r.must('returns.quote', { receipt: String(receipt['id']), lines });
    await r.must('returns.confirm', { receipt: String(receipt['id']), lines, total: quote.total, tender: 'cash' });
    expect(await balances(STEFANS_CARD)).toEqual([STEFAN, 500]);
    expect(await balances(NATALIAS_CARD)).toEqual([NATALIA, 40]);
    r.till.close();
    if (options.folds)
      expect(verifyTill({ ledgerFile: `${r.dir}/ledger.db`, membersFile: `${r.dir}/members.db` }).findings).toEqual([]);
  });

  test('have what a void gives back where it was before they were one, and are each as they were when apart', async () => {
    await counter(options);
    r.centre.hold = granted;
    const { id: receipt } = await spend(NATALIAS_CARD, '30');
    await merge();
    await r.must('receipts.void', { receipt });
    expect(last('void')).toMatchObject({ member: STEFAN, group: [NATALIA] });
    const { merges } = await r.must('members.person', { member: STEFAN });
    expect(merges).toMatchObject([{ member: { balance: 500 }, alias: { balance: 40 } }]);
    await r.must('members.unmerge', { member: STEFAN, merges: [...(merges[0]?.merges ?? [])], ...MARIA });
    await r.must('counter.code', { code: NATALIAS_CARD });
    expect(r.view().counter.member).toMatchObject({ id: NATALIA, balance: 40 });
    await r.must('counter.leaveMember', {});
    // Their lot is whole again, and theirs to spend.
    await spend(NATALIAS_CARD, '40');
    expect(last('sale')['entries']).toMatchObject([{ member: NATALIA, points: -40, lot: lot(2) }, {}]);
  });

  test('give nothing to themselves, and count once for what a day allows offline', async () => {
    await counter(options);
    await merge();
    const refusal = { code: 'merge.self', params: {} };
    expect(await merge()).toEqual({ ok: false, refusal });
    r.report({ state: 'offline' });
    await spend(NATALIAS_CARD, '80');
    await r.must('counter.code', { code: STEFANS_CARD });
    await r.must('counter.amount', { amount: '100', vat: VAT_20 });
    expect(r.view().counter.redeem).toMatchObject({ most: 20, why: { code: 'redeem.offlineLimit' } });
  });
});

describe('a merge', () => {
  test('is a manager’s word, by their PIN; nothing is written without', async () => {
    await counter();
    const seq = r.seq();
    expect(await merge(ANA)).toMatchObject({
      ok: false,
      refusal: { code: 'role.refused', params: { role: 'manager' } },
    });
    expect(await merge({ ...MARIA, pin: '0000' })).toMatchObject({ ok: false, refusal: { code: 'pin.wrong' } });
    expect(await r.ask('members.merge', { member: NATALIA, other: STEFAN, staff: null, pin: '' })).toMatchObject({
      ok: false,
    });
    expect(r.seq()).toBe(seq);
  });

  test('is proposed for the same phone, and for the same name and birthday', async () => {
    await counter();
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(r.view().counter.member?.likely).toBe(1);
    const { likely } = await r.must('members.person', { member: STEFAN });
    expect(likely).toMatchObject([{ id: NATALIA, why: 'phone', balance: 40 }]);
    const birthday = '21.11.1990';
    await r.must('members.edit', { member: NATALIA, ...NATALIAS, phone: '', birthday });
    await r.must('members.edit', { member: STEFAN, ...NATALIAS, name: 'Rusu Ștefan', phone: '069123456', birthday });
    expect((await r.must('members.person', { member: STEFAN })).likely).toMatchObject([
      { id: NATALIA, why: 'birthday' },
    ]);
    await r.must('members.edit', { member: NATALIA, ...NATALIAS, phone: '', birthday: '22.11.1990' });
    expect((await r.must('members.person', { member: STEFAN })).likely).toEqual([]);
  });

  test('of the one who stands at the counter leaves them there, by the id that they go by now', async () => {
    await counter();
    await r.must('counter.code', { code: NATALIAS_CARD });
    await r.must('counter.amount', { amount: '10', vat: VAT_20 });
    await merge();
    expect(r.view().counter).toMatchObject({ member: { id: STEFAN, balance: 540, foundBy: 'card' }, lines: [{}] });
    r.restart();
    await r.must('staff.signIn', ANA);
    expect(r.view().counter.member).toMatchObject({ id: STEFAN, balance: 540 });
  });

  test('of three in a chain and a ring is one person, whichever is taken back', async () => {
    await counter();
    const third = { ...NATALIAS, phone: '', card: FREE_CARD, consent: true, samePhone: false };
    await r.must('members.enrol', third);
    const id = r.view().counter.member?.id ?? expect.fail('enrolled');
    await r.must('members.merge', { member: id, other: NATALIA, ...MARIA });
    await merge();
    await r.must('counter.code', { code: FREE_CARD });
    expect(r.view().counter.member).toMatchObject({ id: STEFAN, balance: 540, persons: 3 });
    const { merges } = await r.must('members.person', { member: STEFAN });
    expect(merges).toHaveLength(2);
    await r.must('members.unmerge', {
      member: STEFAN,
      merges: [...(merges.find((one) => one.alias.id === id)?.merges ?? [])],
      ...MARIA,
    });
    r.clock.now += 2000;
    await r.must('counter.code', { code: FREE_CARD });
    expect(r.view().counter.member).toMatchObject({ id, balance: 0, persons: 1 });
  });
});

const NATALIAS = {
  name: 'Штефан Русу',
  callName: '',
  phone: '069123456',
  language: 'ro',
  birthday: '',
  marketing: false,
} as const;

describe('an edit', () => {
  test.each([
    { folds: true },
    { folds: false },
  ])('changes what differs, and says when and over what: %o', async (options) => {
    await counter(options);
    r.tell([{ ...member(NATALIA, 'Штефан Русу', '+37369123456', 40), ...counted(), edited: r.clock.now + 500 }]);
    const seq = r.seq();
    await r.must('members.edit', { member: NATALIA, ...NATALIAS });
    expect(r.seq()).toBe(seq);
    await r.must('members.edit', { member: NATALIA, ...NATALIAS, callName: 'Шт', birthday: '1990-11-21' });
    // The till's clock is behind what it was told: the edit is after it all the same, and the next after this one.
    const first = { kind: 'edit', fields: ['callName', 'birthday'], at: r.clock.now + 501, seen: r.clock.now + 500 };
    expect(last('edit')).toMatchObject(first);
    await r.must('members.edit', { member: NATALIA, ...NATALIAS, birthday: '1990-11-21' });
    expect(last('edit')).toMatchObject({ fields: ['callName'], at: r.clock.now + 502 });
    expect(await r.must('members.person', { member: NATALIA })).toMatchObject({ callName: '', birthday: '1990-11-21' });
    expect(await r.ask('members.edit', { member: NATALIA, ...NATALIAS, name: ' ' })).toMatchObject({
      ok: false,
      refusal: { code: 'name.empty' },
    });
  });

  test('of somebody who was two members is of both where one would speak for the other', async () => {
    await counter();
    await merge();
    const { id: _, ...before } = await r.must('members.person', { member: STEFAN });
    const typed = { ...NATALIAS, name: before.name, language: before.language, member: STEFAN };
    await r.must('members.edit', { ...typed, phone: '', marketing: true });
    expect(await r.must('members.person', { member: STEFAN })).toMatchObject({ phone: null, marketing: true });
    await r.must('members.edit', { ...typed, phone: '', marketing: false });
    expect((await r.must('members.person', { member: NATALIA })).marketing).toBe(false);
  });
});
