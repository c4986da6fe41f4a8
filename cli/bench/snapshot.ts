/** A new till of a chain with very many members: from joining to finding anybody, while it sells; and what making its file costs the centre. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createZstdDecompress } from 'node:zlib';
import pg from 'pg';
import { uuid7 } from '../../domain/identity/ids.ts';
import { openAdmin } from '../../server/admin.ts';
import { makeAndShelve } from '../../server/snapshot/make.ts';
import { putMany } from '../../server/testing/many.ts';
import { projectDir } from '../places.ts';
import { startCluster } from '../postgres/cluster.ts';
import { makeShop, productStates, staffStates } from '../sample/shop.ts';
import { runCentre } from '../start/centre.ts';
import { portNear } from '../start/ports.ts';
import { memberStates } from './members.ts';
import { type NewTillTimes, newTillTimes } from './newtill.child.ts';

export interface SnapshotTimes {
  readonly runs: readonly NewTillTimes[];
  /** The same bytes from PostgreSQL through zstd into a file that is on the disk, nothing sent, checked or hashed; one beside each run. */
  readonly bareMs: readonly number[];
  readonly makingMs: number;
  readonly packedMb: number;
  readonly fileMb: number;
  readonly members: number;
}

const SEED = 'bench';
const PORTION = 5000;

/** Makes a chain of so many members, its snapshot, and lets new tills join it, one after the other. */
export async function snapshotTimes(
  dir: string,
  { count, runs, say }: { readonly count: number; readonly runs: number; readonly say: (text: string) => void },
): Promise<SnapshotTimes> {
  mkdirSync(dir, { recursive: true });
  const cluster = await startCluster({ scratch: true });
  const machine = {
    databaseUrl: cluster.url,
    clock: () => Date.now(),
    newUuid: () => uuid7(Date.now(), randomBytes(10)),
    randomBytes: (bytes: number) => randomBytes(bytes),
  };
  const admin = await openAdmin(machine);
  try {
    const shop = makeShop(SEED, Date.now());
    await admin.createChain(shop.chain);
    for (const store of shop.stores) await admin.addStore(store);
    await admin.putProgramme(shop.programme);
    await admin.putProducts(productStates(shop));
    await admin.putStaff(await staffStates(shop, SEED));
    await putMany(cluster.url, portions(count, say));
    say('snapshot: the centre makes the file');
    const begun = performance.now();
    const made = await makeAndShelve({
      databaseUrl: cluster.url,
      id: machine.newUuid(),
      nowMs: Date.now(),
      folder: join(dir, 'making'),
    });
    if (typeof made === 'string') throw new Error(`No snapshot was made: ${made}.`);
    const makingMs = performance.now() - begun;

    const centre = await runCentre({ data: join(dir, 'centre'), databaseUrl: cluster.url, port: await portNear(0) });
    const done: NewTillTimes[] = [];
    const bareMs: number[] = [];
    try {
      const store = shop.stores[0]?.id;
      if (store === undefined) throw new Error('The sample has a store.');
      for (let run = 1; run <= runs; run++) {
        say(`snapshot: new till ${run} of ${runs}`);
        const till = await admin.addTill({ store, number: 1000 + run });
        const code = await admin.makeEnrolmentCode(till);
        done.push(await newTill(join(dir, `till-${run}`), centre.url, code, count));
        bareMs.push(await bareUnpacking(cluster.url, join(dir, 'bare.db')));
      }
    } finally {
      await centre.stop();
    }
    const { packed, file, members } = made;
    return { runs: done, bareMs, makingMs, packedMb: packed.bytes / 1e6, fileMb: file.bytes / 1e6, members };
  } finally {
    await admin.close();
    await cluster.stop();
  }
}

async function bareUnpacking(databaseUrl: string, file: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  async function* packed(): AsyncGenerator<Buffer, void> {
    for (let n = 0; ; n++) {
      const text = "SELECT encode(bytes, 'base64') AS bytes FROM snapshot_piece WHERE n = $1 LIMIT 1";
      const { rows } = await client.query<{ bytes: string }>({ name: 'bare', text, values: [n] });
      if (rows[0] === undefined) return;
      yield Buffer.from(rows[0].bytes, 'base64');
    }
  }
  const begun = performance.now();
  await pipeline(packed, createZstdDecompress({ chunkSize: 1 << 18 }), createWriteStream(file, { flush: true }));
  const tookMs = performance.now() - begun;
  await client.end();
  rmSync(file);
  return tookMs;
}

function* portions(count: number, say: (text: string) => void): Generator<ReturnType<typeof memberStates>, void> {
  for (let from = 0; from < count; from += PORTION) {
    yield memberStates(from, Math.min(PORTION, count - from));
    say(`snapshot: ${Math.min(count, from + PORTION).toLocaleString('en')} of ${count.toLocaleString('en')} members`);
  }
}

const execute = promisify(execFile);

async function newTill(dir: string, url: string, code: string, members: number): Promise<NewTillTimes> {
  const child = join(import.meta.dirname, 'newtill.child.ts');
  const { stdout } = await execute(process.execPath, [child, dir, url, code, String(members)], {
    maxBuffer: 64 << 20,
    // As the shells do: without it what makes JavaScript of TypeScript is in the memory that is told.
    env: { ...process.env, NODE_COMPILE_CACHE: join(projectDir(), '.cache', 'node') },
  });
  return newTillTimes.parse(JSON.parse(stdout));
}
