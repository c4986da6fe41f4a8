/** One till as a child process: served to the browser, or in Electron. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type NullModem, openNullModem } from '../nullmodem/pair.ts';
import { projectDir, runDir, scannerNote, tillDir } from '../places.ts';
import { type Child, startChild } from './child.ts';
import { isAlive, readTillNote, removeNote, tillFile, writeNote } from './notes.ts';

export interface RunningTill {
  readonly number: number;
  readonly dataDir: string;
  /** Its scanner's line; null on Windows. */
  readonly nullModem: NullModem | null;
  /** The one-time address that it printed when it started last; null in Electron. */
  url(): string | null;
  /** Another one-time address. Rejects in Electron. */
  newUrl(): Promise<string>;
  pid(): number;
  /** Settled when the process that runs now ends, asked for or not. */
  ended(): Promise<string>;
  lastWords(): string;
  /** Ends the process at once, as a power cut would. The scanner's line stays. */
  kill(): Promise<void>;
  /** Starts the process again after `kill` or its own end, on the same port and data. */
  restart(): Promise<void>;
  /** Closes it in order, its scanner's line too. */
  stop(): Promise<void>;
}

export interface TillStart {
  readonly data: string;
  readonly number: number;
  /** Of the browser's window; 0: any that is free. */
  readonly port: number;
  /** Absolute path of dist/renderer. */
  readonly staticDir: string;
  /** Electron's program and the script it is given; null: the browser. */
  readonly electron: { readonly program: string; readonly script: string } | null;
}

const ready = z.union([
  z.object({ ready: z.literal(true), url: z.string().nullable() }),
  z.object({ ready: z.literal(false), problem: z.string() }),
]);
const another = z.object({ url: z.string() });

/** How long a till may take to open, ms: its files are checked after a crash. */
const START_MS = 60_000;
const ANSWER_MS = 10_000;

/** Throws one clear line where this till runs already. */
export function refuseSecondTill(data: string, number: number): void {
  const note = readTillNote(data, number);
  if (note === null || !isAlive(note.pid)) return;
  const where = note.url === null ? 'in its own window' : `at ${new URL(note.url).origin}`;
  throw new Error(`Till ${number} of ${data} is already running ${where}. Use that one, or close it first.`);
}

/** Starts a till; throws with its own words where it does not open. */
export async function runTill(of: TillStart): Promise<RunningTill> {
  const { data, number } = of;
  refuseSecondTill(data, number);
  const nullModem = await playedScanner(data, number);
  // The port stays the same over restarts, so that an open page finds its till again.
  let port = of.port;
  const start = async (): Promise<[Child, string | null]> => {
    const launched = await launch(of, port, nullModem);
    const [{ pid }, url] = launched;
    if (url !== null) port = Number(new URL(url).port);
    writeNote(tillFile(data, number), { pid, url });
    return launched;
  };
  const unplug = (): void => {
    nullModem?.close();
    removeNote(scannerNote(data, number));
  };
  let [child, url] = await start().catch((error: unknown) => {
    unplug();
    throw error;
  });

  return {
    number,
    dataDir: tillDir(data, number),
    nullModem,
    url: () => url,
    async newUrl() {
      const heard = child.hear((said) => another.safeParse(said).data?.url ?? null, ANSWER_MS);
      child.tell('url');
      const fresh = await heard;
      if (fresh === null) throw new Error(`Till ${number} gave no address: it is not running, or not in a browser.`);
      return fresh;
    },
    pid: () => child.pid,
    ended: () => child.ended,
    lastWords: () => child.lastWords(),
    kill: () => child.kill(),
    async restart() {
      await child.kill();
      [child, url] = await start();
    },
    async stop() {
      await child.stop();
      unplug();
      removeNote(tillFile(data, number));
    },
  };
}

/** The line on which `npm run scan` plays this till's scanner. */
async function playedScanner(data: string, number: number): Promise<NullModem | null> {
  if (process.platform === 'win32') return null;
  mkdirSync(runDir(data), { recursive: true });
  const modem = await openNullModem({ dir: runDir(data), name: `scanner-${number}` });
  writeNote(scannerNote(data, number), { scannerPath: modem.scannerPath });
  return modem;
}

async function launch(of: TillStart, port: number, nullModem: NullModem | null): Promise<[Child, string | null]> {
  const scanner = nullModem === null ? [] : ['--scanner', nullModem.tillPath];
  const common = ['--data', tillDir(of.data, of.number), ...scanner, '--with-parent'];
  const { program, args } =
    of.electron === null
      ? {
          program: process.execPath,
          args: [
            join(projectDir(), 'electron', 'serve.ts'),
            ...common,
            '--port',
            String(port),
            '--static',
            of.staticDir,
          ],
        }
      : { program: of.electron.program, args: [of.electron.script, ...common] };
  const child = startChild({
    name: `till ${of.number}`,
    program,
    args,
    log: join(of.data, 'log', `till-${of.number}.log`),
  });
  const said = await child.hear((line) => ready.safeParse(line).data ?? null, START_MS);
  if (said?.ready === true) return [child, said.url];
  await child.stop(1000);
  throw new Error(
    `Till ${of.number} did not open: ${said === null ? child.lastWords() || 'it said nothing' : said.problem}`,
  );
}
