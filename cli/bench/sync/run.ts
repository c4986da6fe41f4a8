/** `npm run bench:sync`: what sync costs from end to end, each figure beside a reference of the same run. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { projectDir } from '../../places.ts';
import { type Figure, percentile, rounded, table } from '../figure.ts';
import { startBareLoop } from './bare.ts';
import {
  bytesOfPull,
  bytesOfPush,
  countingLine,
  perSecond,
  timeBareInsert,
  timeBareLoad,
  timeLatency,
  timePull,
  timePush,
} from './measure.ts';
import { type BenchTill, buyers, enrolMembers, sales, startWorld, type World, write } from './world.ts';

const HELP = `npm run bench:sync [-- options]

  --records N   records of the push, 100000 if left out: sales of one line to one of 20000 members, one entry each, from the
                rules' own engine, seeded; written to a till's files before anything is timed
  --members N   members of the pull, 100000 if left out: all changed, so that an empty members.db takes in each of them
  --sales N     sales of the latency, 200 if left out: one at a time, both tills at rest in between
  --only PARTS  of push, pull, bytes, latency (with commas)
  --peer DIR    also PouchDB doing the same, from a folder that has it:
                  mkdir DIR && cd DIR && npm init -y && npm install pouchdb@9 express@4 express-pouchdb
                (it is no part of this project: express-pouchdb is no longer looked after)
  --json FILE   also writes the figures
  --help        this text

What is timed. A PostgreSQL of its own with its usual settings (fsync on), a centre in a process of its own, tills on real files with the
real sync worker, all on loopback HTTP. The centre makes no ready-made files for new tills meanwhile: every state is pulled.
  push     from the start of the worker to the last record acknowledged: read from ledger.db, packed, sent, hashes checked, on disk.
           Beside it: a bare client's INSERT of the same rows, bodies and all, 1000 at once and committed, on one connection, into the
           centre's own table (key, indexes, partition, triggers) in a database beside.
  count    from the last acknowledgement until everything is counted, reckoned again and compared: the records that were left, for each second.
  pull     from the start of the worker until every member is committed in members.db, search index included, by a till of a store that
           sold nothing (a receipt is a state too, and not counted here).
           Beside it: the same rows into a file of the same schema by prepared statements, 2000 in a transaction.
  bytes    on the wire up for each record and down for each state, headers and all.
  latency  from before the commit of a sale on till A until till B's process has heard of it and reads the new balance.
           Beside it, between the sales: the same bytes from a SQLite file (FULL) over HTTP into PostgreSQL, by LISTEN/NOTIFY and HTTP
           into another file, with nothing checked, counted or kept in order. The ratio is how many times as long ours takes.
Where Linux tells it, what each program took of the processors is said beside push and pull, for each record or state: on a machine that
others use too, it says more than the time.
With LOIAL_PROFILE=DIR the centre leaves a profile of its CPU there.`;

const PARTS = ['push', 'pull', 'bytes', 'latency'];
const peerSaid = z.object({ push: z.number(), pull: z.number() });

interface Options {
  readonly records: number;
  readonly members: number;
  readonly sales: number;
  readonly dir: string;
  readonly peer: string | null;
  readonly parts: readonly string[];
}

export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      records: { type: 'string', default: '100000' },
      members: { type: 'string', default: '100000' },
      sales: { type: 'string', default: '200' },
      only: { type: 'string', default: PARTS.join() },
      peer: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const parts = values.only.split(',');
  const strange = parts.find((part) => !PARTS.includes(part));
  if (strange !== undefined) throw new Error(`--only knows ${PARTS.join(', ')}, not ${strange}.`);
  const dir = mkdtempSync(join(tmpdir(), 'loial-bench-sync-'));
  try {
    const options: Options = {
      records: whole('--records', values.records),
      members: whole('--members', values.members),
      sales: whole('--sales', values.sales),
      dir,
      peer: values.peer ?? null,
      parts,
    };
    const world = await startWorld(dir);
    const figures = await measured(world, options).finally(() => world.stop());
    console.log(table(figures));
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
    return figures.some(({ met }) => met === false) ? 1 : 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new Error(`${name} takes a whole number above 0, not "${text}".`);
  return value;
}

async function measured(world: World, options: Options): Promise<Figure[]> {
  const figures: Figure[] = [];
  const say = (some: readonly Figure[]): void => {
    for (const { name, p50, unit } of some) console.error(`${name}: ${p50 ?? '–'} ${unit}`);
    figures.push(...some);
  };
  const members = buyers();
  const till = await world.till(1);
  const asked = (part: string): boolean => options.parts.includes(part);
  if (asked('push') || options.peer !== null) write(till, sales(till, options.records, members, 'push'));
  const peer = options.peer === null ? null : pouch(options.peer, options.dir, till);
  if (asked('push')) say(await pushing(world, till, peer?.push ?? null));
  if (asked('pull') || asked('bytes') || asked('latency')) await enrolMembers(world.client, options.members);
  if (asked('pull')) say(await pulling(world, options, peer?.pull ?? null));
  if (asked('bytes')) {
    const line = await countingLine(world.url);
    const [up, down] = [
      await bytesOfPush(world, line, 10_000, members),
      await bytesOfPull(world, line, options.members),
    ];
    line.close();
    say([of('bytes of a record', 'B', up, 'at most 110', up <= 110), of('bytes of a member', 'B', down)]);
  }
  if (asked('latency')) {
    const [a, b] = [await world.till(2), await world.till(3)];
    await Promise.all([timePull(world, a, options.members), timePull(world, b, options.members)]);
    const known = (await world.client.query<{ id: (typeof members)[number] }>('SELECT id FROM member LIMIT 500')).rows;
    const loop = await startBareLoop(world.databaseUrl, options.dir);
    const { took, bare } = await timeLatency(
      world,
      a,
      b,
      known.map(({ id }) => id),
      options.sales,
      loop,
    ).finally(() => loop.stop());
    const [p50, p99, floor] = [percentile(took, 0.5), percentile(took, 0.99), percentile(bare, 0.5)];
    say([
      { ...of('bare loop, from file to file', 'ms', floor), p99: rounded(percentile(bare, 0.99)) },
      {
        ...of('confirmed on A, visible on B', 'ms', p50, 'p50 at most 10, p99 at most 50', p50 <= 10 && p99 <= 50),
        p99: rounded(p99),
        ratio: rounded(p50 / floor),
      },
    ]);
  }
  return figures;
}

async function pushing(world: World, till: BenchTill, peer: number | null): Promise<Figure[]> {
  const { pushed, behind } = await timePush(world, till);
  const bare = await timeBareInsert(world, till);
  const [rate, floor, counted] = [perSecond(pushed), perSecond(bare), perSecond(behind)];
  return [
    of('bare client, INSERT of the rows', 'rows/s', floor),
    {
      ...of('push, acknowledged', 'records/s', rate, 'at least half the bare client', rate >= floor / 2),
      ratio: rounded(rate / floor),
    },
    { ...of('counting behind', 'records/s', counted, 'at least 3000', behind.count === 0 ? null : counted >= 3000) },
    ...against('push', rate, peer),
  ];
}

async function pulling(world: World, options: Options, peer: number | null): Promise<Figure[]> {
  const till = await world.tillElsewhere(4);
  const pulled = await timePull(world, till, options.members);
  const bare = timeBareLoad(till.membersFile, join(options.dir, 'bare.db'));
  const [rate, floor] = [perSecond(pulled), perSecond(bare)];
  return [
    of('bare load of the rows', 'rows/s', floor),
    {
      ...of('pull, committed', 'states/s', rate, 'at least half the bare load', rate >= floor / 2),
      ratio: rounded(rate / floor),
    },
    ...against('pull', rate, peer),
  ];
}

function of(name: string, unit: string, value: number, goal = '', met: boolean | null = null): Figure {
  return { name, unit, p50: rounded(value), p99: null, ratio: null, goal, met };
}

function against(what: string, rate: number, peer: number | null): Figure[] {
  if (peer === null) return [];
  const figure = of(`${what}, by PouchDB`, 'documents/s', peer, 'at most a third of ours', rate >= 3 * peer);
  return [{ ...figure, ratio: rounded(rate / peer) }];
}

/** The peer on the till's records as documents. */
function pouch(peer: string, dir: string, till: BenchTill): z.infer<typeof peerSaid> {
  if (!existsSync(join(peer, 'node_modules', 'pouchdb'))) {
    throw new Error(`There is no PouchDB in ${peer}. How it comes there: npm run bench:sync -- --help`);
  }
  const own = join(dir, 'peer');
  mkdirSync(own);
  const documents = join(dir, 'documents.ndjson');
  const lines: string[] = [];
  for (let after = 0; ; ) {
    const some = till.ledger.recordsAfter(after, 1000);
    for (const { seq, body } of some) lines.push(`{"_id":"${String(seq).padStart(9, '0')}",${body.slice(1)}`);
    const last = some.at(-1);
    if (last === undefined) break;
    after = last.seq;
  }
  writeFileSync(documents, lines.join('\n'));
  const script = join(projectDir(), 'cli', 'bench', 'sync', 'peer.mjs');
  const said = execFileSync(process.execPath, [script, 'client', peer, own, documents], { encoding: 'utf8' });
  return peerSaid.parse(JSON.parse(said.trim().split('\n').at(-1) ?? ''));
}
