import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readLedger } from '../../db/ledger/ledger.ts';
import { DataProblem } from '../../db/problem.ts';
import { verifyTill } from '../../db/verify.ts';
import { type Rehearsal, rehearse } from './rehearsal.ts';
import {
  ANA,
  atTheCounter,
  closeShift,
  ENROLLED,
  joined,
  MILK,
  STEFAN,
  STEFANS_CARD,
  sell,
  shopStates,
  VAT_20,
} from './rehearsed.ts';
import { refusalOf, TroubleLog } from './trouble.ts';

let r: Rehearsal;
afterEach(() => r.close());

const ALONE = { store: 'La Maria', manager: 'Maria', pin: '2580', language: 'ru' } as const;

describe('setting up', () => {
  test('with a centre: setup, sign in, open a shift, sell', async () => {
    r = rehearse();
    expect(r.view()).toMatchObject({ stage: 'setup', till: null, status: { centre: { state: 'alone' }, unsent: 0 } });
    expect(await r.ask('setup.join', { centre: 'centre.test', code: 'WRONG' })).toEqual({
      ok: false,
      refusal: { code: 'setup.codeWrong', params: {} },
    });
    r.centre.enrolled = ENROLLED;
    await r.must('setup.join', { centre: 'centre.test', code: 'RIGHT' });
    expect(r.view()).toMatchObject({ stage: 'signIn', till: { number: 7, store: '' } });
    expect(await r.must('staff.list', {})).toEqual([]);
    r.tell(await shopStates());
    expect(r.view()).toMatchObject({
      till: { number: 7, store: 'Codru Botanica', chain: 'Codru' },
      status: { centre: { state: 'connected', heardAt: r.clock.now } },
      settings: { language: 'ro', theme: 'light', sound: true, vatRates: [2000, 800] },
    });
    expect((await r.must('staff.list', {})).map((row) => [row.name, row.role])).toEqual([
      ['Ana', 'cashier'],
      ['Ion', 'installer'],
      ['Maria', 'manager'],
    ]);
    const already = { ok: false, refusal: { code: 'setup.already', params: {} } };
    expect(await r.ask('setup.join', { centre: 'centre.test', code: 'RIGHT' })).toEqual(already);
    expect(await r.ask('setup.alone', ALONE)).toEqual(already);
    expect(await r.ask('staff.signIn', { ...ANA, pin: '0000' })).toMatchObject({
      ok: false,
      refusal: { code: 'pin.wrong' },
    });
    await r.must('staff.signIn', ANA);
    expect(r.view()).toMatchObject({ stage: 'openShift', staff: { name: 'Ana', role: 'cashier' } });
    await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: [] });
    expect(r.view()).toMatchObject({ stage: 'counter', shift: { number: 1, staffName: 'Ana', sales: 0, total: 0 } });
  });

  test('alone: one record brings the shop; a member earns and spends, and nothing is missing but the chain', async () => {
    r = rehearse();
    for (const [wrong, code] of [
      [{ pin: '1234' }, 'pin.weak'],
      [{ store: ' ' }, 'name.empty'],
      [{ manager: 'x'.repeat(81) }, 'name.tooLong'],
    ] as const) {
      expect(await r.ask('setup.alone', { ...ALONE, ...wrong })).toMatchObject({ ok: false, refusal: { code } });
    }
    expect(r.seq()).toBe(0);
    await r.must('setup.alone', ALONE);
    expect(r.view()).toMatchObject({
      stage: 'signIn',
      till: { number: 1, store: 'La Maria', chain: 'La Maria' },
      status: { centre: { state: 'alone' }, unsent: 0 },
      settings: { language: 'ru' },
    });
    const [maria] = await r.must('staff.list', {});
    if (maria === undefined) throw new Error('nobody');
    await r.must('staff.signIn', { staff: maria.id, pin: ALONE.pin });
    await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: [] });
    const person = { name: 'Ion', callName: '', phone: '069111222', language: 'ro', birthday: '', card: '' } as const;
    await r.must('members.enrol', { ...person, consent: true, marketing: false, samePhone: false });
    await r.must('counter.amount', { amount: '1000', vat: VAT_20 });
    expect(await sell(r)).toMatchObject({ earned: 100, balanceAfter: 100 });
    const [ion] = await r.must('members.search', { text: 'ion' });
    if (ion === undefined) throw new Error('not found');
    await r.must('counter.member', { member: ion.id, foundBy: 'phone' });
    await r.must('counter.amount', { amount: '20', vat: VAT_20 });
    await r.must('counter.redeem', { points: '100' });
    expect(await sell(r)).toMatchObject({ spent: 100, total: 1000, balanceAfter: 1 });
    expect(r.centre.held).toEqual([]);
    expect(await r.must('members.timeline', { member: ion.id })).toMatchObject({ balance: 1, whole: true, before: 0 });
    const files = { ledgerFile: join(r.dir, 'ledger.db'), membersFile: join(r.dir, 'members.db') };
    expect(verifyTill(files)).toMatchObject({ findings: [] });
  });
});

