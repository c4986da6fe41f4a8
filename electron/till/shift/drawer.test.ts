import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StaffState } from '../../../contract/sync/states.ts';
import { openLedger, readLedger } from '../../../db/ledger/ledger.ts';
import { verifyTill } from '../../../db/verify.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { recordId, staffId, uuid7 } from '../../../domain/identity/ids.ts';
import type { RecordBody, ShiftClosed, ShiftOpened } from '../../../domain/record/record.ts';
import { cashSum } from '../../../domain/shift/cash.ts';
import { makePin } from '../../staff/pin.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { ANA, BREAD, joined, MARIA, MILK, type Somebody, STEFANS_CARD, STORE, sell, VAT_20 } from '../rehearsed.ts';

const idOf = (n: number): string => uuid7(1_700_000_000_000 + n, new Uint8Array(10));
const VERA: Somebody = { staff: staffId(idOf(71)), pin: '4680' };
const LIDIA: Somebody = { staff: staffId(idOf(72)), pin: '7913' };
const AUDITOR: Somebody = { staff: staffId(idOf(73)), pin: '8024' };
const DAY = '2026-11-21';
const NO_SLIPS = { card: null, other: null };
type Row = { kind: 'note' | 'coin'; value: number; pieces: number };
const notes = (lei: number, pieces: number): Row => ({ kind: 'note', value: lei * 100, pieces });
const coins = (inBani: number, pieces: number): Row => ({ kind: 'coin', value: inBani, pieces });
/** 300 lei. */
const FLOAT = [notes(100, 2), notes(50, 2)];

let r: Rehearsal;
beforeEach(async () => {
  r = await joined();
  const one = async ({ staff: id, pin }: Somebody, name: string, role: StaffState['role']): Promise<StaffState> => ({
    kind: 'staff',
    id,
    store: STORE,
    name,
    role,
    language: 'ro',
    pin: await makePin(pin, new Uint8Array(16), 1024),
    active: true,
  });
  r.tell([
    await one(VERA, 'Vera', 'cashier'),
    await one(LIDIA, 'Lidia', 'shiftLeader'),
    await one(AUDITOR, 'Olga', 'auditor'),
  ]);
});
afterEach(() => r.close());

async function asWho(who: Somebody): Promise<void> {
  await r.must('staff.signOut', {});
  await r.must('staff.signIn', who);
}
const open = (float: 'left' | Row[] = FLOAT) => r.ask('shift.open', { businessDay: DAY, confirmed: [], float });
const count = (cash: Row[], slips: { card: string | null; other: string | null } = NO_SLIPS) =>
  r.ask('shift.count', { cash, slips });

/** What the till has written, in order. */
function log(): { readonly record: RecordBody; readonly body: string; readonly text: string | null }[] {
  const ledger = readLedger(join(r.dir, 'ledger.db'));
  const all = ledger.liveAfter(null, 1000).map(({ body, beside }) => ({
    record: JSON.parse(body) as RecordBody, // Bytes that this very test made the till write.
    body,
    text: beside?.text ?? null,
  }));
  ledger.close();
  return all;
}
const findings = () =>
  verifyTill({ ledgerFile: join(r.dir, 'ledger.db'), membersFile: join(r.dir, 'members.db') }).findings;

/** Milk (21,50), bread (9,95) and 20 lei too much; a gift card for 100 lei in cash; 50 lei for change; 120 lei to the safe. */
async function morning(): Promise<void> {
  await r.must('counter.code', { code: STEFANS_CARD });
  await r.must('counter.code', { code: MILK });
  await r.must('counter.tenders', { tenders: [{ kind: 'cash', amount: 5000 }] });
  await sell(r);
  await r.must('counter.code', { code: BREAD });
  await r.must('counter.tenders', { tenders: [{ kind: 'card', amount: 995 }] });
  await sell(r);
  await r.must('giftCards.issue', { code: 'GIFT-0001', amount: '100', tender: 'cash' });
  await r.must('shift.cash', { direction: 'in', why: 'change', money: [coins(50, 100)], note: '' });
  await r.must('shift.cash', { direction: 'out', why: 'safe', money: '120', note: 'plicul nr. 4' });
}
/** 300 + 21,50 + 100 + 50 − 120. */
const EXPECTED = 35_150;

