/** The bare loop beside the latency of `npm run bench:sync`: a row from one SQLite file over HTTP and PostgreSQL into another. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { projectDir } from '../../places.ts';

export interface BareLoop {
  /** Writes a row here, durably, and waits until it is written there; returns how long it took, ms. */
  time(body: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts it: two files in `dir`, a program in the middle. `databaseUrl`: a database that may have one more table. */
export async function startBareLoop(databaseUrl: string, dir: string): Promise<BareLoop> {
  const child = spawn(process.execPath, [join(projectDir(), 'cli', 'bench', 'sync', 'bare.child.ts')], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let url = '';
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('ready ')) continue;
    url = line.slice('ready '.length);
    child.stdout.resume();
    break;
  }
  const agent = new Agent({ keepAlive: true });
  const ask = (path: string, id: number, bytes: Buffer): Promise<Buffer> =>
    new Promise((answered, failed) => {
      const asked = request(`${url}${path}`, { agent, method: 'POST', headers: { 'x-id': id } }, (response) =>
        buffer(response).then(answered, failed),
      );
      asked.on('error', failed).end(bytes);
    });
  const [from, to] = ['FULL', 'NORMAL'].map((synchronous) => {
    const db = new Database(join(dir, `bare-${synchronous}.db`));
    db.pragma('journal_mode = WAL');
    db.pragma(`synchronous = ${synchronous}`);
    db.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
    return { db, put: db.prepare<[number, string]>('INSERT INTO row VALUES (?, ?)') };
  });
  let id = 0;
  return {
    async time(body) {
      id += 1;
      const heard = ask('/wait', id, Buffer.alloc(0)).then((bytes) =>
        to?.put.run(id, zstdDecompressSync(bytes).toString('utf8')),
      );
      // It waits before anything is written.
      await new Promise((soon) => setTimeout(soon, 20));
      const begun = performance.now();
      from?.put.run(id, body);
      await Promise.all([ask('/row', id, zstdCompressSync(body)), heard]);
      return performance.now() - begun;
    },
    async stop() {
      child.stdin.end();
      await ended;
      agent.destroy();
      for (const one of [from, to]) one?.db.close();
    },
  };
}
