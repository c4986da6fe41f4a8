/** The figures of a sale: what it costs above the same rows written barely, how long it waits for the disk, how often. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { freshMemory, recordTill } from '../powercut/record.ts';
import { waitsOf } from '../powercut/syncs.ts';
import { buildTracer } from '../powercut/tracer.ts';
import { type Figure, figure, informative, median, percentile } from './figure.ts';
import type { BenchOptions } from './run.ts';
import type { SaleCosts } from './sale.ts';
import { slowDisk } from './slowdisk.ts';

const cost = z.array(z.object({ wall: z.number(), cpu: z.number() }));
const costs = z.object({ sale: cost, bare: cost, scan: cost, fsync: cost, ringing: cost });

/** One run in a process of its own: neither another run's garbage nor its compiled code stands in the way. */
function saleRun(dir: string, sales: number, warmUp: number, env: Readonly<Record<string, string>> = {}): SaleCosts {
  const child = join(import.meta.dirname, 'sale.child.ts');
  const args = [child, join(dir, 'sale'), String(sales), String(warmUp)];
  const said = execFileSync(process.execPath, args, { env: { ...process.env, ...env }, maxBuffer: 64 << 20 });
  return costs.parse(JSON.parse(said.toString('utf8')));
}

/** A share of one run's samples. */
function at(what: keyof SaleCosts, kind: 'cpu' | 'wall', share: number): (run: SaleCosts) => number {
  return (run) =>
    percentile(
      run[what].map((one) => one[kind]),
      share,
    );
}

/** The median over the runs. */
function over(runs: readonly SaleCosts[], of: (run: SaleCosts) => number): number {
  return median(runs.map(of));
}

export async function selling({ dir, runs, quick, say }: BenchOptions): Promise<Figure[]> {
  const [sales, warmUp] = quick ? [10, 5] : [300, 300];
  const made = Array.from({ length: runs }, (_, i) => {
    say(`sale: run ${i + 1} of ${runs}`);
    return saleRun(dir, sales, warmUp);
  });
  // Above the bare transaction of the same run, then the median of the runs.
  const above = (share: number): number =>
    over(made, (run) => at('sale', 'cpu', share)(run) - at('bare', 'cpu', share)(run));
  const ratio = (kind: 'cpu' | 'wall'): number => over(made, at('sale', kind, 0.5)) / over(made, at('bare', kind, 0.5));
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
    informative(
      'sale: time',
      'ms',
      over(made, at('sale', 'wall', 0.5)),
      over(made, at('sale', 'wall', 0.99)),
      ratio('wall'),
    ),
    informative(
      'bare transaction: time',
      'ms',
      over(made, at('bare', 'wall', 0.5)),
      over(made, at('bare', 'wall', 0.99)),
      1,
    ),
    informative(
      'member, five lines and the sale: CPU',
      'ms',
      over(made, at('ringing', 'cpu', 0.5)),
      over(made, at('ringing', 'cpu', 0.99)),
      null,
    ),
    ...durable(made, ''),
  ];
}

/** From a scan, or the confirming key, inside the till until it is on the disk: one fsync of the same run and so much more. */
const LEAST_MS = 5;

function durable(made: readonly SaleCosts[], where: string): Figure[] {
  return (['scan', 'sale'] as const).map((what) => {
    // The ratio is against the bare transaction's p99: what a busy machine does to anybody who waits.
    // Less the fsync that the disk asks in any case (its median beside it, in the same run).
    const beyond = (share: number): number =>
      over(made, (run) => at(what, 'wall', share)(run) - at('fsync', 'wall', 0.5)(run));
    return figure(
      `${what} to durable${where}, above one fsync`,
      'ms',
      beyond(0.5),
      beyond(0.99),
      over(made, (run) => at(what, 'wall', 0.99)(run) / at('bare', 'wall', 0.99)(run)),
      `p99 ≤ ${LEAST_MS} ms`,
      beyond(0.99) <= LEAST_MS,
    );
  });
}

const FSYNC_MS = 5;

export async function sellingOnSlowDisk({ dir, runs, quick, say }: BenchOptions): Promise<Figure[]> {
  const where = ` with ${FSYNC_MS} ms per fsync`;
  const name = `sale on a disk${where}`;
  const goal = 'ratio ≤ 1.5';
  const env = slowDisk(dir, FSYNC_MS);
  if (env === null) return [{ name, unit: 'ms', p50: null, p99: null, ratio: null, goal, met: null }];
  const [sales, warmUp] = quick ? [5, 2] : [300, 300];
  const made = Array.from({ length: runs }, (_, i) => {
    say(`slow-disk: run ${i + 1} of ${runs}`);
    return saleRun(dir, sales, warmUp, env);
  });
  const ratio = over(made, (run) => at('sale', 'wall', 0.5)(run) / at('bare', 'wall', 0.5)(run));
  return [
    figure(
      name,
      'ms',
      over(made, at('sale', 'wall', 0.5)),
      over(made, at('sale', 'wall', 0.99)),
      ratio,
      goal,
      ratio <= 1.5,
    ),
    informative(
      'bare transaction on that disk',
      'ms',
      over(made, at('bare', 'wall', 0.5)),
      over(made, at('bare', 'wall', 0.99)),
      1,
    ),
    informative(
      'one fsync on that disk',
      'ms',
      over(made, at('fsync', 'wall', 0.5)),
      over(made, at('fsync', 'wall', 0.99)),
      null,
    ),
    ...durable(made, where),
  ];
}

/** Counted on a served till with its worker, by the library that traces power cuts; not timed. */
export async function countedSyncs({ dir, quick, say }: BenchOptions): Promise<Figure[]> {
  say('fsyncs: a till under the tracer');
  const folder = join(dir, 'fsyncs');
  mkdirSync(folder, { recursive: true });
  const goal = '1, and 2 where the log restarts';
  let tracer: ReturnType<typeof buildTracer>;
  try {
    tracer = buildTracer(folder);
  } catch {
    return [{ name: 'fsyncs of a sale', unit: '', p50: null, p99: null, ratio: null, goal, met: null }];
  }
  const lives = [{ acts: quick ? 60 : 800, ends: 'killed' }] as const;
  const recording = await recordTill({ tracer, dir: folder, memory: freshMemory('bench'), lives });
  const sales = waitsOf(recording, join(folder, 'disk', 'till', 'ledger.db')).filter(({ made }) => made === 'sale');
  const syncs = sales.map((sale) => sale.syncs);
  const pages = sales.map(({ checkpointed }) => checkpointed);
  const kept = sales.every((sale) => sale.syncs === (sale.restarted ? 2 : 1));
  return [
    figure('fsyncs of a sale', '', percentile(syncs, 0.5), percentile(syncs, 0.99), null, goal, kept),
    figure(
      'pages that a sale moves into the file',
      '',
      percentile(pages, 0.5),
      Math.max(...pages),
      null,
      'none',
      pages.every((count) => count === 0),
    ),
    informative(
      'sales at which the log restarted, per 100',
      '',
      (100 * sales.filter(({ restarted }) => restarted).length) / sales.length,
      null,
      null,
    ),
  ];
}
