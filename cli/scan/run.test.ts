import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openNullModem } from '../nullmodem/pair.ts';
import { runDir, scannerNote } from '../places.ts';
import { planScan, run } from './run.ts';

let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'loial-scan-'));
  mkdirSync(runDir(data));
});

afterEach(() => rmSync(data, { recursive: true, force: true }));

function noteScanner(till: number, scannerPath: string): void {
  writeFileSync(scannerNote(data, till), JSON.stringify({ scannerPath }));
}

function bytes(args: readonly string[]): string {
  noteScanner(1, data);
  const scan = planScan(['--data', data, ...args]);
  return scan === 'help' ? scan : scan.bytes.toString();
}

test.each([
  [[], '4840000000018\r\n'],
  [['--ending', 'cr'], '4840000000018\r'],
  [['--ending', 'lf'], '4840000000018\n'],
  [['--ending', 'etx'], '4840000000018\u0003'],
  [['--ending', 'none'], '4840000000018'],
  [['--aim', 'E0'], ']E04840000000018\r\n'],
])('%j sends %j', (args, sent) => {
  expect(bytes(['4840000000018', ...args])).toBe(sent);
});

test('wrong arguments are refused in one line', () => {
  expect(() => bytes([])).toThrow(/^Give one code/);
  expect(() => bytes(['1', '2'])).toThrow(/^Give one code/);
  expect(() => bytes(['1', '--ending', 'tab'])).toThrow(/^--ending is one of/);
  expect(() => bytes(['1', '--aim', ']E0'])).toThrow(/^--aim/);
  expect(() => bytes(['1', '--till', 'two'])).toThrow(/^--till/);
});

test('a till that does not run, or was killed, is named', () => {
  expect(() => planScan(['1', '--data', data, '--till', '2'])).toThrow(/^Till 2 .* not running/);
  noteScanner(2, join(data, 'gone'));
  expect(() => planScan(['1', '--data', data, '--till', '2'])).toThrow(/^Till 2 .* not running/);
});

test('the code arrives at the till end of the line', async () => {
  const modem = await openNullModem();
  const till = new SerialPort({ path: modem.tillPath, baudRate: 9600 });
  let got = '';
  till.on('data', (chunk: Buffer) => {
    got += chunk.toString();
  });
  await new Promise((opened) => till.once('open', opened));
  noteScanner(3, modem.scannerPath);
  // One after the other, as a hand scans: opening a port flushes what stands in it, and that could be the scan before.
  for (const [code, all] of [
    ['4840000000018', '4840000000018\r'],
    ['LC-77', '4840000000018\rLC-77\r'],
  ] as const) {
    expect(await run([code, '--data', data, '--till', '3', '--ending', 'cr'])).toBe(0);
    await vi.waitFor(() => expect(got).toBe(all), { timeout: 5000, interval: 5 });
  }
  await new Promise((closed) => till.close(closed));
  modem.close();
});
