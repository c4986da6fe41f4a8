import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RegisterView } from '../../../contract/till/day.ts';
import { type Ledger, openLedger } from '../../../db/ledger/ledger.ts';
import { vatRate } from '../../../domain/amount/quantity.ts';
import { registerReader } from '../../day/register/reader.ts';
import { Register } from './register.ts';

let dir: string;
let ledger: Ledger;
let troubles: unknown[];
const reader = registerReader(new URL('../../day/register/register.worker.ts', import.meta.url));
const folder = (): string => join(dir, 'day');

function begun(): Register {
  return new Register({
    folder: folder(),
    kept: () => ledger.setting('dayRegister'),
    keep: (value) => ledger.set('dayRegister', value),
    reader,
    onTrouble: (error) => troubles.push(error),
  });
}

let register: Register;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-register-'));
  ledger = openLedger(join(dir, 'ledger.db'));
  troubles = [];
  register = begun();
});
afterEach(() => {
  ledger.close();
  rmSync(dir, { recursive: true, force: true });
});

/** The till's process died and begins again: whatever was in memory is gone. */
async function killed(): Promise<void> {
  ledger.close();
  ledger = openLedger(join(dir, 'ledger.db'));
  register = begun();
  await register.ready();
}

async function sent(content: string | Buffer, name = 'z.csv', upTo?: number): ReturnType<Register['piece']> {
  const bytes = Buffer.from(content);
  let answer: Awaited<ReturnType<Register['piece']>> = { ok: true, value: null };
  for (let at = 0; at < Math.min(bytes.length, upTo ?? bytes.length); at += 20) {
    const base64 = bytes.subarray(at, at + 20).toString('base64');
    answer = await register.piece({ name, bytes: bytes.length, at, base64 });
  }
  return answer;
}

function file(): Extract<RegisterView['file'], { at: 'read' }> {
  const view = register.view(null).file;
  if (view.at !== 'read') throw new Error(`it is ${view.at}`);
  return view;
}

const DAY = 'Nr. bon;Suma;Data\n481;235,31;21.11.2026 14:07\nx;;\n482;-64,90;21.11.2026 14:08\n483;1O;\n';

test('what is typed: empty is not compared, 0 is, a day of returns is below zero; all of it outlives a kill', async () => {
  expect(register.z(true)).toBeNull();
  const none = { total: '', vat: [{ rate: vatRate(2000), total: ' ' }], tenders: [] };
  expect(register.typed({ typed: none })).toMatchObject({ ok: true });
  expect(register.z(true)).toBeNull();
  const typed = {
    total: '-1 234,50',
    vat: [
      { rate: vatRate(2000), total: '0' },
      { rate: vatRate(800), total: '' },
    ],
    tenders: [{ kind: 'cash' as const, total: '12.5' }],
  };
  expect(register.typed({ typed })).toMatchObject({ ok: true });
  const z = {
    total: -123_450,
    vat: [{ rate: 2000, total: 0 }],
    tenders: [{ kind: 'cash', total: 1250 }],
    receipts: null,
  };
  expect(register.z(true)).toEqual(z);
  expect(register.view(null)).toMatchObject({ typed, unreadable: 0 });
  // A slip of the hand is found again as it was typed: it counts for nothing, and it is said so.
  const slip = { ...typed, total: '12,3,4' };
  expect(register.typed({ typed: slip })).toMatchObject({ ok: true });
  await killed();
  expect(register.view(null)).toMatchObject({ typed: slip, unreadable: 1 });
  expect(register.z(true)).toEqual({ ...z, total: null });
  register.typed({ typed: { total: 'abc', vat: [], tenders: [] } });
  expect([register.z(true), register.view(null).unreadable]).toEqual([null, 1]);
  register.typed({ typed: null });
  await killed();
  expect(register.z(true)).toBeNull();
});

test('what a version before had read of the Z is there as text', async () => {
  ledger.set('dayRegister', {
    typed: { total: 59_800, vat: null, tenders: [{ kind: 'cash', total: -1250 }] },
    file: null,
    remembered: [],
  });
  await killed();
  expect(register.view(null).typed).toEqual({ total: '598,00', vat: [], tenders: [{ kind: 'cash', total: '−12,50' }] });
  expect(register.z(true)).toEqual({
    total: 59_800,
    vat: null,
    tenders: [{ kind: 'cash', total: -1250 }],
    receipts: null,
  });
});

