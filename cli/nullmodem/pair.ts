/**
 * A null modem made of two pseudo-terminals: what one end writes, the other reads. The till opens one end as its
 * scanner's port, and whoever plays the scanner writes to the other. Both ends are real terminals to real serialport.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReadStream } from 'node:tty';
import { z } from 'zod';

/** Two ends and the plug between them. */
export type NullModem = {
  /** Where the till finds its scanner: the same path over unplug and replug; missing in between. */
  readonly tillPath: string;
  /** Where the scanner is played; stays open over unplug and replug. */
  readonly scannerPath: string;
  /** Pulls the till's end: the path goes, an open port is hung up, and what the scanner writes is lost. */
  unplug(): void;
  /** Puts the till's end back at the same path, as a new device. */
  replug(): void;
  /** Closes both ends and removes every file. A second call does nothing. */
  close(): void;
};

/** Where the ends stand: a folder (a new temporary one if left out) and the start of their names. */
export type NullModemOptions = { readonly dir?: string; readonly name?: string };

/** Opens a null modem. Throws on Windows, which has no pseudo-terminals that serialport could open. */
export async function openNullModem({ dir, name = 'serial' }: NullModemOptions = {}): Promise<NullModem> {
  if (process.platform === 'win32') {
    throw new Error('There are no pseudo-terminals on Windows: plug in a scanner, or a pair of virtual COM ports.');
  }
  const folder = dir ?? mkdtempSync(join(tmpdir(), 'loial-null-modem-'));
  mkdirSync(folder, { recursive: true });
  const tillPath = join(folder, `${name}-till`);
  const scannerPath = join(folder, `${name}-scanner`);

  let till: Terminal | undefined;
  let scanner: Terminal | undefined = openTerminal(scannerPath, (bytes) => till?.write(bytes));
  const plug = (): Terminal => openTerminal(tillPath, (bytes) => scanner?.write(bytes));
  try {
    till = plug();
  } catch (error) {
    scanner.close();
    throw error;
  }

  return {
    tillPath,
    scannerPath,
    unplug: () => {
      till?.close();
      till = undefined;
    },
    replug: () => {
      if (scanner === undefined) throw new Error('This null modem is closed.');
      till ??= plug();
    },
    close: () => {
      till?.close();
      scanner?.close();
      till = undefined;
      scanner = undefined;
      if (dir === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Terminal = { write(bytes: Uint8Array): void; close(): void };

const nativeModule = z.object({ open: z.function({ input: [z.number(), z.number()], output: z.unknown() }) });
const openedPair = z.object({ master: z.number(), slave: z.number(), pty: z.string() });

/** One pseudo-terminal reachable at the symlink `path`; `onBytes` gets what is written to it. */
function openTerminal(path: string, onBytes: (bytes: Uint8Array) => void): Terminal {
  const { master: masterFd, slave: slaveFd, pty } = openpty();
  // Held open and never read: without any open slave the master reports a hang-up instead of waiting for the next.
  const slave = new ReadStream(slaveFd);
  // Raw: no echo, no line editing, no CR turned into LF. Bytes go through as they are.
  slave.setRawMode(true);
  const master = new ReadStream(masterFd);
  for (const stream of [master, slave]) stream.on('error', () => undefined);
  master.on('data', onBytes);
  rmSync(path, { force: true });
  symlinkSync(pty, path);
  const queue = new WriteQueue(masterFd);
  return {
    write: (bytes) => queue.push(bytes),
    close: () => {
      rmSync(path, { force: true });
      queue.close();
      master.destroy();
      slave.destroy();
    },
  };
}

/** How long to wait, in ms, before a full terminal is tried again. */
const RETRY_MS = 2;

/**
 * Writes to a master without ever blocking: a stream on it would spin inside one write until somebody had read,
 * and with the reader in the same process that is never.
 */
class WriteQueue {
  readonly #fd: number;
  #waiting: Uint8Array[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  push(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    if (this.#timer === undefined) this.#flush();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    for (let first = this.#waiting[0]; first !== undefined && !this.#closed; first = this.#waiting[0]) {
      const written = tryToWrite(this.#fd, first);
      if (written === first.length) this.#waiting.shift();
      else {
        this.#waiting[0] = first.subarray(written);
        this.#timer = setTimeout(() => this.#flush(), RETRY_MS);
        return;
      }
    }
  }
}

/** How many bytes the terminal took; 0 when it is full. */
function tryToWrite(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
    throw error;
  }
}

/** The bare system call: the package's own wrapper would read the slave's bytes itself. */
function openpty(): z.infer<typeof openedPair> {
  const require = createRequire(import.meta.url);
  const loader: unknown = require('@lydell/node-pty/requireBinary.js');
  const { requireBinary } = z
    .object({ requireBinary: z.function({ input: [z.string()], output: z.unknown() }) })
    .parse(loader);
  const { open } = nativeModule.parse(requireBinary('pty.node'));
  return openedPair.parse(open(80, 24));
}
