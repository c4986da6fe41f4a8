/** `npm run bench`: the figures that Loial promises, measured on this machine. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { spawnTill } from '../crash/till.ts';
import { type Figure, median, percentile, rounded, table } from './figure.ts';
import { type MemberTimes, memberTimes } from './members.ts';
import { choosingTimes, evaluationTimes, programmeOf, withRewards } from './rules.ts';
import type { SaleCosts } from './sale.ts';
import { scanTimes } from './scan.ts';
import { slowDisk } from './slowdisk.ts';
import { snapshotTimes } from './snapshot.ts';

const HELP = `npm run bench [-- options]

  --json FILE    also writes the figures as a list of {name, unit, p50, p99, ratio, goal, met}
  --only NAME    only: sale, slow-disk, members, rules, scan, start, snapshot (several: with commas)
  --members N    how many members the till knows (1000000 if left out; made once and kept under .cache/bench)
  --runs N       runs of which the median is taken (5 if left out)
  --quick        few samples: to see that it works, not to believe the figures
  --help         this text`;

export interface BenchOptions {
  readonly members: number;
  readonly runs: number;
  readonly quick: boolean;
  /** A folder for this bench alone, on the disk that is to be measured. */
  readonly dir: string;
  readonly say: (text: string) => void;
}

/** Each part by the name that --only takes. */
const PARTS: Readonly<Record<string, (options: BenchOptions) => Promise<Figure[]>>> = {
  sale,
  'slow-disk': onSlowDisk,
  members: findingMembers,
  rules: reckoning,
  scan: scanning,
  start: starting,
  snapshot: newTill,
};

export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'string' },
      only: { type: 'string' },
      members: { type: 'string', default: '1000000' },
      runs: { type: 'string', default: '5' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const say = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
  };
  const dir = mkdtempSync(join(tmpdir(), 'loial-bench-'));
  try {
    const only = values.only?.split(',') ?? Object.keys(PARTS);
    const options = {
      members: whole('--members', values.members),
      runs: whole('--runs', values.runs),
      quick: values.quick,
      dir,
      say,
    };
    const figures = await bench(only, options);
    say('');
    console.log(table(figures));
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
    return figures.some(({ met }) => met === false) ? 1 : 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Measures the named parts, one after the other. */
export async function bench(only: readonly string[], options: BenchOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of only) {
    const part = PARTS[name];
    if (part === undefined) throw new Error(`--only is one of ${Object.keys(PARTS).join(', ')}.`);
    options.say(`${name} ...`);
    figures.push(...(await part(options)));
  }
  return figures;
}

