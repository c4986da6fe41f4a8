/** One PostgreSQL for a run of the e2e, and in it the small sample, made once: every test works on a copy of its own. */
import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { buildRenderer } from '../../cli/build/renderer.ts';
import { startCluster } from '../../cli/postgres/cluster.ts';
import { dropDatabase, makeDatabase } from '../../cli/postgres/databases.ts';
import { SAMPLE_SIZES } from '../../cli/sample/plan.ts';
import { isAlive } from '../../cli/start/notes.ts';
import { startShop } from '../../cli/start/shop.ts';
import { assert } from '../../domain/assert.ts';

/** How the runner hands the template to its workers: an environment variable with JSON. */
const HANDED_ON = 'LOIAL_E2E_TEMPLATE';
const TEMPLATE = 'template_shop';

/** What the folder of a run is called, with the process whose run it is: `loial-e2e-1234-`. */
const RUN = /^loial-e2e-(\d+)-/;

const template = z.object({
  /** The folder of the run. All that its tests write is in it. */
  run: z.string(),
  /** The data folder of the shop, nothing running on it. */
  data: z.string(),
  /** Of the database `postgres`, for making and dropping others. */
  url: z.string(),
});

/** A shop's own copy: its tills' files in a folder of its own, its centre's records in a database of its own. */
export interface Copy {
  readonly data: string;
  readonly databaseUrl: string;
  /** Drops the database and removes the folder; only after everything on them was stopped. */
  remove(): Promise<void>;
}

/** Playwright's globalSetup: makes the template, and returns what takes it away again. */
export default async function prepare(): Promise<() => Promise<void>> {
  removeLeft();
  const run = mkdtempSync(join(tmpdir(), `loial-e2e-${process.pid}-`));
  const data = join(run, 'template');
  const cluster = await startCluster({ scratch: true });
  const remove = async (): Promise<void> => {
    await cluster.stop();
    rmSync(run, { recursive: true, force: true });
  };
  try {
    mkdirSync(data);
    const shop = await startShop({
      data,
      tills: [],
      sample: SAMPLE_SIZES.small,
      now: Date.now(),
      staticDir: await buildRenderer(),
      databaseUrl: await makeDatabase(cluster.url, TEMPLATE),
      serverPort: 0,
      port: 0,
    });
    await shop.stop();
    process.env[HANDED_ON] = JSON.stringify({ run, data, url: cluster.url });
    return remove;
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A fresh copy of the template. */
export async function aCopy(): Promise<Copy> {
  const handed = process.env[HANDED_ON];
  assert(handed !== undefined, 'playwright made the template before its first test');
  const { run, data: made, url } = template.parse(JSON.parse(handed));
  const data = mkdtempSync(join(run, 'shop-'));
  const name = `shop_${randomUUID().replaceAll('-', '')}`;
  cpSync(made, data, { recursive: true });
  return {
    data,
    databaseUrl: await makeDatabase(url, name, TEMPLATE),
    async remove() {
      rmSync(data, { recursive: true, force: true });
      await dropDatabase(url, name);
    },
  };
}

/** A database of its own with nothing in it, beside the template. */
export async function aDatabase(): Promise<{ readonly url: string; remove(): Promise<void> }> {
  const handed = process.env[HANDED_ON];
  assert(handed !== undefined, 'playwright started PostgreSQL before its first test');
  const { url } = template.parse(JSON.parse(handed));
  const name = `shop_${randomUUID().replaceAll('-', '')}`;
  return { url: await makeDatabase(url, name), remove: () => dropDatabase(url, name) };
}

/** Removes what runs that were killed left behind: PostgreSQL and the tills end by themselves, folders do not. */
function removeLeft(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = RUN.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}
