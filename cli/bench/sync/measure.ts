/** Each part of `npm run bench:sync`, timed end to end, with its reference beside it in the same run. */
import { createServer, connect as dial, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import pg from 'pg';
import { REPLICA_FILE } from '../../../db/replica/file.ts';
import { memberIdOf } from '../../../db/replica/packing.ts';
import { openReplica, type ReplicaReader, readReplica } from '../../../db/replica/replica.ts';
import { memberKey } from '../../../db/replica/search.ts';
import { assert } from '../../../domain/assert.ts';
import type { MemberId } from '../../../domain/identity/ids.ts';
import { type Sync, startSync } from '../../../electron/sync/start.ts';
import { migrate } from '../../../server/migrations/migrate.ts';
import type { BareLoop } from './bare.ts';
import { processorLines, processorsOf } from './cpu.ts';
import { type BenchTill, sales, type World, write } from './world.ts';

/** What was done in how long. */
export interface Timed {
  readonly count: number;
  readonly seconds: number;
}
export const perSecond = ({ count, seconds }: Timed): number => count / seconds;

const WORKER = new URL('../../../electron/sync/sync.worker.ts', import.meta.url);
/** Looked at so often, ms: well below what is timed. */
const LOOK_MS = 10;
const PATIENCE_MS = 600_000;
/** Nothing at all comes for so long: it will not come, ms. */
const STUCK_MS = 60_000;

/** Runs the till's real sync until `done`; returns the seconds it took. */
async function syncUntil(till: BenchTill, done: (replica: ReplicaReader) => boolean): Promise<number> {
  const replica = readReplica(till.membersFile);
  const begun = performance.now();
  const sync = startSync({
    workerUrl: WORKER,
    ledgerFile: till.ledgerFile,
    membersFile: till.membersFile,
    onReport: () => undefined,
    onTrouble: (error) => console.error(error.message),
  });
  sync.start(till.identity);
  let last = { at: begun, seen: '' };
  while (!done(replica)) {
    const { cursor, members, acked } = replica.syncState();
    const seen = JSON.stringify({ cursor, members, acked });
    if (seen !== last.seen) last = { at: performance.now(), seen };
    assert(
      performance.now() - begun < PATIENCE_MS && performance.now() - last.at < STUCK_MS,
      `the till syncs: ${seen}`,
    );
    await wait(LOOK_MS);
  }
  const seconds = (performance.now() - begun) / 1000;
  await sync.close();
  replica.close();
  return seconds;
}

/** Says what each program took of the processors for each of so many, up to when `done` is called; returns the seconds. */
async function watched(world: World, count: number, run: (done: () => true) => Promise<number>): Promise<number> {
  const before = processorsOf(world.programs);
  let after = before;
  const seconds = await run(() => {
    after = processorsOf(world.programs);
    return true;
  });
  for (const line of processorLines(before, after, count, seconds)) console.error(line);
  return seconds;
}

/** Everything that the till wrote is acknowledged; then until all of it is counted, reckoned again and compared. */
export async function timePush(
  world: World,
  till: BenchTill,
): Promise<{ readonly pushed: Timed; readonly behind: Timed }> {
  const head = till.ledger.head()?.seq ?? 0;
  const seconds = await watched(world, head, (done) =>
    syncUntil(till, (replica) => replica.syncState().acked?.seq === head && done()),
  );
  const { incarnation } = till.identity;
  const left = async (): Promise<number> => {
    const { rows } = await world.client.query<{ n: string }>(
      'SELECT held_seq - LEAST(counted_seq, checked_seq) AS n FROM incarnation WHERE id = $1',
      [incarnation],
    );
    return Number(rows[0]?.n ?? 0);
  };
  const count = await left();
  const behind = await watched(world, count, async (done) => {
    const begun = performance.now();
    while ((await left()) > 0) await wait(LOOK_MS * 20);
    done();
    return (performance.now() - begun) / 1000;
  });
  return { pushed: { count: head, seconds }, behind: { count, seconds: behind } };
}

/**
 * The same rows, by a bare client, into the centre's own table: its key, its indexes, its partition and its triggers, in a database beside
 * the centre's. 1000 rows an INSERT, each committed before the next, on one connection.
 */
export async function timeBareInsert(world: World, till: BenchTill): Promise<Timed> {
  const { rows } = await world.client.query<unknown[]>({
    text: 'SELECT * FROM record WHERE incarnation = $1 ORDER BY seq',
    values: [till.identity.incarnation],
    rowMode: 'array',
  });
  const url = new URL(world.databaseUrl);
  url.pathname = '/bare';
  await world.client.query('CREATE DATABASE bare');
  await migrate(url.href);
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const width = rows[0]?.length ?? 0;
  const AT_ONCE = 1000;
  const tuples = (count: number): string =>
    Array.from(
      { length: count },
      (_, r) => `(${Array.from({ length: width }, (_c, c) => `$${r * width + c + 1}`)})`,
    ).join();
  const text = `INSERT INTO record VALUES ${tuples(AT_ONCE)}`;
  const whole = rows.length - (rows.length % AT_ONCE);
  const seconds = await watched(world, whole, async (done) => {
    const begun = performance.now();
    for (let i = 0; i < whole; i += AT_ONCE) {
      await client.query({ name: 'bare', text, values: rows.slice(i, i + AT_ONCE).flat() });
    }
    done();
    return (performance.now() - begun) / 1000;
  });
  await client.end();
  await world.client.query('DROP DATABASE bare');
  return { count: whole, seconds };
}

/** Everything that the centre knows of members, committed in the till's members.db. */
export async function timePull(world: World, till: BenchTill, members: number): Promise<Timed> {
  const seconds = await watched(world, members, (done) =>
    syncUntil(till, (replica) => {
      const state = replica.syncState();
      return state.members >= members && state.cursor !== '' && done();
    }),
  );
  return { count: members, seconds };
}

/**
 * The same rows into a file of the same schema, all indexes and the search index filled with the same words: a portion a transaction, as a
 * pull has. The rows and the words are in memory before anything is timed.
 */
export function timeBareLoad(pulled: string, file: string): Timed {
  openReplica(file).close();
  const from = new Database(pulled, { readonly: true });
  const rows = from.prepare<[], unknown[]>('SELECT id, phone, name, data, counted, check_sum FROM member').raw().all();
  from.close();
  const replica = readReplica(pulled);
  const keys = rows.map(([id]) => {
    assert(Buffer.isBuffer(id), 'a row of a member begins with its id');
    const person = replica.member(memberIdOf(id))?.person ?? null;
    return person === null ? null : memberKey(person);
  });
  replica.close();
  const db = new Database(file);
  for (const one of REPLICA_FILE_PRAGMAS) db.pragma(one);
  const add = db.prepare<unknown[]>(
    'INSERT INTO member (id, phone, name, data, counted, check_sum) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const index = db.prepare<unknown[]>('INSERT INTO member_search (rowid, key) VALUES (?, ?)');
  const AT_ONCE = 2000;
  const begun = performance.now();
  for (let i = 0; i < rows.length; i += AT_ONCE) {
    db.transaction(() => {
      for (const [n, row] of rows.slice(i, i + AT_ONCE).entries()) {
        const { lastInsertRowid } = add.run(...row);
        const key = keys[i + n];
        if (key != null) index.run(lastInsertRowid, key);
      }
    })();
  }
  const seconds = (performance.now() - begun) / 1000;
  db.close();
  return { count: rows.length, seconds };
}
const REPLICA_FILE_PRAGMAS = [`synchronous = ${REPLICA_FILE.synchronous}`, 'journal_mode = WAL'];

/**
 * Both tills at rest; a sale on A, and the moment at which B's window could show the member's new balance; between two sales the same bytes
 * once around the bare loop. Milliseconds.
 */
export async function timeLatency(
  world: World,
  a: BenchTill,
  b: BenchTill,
  members: readonly MemberId[],
  count: number,
  loop: BareLoop,
): Promise<{ readonly took: number[]; readonly bare: number[] }> {
  const seen = readReplica(b.membersFile);
  let heard = (): void => undefined;
  const start = (till: BenchTill, onReport: () => void): Sync => {
    const { ledgerFile, membersFile } = till;
    const sync = startSync({ workerUrl: WORKER, ledgerFile, membersFile, onReport });
    sync.start(till.identity);
    return sync;
  };
  const [from, to] = [start(a, () => undefined), start(b, () => heard())];
  await wait(3000);
  const [took, bare]: [number[], number[]] = [[], []];
  // Made now, as at a counter: what comes of a day before is looked into for ends of lots that were booked too soon.
  const fromMs = Date.now() - count * 7000;
  const before = processorsOf(world.programs);
  const since = performance.now();
  for (const { draft, beside } of sales(a, count, members, 'latency', fromMs)) {
    assert(draft.kind === 'sale' && draft.member !== null, 'a sale to a member');
    const { member } = draft.member;
    const before = seen.member(member)?.balance ?? 0;
    const begun = performance.now();
    const shown = new Promise<number>((resolve) => {
      heard = () => {
        if ((seen.member(member)?.balance ?? 0) > before) resolve(performance.now() - begun);
      };
    });
    const { sealed } = a.ledger.append(draft, { beside });
    from.appended(sealed.seq);
    took.push(await Promise.race([shown, wait(10_000, Number.NaN)]));
    heard = () => undefined;
    await wait(150);
    bare.push(await loop.time(sealed.body));
    await wait(50);
  }
  const seconds = (performance.now() - since) / 1000;
  for (const line of processorLines(before, processorsOf(world.programs), count, seconds)) console.error(line);
  await Promise.all([from.close(), to.close()]);
  seen.close();
  return { took, bare };
}

/** What goes over the line both ways, bytes, headers and all. */
export interface CountingLine {
  readonly url: string;
  readonly up: () => number;
  readonly down: () => number;
  close(): void;
}

/** A line to the centre that counts. */
export async function countingLine(url: string): Promise<CountingLine> {
  const { port, hostname } = new URL(url);
  let [up, down] = [0, 0];
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = dial(Number(port), hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => [near, far].map((one) => one.destroy()));
    }
    near.on('data', (piece) => {
      up += piece.length;
      far.write(piece);
    });
    far.on('data', (piece) => {
      down += piece.length;
      near.write(piece);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  assert(typeof address === 'object' && address !== null, 'a line has a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    up: () => up,
    down: () => down,
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

/** Bytes up for each record of a till's log; what of them is its pulls' is counted too: it is little. */
export async function bytesOfPush(
  world: World,
  line: CountingLine,
  count: number,
  members: readonly MemberId[],
): Promise<number> {
  const till = await world.till(90, line.url);
  write(till, sales(till, count, members, 'bytes'));
  const before = line.up();
  await syncUntil(till, (replica) => replica.syncState().acked?.seq === till.ledger.head()?.seq);
  till.ledger.close();
  return (line.up() - before) / count;
}

/** Bytes down for each state of a first pull. */
export async function bytesOfPull(world: World, line: CountingLine, members: number): Promise<number> {
  const till = await world.tillElsewhere(91, line.url);
  const before = line.down();
  await timePull(world, till, members);
  till.ledger.close();
  return (line.down() - before) / members;
}
