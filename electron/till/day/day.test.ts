import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DrawnDay } from '../../../contract/till/day.ts';
import { openLedger, readLedger } from '../../../db/ledger/ledger.ts';
import { verifyTill } from '../../../db/verify.ts';
import type { RecordBody } from '../../../domain/record/record.ts';
import { type Rehearsal, rehearse } from '../rehearsal.ts';
import { drawn as drawnNow, settled } from './testing/drawn.ts';

const PIN = '4826';
const DAY = '2026-11-21';
const NEXT = '2026-11-22';
const NO_SLIPS = { card: null, other: null };
type Row = { kind: 'note' | 'coin'; value: number; pieces: number };
const note = (lei: number, pieces: number): Row => ({ kind: 'note', value: lei * 100, pieces });
const coin = (inBani: number, pieces: number): Row => ({ kind: 'coin', value: inBani, pieces });

let r: Rehearsal;
beforeEach(async () => {
  r = rehearse();
  await r.must('setup.alone', { store: 'Alimentara', manager: 'Vera', pin: PIN, language: 'ro' });
  await signIn();
});
afterEach(() => r.close());

const refusalOf = async (asked: Promise<{ ok: boolean; refusal?: { code: string } }>): Promise<string> => {
  const outcome = await asked;
  return outcome.ok ? 'done' : (outcome.refusal?.code ?? '');
};

async function signIn(): Promise<void> {
  const [vera] = await r.must('staff.list', {});
  await r.must('staff.signIn', { staff: vera?.id ?? '', pin: PIN });
}

const seen = (): Promise<DrawnDay> => drawnNow(r);
async function drawn(day: string | null = null): Promise<DrawnDay> {
  await r.must('day.begin', { day });
  return seen();
}

const open = (float: 'left' | Row[], businessDay = DAY, confirmed: string[] = []): Promise<null> =>
  r.must('shift.open', { businessDay, confirmed, float });
async function close(cash: Row[], card: string | null = null): Promise<void> {
  await r.must('shift.count', { cash, slips: { ...NO_SLIPS, card } });
  await r.must('shift.close', {});
}
async function sell(amount: string, of: { vat?: 2000 | 800; card?: number; fiscal?: string } = {}) {
  r.clock.now += 60_000;
  await r.must('counter.amount', { amount, vat: of.vat ?? 2000 });
  if (of.card !== undefined) await r.must('counter.tenders', { tenders: [{ kind: 'card', amount: of.card }] });
  const { total } = r.view().counter.figures;
  return r.must('counter.confirm', { total, fiscalNumber: of.fiscal ?? null });
}
async function enrol(name: string, phone: string): Promise<string> {
  const person = { name, callName: '', phone, language: 'ro' as const, birthday: '', card: '' };
  await r.must('members.enrol', { ...person, consent: true, marketing: false, samePhone: true });
  const member = r.view().counter.member?.id;
  if (member === undefined) throw new Error('nobody was enrolled');
  return member;
}
function log(): RecordBody[] {
  const ledger = readLedger(join(r.dir, 'ledger.db'));
  const all = ledger.liveAfter(null, 1000).map(({ body }) => JSON.parse(body) as RecordBody); // Bytes that this test had written.
  ledger.close();
  return all;
}
const findings = () =>
  verifyTill({ ledgerFile: join(r.dir, 'ledger.db'), membersFile: join(r.dir, 'members.db') }).findings;
const states = (day: DrawnDay): string[] => day.checks.map(({ check, state }) => `${check} ${state}`);
const keysOf = (day: DrawnDay): string[] =>
  day.checks.flatMap(({ differences }) => differences.map(({ code, amount }) => `${code} ${amount?.by ?? ''}`.trim()));

/**
 * Two shifts of a day. The first: Ștefan buys for 100 lei (20 %) and 200 lei (8 %, by card), a sale of 40 lei undone, 25 lei (20 %) that
 * nobody is named for. The second: Ștefan buys for 300 lei and spends points, goods of the 25 lei come back; 50 lei are missing in the drawer.
 */