describe('a shift', () => {
  test('asks about a clock that is behind and a day that is another, and keeps the answers', async () => {
    r = await atTheCounter();
    await closeShift(r);
    r.clock.now -= 24 * 3_600_000;
    const last = r.clock.now + 24 * 3_600_000;
    const behind = { code: 'shift.clockBehind', params: { last, now: r.clock.now } };
    const dayOff = { code: 'shift.dayOff', params: { day: '2026-11-21', today: '2026-11-20' } };
    expect(await r.must('shift.propose', { businessDay: null })).toEqual({
      businessDay: '2026-11-20',
      today: '2026-11-20',
      questions: [behind],
      number: 2,
      left: { number: 1, staffName: 'Ana', sum: 0, cash: [] },
    });
    expect(await r.must('shift.propose', { businessDay: '2026-11-21' })).toMatchObject({ questions: [behind, dayOff] });
    const seq = r.seq();
    const open = (...confirmed: string[]) => r.ask('shift.open', { businessDay: '2026-11-21', confirmed, float: [] });
    expect(await open()).toEqual({ ok: false, refusal: behind });
    expect(await open('shift.clockBehind')).toEqual({ ok: false, refusal: dayOff });
    expect(r.seq()).toBe(seq);
    expect((await open('shift.clockBehind', 'shift.dayOff')).ok).toBe(true);
    expect(r.view().shift).toMatchObject({ number: 2, businessDay: '2026-11-21' });
    expect(await open()).toEqual({ ok: false, refusal: { code: 'shift.alreadyOpen', params: {} } });
  });

  test('closes only over an empty basket', async () => {
    r = await atTheCounter();
    await r.must('counter.code', { code: MILK });
    const counted = { cash: [], slips: { card: null, other: null } };
    expect(await r.ask('shift.count', counted)).toEqual({
      ok: false,
      refusal: { code: 'shift.basketOpen', params: {} },
    });
    await sell(r);
    await closeShift(r);
    expect(r.view()).toMatchObject({ stage: 'openShift', shift: null });
    expect(await r.ask('shift.close', {})).toEqual({ ok: false, refusal: { code: 'shift.notOpen', params: {} } });
    expect(await r.ask('counter.code', { code: MILK })).toEqual({
      ok: false,
      refusal: { code: 'sale.noShift', params: {} },
    });
  });
});

describe('settings', () => {
  test('are kept over a restart; the scanner’s port must be there', async () => {
    r = await joined();
    await r.must('settings.set', { language: 'ru', sound: false });
    const missing = join(r.dir, 'no-such-port');
    expect(await r.ask('settings.set', { scannerPort: missing })).toEqual({
      ok: false,
      refusal: { code: 'scanner.noPort', params: { path: missing } },
    });
    const there = join(r.dir, 'a-port');
    writeFileSync(there, '');
    await r.must('settings.set', { scannerPort: there });
    r.restart();
    expect(r.view().settings).toMatchObject({ language: 'ru', theme: 'light', sound: false, scannerPort: there });
    expect(r.scanner.chosen).toEqual(['auto', there, there]);
    r.till.setScannerStatus({ state: 'ready', port: there });
    expect(r.view().status.scanner).toEqual({ state: 'ready', port: there });
  });
});

