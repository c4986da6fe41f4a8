import { afterEach, describe, expect, test } from 'vitest';
import type { AlarmState, State } from '../../../contract/sync/states.ts';
import { readLedger } from '../../../db/ledger/ledger.ts';
import { alarmId } from '../../../domain/alarm/alarm.ts';
import { recordId, storeId, tillId, uuid7 } from '../../../domain/identity/ids.ts';
import { MORNING, type Rehearsal } from '../rehearsal.ts';
import { ANA, atTheCounter, joined, MARIA, STEFAN, STORE, TILL } from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

const uuid = (n: number): string => uuid7(1_700_000_000_000, new Uint8Array(10).fill(n % 200));
const ALARM = alarmId('0123456789abcdef'.repeat(2));

function overdraft(of: Partial<AlarmState> = {}): AlarmState {
  return {
    kind: 'alarm',
    id: ALARM,
    of: 'overdraft',
    raisedAt: MORNING - 60_000,
    till: { id: TILL, number: 7, store: STORE },
    detail: { member: STEFAN, record: uuid(31), other: uuid(32), spent: 200, before: 40, owed: 160 },
    records: [
      {
        id: recordId(uuid(31)),
        as: 'record',
        is: 'sale',
        number: 'R0007010000051',
        till: 7,
        store: STORE,
        at: MORNING,
      },
    ],
    settled: null,
    ...of,
  };
}
const open = { settled: false, kind: null, after: null } as const;
const list = (asked: { settled: boolean; kind: string | null } = open) =>
  r.must('alarms.list', { ...asked, after: null });
const numbered = (n: number, of: string, more: Partial<AlarmState> = {}): AlarmState =>
  overdraft({ id: alarmId(n.toString(16).padStart(32, '0')), of, raisedAt: MORNING + n, ...more });

describe('what waits for the manager', () => {
  test('is counted for a manager and for nobody else, with names that only this till knows', async () => {
    r = await joined();
    r.tell([overdraft()]);
    expect(r.view().status.alarms).toBeNull();
    await r.must('staff.signIn', ANA);
    expect(r.view().status.alarms).toBeNull();
    expect(await r.ask('alarms.list', open)).toMatchObject({ ok: false, refusal: { code: 'role.refused' } });
    await r.must('staff.signIn', MARIA);
    // No shift is open, and none is needed.
    expect(r.view()).toMatchObject({ stage: 'openShift', status: { alarms: 1 } });
    const { rows, kinds } = await list();
    expect(kinds).toEqual([{ kind: 'overdraft', count: 1 }]);
    expect(rows).toMatchObject([
      {
        id: ALARM,
        kind: 'overdraft',
        till: 7,
        store: null,
        members: [{ id: STEFAN, name: 'Ștefan Rusu' }],
        records: [{ number: 'R0007010000051', till: 7, store: null }],
        settled: null,
      },
    ]);
  });

  test('comes a page at a time, newest first, of one kind where one is asked for: ten thousand are no trouble', async () => {
    r = await joined();
    const many: State[] = Array.from({ length: 10_000 }, (_, n) => numbered(n, n % 100 === 0 ? 'fork' : 'unreadable'));
    r.tell(many);
    await r.must('staff.signIn', MARIA);
    expect(r.view().status.alarms).toBe(10_000);
    const seen = new Set<string>();
    let after: { at: number; id: string } | null = null;
    let last = Number.POSITIVE_INFINITY;
    for (let page = 0; page < 2; page++) {
      const found: Awaited<ReturnType<typeof list>> = await r.must('alarms.list', {
        settled: false,
        kind: 'fork',
        after,
      });
      expect(found.rows.every(({ kind, at }) => kind === 'fork' && at < last)).toBe(true);
      last = found.rows.at(-1)?.at ?? 0;
      for (const { id } of found.rows) seen.add(id);
      after = found.next;
    }
    expect([seen.size, after]).toEqual([100, null]);
    expect((await list()).kinds).toEqual([
      { kind: 'unreadable', count: 9_900 },
      { kind: 'fork', count: 100 },
    ]);
  });

  test('of a kind from the future is shown as such, and a member merged or erased has no name', async () => {
    r = await joined();
    const other = { id: tillId(uuid(41)), number: 3, store: storeId(uuid(42)) };
    r.tell([
      { kind: 'store', id: storeId(uuid(42)), name: 'Codru Centru', address: '' },
      numbered(1, 'stampsFromTheMoon', { records: [], till: other }),
      numbered(2, 'bonusTwice', { detail: { member: uuid(50) } }),
    ]);
    await r.must('staff.signIn', MARIA);
    expect((await list()).rows).toMatchObject([
      { kind: 'bonusTwice', members: [{ name: null }] },
      { kind: null, members: [], store: 'Codru Centru', till: 3 },
    ]);
  });
});