describe('a drawer counted blind', () => {
  test('what it should hold is told when the count is committed, and not a moment before', async () => {
    await r.must('staff.signIn', ANA);
    expect(await open()).toMatchObject({ ok: true });
    await morning();
    const blind = await r.must('shift.x', {});
    expect(blind.figures).toMatchObject({
      drawer: null,
      giftCards: null,
      counts: { sales: 2, withMember: 1 },
      total: 3145,
    });
    expect(r.view().shift).toMatchObject({ phase: 'open', turns: 0, float: 30_000, count: null });
    await r.must('shift.countDraft', { count: { cash: [notes(100, 3)], slips: NO_SLIPS } });
    expect(JSON.stringify([r.view(), await r.must('shift.x', {})])).not.toContain(String(EXPECTED));
    // 50 lei are missing; the bank's slip agrees.
    const counted = await count([notes(200, 1), notes(100, 1), coins(50, 3)], { ...NO_SLIPS, card: '9,95' });
    expect(counted).toEqual({
      ok: true,
      value: {
        turn: 1,
        cash: 30_150,
        expected: EXPECTED,
        variance: -5000,
        others: [{ kind: 'card', counted: 995, expected: 995, variance: 0 }],
      },
    });
    expect(r.view().shift).toMatchObject({ phase: 'counted', turns: 1, draft: null, count: { variance: -5000 } });
    expect((await r.must('shift.x', {})).figures.drawer?.expected).toBe(EXPECTED);
    expect(findings()).toEqual([]);
  });

  test('a leader, a manager and an auditor see the drawer at any time', async () => {
    await r.must('staff.signIn', ANA);
    await open();
    await morning();
    for (const who of [LIDIA, MARIA, AUDITOR]) {
      await asWho(who);
      expect((await r.must('shift.x', {})).figures.drawer?.expected).toBe(EXPECTED);
    }
  });

  test('counted, the shift sells no more; counting again takes a manager and a reason, in one transaction', async () => {
    await r.must('staff.signIn', ANA);
    await open();
    await r.must('counter.code', { code: MILK });
    expect(await count([])).toMatchObject({ ok: false, refusal: { code: 'shift.basketOpen' } });
    await sell(r);
    expect(await r.ask('shift.close', {})).toMatchObject({ ok: false, refusal: { code: 'shift.notCounted' } });
    expect(await count([notes(100, 3)])).toMatchObject({ ok: true, value: { variance: -2150 } });
    const seq = r.seq();
    const counted = { ok: false, refusal: { code: 'shift.counted', params: {} } };
    expect(await r.ask('counter.code', { code: MILK })).toEqual(counted);
    expect(await count([notes(100, 4)])).toEqual(counted);
    const again = { cash: [notes(100, 3), coins(50, 43)], slips: NO_SLIPS, reason: 'Moneda era sub tavă' };
    const refusalOf = async (over: object): Promise<string> => {
      const outcome = await r.ask('shift.recount', { ...again, ...MARIA, ...over });
      return outcome.ok ? 'done' : outcome.refusal.code;
    };
    expect(await refusalOf(ANA)).toBe('role.refused');
    expect(await refusalOf(LIDIA)).toBe('role.refused');
    expect(await refusalOf({ pin: '0000' })).toBe('pin.wrong');
    expect(await refusalOf({ reason: ' ' })).toBe('reason.needed');
    expect(r.seq()).toBe(seq);
    expect(await r.must('shift.recount', { ...again, ...MARIA })).toMatchObject({ turn: 2, variance: 0 });
    const [pin, second] = log().slice(-2);
    expect(pin?.record).toMatchObject({ kind: 'pinUsed', by: MARIA.staff, action: 'recount', reason: 'said' });
    expect(pin?.text).toBe(JSON.stringify({ reason: again.reason }));
    expect(pin?.body).not.toContain('tavă');
    expect(second?.record).toMatchObject({ kind: 'count', turn: 2, staff: ANA.staff });
    const z = await r.must('shift.close', {});
    expect(z.figures.drawer.counted.map(({ variance }) => variance)).toEqual([-2150, 0]);
  });

  test('what waits behind a confirmation finds the shift counted', async () => {
    await r.must('staff.signIn', ANA);
    await open();
    let answer = (): void => undefined;
    r.centre.hold = () =>
      new Promise((resolve) => {
        answer = () => resolve({ granted: true, available: 1000 } as Awaited<ReturnType<typeof r.centre.hold>>);
      });
    await r.must('counter.code', { code: STEFANS_CARD });
    await r.must('counter.amount', { amount: '100', vat: VAT_20 });
    await r.must('counter.redeem', { points: '100' });
    const sold = r.ask('counter.confirm', { total: r.view().counter.figures.total, fiscalNumber: null });
    const counted = count([notes(100, 3)]);
    const late = r.ask('counter.code', { code: MILK });
    answer();
    expect([(await sold).ok, (await counted).ok, await late]).toEqual([
      true,
      true,
      { ok: false, refusal: { code: 'shift.counted', params: {} } },
    ]);
    expect((await r.must('shift.close', {})).figures.counts.sales).toBe(1);
  });
});

