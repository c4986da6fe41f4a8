/** A real PostgreSQL from npm, for `npm start` and the tests. In production DATABASE_URL names another one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Account, unprivilegedAccount } from './account.ts';
import { type Binaries, findBinaries, REACHABLE_ROOT } from './binaries.ts';
import { type Home, homesOf, openHome, openScratchHome, writeSecret } from './home.ts';
import type { Order } from './keeper.ts';
import { readPostmaster, servesData } from './postmaster.ts';

/** Where a cluster lives, or `scratch: true` for one that is deleted when it stops. */
export type ClusterOptions = {
  readonly log?: (line: string) => void;
  /** Under root: where copies go that the unprivileged user must reach. */
  readonly reachableRoot?: string;
  /** Any free one if left out. A taken one is an error. */
  readonly port?: number;
  /** PostgreSQL's own settings, by name, in addition to ours. */
  readonly settings?: Readonly<Record<string, string>>;
} & ({ readonly dir: string; readonly scratch?: false } | { readonly scratch: true });

/** A running server. */
export type Cluster = {
  /** With user and password, of the database `postgres`. */
  readonly url: string;
  readonly port: number;
  /** PostgreSQL's own data folder. */
  readonly data: string;
  /** The server's process id. */
  readonly pid: number;
  /** Settled when the server has ended, asked for or not. */
  readonly ended: Promise<void>;
  /** Fast shutdown; returns when the process is gone. A second call waits for the same end. */
  stop(): Promise<void>;
};

const USER = 'loial';
/** How long a start may take, in ms. Recovery after a power cut is the slow case. */
const START_MS = 60_000;
const POLL_MS = 15;

/**
 * Starts PostgreSQL on 127.0.0.1 on a free port; the first time it makes the data folder. The server ends with
 * `stop()`, or when this process ends in whatever way.
 * Throws one clear line if a server already runs on that folder, or with the server's last words if it cannot start.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const root = options.reachableRoot ?? REACHABLE_ROOT;
  const account = unprivilegedAccount();
  const binaries = findBinaries(account, root);
  const scratch = options.scratch === true;
  const home = scratch ? openScratchHome(account, root) : openHome(options.dir, account, root);
  try {
    refuseSecondServer(home.data);
    if (!existsSync(join(home.data, 'PG_VERSION'))) await initialise(home, binaries, account, scratch);
    return await launch(home, binaries, account, options);
  } catch (error) {
    if (scratch) rmSync(home.dir, { recursive: true, force: true });
    throw error;
  }
}

/** Deletes the cluster asked for in `dir` with all its data. Throws if it is running. */
export function removeCluster(dir: string): void {
  const homes = homesOf(dir);
  for (const home of homes) refuseSecondServer(join(home, 'data'));
  for (const home of homes) rmSync(home, { recursive: true, force: true });
}

function refuseSecondServer(data: string): void {
  const noted = readPostmaster(data);
  if (noted === undefined) return;
  if (servesData(noted.pid, data)) {
    throw new Error(`A PostgreSQL is already running on ${data} (process ${noted.pid}). Stop it first.`);
  }
  // Left by a crash. The number may be another program's by now, and PostgreSQL would refuse to start because of it.
  if (process.platform !== 'win32') rmSync(join(data, 'postmaster.pid'), { force: true });
}

