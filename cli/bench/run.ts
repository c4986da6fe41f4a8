/** `npm run bench`: the figures that Loial promises, measured on this machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { spawnTill } from '../crash/till.ts';
import { type DayTimes, dayTimes } from './day.ts';
import { dayAtCentre } from './daycentre.ts';
import { type Figure, figure, informative, median, percentile, table } from './figure.ts';
import { importTimes, takingOver } from './import.ts';
import { type MemberTimes, memberTimes } from './members.ts';
import { choosingTimes, evaluationTimes, programmeOf, withRewards } from './rules.ts';
import { scanTimes } from './scan.ts';
import { countedSyncs, selling, sellingOnSlowDisk } from './selling.ts';
import { snapshotTimes } from './snapshot.ts';

const HELP = `npm run bench [-- options]

The figures that Loial promises, measured on this machine: nothing else should run meanwhile. p50 and p99 are the median over the runs;
ratio is against a floor of the same run; goal says what is promised, and "met" or "NOT MET" whether it is kept.

  --only NAME    one of the parts below (several: with commas); all if left out
  --json FILE    also writes the figures as a list of {name, unit, p50, p99, ratio, goal, met}
  --members N    how many members the chain, the list or the till has (1000000 if left out)
  --runs N       runs of which the median is taken (5 if left out)
  --quick        few samples: to see that it works, not to believe the figures
  --help         this text

  sale       A member's card, five lines and the confirmation, inside the till, in turn with a bare SQLite transaction that writes the very
             same rows. "CPU above": the processor's time of confirming and of the view it gives, less the bare one's. "to durable, above
             one fsync": from the scan, or the key, to the row on the disk, less one fsync of a page of the same run. A minute.
  slow-disk  The same on a disk that takes 5 ms longer for each fsync (a library before the system's; needs a C compiler). Four minutes.
  fsyncs     How many fsyncs a sale waits for, counted and not timed. A minute.
  members    A card looked up and a name searched as it is typed among the members; they are made once and kept under .cache/bench.
  rules      A basket under many rules, without any disk.
  scan       From a scanner's last byte to the frame in which the member stands on the screen; needs Chromium. Half a minute.
  import     The same, and a sale inside a till and over a window's socket, at rest and while a list of so many members is taken over (50,000
             at most inside). The cashier sells about every second. Of a million members: ten minutes and more.
  day        Drawing up the close of a day of 20,000 receipts at a shop's own till, and a sale over the window's socket, at rest and meanwhile.
             A minute and a half.
  start      From starting a till on a folder that it knows to its window's address.
  snapshot   A new till of a chain of so many members, over loopback, while it sells twice a second: from joining to finding anybody, with
             the most memory it had; a sale and a scan meanwhile inside the till. Beside it the same file, only unpacked and written. The
             centre's file is made before and timed by itself. At most three runs; making a million members and their file takes ten
             minutes, a run half a minute.
  day-centre The day of a store with 20,000 receipts drawn up at the centre, from the till's question to the answer; and how long a till of
             another store waits meanwhile for the answer to a push. Two minutes, most of them to make the receipts.`;

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
  sale: selling,
  'slow-disk': sellingOnSlowDisk,
  fsyncs: countedSyncs,
  members: findingMembers,
  rules: reckoning,
  scan: scanning,
  import: importing,
  day: closing,
  start: starting,
  snapshot: newTill,
  'day-centre': dayAtCentre,
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

/** A sale costs the same at the first member and at the last: so many are enough inside the till. */
const MOST_INSIDE = 50_000;

/** A counter at work while a list of members is taken over. */
async function importing({ dir, members, quick, say }: BenchOptions): Promise<Figure[]> {
  const count = quick ? 2000 : members;
  const of = (all: readonly number[]): readonly [number, number] => [percentile(all, 0.5), percentile(all, 0.99)];
  say(`import: ${count} members are taken over while the till sells`);
  const inside = await takingOver(join(dir, 'taking'), Math.min(count, MOST_INSIDE));
  const [insideBefore, insideMeanwhile] = [of(inside.before), of(inside.meanwhile)];
  const [p50, p99] = insideMeanwhile;
  const sale = figure(
    'a sale confirmed while members are taken over, inside the till',
    'ms',
    p50,
    p99,
    p50 / insideBefore[0],
    'p99 ≤ 10 ms',
    p99 <= 10,
  );
  const rest = informative('the same at rest', 'ms', ...insideBefore, 1);
  const times = await importTimes(count, quick ? 2 : 30);
  const scan = "scan's last byte to painted member panel meanwhile";
  const goal = 'p99 ≤ 80 ms';
  if (times === null)
    return [sale, rest, { name: scan, unit: 'ms', p50: null, p99: null, ratio: null, goal, met: null }];
  const { before, meanwhile, checkedS, writtenS } = times;
  const [sales, salesBefore] = [of(meanwhile.sales), of(before.sales)];
  const [scans, scansBefore] = [of(meanwhile.scans), of(before.scans)];
  return [
    sale,
    rest,
    informative("the same over the window's socket", 'ms', ...sales, sales[0] / salesBefore[0]),
    figure(scan, 'ms', scans[0], scans[1], scans[0] / scansBefore[0], goal, scans[1] <= 80),
    informative(`members taken over, ${meanwhile.sales.length} sales meanwhile`, '/s', count / writtenS, null, null),
    informative('members of a list checked', '/s', count / checkedS, null, null),
  ];
}

