import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type * as z from 'zod';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { type Answer, checkRequest, type REQUESTS, type RequestName } from '../../contract/till/api.ts';
import type { Confirmed, TillView } from '../../contract/till/views.ts';
import { verifyTill } from '../../db/verify.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import { staffId, uuid7 } from '../../domain/identity/ids.ts';
import { composeTill, type WholeTill } from '../../electron/compose.ts';
import { makePin } from '../../electron/staff/pin.ts';
import { startChain, type TestChain } from '../../server/testing/chain.ts';
import { verifyCentre } from '../../server/verify.ts';

/** Lives of a till, whole: real till process, real worker, real centre. A cloned disk, and a disk put back from a backup. */
const MANAGER = { staff: staffId(uuid7(Date.now(), randomBytes(10))), pin: '2580' } as const;
let postgres: Guest;
let chain: TestChain;
let dir: string;
let open: Living[];

beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  open = [];
  dir = mkdtempSync(join(tmpdir(), 'loial-lives-'));
  chain = await startChain(postgres.url);
  chain.clock.nowMs = Date.now();
  const pin = await makePin(MANAGER.pin, new Uint8Array(16), 1024);
  const [store] = chain.stores;
  const person = {
    id: MANAGER.staff,
    store,
    name: 'Maria',
    role: 'manager',
    language: 'ro',
    pin,
    active: true,
  } as const;
  await chain.admin.putStaff([{ kind: 'staff', ...person }]);
});
afterEach(async () => {
  const files = open.map((one) => one.files);
  await Promise.all(open.map((one) => one.close()));
  // Each disk by itself, and the centre: every chain, every sum.
  for (const each of files) expect(verifyTill(each).findings).toEqual([]);
  expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  await chain.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A till that runs on a folder. */
class Living {
  readonly files: { readonly ledgerFile: string; readonly membersFile: string };
  readonly #whole: WholeTill;

  constructor(folder: string) {
    this.files = { ledgerFile: join(folder, 'ledger.db'), membersFile: join(folder, 'members.db') };
    this.#whole = composeTill({
      dataDir: folder,
      scannerPath: null,
      workerUrl: new URL('../../electron/sync/sync.worker.ts', import.meta.url),
      importUrl: new URL('../../electron/import/import.worker.ts', import.meta.url),
      reportUrl: new URL('../../electron/report/report.worker.ts', import.meta.url),
      dayUrl: new URL('../../electron/day/day.worker.ts', import.meta.url),
      registerUrl: new URL('../../electron/day/register/register.worker.ts', import.meta.url),
      dayFileUrl: new URL('../../electron/day/files/dayfile.worker.ts', import.meta.url),
      version: 'tried',
      world: { clock: () => Date.now(), steadyMs: () => performance.now(), randomBytes: (n) => randomBytes(n) },
      onTrouble: () => undefined,
    });
    open.push(this);
  }

  async must<Name extends RequestName>(name: Name, input: z.input<(typeof REQUESTS)[Name]>): Promise<Answer<Name>> {
    const checked = checkRequest({ id: 1, name, input });
    assert(checked !== null && !('code' in checked.request), `${name} is well formed`);
    // The request has the name that was asked for; the union cannot tell.
    const outcome = await this.#whole.till.ask(checked.request as Parameters<WholeTill['till']['ask']>[0]);
    assert(outcome.ok, `${name}: ${outcome.ok ? '' : JSON.stringify(outcome.refusal)}`);
    return outcome.value as Answer<Name>;
  }

  view(): TillView {
    return this.#whole.till.view();
  }

  async until(truth: (view: TillView) => boolean): Promise<void> {
    await vi.waitFor(() => expect(truth(this.view()), JSON.stringify(this.view().status)).toBe(true), {
      timeout: 25_000,
      interval: 20,
    });
  }

  async sell(amount: string): Promise<Confirmed> {
    await this.must('counter.amount', { amount, vat: vatRate(2000) });
    return this.must('counter.confirm', { total: this.view().counter.figures.total, fiscalNumber: null });
  }

  sent(): Promise<void> {
    return this.until(({ status }) => status.unsent === 0 && status.centre.heardAt !== null);
  }

  async close(): Promise<void> {
    open = open.filter((one) => one !== this);
    await this.#whole.close();
  }
}