async function initialise(home: Home, binaries: Binaries, account: Account | undefined, scratch: boolean) {
  // Made under another name and renamed: a start that is killed halfway leaves nothing that looks like a database.
  const making = `${home.data}.${process.pid}.new`;
  const secret = join(home.dir, `password.${process.pid}.once`);
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  if (account !== undefined) chownSync(making, account.uid, account.gid);
  writeSecret(secret, home.password, account);
  const flags = ['-D', making, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${secret}`, '--no-instructions'];
  // The built-in provider gives the same C.UTF-8 on every system; the system's own locales differ or are missing.
  flags.push('-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (scratch) flags.push('--no-sync');
  const words = new LastWords();
  try {
    const child = spawn(binaries.initdb, flags, {
      ...(account ?? {}),
      cwd: home.dir,
      env: plainEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
    words.listen(child.stderr);
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`PostgreSQL could not make its data folder ${home.data}: ${words.text()}`);
    if (!existsSync(join(home.data, 'PG_VERSION'))) renameSync(making, home.data);
  } finally {
    rmSync(secret, { force: true });
    rmSync(making, { recursive: true, force: true });
  }
}

async function launch(
  home: Home,
  binaries: Binaries,
  account: Account | undefined,
  options: ClusterOptions,
): Promise<Cluster> {
  const scratch = options.scratch === true;
  const words = new LastWords(options.log);
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const order: Order = {
      postgres: binaries.postgres,
      pgCtl: binaries.pgCtl,
      data: home.data,
      flags: serverFlags(port, options.settings),
      account: account ?? null,
      removeAfter: scratch ? home.dir : null,
    };
    const keeper = startKeeper(order, words);
    const ended = new Promise<void>((settle) => keeper.once('close', () => settle()));
    const pid = await readiness(keeper, home.data, port);
    if (pid === undefined) {
      // Another program may have taken the port in between; anything else will not get better by trying again.
      if (attempt < 3 && !scratch && options.port === undefined && words.text().includes('could not bind')) continue;
      throw new Error(`PostgreSQL did not start in ${home.data}: ${words.text()}`);
    }
    const url = `postgres://${USER}:${encodeURIComponent(home.password)}@127.0.0.1:${port}/postgres`;
    const stop = async (): Promise<void> => {
      keeper.ref();
      keeper.stdin?.end();
      await ended;
    };
    return { url, port, data: home.data, pid, ended, stop };
  }
}

function startKeeper(order: Order, words: LastWords): ChildProcess {
  const keeper = spawn(
    process.execPath,
    [fileURLToPath(new URL('./keeper.ts', import.meta.url)), JSON.stringify(order)],
    {
      cwd: '/',
      detached: process.platform !== 'win32',
      env: plainEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    },
  );
  words.listen(keeper.stdout);
  words.listen(keeper.stderr);
  keeper.stdin?.on('error', () => undefined);
  // A command that has nothing left to do may end; the keeper then sees its input end and stops the server.
  keeper.unref();
  for (const stream of [keeper.stdin, keeper.stdout, keeper.stderr]) {
    if (stream !== null && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
  }
  return keeper;
}

/** The server's process id once it accepts connections, or undefined if it ended before. */
async function readiness(keeper: ChildProcess, data: string, port: number): Promise<number | undefined> {
  let over = false;
  keeper.once('close', () => {
    over = true;
  });
  keeper.once('error', () => {
    over = true;
  });
  for (let waited = 0; waited < START_MS && !over; waited += POLL_MS) {
    const server = readPostmaster(data);
    if (server?.ready === true && server.port === port) return server.pid;
    await wait(POLL_MS);
  }
  keeper.stdin?.end();
  return undefined;
}

function serverFlags(port: number, more: ClusterOptions['settings'] = {}): string[] {
  const settings = {
    ...more,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** A port of 127.0.0.1 that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('The system gave no free port on 127.0.0.1.');
  return address.port;
}

/** Our environment without what would change PostgreSQL's behaviour behind our back. */
function plainEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|NODE_OPTIONS$|VITEST|NODE_V8)/.test(name)),
  );
}

/** Passes a program's lines on and remembers the last of them, for the message if it fails. */
class LastWords {
  readonly #lines: string[] = [];
  readonly #log: ((line: string) => void) | undefined;

  constructor(log?: (line: string) => void) {
    this.#log = log;
  }

  listen(stream: NodeJS.ReadableStream | null): void {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split(/\r?\n/).filter((each) => each !== '')) {
        this.#log?.(line);
        this.#lines.push(line);
        if (this.#lines.length > 8) this.#lines.shift();
      }
    });
  }

  text(): string {
    return this.#lines.join(' | ') || 'it said nothing';
  }
}
