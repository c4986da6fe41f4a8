/** `npm run scan -- CODE`: sends a code to a running till as its scanner would, byte by byte down a real serial line. */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SerialPort } from 'serialport';
import { z } from 'zod';
import { defaultDataDir, scannerNote } from '../places.ts';

/** What scanners put after a code; `none` leaves the till to see that nothing more comes. */
const ENDINGS: Readonly<Record<string, string>> = { crlf: '\r\n', cr: '\r', lf: '\n', etx: '\u0003', none: '' };

const HELP = `npm run scan -- CODE [--data DIR] [--till N] [--ending ${Object.keys(ENDINGS).join('|')}] [--aim E0]

Sends CODE to the running till N (1 if left out) as its scanner would.
  --data DIR   the data folder that the till was started with
  --ending E   what follows the code (crlf if left out)
  --aim ID     an AIM identifier before the code: E0 for EAN-13, C1 for GS1-128, Q1 for QR`;

/** What a scan asks for. */
export type Scan = { readonly path: string; readonly bytes: Buffer };

/**
 * What to send where, from the command's arguments; `help` when that is asked for.
 * Throws one clear line about what is wrong with them, or that no such till runs.
 */
export function planScan(args: readonly string[]): Scan | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      data: { type: 'string', default: defaultDataDir() },
      till: { type: 'string', default: '1' },
      ending: { type: 'string', default: 'crlf' },
      aim: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const [code, ...more] = positionals;
  if (code === undefined || more.length > 0)
    throw new Error('Give one code to scan, for example: npm run scan -- 4840000000018');
  const ending = ENDINGS[values.ending];
  if (ending === undefined) throw new Error(`--ending is one of ${Object.keys(ENDINGS).join(', ')}.`);
  const aim = values.aim ?? '';
  if (aim !== '' && !/^[A-Za-z][0-9A-Za-z]$/.test(aim)) throw new Error('--aim is a letter and a digit, such as E0.');
  const till = Number(values.till);
  if (!Number.isInteger(till) || till < 1) throw new Error('--till is a number from 1.');
  return { path: scannerPath(values.data, till), bytes: Buffer.from(`${aim === '' ? '' : `]${aim}`}${code}${ending}`) };
}

/** Sends one scan. Returns 0, or 1 with one clear line when it could not be sent. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const scan = planScan(args);
    if (scan === 'help') console.log(HELP);
    else {
      await send(scan);
      console.log(`Sent down the line at ${scan.path}.`);
    }
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

const note = z.object({ scannerPath: z.string() });

function scannerPath(data: string, till: number): string {
  const file = scannerNote(data, till);
  const nothing = `Till ${till} of ${data} is not running with a scanner that can be played: start it with "npm start".`;
  if (!existsSync(file)) throw new Error(nothing);
  const path = note.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data?.scannerPath;
  // The note of a till that was killed outlives its terminal.
  if (path === undefined || !existsSync(path)) throw new Error(nothing);
  return path;
}

/** Writes the bytes and waits until the line has taken them. */
async function send({ path, bytes }: Scan): Promise<void> {
  // Not locked: several commands may play the same scanner.
  const port = new SerialPort({ path, baudRate: 9600, autoOpen: false, lock: false });
  await settled((done) => port.open(done));
  try {
    await settled((done) => port.write(bytes, undefined, done));
    await settled((done) => port.drain(done));
  } finally {
    await settled((done) => port.close(done));
  }
}

function settled(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((settle, reject) => {
    start((error) => (error ? reject(error) : settle()));
  });
}
