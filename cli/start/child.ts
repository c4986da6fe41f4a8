/** A program of ours that runs beside us and never outlives us. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

export interface ChildOptions {
  /** What people call it. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it says is added to this file. */
  readonly log: string;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Its last lines, for a message. */
  lastWords(): string;
  /** Settled when it has ended, with how. */
  readonly ended: Promise<string>;
  /** True after `ended`. */
  isOver(): boolean;
  /** The first thing that it says from now on and that `read` takes; null where it ends or says none in time (ms). */
  hear<T>(read: (said: unknown) => T | null, withinMs: number): Promise<T | null>;
  /** Writes a line to its input. */
  tell(line: string): void;
  /** Asks it to end (its input ends), and after `patienceMs` makes it. A second call waits for the same end. */
  stop(patienceMs?: number): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

const PATIENCE_MS = 6_000;
const MOST_WORDS = 6;

/**
 * Starts a program with its input held open by us: when we end in whatever way, kill -9 included, the system closes
 * that input, and a program started `--with-parent` ends by itself. It runs in a session of its own where there are
 * sessions: Ctrl-C reaches us, and we stop things in order.
 */
export function startChild(options: ChildOptions): Child {
  mkdirSync(dirname(options.log), { recursive: true });
  const log = createWriteStream(options.log, { flags: 'a', mode: 0o600 });
  // A disk that is full, or a folder that a test has already removed, costs the log and nothing else.
  log.on('error', () => undefined);
  const child: ChildProcess = spawn(options.program, [...options.args], {
    detached: process.platform !== 'win32',
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const words: string[] = [];
  const listeners = new Set<(line: string) => void>();
  let over = false;
  child.stdin?.on('error', () => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log.write(text);
      const lines = (rest + text).split(/\r?\n/);
      rest = (lines.pop() ?? '').slice(-4096);
      for (const line of lines.filter((each) => each.trim() !== '')) {
        words.push(line);
        if (words.length > MOST_WORDS) words.shift();
        for (const listener of listeners) listener(line);
      }
    });
  }
  const ended = new Promise<string>((settle) => {
    const end = (how: string): void => {
      if (over) return;
      over = true;
      log.end();
      settle(how);
    };
    child.once('error', (error) => end(error.message));
    child.once('close', (code, signal) => end(signal === null ? `code ${code}` : signal));
  });

  const signal = (name: NodeJS.Signals): void => {
    if (!over) child.kill(name);
  };
  return {
    name: options.name,
    pid: child.pid ?? 0,
    lastWords: () => words.join(' | '),
    ended,
    isOver: () => over,
    hear: (read, withinMs) =>
      new Promise((settle) => {
        const finish = (found: ReturnType<typeof read>): void => {
          clearTimeout(timer);
          listeners.delete(listener);
          settle(found);
        };
        const listener = (line: string): void => {
          const found = read(jsonOf(line));
          if (found !== null) finish(found);
        };
        const timer = setTimeout(() => finish(null), withinMs);
        listeners.add(listener);
        void ended.then(() => finish(null));
      }),
    tell: (line) => {
      child.stdin?.write(`${line}\n`);
    },
    async stop(patienceMs = PATIENCE_MS) {
      child.stdin?.end();
      const timer = setTimeout(() => signal('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(timer);
    },
    async kill() {
      signal('SIGKILL');
      await ended;
    },
  };
}

/** What a line of JSON says; undefined where it is none. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