/** A till of the chain, set up by a code, with the manager signed in and a shift open. */
async function setUp(number: number): Promise<{ till: Living; folder: string }> {
  const id = await chain.admin.addTill({ store: chain.stores[0], number });
  const folder = join(dir, String(number));
  const till = new Living(folder);
  await till.must('setup.join', { centre: chain.centre.url, code: await chain.admin.makeEnrolmentCode(id) });
  await vi.waitFor(async () => expect(await till.must('staff.list', {})).toHaveLength(1), { timeout: 25_000 });
  await till.must('staff.signIn', MANAGER);
  const { businessDay } = await till.must('shift.propose', { businessDay: null });
  await till.must('shift.open', { businessDay, confirmed: [], float: [] });
  await till.sell('10');
  await till.sent();
  return { till, folder };
}

/** How often each sale counts at the centre: once, whatever was appended again. */
async function countsOnce(...sales: readonly Confirmed[]): Promise<void> {
  await chain.allCounted();
  for (const { id } of sales) {
    expect(await chain.countsOf(id)).toEqual({ counted: 1, receipts: 1 });
  }
}

test('two tills with one identity: both sell on, the second as a new life, nothing is lost or twice, and the manager is told', async () => {
  const { till, folder } = await setUp(1);
  await till.close();
  const copy = join(dir, 'clone');
  cpSync(folder, copy, { recursive: true });

  const first = new Living(folder);
  await first.must('staff.signIn', MANAGER);
  const clone = new Living(copy);
  await clone.must('staff.signIn', MANAGER);
  const here = [await first.sell('20'), await first.sell('21')];
  await first.sent();
  const there = [await clone.sell('30'), await clone.sell('31')];
  await clone.until(({ status }) => status.centre.state === 'alarm');
  await clone.sent();
  const after = [await clone.sell('32'), await first.sell('22')];
  await clone.sent();
  await first.sent();
  await countsOnce(...here, ...there, ...after);
  expect(new Set([...here, ...after.slice(1)].map(({ number }) => number.slice(5, 7)))).toEqual(new Set(['01']));
  expect(after[0]?.number.slice(5, 7)).toBe('02');

  for (const each of [first, clone]) await each.until(({ status }) => (status.alarms ?? 0) > 0);
  const { rows } = await first.must('alarms.list', { settled: false, kind: 'fork', after: null });
  expect(rows).toMatchObject([{ kind: 'fork', till: 1 }]);
});

test('a disk put back from an old backup: what the centre has stays, what the till sells from then on is added, under a new life', async () => {
  const { till, folder } = await setUp(2);
  await till.close();
  const backup = join(dir, 'backup');
  cpSync(folder, backup, { recursive: true });
  const before = new Living(folder);
  await before.must('staff.signIn', MANAGER);
  const gone = [await before.sell('40'), await before.sell('41'), await before.sell('42')];
  await before.sent();
  await before.close();

  const back = new Living(backup);
  // Before it sells anything it is met, and begins anew.
  await back.until(({ status }) => status.centre.state === 'alarm');
  await back.must('staff.signIn', MANAGER);
  const sold = await back.sell('50');
  await back.sent();
  await countsOnce(...gone, sold);
  await back.until(({ status }) => status.alarms === 1);
  expect(sold.number.slice(5, 7)).toBe('02');
  // The receipts that its own log has lost come from the centre.
  const found = await back.must('receipts.find', { number: gone[1]?.number ?? '' });
  expect(found).toMatchObject({ total: 4100 });
});
