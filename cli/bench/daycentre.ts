/** The close of a large store's day at the centre: how long a till waits for it, and how long others who push wait meanwhile. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { drawResponse, MOST_PUSHED } from '../../contract/sync/messages.ts';
import { startChain, type TestChain } from '../../server/testing/chain.ts';
import { closeShift, DAY, openShift } from '../../server/testing/days.ts';
import type { TestTill } from '../../server/testing/till.ts';
import { startCluster } from '../postgres/cluster.ts';
import { type Figure, figure, median, percentile } from './figure.ts';
import type { BenchOptions } from './run.ts';

interface DayCentreTimes {
  readonly receipts: number;
  /** Bytes of one record's body, on average. */
  readonly bytes: number;
  /** From asking to the answer, ms: the first, for which the thread is started, and those after. */
  readonly firstMs: number;
  readonly drawMs: readonly number[];
  /** What the process (centre, its thread, and who asks) used for one, ms. */
  readonly cpuMs: number;
  /** Pushes of one sale each while days are drawn up and while none is, ms; and the longest that the centre's own thread stood still. */
  readonly pushMs: readonly number[];
  readonly quietPushMs: readonly number[];
  readonly stoodStillMs: number;
}

const MOST_MS = 3000;
const TILLS = 3;
/** Of ten sales six have a member; each comes twice a day. */
const WITH_MEMBER = 6;
/** Whom they buy from is not who enrolled them. */
const ENROLLED_BY = 89;

/** The close of a large store's day at the centre, and pushes meanwhile. */
export async function dayAtCentre({ runs, quick, say }: BenchOptions): Promise<Figure[]> {
  const times = await dayCentreTimes({ receipts: quick ? 300 : 20_000, runs, say });
  const { drawMs, pushMs, quietPushMs } = times;
  const of = `${times.receipts.toLocaleString('en')} receipts at the centre`;
  const most = Math.max(...drawMs);
  const goal = `≤ ${MOST_MS.toLocaleString('en')} ms`;
  const calm = percentile(quietPushMs, 0.5);
  return [
    figure(`a day of ${of} drawn up`, 'ms', median(drawMs), most, null, `p99 ${goal}`, most <= MOST_MS),
    figure('the first, with starting its thread', 'ms', times.firstMs, null, null, goal, times.firstMs <= MOST_MS),
    figure(
      `processor's time for one (${times.bytes} bytes a record), PostgreSQL's apart`,
      'ms',
      times.cpuMs,
      null,
      null,
      '',
      null,
    ),
    figure(
      'a push answered while days are drawn up, ratio to none',
      'ms',
      percentile(pushMs, 0.5),
      percentile(pushMs, 0.99),
      percentile(pushMs, 0.5) / calm,
      '',
      null,
    ),
    figure('the centre’s own thread stood still meanwhile, at most', 'ms', times.stoodStillMs, null, null, '', null),
  ];
}

/** Draws the day of a store with so many receipts up, again and again. */
async function dayCentreTimes({
  receipts,
  runs,
  say,
}: {
  readonly receipts: number;
  readonly runs: number;
  readonly say: (text: string) => void;
}): Promise<DayCentreTimes> {
  const cluster = await startCluster({ scratch: true });
  const chain = await startChain(cluster.url);
  try {
    const bytes = await fill(chain, receipts, say);
    const asker = await chain.till(90);
    const seller = await chain.till(91, 1);
    await Promise.all([asker.push(), seller.push()]);
    const draw = async (): Promise<number> => {
      const from = performance.now();
      const { account } = drawResponse.parse(await asker.post('/v1/days/draw', { day: DAY }));
      const ms = performance.now() - from;
      const found = account.tills.reduce((sum, { sums }) => sum + sums.counts.sales, 0);
      if (found !== receipts || account.faults.length > 0)
        throw new Error(`Drawn up are ${found}, faults ${account.faults.length}.`);
      return ms;
    };
    say('day-centre: the day is drawn up');
    const quietPushMs = await pushing(seller, new Promise((done) => setTimeout(done, 3000)));
    const firstMs = await draw();
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const before = process.cpuUsage();
    const drawMs: number[] = [];
    for (let i = 0; i < runs; i++) drawMs.push(await draw());
    const { user, system } = process.cpuUsage(before);
    delay.enable();
    const pushMs = await pushing(
      seller,
      (async () => {
        for (let i = 0; i < runs; i++) await draw();
      })(),
    );
    delay.disable();
    const stoodStillMs = delay.max / 1e6;
    return {
      receipts,
      bytes,
      firstMs,
      drawMs,
      cpuMs: (user + system) / 1000 / runs,
      pushMs,
      quietPushMs,
      stoodStillMs,
    };
  } finally {
    await chain.stop();
    await cluster.stop();
  }
}

/** For whoever measures: so many receipts of a day of three tills, stored and counted. Returns the mean bytes of a record. */
export async function fill(chain: TestChain, receipts: number, say: (text: string) => void): Promise<number> {
  let bytes = 0;
  let records = 0;
  const store = async (till: TestTill, what: string): Promise<void> => {
    for (let i = 0; i < till.log.length; i += MOST_PUSHED) {
      say(`day-centre: ${what}, ${i} of ${till.log.length} records`);
      await till.store(till.log.slice(i, i + MOST_PUSHED));
    }
  };
  const desk = await chain.till(ENROLLED_BY, 1);
  const members = Array.from({ length: Math.ceil((receipts * WITH_MEMBER) / 20) }, (_, i) =>
    desk.addMember(`Ana ${i}`),
  );
  await store(desk, 'members');
  let came = 0;
  for (let n = 1; n <= TILLS; n++) {
    const till = await chain.till(n);
    openShift(till, DAY);
    const own = Math.floor(receipts / TILLS) + (n <= receipts % TILLS ? 1 : 0);
    for (let i = 0; i < own; i++) {
      const member = i % 10 < WITH_MEMBER ? (members[came++ % members.length] ?? null) : null;
      till.sell(1 + (i % 20), member);
    }
    closeShift(till, 1);
    await store(till, `till ${n} of ${TILLS}`);
    bytes += till.log.reduce((sum, { body }) => sum + body.length, 0);
    records += till.log.length;
  }
  say('day-centre: the centre counts');
  while ((await chain.ask<number>('SELECT count(*)::int FROM incarnation WHERE checked_seq < held_seq')) > 0)
    await new Promise((next) => setTimeout(next, 250));
  await chain.ask('ANALYZE');
  return Math.round(bytes / records);
}

/** How long a till of another store waits for the answer to a push, one sale after the other, until something is over. */
async function pushing(till: TestTill, until: Promise<unknown>): Promise<number[]> {
  let isOver = false;
  const over = until.finally(() => {
    isOver = true;
  });
  const waited: number[] = [];
  while (!isOver) {
    till.sell(2, null);
    const from = performance.now();
    await till.store(till.log.slice(-1));
    waited.push(performance.now() - from);
    await new Promise((next) => setTimeout(next, 20));
  }
  await over;
  return waited;
}
