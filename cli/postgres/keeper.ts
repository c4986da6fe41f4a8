/**
 * A small process that stands between us and PostgreSQL: it starts the server and stops it when its own standard
 * input ends. The system closes that pipe however we die, kill -9 included, so no server is ever left behind.
 * It runs in a session of its own: Ctrl-C in a terminal reaches the person's command, which stops things in order.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { isAlive, readPostmaster } from './postmaster.ts';

/** What the keeper is told, as JSON in its only argument. */
export type Order = {
  readonly postgres: string;
  readonly pgCtl: string;
  readonly data: string;
  readonly flags: readonly string[];
  readonly account: Account | null;
  /** A folder to delete after the server has stopped, or null. */
  readonly removeAfter: string | null;
};

/** After this many ms of a fast shutdown the server is told to drop everything; the log makes that harmless. */
const PATIENCE_MS = 8_000;

function keep(order: Order): void {
  const server = process.platform === 'win32' ? startByControl(order) : startDirectly(order);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    server.stop();
  };
  process.stdin.on('end', stop).on('error', stop).resume();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // Our parent may be gone, and what the server then says has no reader.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  server.onExit((code) => {
    if (order.removeAfter !== null) rmSync(order.removeAfter, { recursive: true, force: true, maxRetries: 5 });
    process.exit(code);
  });
}

type Server = { stop(): void; onExit(then: (code: number) => void): void };

function startDirectly(order: Order): Server {
  const child = spawn(order.postgres, ['-D', order.data, ...order.flags], {
    ...(order.account ?? {}),
    cwd: '/',
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return {
    stop: () => {
      child.kill('SIGINT');
      setTimeout(() => child.kill('SIGQUIT'), PATIENCE_MS);
    },
    onExit: (then) => whenOver(child, then),
  };
}

/** Windows: only pg_ctl can start a server from an administrator's account, and signals do not exist. */
function startByControl(order: Order): Server {
  const log = join(order.data, '..', 'postgres.log');
  const flags = order.flags.map((flag) => `"${flag}"`).join(' ');
  const options: SpawnOptions = { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true };
  const starting = spawn(order.pgCtl, ['start', '-D', order.data, '-l', log, '-o', flags], options);
  return {
    stop: () => spawn(order.pgCtl, ['stop', '-D', order.data, '-m', 'fast'], options),
    onExit: (then) =>
      whenOver(starting, (code) => {
        if (code !== 0) return then(code);
        const timer = setInterval(() => {
          const server = readPostmaster(order.data);
          if (server !== undefined && isAlive(server.pid)) return;
          clearInterval(timer);
          then(0);
        }, 250);
      }),
  };
}

function whenOver(child: ChildProcess, then: (code: number) => void): void {
  child.on('error', (error) => {
    console.error(error.message);
    then(1);
  });
  child.on('exit', (code) => then(code ?? 1));
}

function isOrder(value: unknown): value is Order {
  return typeof value === 'object' && value !== null && 'postgres' in value && 'data' in value && 'flags' in value;
}

if (import.meta.main) {
  const order: unknown = JSON.parse(process.argv[2] ?? 'null');
  if (!isOrder(order)) throw new Error('The keeper of PostgreSQL is started by startCluster() only.');
  keep(order);
}