async function wholeDay(): Promise<void> {
  await open([note(100, 5)]);
  const stefan = await enrol('Ștefan Rusu', '069123456');
  await sell('100');
  await r.must('counter.member', { member: stefan, foundBy: 'phone' });
  await sell('200', { vat: 800, card: 20_000 });
  await r.must('counter.next', {});
  const undone = await sell('40');
  await r.must('receipts.void', { receipt: undone.id });
  const plain = await sell('25');
  // 500 + 100 + 25 lei.
  await close([note(100, 6), note(20, 1), note(5, 1)], '200');
  await open('left');
  await r.must('counter.member', { member: stefan, foundBy: 'phone' });
  await r.must('counter.amount', { amount: '300', vat: 2000 });
  await r.must('counter.redeem', { points: '20' });
  await r.must('counter.confirm', { total: r.view().counter.figures.total, fiscalNumber: null });
  const quote = await r.must('returns.quote', { receipt: plain.id, lines: [{ index: 0, quantity: 1000 }] });
  await r.must('returns.confirm', {
    receipt: plain.id,
    lines: [{ index: 0, quantity: 1000 }],
    tender: 'cash',
    total: quote.total,
  });
}

/** 625 + 298 − 25 lei should be there. */
const FIFTY_MISSING = [note(200, 4), note(20, 2), note(5, 1), coin(100, 3)];