describe('when something breaks', () => {
  test('a second till on the same data is refused with a sentence, and harms nothing', async () => {
    r = await atTheCounter();
    await r.must('counter.code', { code: MILK });
    const first = r.till;
    expect(() => rehearse({ dir: r.dir })).toThrow(DataProblem);
    expect(first.view().counter.lines.length).toBe(1);
  });

  test('a damaged members.db is put aside and comes again; a damaged ledger.db is a sentence, and stays as it is', async () => {
    r = await atTheCounter();
    await r.must('counter.code', { code: STEFANS_CARD });
    await r.must('counter.code', { code: MILK });
    await sell(r);
    r.restart(() => writeFileSync(join(r.dir, 'members.db'), 'this is no database'.repeat(100)));
    expect(r.view()).toMatchObject({ stage: 'signIn', till: { number: 7, store: '' } });
    r.tell(await shopStates());
    await r.must('staff.signIn', ANA);
    expect(await r.must('members.timeline', { member: STEFAN })).toMatchObject({ balance: 502 });
    expect(existsSync(join(r.dir, 'members.db.damaged'))).toBe(true);

    const damaged = 'this is no ledger'.repeat(100);
    const ledger = join(r.dir, 'ledger.db');
    expect(() => r.restart(() => writeFileSync(ledger, damaged))).toThrow(
      /ledger\.db is damaged and was left untouched/,
    );
    expect(readFileSync(ledger, 'utf8')).toBe(damaged);
  });

  test.each([
    ['with its file put aside and its log not', true],
    ['with its file gone altogether', false],
  ])('a members.db whose putting aside was cut off, %s, is put aside all the same', async (_, keepsAside) => {
    r = await atTheCounter();
    r.restart(() => {
      const file = join(r.dir, 'members.db');
      if (keepsAside) renameSync(file, `${file}.damaged`);
      else rmSync(file);
      writeFileSync(`${file}-wal`, 'a log whose file is gone'.repeat(100));
    });
    r.tell(await shopStates());
    await r.must('staff.signIn', ANA);
    await r.must('counter.code', { code: MILK });
    expect(await sell(r)).toMatchObject({ kind: 'sale' });
  });

  test('an error inside is a refusal, is logged, and leaves the counter as it was', async () => {
    r = await atTheCounter();
    await r.must('counter.code', { code: STEFANS_CARD });
    r.centre.history = () => Promise.reject(new Error('the link broke its promise'));
    const outcome = await r.ask('members.timeline', { member: STEFAN });
    expect(outcome).toEqual({
      ok: false,
      refusal: { code: 'till.broken', params: { detail: 'Error: the link broke its promise' } },
    });
    expect(readFileSync(join(r.dir, 'log', 'till.log'), 'utf8')).toContain('members.timeline: Error: the link broke');
    expect(r.view().counter.member?.id).toBe(STEFAN);
  });

  test('what the cashier is told: a full disk and a held one by name, the rest with its detail', () => {
    const of = (kind: DataProblem['kind']) => refusalOf(new DataProblem(kind, 'ledger.db')).code;
    expect([of('diskFull'), of('busy'), of('corrupt'), of('future')]).toEqual([
      'disk.full',
      'disk.busy',
      'till.broken',
      'till.broken',
    ]);
    expect(refusalOf('just a text')).toEqual({ code: 'till.broken', params: { detail: 'just a text' } });
  });

  test('the log never grows beyond two files', () => {
    r = rehearse();
    const log = new TroubleLog(r.dir, () => 0);
    const error = new Error('x');
    error.stack = 'x'.repeat(300_000);
    for (let i = 0; i < 6; i++) log.write('test', error);
    const size = (name: string) => readFileSync(join(r.dir, 'log', name)).length;
    expect(size('till.log') + size('till.1.log')).toBeLessThan(1_600_000);
    expect(existsSync(join(r.dir, 'log', 'till.2.log'))).toBe(false);
  });
});

describe('the centre', () => {
  test('what it does not have yet is counted, and how old its word is stands in the view', async () => {
    r = await atTheCounter();
    const ledger = readLedger(join(r.dir, 'ledger.db'));
    const head = ledger.head();
    ledger.close();
    if (head === null) throw new Error('not set up');
    expect(r.view().status.unsent).toBe(2);
    r.report({ state: 'connected', heardAt: 5, acked: { incarnation: head.incarnation, seq: 1 } });
    expect(r.view().status).toMatchObject({ unsent: 1, centre: { state: 'connected', heardAt: 5 } });
    r.report({ state: 'syncing', loaded: 3000 });
    expect(r.view().status.centre).toMatchObject({ state: 'syncing', heardAt: 5, loaded: 3000 });
    const snapshot = { phase: 'download', bytes: 7, of: 9, leftMs: 100, cut: false } as const;
    r.report({ state: 'syncing', loaded: null, snapshot });
    expect(r.view().status.centre).toMatchObject({ state: 'syncing', heardAt: 5, loaded: null, snapshot });
  });

  test('a fork raises an alarm and begins a new life that appends again, with the same ids, what was not common', async () => {
    r = await atTheCounter();
    const before = readLedger(join(r.dir, 'ledger.db'));
    const old = before.head();
    before.close();
    if (old === null) throw new Error('not set up');
    await r.must('counter.code', { code: STEFANS_CARD });
    await r.must('counter.code', { code: MILK });
    const sale = await sell(r);
    r.report({ acked: { incarnation: old.incarnation, seq: 2 } });
    r.report({ acked: { incarnation: old.incarnation, seq: 2 }, fork: { seq: 3, expectedPrevHash: 'f'.repeat(64) } });
    expect(r.view().status.centre.state).toBe('alarm');
    const after = readLedger(join(r.dir, 'ledger.db'));
    expect(after.head()?.incarnation).not.toBe(old.incarnation);
    expect([after.ordinal(), after.has(sale.id), after.receipt({ id: sale.id })?.record.seq]).toEqual([2, true, 2]);
    after.close();
    // The worker says it in each report: that is no second fork. The next sale's number says the new life.
    r.report({ fork: { seq: 3, expectedPrevHash: 'f'.repeat(64) } });
    await r.must('counter.code', { code: MILK });
    expect((await sell(r)).number).toMatch(/^R000702/);
    expect((await r.must('members.timeline', { member: STEFAN })).balance).toBe(500 + sale.earned);
  });
});