test('a file comes in pieces, is read, and is there after a kill with the very same receipts', async () => {
  expect(await sent(DAY)).toMatchObject({ ok: true });
  expect(file()).toMatchObject({
    name: 'z.csv',
    receipts: 2,
    total: 17_041,
    faulty: [5],
    faultyMany: 1,
    apart: [1, 3],
    apartMany: 2,
  });
  const receipts = register.z(true)?.receipts;
  expect(receipts).toHaveLength(2);
  await killed();
  expect(register.z(true)).toEqual({ total: null, vat: null, tenders: null, receipts });
  expect(readdirSync(folder())).toHaveLength(1);
  // Another takes its place; the one before leaves nothing behind.
  expect(await sent('Bon\tSuma\n7\t12.50\n', 'z.txt')).toMatchObject({ ok: true });
  expect(file()).toMatchObject({ name: 'z.txt', receipts: 1, total: 1250 });
  expect(readdirSync(folder())).toHaveLength(1);
  register.forget();
  await killed();
  expect(register.view(null)).toEqual({ typed: null, read: null, unreadable: 0, file: { at: 'none' } });
  expect(readdirSync(folder())).toEqual([]);
  expect(troubles).toEqual([]);
});

test('a file that is cut off, or cannot be read, leaves the one before as it was', async () => {
  await sent(DAY);
  const before = register.z(true);
  await sent('Bon;Suma\n1;2,00\n3;4,00\n', 'other.csv', 20);
  expect(register.view(null).file).toEqual({ at: 'coming', name: 'other.csv', got: 20, bytes: 23 });
  expect(register.z(true)).toEqual(before);
  await killed();
  expect(register.z(true)).toEqual(before);
  expect(await sent(Buffer.from('89504e470d0a1a0a00000000', 'hex'), 'picture.png')).toMatchObject({
    refusal: { code: 'day.registerFile' },
  });
  expect(file().name).toBe('z.csv');
  expect(await sent(`Bon;Suma\n${'1'.repeat(3000)};2\n`)).toMatchObject({ refusal: { code: 'day.registerTooMuch' } });
  expect(register.z(true)).toEqual(before);
  expect(readdirSync(folder())).toHaveLength(1);
  // A piece that is not the next one is no part of anything.
  expect(await register.piece({ name: 'x', bytes: 10, at: 5, base64: 'AAAA' })).toMatchObject({ ok: false });
});

test('where there was none before, a file that cannot be read says so', async () => {
  expect(await sent('only one column\n')).toMatchObject({ ok: false });
  expect(register.view(null).file).toEqual({
    at: 'broken',
    name: 'z.csv',
    refusal: { code: 'day.registerFile', params: {} },
  });
  expect(register.z(true)).toBeNull();
  await sent(DAY);
  expect(file().receipts).toBe(2);
});

test('columns that a person chose hold for this file, after a kill, and for the next day’s', async () => {
  const odd = (n: number): string => `A;B;C\n${n},00;1,00;481\n20,00;2,00;482\n`;
  await sent(odd(10));
  expect(file()).toMatchObject({
    columns: null,
    receipts: 0,
    head: [
      ['A', 'B', 'C'],
      ['10,00', '1,00', '481'],
      ['20,00', '2,00', '482'],
    ],
  });
  expect(register.z(true)).toBeNull();
  for (const columns of [
    { fiscal: 2, total: 2, at: null },
    { fiscal: 2, total: 3, at: null },
    { fiscal: 2, total: 0, at: 2 },
  ]) {
    expect(await register.columns({ columns })).toMatchObject({ refusal: { code: 'day.registerColumns' } });
  }
  expect(await register.columns({ columns: { fiscal: 2, total: 0, at: null } })).toMatchObject({ ok: true });
  expect(file()).toMatchObject({ receipts: 2, total: 3000 });
  await killed();
  expect(file()).toMatchObject({ receipts: 2, total: 3000 });
  register.forget();
  await killed();
  await sent(odd(30));
  expect(file()).toMatchObject({ receipts: 2, total: 5000, columns: { fiscal: 2, total: 0, at: null } });
});