describe('a Z', () => {
  test('is numbered without a gap, derived from the records, kept as printed, and the same for ever', async () => {
    await r.must('staff.signIn', ANA);
    await open();
    await morning();
    await count([notes(200, 1), notes(100, 1), notes(50, 1), coins(50, 3)]);
    const z = await r.must('shift.close', {});
    expect(z).toMatchObject({ number: 1, sales: 2, total: 3145, staffName: 'Ana', variance: 0 });
    expect(z.figures.points).toEqual([{ contra: 'earn', given: 2, taken: 0 }]);
    expect(z.printed?.wide.join('\n')).toContain('Ana');
    expect(z.printed?.narrow.every((line) => [...line].length <= 32)).toBe(true);
    const closed = log().at(-1);
    expect(closed?.record).toMatchObject({ kind: 'shiftClosed', z: { number: 1 } });
    // A name on paper is no name in the chain.
    expect(closed?.body).not.toContain('Ana');
    const [first] = z.figures.ranges;
    expect(first?.hash).toBe(closed?.record.prevHash);
    // Another language, another hour, another process: the same lines.
    await r.must('settings.set', { language: 'ru' });
    r.restart();
    await r.must('staff.signIn', ANA);
    r.clock.now += 86_400_000;
    expect(await r.must('shift.z', { number: 1 })).toEqual(z);
    await r.must('shift.open', { businessDay: DAY, confirmed: ['shift.dayOff'], float: 'left' });
    await count([]);
    expect(await r.must('shift.close', {})).toMatchObject({ number: 2, printed: { language: 'ru' } });
    expect((await r.must('shift.zList', { before: null })).map(({ number }) => number)).toEqual([2, 1]);
    expect((await r.must('shift.zList', { before: 2 })).map(({ number }) => number)).toEqual([1]);
    expect(await r.ask('shift.z', { number: 3 })).toMatchObject({ ok: false, refusal: { code: 'z.unknown' } });
    expect(findings()).toEqual([]);
  });

  test('of somebody else is not for a cashier; a leader and an auditor see all', async () => {
    for (const who of [ANA, VERA]) {
      await asWho(who);
      await open([]);
      await count([]);
      await r.must('shift.close', {});
    }
    expect((await r.must('shift.zList', { before: null })).map(({ number }) => number)).toEqual([2]);
    expect(await r.ask('shift.z', { number: 1 })).toMatchObject({ ok: false, refusal: { code: 'z.unknown' } });
    for (const who of [LIDIA, AUDITOR]) {
      await asWho(who);
      expect((await r.must('shift.zList', { before: null })).map(({ number }) => number)).toEqual([2, 1]);
      expect(await r.must('shift.z', { number: 1 })).toMatchObject({ staffName: 'Ana' });
    }
  });

  test('of a shift that somebody else opened is for the cashier who closed it', async () => {
    await r.must('staff.signIn', ANA);
    await open([]);
    await asWho(VERA);
    await count([]);
    const z = await r.must('shift.close', {});
    expect(await r.must('shift.z', { number: 1 })).toEqual(z);
    expect((await r.must('shift.zList', { before: null })).map(({ number }) => number)).toEqual([1]);
    await asWho(ANA);
    expect(await r.must('shift.z', { number: 1 })).toEqual(z);
  });

  test('of a version that made none is derived now; a shift open meanwhile closes the new way', async () => {
    await r.must('staff.signIn', ANA);
    await open();
    await r.must('counter.code', { code: MILK });
    await sell(r);
    let n = 0;
    const asBefore = (content: ShiftClosed | ShiftOpened): void => {
      const ledger = openLedger(join(r.dir, 'ledger.db'));
      const head = log().at(-1)?.record;
      ledger.append({
        ...content,
        id: recordId(idOf(900 + ++n)),
        shift: head?.shift ?? null,
        businessDay: head?.businessDay ?? null,
        staff: ANA.staff,
        programmeVersion: 3,
        reverses: null,
        occurredAt: r.clock.now,
      });
      ledger.close();
    };
    r.restart(() => {
      asBefore({ kind: 'shiftClosed', sales: 1, total: bani(2150), entries: [] });
      asBefore({ kind: 'shiftOpened', confirmed: [], entries: [] });
    });
    await r.must('staff.signIn', ANA);
    expect(r.view().shift).toMatchObject({ number: 2, phase: 'open', float: null });
    expect(await r.must('shift.z', { number: 1 })).toMatchObject({
      number: 1,
      variance: null,
      printed: null,
      figures: { sold: { total: 2150 }, drawer: { float: 30_000, expected: 32_150 } },
    });
    await r.must('counter.code', { code: BREAD });
    await sell(r);
    expect(await count([])).toMatchObject({ value: { expected: 995, variance: -995 } });
    expect(await r.must('shift.close', {})).toMatchObject({ number: 2, figures: { drawer: { float: null } } });
    expect(findings()).toEqual([]);
  });
});

