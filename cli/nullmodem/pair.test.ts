import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SerialPort } from 'serialport';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type NullModem, openNullModem } from './pair.ts';

let modem: NullModem;
const ports: SerialPort[] = [];
/** What each port has received and no test has asked for yet. A port that nobody reads notices no hang-up. */
const arrived = new Map<SerialPort, Buffer>();

beforeEach(async () => {
  modem = await openNullModem();
});

afterEach(async () => {
  for (const port of ports.splice(0).filter((each) => each.isOpen)) {
    port.close();
    await once(port, 'close');
  }
  modem.close();
});

async function open(path: string): Promise<SerialPort> {
  const port = new SerialPort({ path, baudRate: 9600, autoOpen: false });
  port.on('error', () => undefined);
  port.on('data', (bytes: Buffer) => arrived.set(port, Buffer.concat([arrived.get(port) ?? Buffer.alloc(0), bytes])));
  ports.push(port);
  await new Promise<void>((settle, reject) => port.open((error) => (error ? reject(error) : settle())));
  return port;
}

/** The next `length` bytes that arrived, or as many as came within a second. */
async function receive(port: SerialPort, length: number): Promise<Buffer> {
  const so = (): Buffer => arrived.get(port) ?? Buffer.alloc(0);
  for (let waited = 0; waited < 1000 && so().length < length; waited += 5) await wait(5);
  const got = so();
  arrived.set(port, got.subarray(length));
  return got.subarray(0, length);
}

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

test('every byte goes through unchanged, both ways', async () => {
  const till = await open(modem.tillPath);
  const scanner = await open(modem.scannerPath);
  scanner.write(everyByte);
  expect(await receive(till, 256)).toEqual(everyByte);
  till.write(everyByte);
  expect(await receive(scanner, 256)).toEqual(everyByte);
});

test('a code cut anywhere arrives whole and in order', async () => {
  const till = await open(modem.tillPath);
  const scanner = await open(modem.scannerPath);
  const code = Buffer.from(']E04840000000018\r\n');
  for (let cut = 0; cut <= code.length; cut++) {
    scanner.write(code.subarray(0, cut));
    if (cut % 3 === 0) await wait(2);
    scanner.write(code.subarray(cut));
    expect(await receive(till, code.length)).toEqual(code);
  }
});

test('while the till has its port closed, the line does not echo', async () => {
  const scanner = await open(modem.scannerPath);
  scanner.write('4840000000018\r\n');
  await wait(50);
  expect(arrived.get(scanner)).toBeUndefined();
});

test('more than a terminal holds at once waits and arrives', async () => {
  const till = await open(modem.tillPath);
  const scanner = await open(modem.scannerPath);
  const long = Buffer.concat(Array.from({ length: 128 }, () => everyByte));
  scanner.write(long);
  expect((await receive(till, long.length)).equals(long)).toBe(true);
});

test('a port that was closed opens again: the line was never hung up', async () => {
  const scanner = await open(modem.scannerPath);
  for (const code of ['1111', '2222']) {
    const till = await open(modem.tillPath);
    scanner.write(code);
    expect((await receive(till, 4)).toString()).toBe(code);
    till.close();
    await once(till, 'close');
  }
});

test('unplugged, the path is gone and the open port closes; replugged, the same path works again', async () => {
  const before = await open(modem.tillPath);
  const scanner = await open(modem.scannerPath);
  const closed = once(before, 'close');
  modem.unplug();
  await closed;
  expect(existsSync(modem.tillPath)).toBe(false);
  await expect(open(modem.tillPath)).rejects.toThrow();

  scanner.write('lost');
  await wait(20);
  modem.replug();
  const after = await open(modem.tillPath);
  scanner.write('found');
  expect((await receive(after, 5)).toString()).toBe('found');
});

test('closing leaves neither files nor terminals', async () => {
  const pts = readlinkSync(modem.tillPath);
  const folder = dirname(modem.tillPath);
  modem.close();
  modem.close();
  expect(existsSync(folder)).toBe(false);
  for (let waited = 0; waited < 1000 && existsSync(pts); waited += 5) await wait(5);
  expect(existsSync(pts)).toBe(false);
  expect(() => modem.replug()).toThrow(/closed/);
});

test('the ends can be named, in a folder that is kept', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'loial-run-'));
  const named = await openNullModem({ dir, name: 'scanner-2' });
  expect(readdirSync(dir).sort()).toEqual(['scanner-2-scanner', 'scanner-2-till']);
  named.close();
  expect(readdirSync(dir)).toEqual([]);
  rmSync(dir, { recursive: true });
});