function whole(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} is a number from 1 on.`);
  return value;
}

const cost = z.array(z.object({ wall: z.number(), cpu: z.number() }));
const costs = z.object({ sale: cost, bare: cost, ringing: cost });

/** One run in a process of its own: neither another run's garbage nor its compiled code stands in the way. */
function saleRun(dir: string, sales: number, warmUp: number, env: Readonly<Record<string, string>> = {}): SaleCosts {
  const child = join(import.meta.dirname, 'sale.child.ts');
  const args = [child, join(dir, 'sale'), String(sales), String(warmUp)];
  const said = execFileSync(process.execPath, args, { env: { ...process.env, ...env }, maxBuffer: 64 << 20 });
  return costs.parse(JSON.parse(said.toString('utf8')));
}

async function sale({ dir, runs, quick, say }: BenchOptions): Promise<Figure[]> {
  const [sales, warmUp] = quick ? [10, 5] : [300, 300];
  const made = Array.from({ length: runs }, (_, i) => {
    say(`sale: run ${i + 1} of ${runs}`);
    return saleRun(dir, sales, warmUp);
  });
  const of = (what: keyof SaleCosts, kind: 'cpu' | 'wall', share: number): number =>
    median(
      made.map((run) =>
        percentile(
          run[what].map((one) => one[kind]),
          share,
        ),
      ),
    );
  // Above the bare transaction of the same run, then the median of the runs.
  const above = (share: number): number =>
    median(
      made.map(
        ({ sale, bare }) =>
          percentile(
            sale.map(({ cpu }) => cpu),
            share,
          ) -
          percentile(
            bare.map(({ cpu }) => cpu),
            share,
          ),
      ),
    );
  const ratio = (kind: 'cpu' | 'wall'): number => of('sale', kind, 0.5) / of('bare', kind, 0.5);
  return [
    figure(
      'sale: CPU above a bare transaction',
      'ms',
      above(0.5),
      above(0.99),
      ratio('cpu'),
      'p50 ≤ 1 ms',
      above(0.5) <= 1,
    ),
    informative('sale: time', 'ms', of('sale', 'wall', 0.5), of('sale', 'wall', 0.99), ratio('wall')),
    informative('bare transaction: time', 'ms', of('bare', 'wall', 0.5), of('bare', 'wall', 0.99), 1),
    informative(
      'member, five lines and the sale: CPU',
      'ms',
      of('ringing', 'cpu', 0.5),
      of('ringing', 'cpu', 0.99),
      null,
    ),
  ];
}

const FSYNC_MS = 5;

async function onSlowDisk({ dir, runs, quick, say }: BenchOptions): Promise<Figure[]> {
  const name = `sale on a disk with ${FSYNC_MS} ms per fsync`;
  const goal = 'ratio ≤ 1.5';
  const env = slowDisk(dir, FSYNC_MS);
  if (env === null) return [{ name, unit: 'ms', p50: null, p99: null, ratio: null, goal, met: null }];
  const [sales, warmUp] = quick ? [5, 2] : [40, 20];
  const made = Array.from({ length: runs }, (_, i) => {
    say(`slow-disk: run ${i + 1} of ${runs}`);
    return saleRun(dir, sales, warmUp, env);
  });
  const at = (what: 'sale' | 'bare', share: number) => (run: SaleCosts) =>
    percentile(
      run[what].map(({ wall }) => wall),
      share,
    );
  const ratio = median(made.map((run) => at('sale', 0.5)(run) / at('bare', 0.5)(run)));
  return [
    figure(
      name,
      'ms',
      median(made.map(at('sale', 0.5))),
      median(made.map(at('sale', 0.99))),
      ratio,
      goal,
      ratio <= 1.5,
    ),
    informative(
      'bare transaction on that disk',
      'ms',
      median(made.map(at('bare', 0.5))),
      median(made.map(at('bare', 0.99))),
      1,
    ),
  ];
}

async function findingMembers({ dir, members, runs, quick, say }: BenchOptions): Promise<Figure[]> {
  const amount = quick ? { lookups: 200, typed: 20 } : { lookups: 5000, typed: 600 };
  const made: MemberTimes[] = [];
  for (let i = 0; i < runs; i++)
    made.push(await memberTimes(join(dir, `members-${i}`), { count: members, ...amount, say }));
  const at = (what: 'card' | 'search', share: number): number =>
    median(made.map((run) => percentile(run[what], share)));
  const among = `at ${members.toLocaleString('en')} members, inside the till`;
  const pulled = made[0]?.statesPerSecond ?? null;
  const figures = [
    figure(
      `card lookup ${among}`,
      'ms',
      at('card', 0.5),
      at('card', 0.99),
      null,
      'p99 ≤ 0.3 ms',
      at('card', 0.99) <= 0.3,
    ),
    figure(
      `member search as you type ${among}`,
      'ms',
      at('search', 0.5),
      at('search', 0.99),
      null,
      'p99 ≤ 1 ms',
      at('search', 0.99) <= 1,
    ),
    informative('members.db', 'MB', made[0]?.fileMb ?? 0, null, null),
  ];
  return pulled === null
    ? figures
    : [...figures, informative('states pulled into members.db', '1/s', pulled, null, null)];
}

/** Offers that stand in each other's way in the programme that chooses the best: it may still be published. */
const CONTENDING = 4;

/** Lines × rules, for the curve: the cost of one line under one rule must not grow with either. */
const CURVE = [
  [10, 20],
  [30, 20],
  [30, 60],
  [60, 60],
  [60, 120],
  [120, 240],
] as const;

async function reckoning({ runs, quick, say }: BenchOptions): Promise<Figure[]> {
  const count = quick ? 30 : 2000;
  const measured = (lines: number, rules: number, policies = {}, contending = rules): { p50: number; p99: number } => {
    const programme = programmeOf(rules, policies, contending);
    const made = Array.from({ length: quick ? 1 : runs }, () => evaluationTimes(programme, lines, count));
    const at = (share: number): number => median(made.map((times) => percentile(times, share)));
    return { p50: at(0.5), p99: at(0.99) };
  };
  say('rules: 30 lines, 60 rules');
  const listed = measured(30, 60);
  const best = measured(30, 60, { choose: 'bestForMember' }, CONTENDING);
  const views = choosingTimes(withRewards(programmeOf(60), 20), 30, quick ? 30 : 500);
  const base = listed.p50 / (30 * 60);
  const name = 'a basket of 30 lines under 60 rules';
  return [
    figure(name, 'ms', listed.p50, listed.p99, null, 'p99 ≤ 2 ms', listed.p99 <= 2),
    informative(
      `${name}, with 20 rewards to choose from`,
      'ms',
      percentile(views, 0.5),
      percentile(views, 0.99),
      percentile(views, 0.5) / listed.p50,
    ),
    informative(
      `${name}, best for the member, ${CONTENDING} of them contending`,
      'ms',
      best.p50,
      best.p99,
      best.p50 / listed.p50,
    ),
    // The ratio is the cost of one line under one rule against that of 30 × 60: 1 is linear.
    ...CURVE.map(([lines, rules]) => {
      say(`rules: ${lines} lines, ${rules} rules`);
      const { p50, p99 } = measured(lines, rules);
      return informative(`${lines} lines under ${rules} rules`, 'ms', p50, p99, p50 / (lines * rules) / base);
    }),
  ];
}

async function scanning({ quick, say }: BenchOptions): Promise<Figure[]> {
  const name = "scan's last byte to painted member panel";
  const goal = 'p99 ≤ 60 ms';
  say('scan: a till, a browser and a scanner');
  const times = await scanTimes(quick ? 4 : 50);
  if (times === null) return [{ name, unit: 'ms', p50: null, p99: null, ratio: null, goal, met: null }];
  const p99 = percentile(times, 0.99);
  return [figure(name, 'ms', percentile(times, 0.5), p99, null, goal, p99 <= 60)];
}

/** From the spawn of a served till on a folder that it knows to the address of its window. */
async function starting({ dir, runs, say }: BenchOptions): Promise<Figure[]> {
  const times: number[] = [];
  // The first opening makes the folder and is not counted.
  for (let i = -1; i < runs; i++) {
    say(`start: ${i + 1} of ${runs}`);
    const { child, ready } = spawnTill(join(dir, 'start'));
    const opened = await ready;
    await child.stop();
    if (opened !== null && i >= 0) times.push(opened.tookMs);
  }
  return [informative('start of a served till', 'ms', percentile(times, 0.5), percentile(times, 0.99), null)];
}

const MOST_NEW_TILL_MS = 8000;
const MOST_NEW_TILL_MB = 300;

/** A new till takes a ready-made members.db from the centre over loopback, and sells meanwhile. */
async function newTill({ dir, members, runs, quick, say }: BenchOptions): Promise<Figure[]> {
  const count = quick ? Math.min(members, 20_000) : members;
  const times = await snapshotTimes(join(dir, 'snapshot'), { count, runs: quick ? 1 : Math.min(runs, 3), say });
  const mid = (of: (run: (typeof times.runs)[number]) => number): number => median(times.runs.map(of));
  const at = (what: 'sales' | 'scans' | 'cards', share: number): number => mid((run) => percentile(run[what], share));
  const among = `with ${count.toLocaleString('en')} members`;
  const searchable = mid(({ searchableMs }) => searchableMs);
  const peak = Math.max(...times.runs.map(({ peakMb }) => peakMb));
  const [sale, scan] = [at('sales', 0.99), at('scans', 0.99)];
  const goal = (most: number, unit: string): string => `≤ ${most} ${unit}`;
  return [
    figure(
      `a new till ${among}, until anybody is found`,
      'ms',
      searchable,
      null,
      null,
      goal(MOST_NEW_TILL_MS, 'ms'),
      searchable <= MOST_NEW_TILL_MS,
    ),
    figure('its memory at the most', 'MB', peak, null, null, goal(MOST_NEW_TILL_MB, 'MB'), peak <= MOST_NEW_TILL_MB),
    figure(
      'a sale confirmed meanwhile, inside the till',
      'ms',
      at('sales', 0.5),
      sale,
      null,
      'p99 ≤ 10 ms',
      sale <= 10,
    ),
    figure('a product scanned meanwhile, to the view', 'ms', at('scans', 0.5), scan, null, 'p99 ≤ 80 ms', scan <= 80),
    informative('a card scanned afterwards, to the view', 'ms', at('cards', 0.5), at('cards', 0.99), null),
    informative(
      'until somebody can sign in',
      'ms',
      mid(({ signInMs }) => signInMs),
      null,
      null,
    ),
    ...['download', 'unpack', 'check', 'fold'].map((phase) =>
      informative(
        `${phase} seen after`,
        'ms',
        mid(({ phases }) => phases[phase] ?? Number.NaN),
        null,
        null,
      ),
    ),
    informative(
      'its memory before',
      'MB',
      mid(({ restMb }) => restMb),
      null,
      null,
    ),
    informative('the file, packed', 'MB', times.packedMb, null, times.packedMb / times.fileMb),
    informative('made at the centre in', 'ms', times.makingMs, null, null),
  ];
}

function figure(
  name: string,
  unit: string,
  p50: number,
  p99: number | null,
  ratio: number | null,
  goal: string,
  met: boolean | null,
): Figure {
  const brief = (value: number | null): number | null => (value === null ? null : rounded(value));
  return { name, unit, p50: brief(p50), p99: brief(p99), ratio: brief(ratio), goal, met };
}

function informative(name: string, unit: string, p50: number, p99: number | null, ratio: number | null): Figure {
  return figure(name, unit, p50, p99, ratio, '', null);
}
