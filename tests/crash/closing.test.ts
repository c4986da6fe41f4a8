import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type StartingTill, spawnTill } from '../../cli/crash/till.ts';
import { openWindow, type PlainWindow } from '../../cli/window/open.ts';
import type { DayView, DrawnDay } from '../../contract/till/day.ts';
import { readLedger } from '../../db/ledger/ledger.ts';
import { verifyTill } from '../../db/verify.ts';
import { bani } from '../../domain/amount/bani.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import { addDays, type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import type { RecordBody } from '../../domain/record/record.ts';

/** A real till, killed with -9 at each step of a close of the day: it goes on where it was, and nothing is there twice. */

const PIN = '4826';
/** Closes of days that are over: one a round. */
const FIRST: CivilDate = addDays(civilDateAt(Date.now()), -40);

let dir: string;
let till: StartingTill;
let window: PlainWindow;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'loial-closing-'));
  await start();
  await window.ask('setup.alone', { store: 'Alimentara', manager: 'Ion', pin: PIN, language: 'ro' });
  await signIn();
});
afterEach(async () => {
  window.close();
  await till.child.kill();
  rmSync(dir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  till = spawnTill(dir);
  const opened = await till.ready;
  if (opened === null) throw new Error('the till did not open');
  window = await openWindow(opened.url);
}
async function signIn(): Promise<void> {
  const [manager] = await window.ask('staff.list', {});
  await window.ask('staff.signIn', { staff: manager?.id ?? '', pin: PIN });
}
/** Cut off, and started again. */
async function killed(): Promise<void> {
  await till.child.kill();
  window.close();
  await start();
  await signIn();
}

async function settled(): Promise<Exclude<DayView['now'], { at: 'drawing' }>> {
  for (;;) {
    const { now } = await window.ask('day.state', {});
    if (now.at !== 'drawing') return now;
    await wait(20);
  }
}
async function seen(): Promise<DrawnDay> {
  const now = await settled();
  if (now.at !== 'drawn') throw new Error(`the close is ${JSON.stringify(now)}`);
  return now.drawn;
}

/** All records, in order. */
function log(): readonly RecordBody[] {
  const ledger = readLedger(join(dir, 'till', 'ledger.db'));
  try {
    return ledger.liveAfter(null, 10_000).map(({ body }) => JSON.parse(body) as RecordBody); // Bytes that this till wrote.
  } finally {
    ledger.close();
  }
}
const kindsOf = (kind: RecordBody['kind']): readonly RecordBody[] => log().filter((one) => one.kind === kind);
/** Uses of the PIN for closes, each directly before its close. */
function pairs(): number {
  const all = log();
  const closes = all.filter(({ kind }) => kind === 'dayClosed');
  const uses = all.filter((one) => one.kind === 'pinUsed' && one.action === 'closeDay');
  expect(uses.map(({ seq }) => seq + 1)).toEqual(closes.map(({ seq }) => seq));
  return closes.length;
}

test('drawn, explained, typed, signed: cut off at each step, it resumes', { timeout: 240_000 }, async () => {
  await window.ask('shift.open', { businessDay: FIRST, confirmed: ['shift.dayOff'], float: [] });
  await window.ask('counter.amount', { amount: '120', vat: vatRate(2000) });
  await window.ask('counter.confirm', { total: bani(12_000), fiscalNumber: null });
  await window.ask('shift.count', { cash: [], slips: { card: null, other: null } });
  await window.ask('shift.close', {});
  const records = log().length;

  // While it is drawn up.
  await window.ask('day.begin', { day: FIRST });
  await killed();
  const day = await seen();
  expect(day).toMatchObject({ day: FIRST, number: 1, sums: { total: 12_000 }, hindrances: [{ code: 'explain' }] });
  // Each word.
  const [variance] = day.hindrances;
  await window.ask('day.explain', { key: variance?.key ?? '', why: 'notRung', note: 'banii sunt în seif' });
  await killed();
  expect((await seen()).hindrances).toEqual([]);
  await window.ask('day.register', { typed: { total: '121', vat: [], tenders: [] } });
  await killed();
  const typed = await seen();
  expect(typed.register).toMatchObject({ typed: { total: '121' }, read: { total: 12_100 } });
  const [total] = typed.hindrances;
  await window.ask('day.explain', { key: total?.key ?? '', why: 'typedWrong', note: '' });
  await killed();
  const ready = await seen();
  expect(ready.checks[2]?.differences.map(({ explained }) => [explained?.why, explained?.note])).toEqual([
    ['notRung', 'banii sunt în seif'],
    ['typedWrong', ''],
  ]);
  // Nothing of all this is a record.
  expect(log().length).toBe(records);
  const signed = await window.ask('day.sign', { seen: ready.seen, pin: PIN });
  await killed();
  expect((await window.ask('day.state', {})).now).toEqual({ at: 'nothing' });
  expect(await window.ask('day.look', { number: 1 })).toEqual(signed);
  expect(pairs()).toBe(1);
  expect(kindsOf('dayClosed')).toHaveLength(1);
  const files = { ledgerFile: join(dir, 'till', 'ledger.db'), membersFile: join(dir, 'till', 'members.db') };
  expect(verifyTill(files).findings).toEqual([]);
});

test('cut off around the commit of a signature: both records are there, or none, and a day is never signed twice', {
  timeout: 300_000,
}, async () => {
  const before = { none: 0, signed: 0 };
  let tookMs = 300;
  // The first is cut off before the PIN can be tried, the last once it is answered; those between at about the commit.
  const moments = [null, 0, 0.85, 1, 1.15, Number.POSITIVE_INFINITY];
  for (const [round, moment] of moments.entries()) {
    const day = addDays(FIRST, round);
    await window.ask('day.begin', { day });
    const drawn = await seen();
    expect(drawn.number).toBe(pairs() + 1);
    await window.ask('day.without', { till: drawn.tills[0]?.till ?? '', why: 'unused', note: '' });
    const ready = await seen();
    const closes = pairs();
    if (moment === null) {
      // How long a signature takes on this machine; the PIN is the most of it.
      const begun = performance.now();
      await window.ask('day.sign', { seen: ready.seen, pin: PIN });
      tookMs = performance.now() - begun;
      continue;
    }
    const asked = window.ask('day.sign', { seen: ready.seen, pin: PIN }).then(
      () => 'answered',
      () => 'lost',
    );
    if (Number.isFinite(moment)) await wait(tookMs * moment);
    else await asked;
    await till.child.kill();
    const heard = await asked;
    window.close();
    await start();
    await signIn();
    const now = pairs();
    // What was seen signed is signed.
    if (heard === 'answered') expect(now).toBe(closes + 1);
    expect([closes, closes + 1]).toContain(now);
    if (now === closes) {
      before.none++;
      // Said again, the words are there, and it is signed once.
      const again = await seen();
      expect(again.hindrances).toEqual([]);
      await window.ask('day.sign', { seen: again.seen, pin: PIN });
    } else before.signed++;
    expect(pairs()).toBe(closes + 1);
    expect((await window.ask('day.state', {})).now).toEqual({ at: 'nothing' });
    await expect(window.ask('day.begin', { day })).rejects.toThrow();
  }
  const numbers = kindsOf('dayClosed').flatMap((one) => (one.kind === 'dayClosed' ? [one.number] : []));
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
  // Both happened, or else nothing was tried.
  expect(before.none).toBeGreaterThan(0);
  expect(before.signed).toBeGreaterThan(0);
  const files = { ledgerFile: join(dir, 'till', 'ledger.db'), membersFile: join(dir, 'till', 'members.db') };
  expect(verifyTill(files).findings).toEqual([]);
});
