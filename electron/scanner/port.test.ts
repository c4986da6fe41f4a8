import { SerialPort } from 'serialport';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type NullModem, openNullModem } from '../../cli/nullmodem/pair.ts';
import type { ScannerStatus } from '../till/links.ts';
import type { DeviceMark } from './find.ts';
import { openScanner, type Scanner } from './port.ts';

let modem: NullModem;
let gun: SerialPort;
let scanner: Scanner;
let codes: string[];
let failures: string[];
let statuses: ScannerStatus[];

const memory = { load: (): DeviceMark | null => null, save: () => undefined };
const last = (): ScannerStatus | undefined => statuses.at(-1);
const send = (text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    gun.write(Buffer.from(text, 'latin1'), (error) => (error ? reject(error) : resolve()));
  });

if (process.platform === 'win32') {
  test('Windows has no pseudo-terminals to stand in for a scanner', async () => {
    await expect(openNullModem()).rejects.toThrow(/Windows/);
  });
} else {
  describe('a real port at the end of a line of two pseudo-terminals', trial);
}

function trial(): void {
  beforeEach(async () => {
    [codes, failures, statuses] = [[], [], []];
    modem = await openNullModem();
    gun = await new Promise((resolve, reject) => {
      const port: SerialPort = new SerialPort({ path: modem.scannerPath, baudRate: 9600 }, (error) =>
        error ? reject(error) : resolve(port),
      );
    });
    scanner = openScanner({
      onCode: (code) => codes.push(code),
      onStatus: (status) => statuses.push(status),
      onFailed: (why) => failures.push(why),
      given: null,
      speed: 'detect',
      memory,
      nowMs: () => performance.now(),
    });
  });

  afterEach(async () => {
    await scanner.close();
    await new Promise<void>((resolve) => gun.close(() => resolve()));
    modem.close();
  });

  const until = (truth: () => void): Promise<void> => vi.waitFor(truth, { timeout: 3000, interval: 5 });

  test('codes come through, whatever ends them, two at once too', async () => {
    scanner.choose(modem.tillPath);
    await until(() => expect(last()).toEqual({ state: 'ready', port: modem.tillPath }));
    await send('4840000000015\r\n');
    await send('\x02]C0R00010100000017\x03CARD-9\t');
    await send('%%NoRead\rОшибка\r'.replace(/[^\x20-\x7e\r]/gu, '\xcf'));
    await until(() => expect(failures).toEqual(['noRead', 'garbage']));
    expect(codes).toEqual(['4840000000015', ']C0R00010100000017', 'CARD-9']);
    expect(scanner.seen()).toMatchObject({ ending: 'CR', baudRate: 9600 });
  });

  test('a scanner that reads is not said to be lost where the system lists no ports', async () => {
    // Linux lists them by a program of its own, which not every machine has.
    vi.stubEnv('PATH', '');
    try {
      scanner.choose(modem.tillPath);
      await until(() => expect(last()).toEqual({ state: 'ready', port: modem.tillPath }));
      await send('4840000000015\r\n');
      await until(() => expect(codes).toEqual(['4840000000015']));
      expect(last()).toEqual({ state: 'ready', port: modem.tillPath });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('a scanner that ends codes with nothing is understood by silence', async () => {
    scanner.choose(modem.tillPath);
    await until(() => expect(last()?.state).toBe('ready'));
    await send('2900000000018');
    await until(() => expect(codes).toEqual(['2900000000018']));
    await send('4840000000015' + '4006381333931');
    await until(() => expect(codes).toEqual(['2900000000018', '4840000000015', '4006381333931']));
  });

  test('pulled out it is shown lost within 2 s, plugged in again ready within 2 s, and reads on', async () => {
    scanner.choose(modem.tillPath);
    await until(() => expect(last()?.state).toBe('ready'));
    await send('FIRST-1\r');
    await until(() => expect(codes).toEqual(['FIRST-1']));

    await send('HALF-A-'); // cut in the middle of a code: the half is forgotten
    const pulledAt = performance.now();
    modem.unplug();
    await until(() => expect(last()).toEqual({ state: 'lost', port: modem.tillPath }));
    expect(performance.now() - pulledAt).toBeLessThan(2000);
    expect(scanner.seen()).toBeNull();

    const pluggedAt = performance.now();
    modem.replug();
    await until(() => expect(last()).toEqual({ state: 'ready', port: modem.tillPath }));
    expect(performance.now() - pluggedAt).toBeLessThan(2000);
    await send('SECOND-2\r');
    await until(() => expect(codes).toContain('SECOND-2'));
    expect(codes.filter((code) => code.includes('HALF') && code.includes('SECOND'))).toEqual([]);
  });

  test('pulled out and back in at once is noticed too', async () => {
    scanner.choose(modem.tillPath);
    await until(() => expect(last()?.state).toBe('ready'));
    modem.unplug();
    modem.replug();
    await until(() => expect(statuses.map((one) => one.state)).toEqual(['connecting', 'ready', 'lost', 'ready']));
    await send('AGAIN-1\r');
    await until(() => expect(codes).toEqual(['AGAIN-1']));
  });

  test('a port that is not there is said to be lost, and taken as soon as it is', async () => {
    modem.unplug();
    scanner.choose(modem.tillPath);
    await until(() => expect(last()).toEqual({ state: 'lost', port: modem.tillPath }));
    modem.replug();
    await until(() => expect(last()?.state).toBe('ready'));
  });

  test('no choice: no scanner; a choice taken back closes the port', async () => {
    scanner.choose(null);
    await until(() => expect(last()).toEqual({ state: 'none', port: null }));
    scanner.choose(modem.tillPath);
    await until(() => expect(last()?.state).toBe('ready'));
    scanner.choose(null);
    await until(() => expect(last()).toEqual({ state: 'none', port: null }));
    await send('NOBODY\r');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(codes).toEqual([]);
  });
}
