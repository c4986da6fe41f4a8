import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { spawnTill } from '../../cli/crash/till.ts';
import { PIN } from '../../cli/powercut/record.ts';
import { buildTracer } from '../../cli/powercut/tracer.ts';
import { openWindow, type PlainWindow } from '../../cli/window/open.ts';
import { readLedger } from '../../db/ledger/ledger.ts';
import { verifyTill } from '../../db/verify.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import { TRANSLATIONS } from '../../resources/translations/translations.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-fulldisk-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const ledgerFile = (): string => join(dir, 'disk', 'till', 'ledger.db');

async function counterOf(url: string): Promise<PlainWindow> {
  const window = await openWindow(url);
  if (window.view().stage === 'setup') {
    await window.ask('setup.alone', { store: 'Alimentara', manager: 'Ion', pin: PIN, language: 'ro' });
  }
  const [manager] = await window.ask('staff.list', {});
  if (manager === undefined) throw new Error('nobody');
  await window.ask('staff.signIn', { staff: manager.id, pin: PIN });
  if (window.view().shift === null) {
    const { businessDay } = await window.ask('shift.propose', { businessDay: null });
    await window.ask('shift.open', { businessDay, confirmed: [], float: [] });
  }
  return window;
}

const ring = (window: PlainWindow, amount: string) => window.ask('counter.amount', { amount, vat: vatRate(2000) });
const sell = (window: PlainWindow) =>
  window.ask('counter.confirm', { total: window.view().counter.figures.total, fiscalNumber: null });
const refused = (window: PlainWindow) =>
  window.refusal('counter.confirm', { total: window.view().counter.figures.total, fiscalNumber: null });

function seq(): number {
  const ledger = readLedger(ledgerFile());
  try {
    return ledger.head()?.seq ?? 0;
  } finally {
    ledger.close();
  }
}

function sound(): void {
  const files = { ledgerFile: ledgerFile(), membersFile: join(dir, 'disk', 'till', 'members.db') };
  expect(verifyTill(files).findings).toEqual([]);
}

/** Words in each language, with what to do: more than a name of what is wrong. */
function inThreeLanguages(code: 'disk.full' | 'disk.busy'): void {
  for (const language of ['ro', 'ru', 'en'] as const) {
    expect(TRANSLATIONS[language][`refusal.${code}`].length).toBeGreaterThan(40);
  }
}

test('a full disk refuses a sale whole and in words, keeps what was, also over a kill, and sells on when there is room', {
  timeout: 120_000,
}, async () => {
  mkdirSync(join(dir, 'disk'));
  const full = join(dir, 'full');
  const env = { ...buildTracer(dir).environment(join(dir, 'disk'), join(dir, 'deeds')), LOIAL_DISK_FULL: full };
  let till = spawnTill(join(dir, 'disk'), [], env);
  try {
    let window = await counterOf((await till.ready)?.url ?? '');
    await ring(window, '10,00');
    const first = await sell(window);
    await ring(window, '12,50');
    const before = seq();

    writeFileSync(full, '');
    for (let i = 0; i < 3; i++) expect(await refused(window)).toMatchObject({ code: 'disk.full' });
    // A change of the basket is refused whole, too: what stands on the screen is what is kept.
    expect(await window.refusal('counter.amount', { amount: '1,00', vat: vatRate(2000) })).toMatchObject({
      code: 'disk.full',
    });
    expect(window.view().counter.lines).toHaveLength(1);
    expect(window.view().counter.figures.total).toBe(1250);
    expect(seq()).toBe(before);
    expect(await window.ask('receipts.find', { number: first.number })).toMatchObject({ id: first.id });

    rmSync(full);
    const second = await sell(window);
    expect(seq()).toBe(before + 1);
    await ring(window, '7,00');

    // The till is killed while there is no room. It says why it does not open, and opens with all that was confirmed.
    writeFileSync(full, '');
    expect(await refused(window)).toMatchObject({ code: 'disk.full' });
    await till.child.kill();
    till = spawnTill(join(dir, 'disk'), [], env);
    await expect(till.ready).rejects.toThrow(/No room is left on the disk.*all earlier records are kept.*Make room/);
    await till.child.ended;
    rmSync(full);
    till = spawnTill(join(dir, 'disk'), [], env);
    window = await counterOf((await till.ready)?.url ?? '');
    expect(window.view().counter.figures.total).toBe(700);
    await sell(window);
    for (const { id, number } of [first, second]) {
      expect(await window.ask('receipts.find', { number })).toMatchObject({ id });
    }
    expect(seq()).toBe(before + 2);
    sound();
    inThreeLanguages('disk.full');
  } finally {
    await till.child.kill();
  }
});

test('a ledger that another program holds refuses a sale whole and in words, and sells on when it is free', {
  timeout: 60_000,
}, async () => {
  const till = spawnTill(join(dir, 'disk'));
  try {
    const window = await counterOf((await till.ready)?.url ?? '');
    await ring(window, '10,00');
    const before = seq();
    const other = new Database(ledgerFile());
    other.exec('BEGIN IMMEDIATE');
    expect(await refused(window)).toMatchObject({ code: 'disk.busy' });
    expect(seq()).toBe(before);
    expect(window.view().counter.figures.total).toBe(1000);
    other.exec('ROLLBACK');
    other.close();
    await sell(window);
    expect(seq()).toBe(before + 1);
    sound();
    inThreeLanguages('disk.busy');
  } finally {
    await till.child.kill();
  }
});