describe('handing over', () => {
  test('the next cashier accepts what was left with one key, or counts anew: then the difference is nobody’s and is said', async () => {
    await r.must('staff.signIn', ANA);
    expect(await r.must('shift.propose', { businessDay: null })).toMatchObject({ left: null });
    expect(await open('left')).toMatchObject({ ok: false, refusal: { code: 'shift.floatNeeded' } });
    await open([]);
    await count(FLOAT);
    await r.must('shift.close', {});
    await asWho(VERA);
    const { left } = await r.must('shift.propose', { businessDay: null });
    expect(left).toMatchObject({ number: 1, staffName: 'Ana', sum: 30_000 });
    expect(cashSum(left?.cash ?? [])).toBe(30_000);
    await open('left');
    expect(log().at(-1)?.record).toMatchObject({ float: FLOAT, takenOver: { left: 30_000 } });
    await count(FLOAT);
    const taken = await r.must('shift.close', {});
    expect(taken.figures.drawer).toMatchObject({ float: 30_000, left: 30_000, expected: 30_000 });
    await asWho(ANA);
    await open([notes(100, 2)]);
    await count([notes(100, 2)]);
    const { figures, printed } = await r.must('shift.close', {});
    expect(figures.drawer).toMatchObject({ float: 20_000, left: 30_000, expected: 20_000, counted: [{ variance: 0 }] });
    expect(printed?.narrow.join('\n')).toContain('−100,00');
  });

  test('money to the safe after the count: by pieces the next still opens with one key, by amount it must be counted', async () => {
    await r.must('staff.signIn', ANA);
    await open([]);
    await count(FLOAT);
    const toSafe = (money: string | Row[]) => r.ask('shift.cash', { direction: 'out', why: 'safe', money, note: '' });
    expect(await toSafe([notes(100, 3)])).toMatchObject({ ok: false, refusal: { code: 'shift.notInDrawer' } });
    expect(await toSafe([notes(100, 2)])).toMatchObject({ ok: true });
    // What was found wrong stays as it was found.
    expect((await r.must('shift.close', {})).variance).toBe(30_000);
    expect((await r.must('shift.propose', { businessDay: null })).left).toMatchObject({
      sum: 10_000,
      cash: [notes(50, 2)],
    });
    await open('left');
    await count([notes(50, 2)]);
    await toSafe('60');
    await r.must('shift.close', {});
    expect((await r.must('shift.propose', { businessDay: null })).left).toMatchObject({ sum: 4000, cash: null });
    expect(await open('left')).toMatchObject({ ok: false, refusal: { code: 'shift.floatNeeded' } });
  });

  test('cash for another reason says which, and nothing is moved that is nothing', async () => {
    await r.must('staff.signIn', ANA);
    await open();
    const refusalOf = async (over: object): Promise<string> => {
      const outcome = await r.ask('shift.cash', { direction: 'out', why: 'other', money: '10', note: 'x', ...over });
      return outcome.ok ? 'done' : outcome.refusal.code;
    };
    expect(await refusalOf({ note: ' ' })).toBe('reason.needed');
    expect(await refusalOf({ money: '0' })).toBe('amount.notPositive');
    expect(await refusalOf({ money: [] })).toBe('amount.notPositive');
    expect(await refusalOf({ money: 'abc' })).toBe('amount.notANumber');
    expect(await refusalOf({ money: [{ kind: 'coin', value: 7, pieces: 1 }] })).toBe('request.invalid');
    expect(await refusalOf({ note: 'Cutii de la furnizorul Rusu' })).toBe('done');
    expect(log().at(-1)?.body).not.toContain('Rusu');
  });
});

