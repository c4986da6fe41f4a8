/** A PostgreSQL that a test kills, copies, restores and promotes; each always at the same address. */
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { unprivilegedAccount } from '../../cli/postgres/account.ts';
import { type Cluster, freePort, removeCluster, startCluster } from '../../cli/postgres/cluster.ts';
import { openHome } from '../../cli/postgres/home.ts';
import { INSIDE } from '../../server/testing/inside.ts';

/** Of a copy these stay behind (PostgreSQL's manual, "Making a base backup using the low level API"). */
const LEFT_BEHIND =
  /^(postmaster\.(pid|opts)|pg_(replslot|dynshmem|notify|serial|snapshots|stat_tmp|subtrans|wal)(\/.*)?|.*pgsql_tmp.*)$/;
/** How long a start may be refused because processes of a killed server are still ending, ms. */
const PATIENCE_MS = 20_000;
/** What a copy needs of the log must not be recycled before it was copied. */
const KEEP = { wal_keep_size: '256MB', max_wal_size: '256MB' };

export class Postgres {
  readonly dir: string;
  readonly port: number;
  /** Settings that it is started with, by name; hold from the next start on. */
  readonly settings: Record<string, string>;
  #cluster: Cluster | null = null;

  private constructor(dir: string, port: number, settings: Readonly<Record<string, string>>) {
    this.dir = dir;
    this.port = port;
    this.settings = { ...KEEP, ...settings };
  }

  /** A new one, started. `remove` takes it away with everything. */
  static async make(settings: Readonly<Record<string, string>> = {}): Promise<Postgres> {
    const made = new Postgres(newFolder(), await freePort(), settings);
    await made.start();
    return made;
  }

  /** Of a database; of the one that is always there if left out. */
  url(database = 'postgres'): string {
    const url = new URL(this.#running().url);
    url.pathname = `/${database}`;
    return url.href;
  }

  /** Starts it, also after a kill: it recovers by itself. */
  async start(): Promise<void> {
    for (let waited = 0; ; waited += 100) {
      try {
        this.#cluster = await startCluster({ dir: this.dir, port: this.port, settings: this.settings });
        return;
      } catch (error) {
        // The children of a killed server notice its end a moment later, and until then hold what they share.
        if (waited >= PATIENCE_MS) throw error;
        await wait(100);
      }
    }
  }

  /** kill -9 of all its processes at once, in the middle of whatever they do, as when the machine dies. */
  async kill(): Promise<void> {
    const cluster = this.#running();
    const children = await this.ask<{ pid: number }>(INSIDE.processes);
    process.kill(cluster.pid, 'SIGKILL');
    for (const { pid } of children) killIfThere(pid);
    await cluster.ended;
    this.#cluster = null;
  }

  /** Ends it in order; nothing where it does not run. */
  async stop(): Promise<void> {
    await this.#cluster?.stop();
    this.#cluster = null;
  }

  /** Ends it and takes everything away. */
  async remove(): Promise<void> {
    await this.stop();
    for (let waited = 0; ; waited += 100) {
      try {
        removeCluster(this.dir);
        break;
      } catch (error) {
        if (waited >= PATIENCE_MS) throw error;
        await wait(100);
      }
    }
    rmSync(this.dir, { recursive: true, force: true });
  }

  /**
   * A copy of the files while it runs and is written to: between pg_backup_start and pg_backup_stop, then the log. What
   * comes of it is not started; `settings` are its own.
   */
  async copy(settings: Readonly<Record<string, string>> = {}): Promise<Postgres> {
    const running = this.#running();
    const copy = new Postgres(newFolder(), await freePort(), settings);
    const account = unprivilegedAccount();
    const home = openHome(copy.dir, account);
    const client = new pg.Client({ connectionString: running.url });
    await client.connect();
    try {
      await client.query(`SELECT pg_backup_start('conformance', true)`);
      copyFiles(running.data, home.data, (path) => !LEFT_BEHIND.test(path));
      const { rows } = await client.query<{ labelfile: string }>(INSIDE.backupStop);
      writeFileSync(join(home.data, 'backup_label'), rows[0]?.labelfile ?? '');
    } finally {
      await client.end();
    }
    copyFiles(join(running.data, 'pg_wal'), join(home.data, 'pg_wal'), () => true);
    // Whoever knew the password of the first knows that of the copy.
    writeFileSync(join(dirname(home.data), 'password'), readFileSync(join(dirname(running.data), 'password')));
    own(home.data, account);
    return copy;
  }

  /** The same files, to be started at another address. */
  at(port: number): Postgres {
    return new Postgres(this.dir, port, this.settings);
  }

  /** A copy that follows this one from now on, started. */
  async replica(name: string): Promise<Postgres> {
    const { hostname, port, username, password } = new URL(this.#running().url);
    const replica = await this.copy({
      primary_conninfo: `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)} application_name=${name}`,
    });
    const { data } = openHome(replica.dir, unprivilegedAccount());
    writeFileSync(join(data, 'standby.signal'), '');
    own(data, unprivilegedAccount());
    await replica.start();
    return replica;
  }

  /** Runs one statement in the database `postgres`. */
  async ask<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return asked<Row>(this.url(), sql, values);
  }

  #running(): Cluster {
    if (this.#cluster === null) throw new Error('this PostgreSQL does not run');
    return this.#cluster;
  }
}

/** Runs one statement in a database over a connection of its own. */
export async function asked<Row extends object>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function newFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'loial-conformance-'));
  // PostgreSQL's own user must pass through.
  chmodSync(dir, 0o711);
  return dir;
}

/** Copies what is below a folder, file by file; what goes away meanwhile was not needed. */
function copyFiles(from: string, to: string, wanted: (path: string) => boolean, below = ''): void {
  mkdirSync(join(to, below), { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(join(from, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (!wanted(path)) {
      if (entry.isDirectory()) mkdirSync(join(to, path), { recursive: true, mode: 0o700 });
    } else if (entry.isDirectory()) copyFiles(from, to, wanted, path);
    else copyOne(join(from, path), join(to, path));
  }
}

function copyOne(from: string, to: string): void {
  try {
    writeFileSync(to, readFileSync(from), { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

function own(path: string, account: ReturnType<typeof unprivilegedAccount>): void {
  if (account === undefined) return;
  chownSync(path, account.uid, account.gid);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const below = join(path, entry.name);
    if (entry.isDirectory()) own(below, account);
    else chownSync(below, account.uid, account.gid);
  }
}
