import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unprivilegedAccount } from './account.ts';
import { findBinaries, locatePackage } from './binaries.ts';
import { type Cluster, removeCluster, startCluster } from './cluster.ts';
import { isAlive } from './postmaster.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loial-cluster-test-'));
  chmodSync(folder, 0o711);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function ask(cluster: Cluster, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  try {
    const answer = await client.query<Record<string, unknown>>(sql);
    return Object.values(answer.rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answered = await new Promise<boolean>((settle) => {
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
  socket.destroy();
  return answered;
}

async function untilDead(pid: number, ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms && isAlive(pid); waited += 20) await wait(20);
  return !isAlive(pid);
}

describe('a cluster in a folder', () => {
  test('keeps its data over a restart and leaves no process behind', async () => {
    const dir = join(folder, 'kept');
    const first = await startCluster({ dir });
    await ask(first, 'CREATE TABLE kept (word text)');
    await ask(first, "INSERT INTO kept VALUES ('ș')");
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    expect(await answers(first.port)).toBe(false);

    const second = await startCluster({ dir });
    try {
      expect(await ask(second, 'SELECT upper(word) FROM kept')).toBe('Ș');
      expect(await ask(second, 'SHOW listen_addresses')).toBe('127.0.0.1');
      expect(await ask(second, 'SHOW unix_socket_directories')).toBe('');
      expect(await ask(second, 'SHOW fsync')).toBe('on');
    } finally {
      await second.stop();
    }
  });

  test('keeps a password of its own that only its owner can read, and asks for it', async () => {
    const dir = join(folder, 'locked');
    const cluster = await startCluster({ dir });
    try {
      expect(statSync(join(dir, 'password')).mode & 0o777).toBe(0o600);
      expect(readdirSync(dir).sort()).toEqual(['data', 'password']);
      const wrong = new pg.Client({ connectionString: cluster.url.replace(/:[^:@/]+@/, ':wrong@') });
      await expect(wrong.connect()).rejects.toThrow(/password authentication failed/);
    } finally {
      await cluster.stop();
    }
  });

  test('refuses a second server on the same folder in one line, and the first goes on', async () => {
    const dir = join(folder, 'once');
    const first = await startCluster({ dir });
    try {
      await expect(startCluster({ dir })).rejects.toThrow(/^A PostgreSQL is already running on [^\n]+$/);
      expect(() => removeCluster(dir)).toThrow(/already running/);
      expect(await ask(first, 'SELECT 1')).toBe(1);
    } finally {
      await first.stop();
    }
    removeCluster(dir);
    expect(existsSync(dir)).toBe(false);
  });

  test('starts over a stale postmaster.pid whose number now belongs to another program', async () => {
    const dir = join(folder, 'stale');
    const first = await startCluster({ dir });
    await first.stop();
    writeFileSync(
      join(first.data, 'postmaster.pid'),
      `${process.pid}\n${first.data}\n0\n5432\n\n127.0.0.1\n0 0\nready\n`,
    );
    const second = await startCluster({ dir });
    expect(await ask(second, 'SELECT 1')).toBe(1);
    await second.stop();
  });
});

describe('a scratch cluster', () => {
  test('is gone with its folder after stop, and a second stop is harmless', async () => {
    const cluster = await startCluster({ scratch: true });
    expect(await ask(cluster, 'SELECT 1')).toBe(1);
    await cluster.stop();
    await cluster.stop();
    expect(existsSync(join(cluster.data, '..'))).toBe(false);
  });

  test('is gone with its folder when its parent is killed', async () => {
    const { parent, pid, port, data } = await startInAnotherProcess();
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(await untilDead(pid, 5_000)).toBe(true);
    expect(await answers(port)).toBe(false);
    for (let tries = 0; tries < 100 && existsSync(join(data, '..')); tries++) await wait(20);
    expect(existsSync(join(data, '..'))).toBe(false);
  });
});

async function startInAnotherProcess(): Promise<{ parent: ChildProcess; pid: number; port: number; data: string }> {
  const script = `
    const { startCluster } = await import(${JSON.stringify(new URL('./cluster.ts', import.meta.url).href)});
    const { pid, port, data } = await startCluster({ scratch: true });
    process.stdout.write(JSON.stringify([pid, port, data]));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(parent.stdout, 'data');
  const [pid, port, data]: unknown[] = JSON.parse(String(said));
  return { parent, pid: Number(pid), port: Number(port), data: String(data) };
}

// What only root meets: PostgreSQL runs as another user, who may not enter root's folders.
if (process.getuid?.() === 0) {
  describe('under root, in a folder that only root may enter', () => {
    test('the data stands where the unprivileged user reaches it, and is found again and removed by its note', async () => {
      const dir = join(folder, 'closed', 'data');
      const reachableRoot = join(folder, 'open');
      mkdirSync(join(folder, 'closed'), { mode: 0o700 });
      const first = await startCluster({ dir, reachableRoot });
      await ask(first, 'CREATE TABLE kept AS SELECT 7 AS n');
      await first.stop();
      expect(first.data.startsWith(reachableRoot)).toBe(true);
      expect(readdirSync(dir)).toEqual(['the-database-is-elsewhere.txt']);

      const second = await startCluster({ dir, reachableRoot });
      expect(second.data).toBe(first.data);
      expect(await ask(second, 'SELECT n FROM kept')).toBe(7);
      await second.stop();
      removeCluster(dir);
      expect(existsSync(first.data)).toBe(false);
    });

    test('data of a folder that was deleted is neither taken over nor destroyed', async () => {
      const dir = join(folder, 'closed', 'data');
      const reachableRoot = join(folder, 'open');
      mkdirSync(join(folder, 'closed'), { mode: 0o700 });
      const first = await startCluster({ dir, reachableRoot });
      await ask(first, 'CREATE TABLE old AS SELECT 7 AS n');
      await first.stop();
      rmSync(dir, { recursive: true });

      const second = await startCluster({ dir, reachableRoot });
      expect(await ask(second, "SELECT to_regclass('old')")).toBe(null);
      await second.stop();
      expect(existsSync(join(`${join(first.data, '..')}.before`, 'data', 'PG_VERSION'))).toBe(true);
    });

    test('the programs are copied whole, once, with their links, and a damaged copy is replaced', () => {
      const account = unprivilegedAccount();
      const root = join(folder, 'open');
      const closed = join(folder, 'closed');
      mkdirSync(closed, { mode: 0o700 });
      const native = join(closed, 'native');
      linkTree(locatePackage().native, native);
      const packaged = { native, version: 'test' };

      const { postgres } = findBinaries(account, root, packaged);
      expect(postgres.startsWith(root)).toBe(true);
      const made = statSync(postgres).ino;
      expect(findBinaries(account, root, packaged).postgres).toBe(postgres);
      expect(statSync(postgres).ino).toBe(made);

      writeFileSync(join(root, 'postgres-test', 'share', 'postgresql', 'postgres.bki'), 'cut');
      findBinaries(account, root, packaged);
      expect(statSync(join(root, 'postgres-test', 'share', 'postgresql', 'postgres.bki')).size).toBeGreaterThan(1000);
      expect(readdirSync(root)).toEqual(['postgres-test']);
    });
  });
}

/** Hard links instead of a copy: 60 MB less to write. */
function linkTree(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else if (entry.isSymbolicLink()) cpSync(source, target, { verbatimSymlinks: true });
    else linkSync(source, target);
  }
}