const RECEIPTS = 20_000;
const MOST_DRAWN_MS = 3000;

/** The close of a large store's day, while it sells. */
async function closing({ dir, runs, quick, say }: BenchOptions): Promise<Figure[]> {
  const receipts = quick ? 300 : RECEIPTS;
  const made: DayTimes[] = [];
  for (let i = 0; i < (quick ? 1 : Math.min(runs, 3)); i++) {
    made.push(await dayTimes(join(dir, `day-${i}`), { receipts, say }));
  }
  const drawn = median(made.map(({ drawnMs }) => drawnMs));
  const at = (what: 'before' | 'meanwhile', share: number): number =>
    median(made.map((run) => percentile(run[what], share)));
  const name = `a day of ${receipts.toLocaleString('en')} receipts drawn up and tried`;
  const sale = at('meanwhile', 0.99);
  return [
    figure(name, 'ms', drawn, null, null, `≤ ${MOST_DRAWN_MS} ms`, drawn <= MOST_DRAWN_MS),
    figure(
      'a sale confirmed meanwhile',
      'ms',
      at('meanwhile', 0.5),
      sale,
      at('meanwhile', 0.5) / at('before', 0.5),
      'p99 ≤ 50 ms',
      sale <= 50,
    ),
    informative('a sale confirmed before', 'ms', at('before', 0.5), at('before', 0.99), null),
    ...made
      .slice(0, 1)
      .flatMap(({ cpuMs }) =>
        cpuMs === null ? [] : [informative('of the processor, its sales meanwhile included', 'ms', cpuMs, null, null)],
      ),
  ];
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
  const at = (what: 'scans' | 'salesAfter' | 'cards', share: number): number =>
    mid((run) => percentile(run[what], share));
  const among = `with ${count.toLocaleString('en')} members`;
  const searchable = mid(({ searchableMs }) => searchableMs);
  const peak = Math.max(...times.runs.map(({ peakMb }) => peakMb));
  // The very first of a till that has just been started, once a morning: of a score of sales it alone would decide what 99 of 100 take.
  const later = (share: number): number =>
    mid(({ sales }) => percentile(sales.length > 1 ? sales.slice(1) : sales, share));
  const [sale, scan] = [later(0.99), at('scans', 0.99)];
  const goal = (most: number, unit: string): string => `≤ ${most} ${unit}`;
  const bare = median(times.bareMs);
  return [
    informative('the same file from PostgreSQL, unpacked and written, nothing else', 'ms', bare, null, null),
    figure(
      `a new till ${among}, until anybody is found`,
      'ms',
      searchable,
      null,
      searchable / bare,
      goal(MOST_NEW_TILL_MS, 'ms'),
      searchable <= MOST_NEW_TILL_MS,
    ),
    figure('its memory at the most', 'MB', peak, null, null, goal(MOST_NEW_TILL_MB, 'MB'), peak <= MOST_NEW_TILL_MB),
    figure('a sale confirmed meanwhile, inside the till', 'ms', later(0.5), sale, null, 'p99 ≤ 10 ms', sale <= 10),
    informative(
      'the first sale after the start, confirmed meanwhile',
      'ms',
      mid(({ sales: [first = Number.NaN] }) => first),
      null,
      null,
    ),
    figure('a product scanned meanwhile, to the view', 'ms', at('scans', 0.5), scan, null, 'p99 ≤ 80 ms', scan <= 80),
    informative('a sale confirmed afterwards', 'ms', at('salesAfter', 0.5), at('salesAfter', 0.99), null),
    informative('a card scanned afterwards, to the view', 'ms', at('cards', 0.5), at('cards', 0.99), null),
    informative(
      'until somebody can sign in',
      'ms',
      mid(({ signInMs }) => signInMs),
      null,
      null,
    ),
    informative(
      'of the processor, its sales meanwhile included',
      'ms',
      mid(({ cpuMs }) => cpuMs),
      null,
      null,
    ),
    // What is over within a report's tenth of a second is not seen.
    ...['download', 'unpack', 'check', 'fold'].flatMap((phase) => {
      const seen = times.runs.flatMap(({ phases }) => phases[phase] ?? []);
      return seen.length === 0 ? [] : [informative(`${phase} seen after`, 'ms', median(seen), null, null)];
    }),
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