describe('a shop without a centre', () => {
  test('a whole day: a register’s Z typed wrongly, explained, signed; a late fact comes with the next day', async () => {
    await wholeDay();
    await close(FIFTY_MISSING);
    const day = await drawn();
    expect(day).toMatchObject({ day: DAY, number: 1, previous: null, by: 'log' });
    expect(day.tills).toMatchObject([{ number: 1, state: 'closed', late: [], shifts: [{ z: 1 }, { z: 2 }] }]);
    expect(day.sums).toMatchObject({
      counts: { sales: 5, withMember: 3, returns: 1, voids: 1, enrolments: 1 },
      sold: { gross: 66_500, byOffers: 0, byPoints: 200, total: 66_300 },
      voided: 4000,
      returned: 2500,
      total: 59_800,
      vat: [
        { rate: 2000, total: 39_800 },
        { rate: 800, total: 20_000 },
      ],
      tenders: [
        { kind: 'cash', in: 46_300, out: 6500 },
        { kind: 'card', in: 20_000, out: 0 },
      ],
    });
    expect(day.points).toEqual({
      opening: 0,
      groups: { issued: 59, redeemed: -20, returned: 0, expired: 0, adjusted: 0 },
      closing: 39,
    });
    // Twice 625 and 848 against 898.
    expect(day.cash).toEqual({ expected: 62_500 + 89_800, counted: 62_500 + 84_800, variance: -5000 });
    expect(states(day)).toEqual(['log good', 'points good', 'money bad', 'centre good', 'looks look']);
    expect(keysOf(day)).toEqual(['cashVariance -5000', 'voids -4000', 'returns -2500', 'ownCard 39']);
    expect(Object.values(day.names.staff)).toEqual(['Vera']);

    const typed = (total: string) => ({ typed: { total, vat: [{ rate: 800, total: '200' }], tenders: [] } });
    await r.must('day.register', typed('589'));
    const wrong = await seen();
    expect(keysOf(wrong).slice(0, 2)).toEqual(['cashVariance -5000', 'registerTotal 900']);
    expect(wrong.hindrances.map(({ code }) => code)).toEqual(['explain', 'explain']);
    expect(await refusalOf(r.ask('day.sign', { seen: wrong.seen, pin: PIN }))).toBe('day.hindered');
    const [variance, total] = wrong.hindrances;
    await r.must('day.explain', { key: variance?.key ?? '', why: 'wrongChange', note: 'rest de la 100 în loc de 50' });
    expect(await refusalOf(r.ask('day.explain', { key: total?.key ?? '', why: 'other', note: ' ' }))).toBe(
      'reason.needed',
    );
    expect(await refusalOf(r.ask('day.explain', { key: 'nothing', why: 'seen', note: '' }))).toBe(
      'day.differenceUnknown',
    );
    await r.must('day.explain', { key: total?.key ?? '', why: 'typedWrong', note: '' });
    const ready = await seen();
    expect(ready.hindrances).toEqual([]);
    const seq = r.seq();
    expect(await refusalOf(r.ask('day.sign', { seen: wrong.seen, pin: PIN }))).toBe('day.changed');
    expect(await refusalOf(r.ask('day.sign', { seen: ready.seen, pin: '1111' }))).toBe('pin.wrong');
    expect(r.seq()).toBe(seq);
    const signed = await r.must('day.sign', { seen: ready.seen, pin: PIN });
    expect(signed).toMatchObject({
      number: 1,
      day: DAY,
      signedByName: 'Vera',
      till: 1,
      sales: 5,
      withMember: 3,
      total: 59_800,
      variance: -5000,
      opening: 0,
      closing: 39,
      differences: 2,
      explained: 2,
      without: 0,
      storeName: 'Alimentara',
      notes: { [variance?.key ?? '']: 'rest de la 100 în loc de 50' },
    });
    const [pin, record] = log().slice(-2);
    expect([pin?.seq, record?.seq]).toEqual([seq + 1, seq + 2]);
    expect(pin).toMatchObject({ kind: 'pinUsed', action: 'closeDay', reason: 'signed' });
    expect(record).toMatchObject({ kind: 'dayClosed', sums: day.sums, cash: day.cash, checks: { length: 5 } });
    expect(JSON.stringify(record)).not.toContain('rest de la');
    const { now, last, right, ...ahead } = await r.must('day.state', {});
    expect([now, last?.seal, right]).toEqual([{ at: 'nothing' }, signed.seal, { here: true, till: 1, others: [] }]);
    // Today is signed: what comes next comes tomorrow.
    expect(ahead).toEqual({ from: NEXT, proposed: null });
    expect(await refusalOf(r.ask('day.begin', { day: null }))).toBe('day.closedAlready');
    expect(await r.must('day.list', { before: null })).toHaveLength(1);
    expect(await r.must('day.look', { number: 1 })).toEqual(signed);
    expect(await refusalOf(r.ask('day.look', { number: 2 }))).toBe('day.unknown');
    const file = await r.must('day.file', { number: 1, as: 'csv' });
    expect(file.name).toBe(`loial-${DAY}-nr1.csv`);
    const text = Buffer.from(file.base64, 'base64').toString('utf8');
    for (const part of ['Total;598,00', 'Numerar: diferență;-50,00', signed.seal, 'rest de la 100 în loc de 50']) {
      expect(text).toContain(part);
    }
    expect(await refusalOf(r.ask('day.file', { number: 2, as: 'pdf' }))).toBe('day.unknown');
    expect(await refusalOf(r.ask('day.begin', { day: DAY }))).toBe('day.closedAlready');
    expect(await refusalOf(r.ask('day.begin', { day: NEXT }))).toBe('day.future');

    // The next day: first somebody rings up what belongs to the day that is signed.
    r.clock.now += 86_400_000;
    await open('left', DAY, ['shift.dayOff']);
    await sell('10');
    await close([note(200, 4), note(50, 1), coin(100, 8)]);
    await open('left', NEXT);
    await sell('50');
    await close([note(200, 4), note(50, 2), coin(100, 8)]);
    expect(await r.must('day.state', {})).toMatchObject({ from: NEXT, proposed: NEXT });
    const next = await drawn();
    expect(next).toMatchObject({ day: NEXT, number: 2, previous: { number: 1, seal: signed.seal, closing: 39 } });
    expect(next.sums).toMatchObject({ total: 5000, counts: { sales: 1 } });
    expect(next.tills[0]?.late).toMatchObject([
      { day: DAY, closed: true, sums: { total: 1000, counts: { sales: 1 } } },
    ]);
    expect(next.points).toMatchObject({ opening: 39, closing: 39 });
    expect(next.tills[0]?.ranges[0]?.first).toBe((signed.closed.tills[0]?.ranges[0]?.last ?? 0) + 1);
    expect(states(next).slice(0, 4)).toEqual(['log good', 'points good', 'money undone', 'centre good']);
    expect(next.register).toMatchObject({ typed: null });
    const second = await r.must('day.sign', { seen: next.seen, pin: PIN });
    expect(second.closed.previous).toEqual({ day: DAY, number: 1, record: record?.id, seal: signed.seal, closing: 39 });
    // What was signed stays as it was.
    expect(await r.must('day.look', { number: 1 })).toEqual(signed);
    expect(findings()).toEqual([]);
  });

  test('what was said stands after a restart, and the close is drawn up again by itself', async () => {
    await wholeDay();
    await close(FIFTY_MISSING);
    const day = await drawn();
    const [variance] = day.hindrances;
    await r.must('day.explain', { key: variance?.key ?? '', why: 'miscounted', note: 'numărat de două ori' });
    await r.must('day.register', { typed: { total: '598', vat: [], tenders: [] } });
    r.restart();
    await signIn();
    const again = await seen();
    expect(again.hindrances).toEqual([]);
    expect(again.checks[2]?.differences[0]?.explained).toEqual({
      why: 'miscounted',
      note: 'numărat de două ori',
      mended: null,
    });
    expect(again.register).toMatchObject({ typed: { total: '598' }, read: { total: 59_800 } });
    expect({ ...again, asOf: 0, seen: '' }).toEqual({ ...(await drawn()), asOf: 0, seen: '' });
    // A slip of the hand in the register's Z is kept, and nothing is signed until somebody has looked at it.
    await r.must('day.register', { typed: { total: '59,8,0', vat: [], tenders: [] } });
    const slipped = await seen();
    expect([slipped.register.read, slipped.hindrances]).toEqual([null, [{ code: 'register', key: '' }]]);
    expect(await refusalOf(r.ask('day.sign', { seen: slipped.seen, pin: PIN }))).toBe('day.hindered');
    await r.must('day.register', { typed: { total: '598', vat: [], tenders: [] } });
    await r.must('day.drop', {});
    expect((await r.must('day.state', {})).now).toEqual({ at: 'nothing' });
    expect(await refusalOf(r.ask('day.sign', { seen: again.seen, pin: PIN }))).toBe('day.notDrawn');
    const back = await drawn();
    expect(back.hindrances).toEqual([]);
    await r.must('day.explain', { key: variance?.key ?? '', why: null, note: '' });
    expect((await seen()).hindrances).toHaveLength(1);
  });

  test('cut off between the signature and the putting away, what was said and typed is nobody’s', async () => {
    await wholeDay();
    await close(FIFTY_MISSING);
    const day = await drawn();
    await r.must('day.explain', { key: day.hindrances[0]?.key ?? '', why: 'miscounted', note: '' });
    await r.must('day.register', { typed: { total: '598', vat: [], tenders: [] } });
    const before = readLedger(join(r.dir, 'ledger.db'));
    const [draft, register] = [before.setting('dayDraft'), before.setting('register')];
    before.close();
    await r.must('day.sign', { seen: (await seen()).seen, pin: PIN });
    r.restart(() => {
      const ledger = openLedger(join(r.dir, 'ledger.db'));
      ledger.set('dayDraft', draft);
      ledger.set('register', register);
      ledger.close();
    });
    await signIn();
    expect((await r.must('day.state', {})).now).toEqual({ at: 'nothing' });
    r.clock.now += 86_400_000;
    const next = await drawn();
    expect(next).toMatchObject({ number: 2, register: { typed: null } });
  });

  test('an open shift stays for the next close: it is said why, or it is waited for', async () => {
    await wholeDay();
    const day = await drawn();
    expect(day.tills).toMatchObject([{ state: 'open', shifts: [{ z: 1 }] }]);
    expect(day.hindrances).toEqual([{ code: 'without', key: day.tills[0]?.till }]);
    expect(day.points).toMatchObject({ groups: { issued: 30, redeemed: 0 }, closing: 30 });
    const till = day.tills[0]?.till ?? '';
    await r.must('day.without', { till, why: 'later', note: 'vine tura de noapte' });
    const ready = await seen();
    expect(ready.hindrances).toEqual([]);
    // The shift was closed after all: what was seen is not what is there.
    await close(FIFTY_MISSING);
    expect(await refusalOf(r.ask('day.sign', { seen: ready.seen, pin: PIN }))).toBe('day.changed');
    const whole = await seen();
    expect(whole.points.closing).toBe(39);
    expect(whole.tills).toMatchObject([{ state: 'closed', shifts: [{ z: 1 }, { z: 2 }] }]);
    await r.must('day.without', { till, why: null, note: '' });
    expect((await seen()).hindrances.map(({ code }) => code)).toEqual(['explain']);
  });

  test('points that mend a difference are the manager’s, stand in the log, and belong to the day', async () => {
    await wholeDay();
    await close(FIFTY_MISSING);
    const day = await drawn();
    const [variance] = day.hindrances;
    const [member] = await r.must('members.search', { text: 'Ștefan' });
    const mend = {
      key: variance?.key ?? '',
      member: member?.id ?? '',
      points: '-9',
      note: 'date din greșeală',
      pin: PIN,
    };
    expect(await refusalOf(r.ask('day.mend', { ...mend, pin: '1111' }))).toBe('pin.wrong');
    expect(await refusalOf(r.ask('day.mend', { ...mend, note: '' }))).toBe('reason.needed');
    expect(await refusalOf(r.ask('day.mend', { ...mend, points: '0' }))).toBe('amount.notPositive');
    expect(await refusalOf(r.ask('day.mend', { ...mend, key: 'gone' }))).toBe('day.differenceUnknown');
    await r.must('day.mend', mend);
    const mended = await seen();
    const [pin, adjust] = log().slice(-2);
    expect(pin).toMatchObject({ kind: 'pinUsed', action: 'mendDay' });
    expect(adjust).toMatchObject({ kind: 'adjust', member: member?.id, entries: [{ points: -9, contra: 'adjust' }] });
    expect(mended.checks[2]?.differences[0]?.explained).toMatchObject({ why: 'other', mended: adjust?.id });
    expect(mended.points).toMatchObject({ groups: { adjusted: -9 }, closing: 30 });
    await r.must('day.mend', { ...mend, points: '+5' });
    expect((await seen()).points).toMatchObject({ groups: { adjusted: -4 }, closing: 35 });
    await r.must('day.sign', { seen: (await seen()).seen, pin: PIN });
    expect(findings()).toEqual([]);
  });

  test('where its log cannot be read it says so, sells on, and is drawn up once it can be', async () => {
    await wholeDay();
    const file = join(r.dir, 'ledger.db');
    await r.must('day.begin', { day: null });
    renameSync(file, `${file}.away`);
    await r.must('day.begin', { day: null });
    expect(await settled(r)).toEqual({ at: 'failed', day: DAY, refusal: { code: 'day.broken', params: {} } });
    expect(await refusalOf(r.ask('day.sign', { seen: '', pin: PIN }))).toBe('day.notDrawn');
    renameSync(`${file}.away`, file);
    await sell('10');
    expect((await drawn()).tills).toMatchObject([{ state: 'open' }]);
  });

  test('a day on which nobody sold is signed with a word, and another till there is none', async () => {
    const day = await drawn();
    expect(day.tills).toMatchObject([{ state: 'silent', shifts: [] }]);
    const till = day.tills[0]?.till ?? '';
    await r.must('day.without', { till, why: 'unused', note: '' });
    const signed = await r.must('day.sign', { seen: (await seen()).seen, pin: PIN });
    expect(signed).toMatchObject({ number: 1, sales: 0, closing: 0, without: 1, differences: 1, explained: 1 });
    expect(await refusalOf(r.ask('day.pass', { till, pin: PIN }))).toBe('day.passSelf');
    expect(await refusalOf(r.ask('day.paper', { code: 'LZ1' }))).toBe('day.notDrawn');
  });
});