test('a till that dies after any step goes on where it was, and nothing happens twice', async () => {
  const died = async (): Promise<void> => {
    r.restart();
    await r.must('staff.signIn', ANA);
  };
  await r.must('staff.signIn', ANA);
  await open();
  await died();
  expect(r.view()).toMatchObject({ stage: 'counter', shift: { phase: 'open', float: 30_000 } });
  expect(await open()).toMatchObject({ ok: false, refusal: { code: 'shift.alreadyOpen' } });
  await r.must('shift.cash', { direction: 'in', why: 'change', money: '50', note: '' });
  await died();
  const draft = { cash: [notes(100, 2)], slips: { card: '12', other: null } };
  await r.must('shift.countDraft', { count: draft });
  await died();
  expect(r.view().shift).toMatchObject({ phase: 'counting', draft });
  // A buyer comes: the count waits.
  await r.must('counter.code', { code: MILK });
  await sell(r);
  await r.must('shift.countDraft', { count: null });
  expect(r.view().shift).toMatchObject({ phase: 'open', draft: null });
  await r.must('shift.countDraft', { count: draft });
  expect(await count([notes(100, 3)])).toMatchObject({ ok: true, value: { expected: 37_150 } });
  await died();
  expect(r.view().shift).toMatchObject({ phase: 'counted', draft: null, count: { variance: -7150 } });
  await r.must('shift.countDraft', { count: draft });
  await died();
  expect(r.view().shift).toMatchObject({ phase: 'recounting', draft, count: { turn: 1 } });
  await r.must('shift.recount', { ...draft, cash: [notes(200, 2)], ...MARIA, reason: 'greșit' });
  await died();
  expect(r.view().shift).toMatchObject({ phase: 'counted', turns: 2, draft: null, count: { variance: 2850 } });
  const z = await r.must('shift.close', {});
  await died();
  expect(r.view()).toMatchObject({ stage: 'openShift', shift: null });
  expect(await r.ask('shift.close', {})).toMatchObject({ ok: false, refusal: { code: 'shift.notOpen' } });
  expect(await r.must('shift.z', { number: 1 })).toEqual(z);
  const kinds = log().map(({ record }) => record.kind);
  expect(kinds.slice(1)).toEqual([...['shiftOpened', 'cashMoved', 'sale', 'count', 'pinUsed', 'count', 'shiftClosed']]);
  expect(findings()).toEqual([]);
});