describe('settling', () => {
  const settle = (note = 'Am vorbit cu Ștefan', pin = MARIA.pin) => r.ask('alarms.settle', { alarm: ALARM, note, pin });
  const lastRecord = () => {
    const ledger = readLedger(`${r.dir}/ledger.db`);
    const [sealed] = ledger.recordsAfter((ledger.head()?.seq ?? 1) - 1, 1);
    ledger.close();
    return sealed;
  };

  test('is a record of the manager’s with the note beside it; offline too; it stays settled whatever the centre says meanwhile', async () => {
    r = await atTheCounter(MARIA);
    r.tell([overdraft()]);
    r.report({ state: 'offline' });
    expect(await settle()).toEqual({ ok: true, value: null });
    const sealed = lastRecord();
    expect(JSON.parse(sealed?.body ?? '')).toMatchObject({
      kind: 'alarmSettled',
      alarm: ALARM,
      of: 'overdraft',
      by: MARIA.staff,
    });
    expect(sealed?.body).not.toContain('vorbit');
    expect(sealed?.beside?.text).toContain('Am vorbit cu Ștefan');
    expect(r.view().status.alarms).toBe(0);
    expect((await list()).rows).toEqual([]);
    // The centre has not heard of it yet and tells the alarm again.
    r.tell([overdraft()]);
    expect(r.view().status.alarms).toBe(0);
    expect((await list({ settled: true, kind: null })).rows).toMatchObject([
      { id: ALARM, settled: { at: r.clock.now, name: 'Maria', note: 'Am vorbit cu Ștefan' } },
    ]);
    const seq = r.seq();
    expect(await settle()).toEqual({ ok: true, value: null });
    expect(r.seq()).toBe(seq);
  });

  test.each([
    ['a note that says nothing', ' a ', MARIA.pin, 'alarm.noteNeeded'],
    ['a wrong PIN', 'verificat', '0000', 'pin.wrong'],
  ])('%s is refused, and nothing is written', async (_, note, pin, code) => {
    r = await atTheCounter(MARIA);
    r.tell([overdraft()]);
    const seq = r.seq();
    expect(await settle(note, pin)).toMatchObject({ ok: false, refusal: { code } });
    expect([r.seq(), r.view().status.alarms]).toEqual([seq, 1]);
  });

  test('is the manager’s alone; an alarm that is not here is refused', async () => {
    r = await atTheCounter(ANA);
    r.tell([overdraft()]);
    expect(await settle('verificat', ANA.pin)).toMatchObject({ ok: false, refusal: { code: 'role.refused' } });
    await r.must('staff.signIn', MARIA);
    const alarm = alarmId('f'.repeat(32));
    expect(await r.ask('alarms.settle', { alarm, note: 'verificat', pin: MARIA.pin })).toMatchObject({
      ok: false,
      refusal: { code: 'alarm.unknown' },
    });
  });

  test('that another till did first holds, whoever it was', async () => {
    r = await atTheCounter(MARIA);
    const theirs = { record: recordId(uuid(60)), by: MARIA.staff, store: storeId(uuid(61)), at: MORNING + 5 };
    r.tell([overdraft()]);
    await settle();
    r.tell([overdraft({ settled: theirs })]);
    expect((await list({ settled: true, kind: null })).rows).toMatchObject([
      { settled: { at: theirs.at, name: null, note: null } },
    ]);
  });
});

describe('tills of the store', () => {
  const OTHER = tillId(uuid(70));
  const tills = (more: object = {}): State[] => [{ kind: 'till', id: OTHER, store: STORE, number: 2, ...more }];

  test('another one is retired with the PIN, by the centre; the word is recorded; what the centre says is shown', async () => {
    r = await atTheCounter(MARIA);
    r.tell(tills());
    expect(await r.must('tills.list', {})).toEqual([
      { id: OTHER, number: 2, here: false, retired: null },
      { id: TILL, number: 7, here: true, retired: null },
    ]);
    const seq = r.seq();
    expect(await r.ask('tills.retire', { till: OTHER, pin: MARIA.pin })).toMatchObject({
      refusal: { code: 'setup.centreUnreachable' },
    });
    expect(await r.ask('tills.retire', { till: TILL, pin: MARIA.pin })).toMatchObject({
      refusal: { code: 'till.unknown' },
    });
    expect(await r.ask('tills.retire', { till: OTHER, pin: '0000' })).toMatchObject({ refusal: { code: 'pin.wrong' } });
    expect(r.seq()).toBe(seq);
    const asked: unknown[] = [];
    r.centre.retire = (request, how) => {
      asked.push([how, request]);
      return Promise.resolve({ retired: how === 'retire', seq: 12 });
    };
    await r.must('tills.retire', { till: OTHER, pin: MARIA.pin });
    expect(asked).toEqual([['retire', { till: OTHER, staff: MARIA.staff }]]);
    expect(r.seq()).toBe(seq + 1);
    r.tell(tills({ retired: { at: MORNING, incarnation: null, seq: 12, hash: null } }));
    expect((await r.must('tills.list', {}))[0]).toMatchObject({ retired: { at: MORNING, seq: 12 } });
  });

  test('this one, retired, says so; its clock and a restored centre are shown', async () => {
    r = await joined();
    r.report({ state: 'refused', refusal: 'till.retired', clockSkewMs: -420_000 });
    expect(r.view().status.centre).toMatchObject({ state: 'retired', clockSkewMs: -420_000 });
    r.report({ state: 'refused', refusal: 'till.unknown' });
    expect(r.view().status.centre.state).toBe('refused');
    r.report({ state: 'syncing', refusal: null, restored: true });
    expect(r.view().status.centre).toMatchObject({ state: 'syncing', restored: true });
  });
});
