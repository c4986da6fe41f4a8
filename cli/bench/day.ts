/** What a counter feels while its store's day is drawn up, and how long that takes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readBody } from '../../contract/record.ts';
import { openLedger } from '../../db/ledger/ledger.ts';
import { memberOf, sale } from '../../db/samples.ts';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import { recordId, uuid7 } from '../../domain/identity/ids.ts';
import type { RecordDraft } from '../../domain/record/record.ts';
import { type StartingTill, spawnTill } from '../crash/till.ts';
import { openWindow, type PlainWindow } from '../window/open.ts';

export interface DayTimes {
  /** From asking for the close to its checks, over the till's socket, ms. */
  readonly drawnMs: number;
  readonly receipts: number;
  /** Of the processor meanwhile, all threads of the till, its sales among them, ms; null: this system does not tell. */
  readonly cpuMs: number | null;
  /** From asking for a sale to be confirmed to its answer: before, and while the day is drawn up, ms. */
  readonly before: readonly number[];
  readonly meanwhile: readonly number[];
}

const PIN = '4826';
const MEMBERS = 3000;
const AT_ONCE = 500;
const AT_REST = 20;
/** Between sales, ms. */
const PAUSE_MS = 20;

/** A real till whose shift of so many receipts was closed draws its day up, while somebody sells. */
export async function dayTimes(
  dir: string,
  { receipts, say }: { readonly receipts: number; readonly say: (text: string) => void },
): Promise<DayTimes> {
  await onTill(dir, async ({ window }) => {
    await window.ask('setup.alone', { store: 'Alimentara', manager: 'Ion', pin: PIN, language: 'ro' });
    await signIn(window);
    await openShift(window);
  });
  say(`day: ${receipts} receipts are written`);
  writeReceipts(join(dir, 'till', 'ledger.db'), receipts);
  return onTill(dir, async ({ window, pid }) => {
    await signIn(window);
    say('day: the shift is counted and closed');
    await window.ask('shift.count', { cash: [], slips: { card: null, other: null } });
    const { figures } = await window.ask('shift.close', {});
    await openShift(window);
    const before: number[] = [];
    while (before.length < AT_REST) before.push(await sellOne(window));
    say('day: it is drawn up');
    const [begun, cpu] = [performance.now(), cpuOf(pid)];
    const drawing = drawn(window);
    const meanwhile: number[] = [];
    let over = false;
    void drawing.finally(() => {
      over = true;
    });
    while (!over) meanwhile.push(await sellOne(window));
    const { sales, states } = await drawing;
    const drawnMs = performance.now() - begun;
    const spent = cpuOf(pid);
    assert(sales === figures.counts.sales, 'the day has all its receipts');
    assert(states['log'] === 'good' && states['points'] === 'good', 'the log and the points agree');
    return { drawnMs, cpuMs: cpu === null || spent === null ? null : spent - cpu, receipts: sales, before, meanwhile };
  });
}

/** The processor's time of a process so far, ms (proc(5): fields 14 and 15, in hundredths of a second). */
function cpuOf(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return null;
  }
}

async function onTill<T>(
  dir: string,
  work: (till: { readonly window: PlainWindow; readonly pid: number }) => Promise<T>,
): Promise<T> {
  const till: StartingTill = spawnTill(dir);
  try {
    const opened = await till.ready;
    assert(opened !== null, 'the till opened');
    const window = await openWindow(opened.url);
    const result = await work({ window, pid: till.child.pid });
    window.close();
    await till.child.stop();
    return result;
  } finally {
    await till.child.kill();
  }
}

async function signIn(window: PlainWindow): Promise<void> {
  const [manager] = await window.ask('staff.list', {});
  assert(manager !== undefined, 'the manager is there');
  await window.ask('staff.signIn', { staff: manager.id, pin: PIN });
}

async function openShift(window: PlainWindow): Promise<void> {
  const { businessDay } = await window.ask('shift.propose', { businessDay: null });
  await window.ask('shift.open', { businessDay, confirmed: [], float: [] });
}

async function sellOne(window: PlainWindow): Promise<number> {
  await window.ask('counter.amount', { amount: '10', vat: vatRate(2000) });
  const began = performance.now();
  await window.ask('counter.confirm', { total: bani(1000), fiscalNumber: null });
  const took = performance.now() - began;
  await window.ask('counter.next', {});
  await wait(PAUSE_MS);
  return took;
}

async function drawn(
  window: PlainWindow,
): Promise<{ readonly sales: number; readonly states: Readonly<Record<string, string>> }> {
  await window.ask('day.begin', { day: null });
  for (;;) {
    const { now } = await window.ask('day.state', {});
    if (now.at === 'drawn') {
      const { checks, sums } = now.drawn;
      return { sales: sums.counts.sales, states: Object.fromEntries(checks.map(({ check, state }) => [check, state])) };
    }
    assert(now.at === 'drawing', `the close is ${now.at}`);
    await wait(25);
  }
}

/** Sales of three lines, two of three to a member: written as the till writes them, many in a transaction. */
function writeReceipts(file: string, receipts: number): void {
  const ledger = openLedger(file);
  try {
    const [last] = ledger.liveAfter(null, 100).slice(-1);
    const read = last === undefined ? null : readBody(last.body);
    assert(read?.known === true && read.record.kind === 'shiftOpened', 'a shift is open');
    const { shift, businessDay, staff, occurredAt } = read.record;
    const draft = (n: number): RecordDraft => {
      const member = n % 3 === 0 ? {} : { member: memberOf(n % MEMBERS), earned: 3 };
      const random = new Uint8Array(10);
      new DataView(random.buffer).setUint32(6, n);
      const id = uuid7(occurredAt, random);
      const { ...made } = sale(n, { total: 3000, ...member });
      assert(made.kind === 'sale', 'a sale');
      const [line] = made.lines;
      assert(line !== undefined, 'a line');
      const lines = [0, 1, 2].map((i) => ({
        ...line,
        name: 'Lapte 1 l',
        price: bani(1000),
        gross: bani(1000),
        earned: points(i === 0 ? made.earned : 0),
      }));
      return { ...made, id: recordId(id), lines, shift, businessDay, staff, occurredAt: occurredAt + n };
    };
    for (let at = 1; at <= receipts; at += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, receipts - at + 1) }, (_, i) => draft(at + i));
      ledger.appendAll(some.map((one) => ({ draft: one, beside: null })));
    }
    ledger.checkpoint();
  } finally {
    ledger.close();
  }
}
