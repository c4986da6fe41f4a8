/** One process of the centre, the real command, on an address of its own; killed and started again as a test likes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectDir } from '../../cli/places.ts';
import { freePort } from '../../cli/postgres/cluster.ts';
import { type Child, startChild } from '../../cli/start/child.ts';

const PATIENCE_MS = 30_000;

export class ServerProcess {
  readonly url: string;
  readonly #port: number;
  readonly #dir: string;
  #child: Child;

  private constructor(port: number, dir: string, child: Child) {
    this.#port = port;
    this.#dir = dir;
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts one. `ready` says when it serves. */
  static async start(databaseUrl: string): Promise<ServerProcess> {
    const port = await freePort();
    const dir = mkdtempSync(join(tmpdir(), 'loial-server-'));
    return new ServerProcess(port, dir, spawned(databaseUrl, port, dir));
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Its last words. */
  words(): string {
    return this.#child.lastWords();
  }

  /** True where the process has ended, by itself or not. */
  isOver(): boolean {
    return this.#child.isOver();
  }

  /** Settles when it serves tills; throws with its last words where it ends or does not come in time. */
  async ready(): Promise<this> {
    for (let waited = 0; waited < PATIENCE_MS && !this.#child.isOver(); waited += 50) {
      if ((await this.status('/ready')) === 200) return this;
      await wait(50);
    }
    throw new Error(`The server is not ready: ${this.words()}`);
  }

  /** The status with which it answers; null where it does not. */
  async status(path: string): Promise<number | null> {
    return fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(5_000) }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => null,
    );
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#child.kill();
  }

  /** At the same address again, on the same database or another. */
  again(databaseUrl: string): void {
    this.#child = spawned(databaseUrl, this.#port, this.#dir);
  }

  /** Asks it to end (SIGTERM); how long that took, ms, or null where it had to be killed. */
  async stop(withinMs = 15_000): Promise<number | null> {
    const began = performance.now();
    if (!this.#child.isOver()) process.kill(this.#child.pid, 'SIGTERM');
    const ended = await Promise.race([this.#child.ended.then(() => true), wait(withinMs, false)]);
    if (!ended) await this.#child.kill();
    rmSync(this.#dir, { recursive: true, force: true });
    return ended ? performance.now() - began : null;
  }
}

function spawned(databaseUrl: string, port: number, dir: string): Child {
  return startChild({
    name: 'the centre',
    program: process.execPath,
    args: [
      join(projectDir(), 'cli', 'loial.mjs'),
      'server',
      '--database-url',
      databaseUrl,
      '--port',
      String(port),
      '--with-parent',
    ],
    log: join(dir, 'centre.log'),
  });
}
