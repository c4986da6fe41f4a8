import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { incarnationOf, recordOf, STORE, sale, TILL, timeOf } from '../samples.ts';
import { openLedgerKeeper } from './keeper.ts';
import { type Ledger, openLedger, readLedger } from './ledger.ts';

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-keeper-'));
  file = join(dir, 'ledger.db');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const size = (name: string): number => statSync(name).size;

function begun(): Ledger {
  const ledger = openLedger(file);
  ledger.begin({
    store: STORE,
    till: TILL,
    incarnation: incarnationOf(1),
    ordinal: 1,
    previous: null,
    id: recordOf(0),
    occurredAt: timeOf(0),
    alone: true,
  });
  return ledger;
}

test('the seller never moves the log into the file; the keeper does, once it is long, and the log begins anew', () => {
  const ledger = begun();
  const keeper = openLedgerKeeper(file, 200);
  const before = size(file);
  let n = 0;
  const sell = (): void => void ledger.append(sale(++n));
  // SQLite by itself would have moved it after a thousand pages.
  while (size(`${file}-wal`) < 1200 * 4096) sell();
  expect(size(file)).toBe(before);
  expect(keeper.keep()).toBeGreaterThan(1000);
  expect(size(file)).toBeGreaterThan(before);
  expect(keeper.keep()).toBe(0);

  const long = size(`${file}-wal`);
  for (let i = 0; i < 500; i++) {
    sell();
    keeper.keep();
  }
  expect(size(`${file}-wal`)).toBe(long);
  keeper.close();
  ledger.close();
  const reader = readLedger(file);
  expect(reader.head()?.seq).toBe(n + 1);
  reader.close();
});

test('what was written while the keeper moved is moved the next time, and not a whole length later', () => {
  const ledger = begun();
  const keeper = openLedgerKeeper(file, 50);
  let n = 0;
  while (size(`${file}-wal`) < 60 * 4096) ledger.append(sale(++n));
  // Somebody who reads keeps what is newer than their moment from being moved, as a writer does that is quicker.
  const reader = readLedger(file);
  reader.snapshot(() => {
    reader.head();
    reader.recordsAfter(0, 1);
    for (let i = 0; i < 3; i++) ledger.append(sale(++n));
    expect(keeper.keep()).toBeGreaterThan(40);
  });
  expect(keeper.keep()).toBeGreaterThan(0);
  const long = size(`${file}-wal`);
  ledger.append(sale(++n));
  expect(size(`${file}-wal`)).toBe(long);
  reader.close();
  keeper.close();
  ledger.close();
});

test('a log that no keeper came to is moved when the till opens', () => {
  const ledger = begun();
  for (let n = 1; n <= 60; n++) ledger.append(sale(n));
  // As after a kill: somebody still has it open, so that closing does not move it.
  const reader = readLedger(file);
  ledger.close();
  const before = size(file);
  const again = openLedger(file);
  expect(size(file)).toBeGreaterThan(before);
  expect(again.head()?.seq).toBe(61);
  again.close();
  reader.close();
});
