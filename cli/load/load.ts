import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { enrolResponse } from '../../contract/sync/messages.ts';
import { assert } from '../../domain/assert.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { openWire, type Wire } from '../../electron/sync/wire.ts';
import { openAdmin } from '../../server/admin.ts';
import { MACHINE } from '../../server/main.ts';
import { databaseBytes, type Finding, verifyCentre } from '../../server/verify.ts';
import { basketsOf } from '../sample/baskets.ts';
import { chanceFrom } from '../sample/chance.ts';
import { planSample, SAMPLE_SIZES } from '../sample/plan.ts';
import { productStates } from '../sample/shop.ts';
import { askCentre } from '../sample/wire.ts';
import { type RunningCentre, runCentre } from '../start/centre.ts';
import { openDatabase } from '../start/database.ts';
import { portNear } from '../start/ports.ts';
import { Counter } from './counter.ts';
import { Crowd } from './crowd.ts';
import { Times } from './times.ts';

export interface LoadOptions {
  /** Of this load alone. */
  readonly dir: string;
  readonly tills: number;
  readonly stores: number;
  /** Processes of the centre on the one database; the tills are shared out among them. */
  readonly servers: number;
  readonly salesPerMinute: number;
  readonly members: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
}

export interface Loaded {
  readonly times: Times;
  readonly seconds: number;
  readonly drainedS: number;
  readonly serverMb: number;
  readonly bytesPerRecord: number;
  /** Records in the tills' logs, and those that the centre holds. */
  readonly confirmed: number;
  readonly held: number;
  readonly findings: readonly Finding[];
}

/** After the last sale everything must be held within, ms. */
const DRAIN_MS = 120_000;

/** Makes a chain, lets its tills sell, waits until all is held, and verifies the centre. Leaves nothing behind. */
export async function load(options: LoadOptions): Promise<Loaded> {
  const database = await openDatabase({ data: options.dir, named: null, scratch: true });
  const centres: RunningCentre[] = [];
  const wires: Wire[] = [];
  const counters: Counter[] = [];
  try {
    for (let n = 0; n < options.servers; n++) {
      const data = join(options.dir, `server-${n}`);
      centres.push(await runCentre({ data, databaseUrl: database.url, port: await portNear(0) }));
    }
    const times = new Times(() => performance.now());
    const crowd = new Crowd();
    const made = await makeCounters(options, database.url, centres, { times, crowd, wires });
    counters.push(...made.counters);
    options.say(`${counters.length} tills in ${options.stores} stores, ${options.servers} servers.`);
    const today = civilDateAt(Date.now());
    for (const [n, joiner] of made.joiners.entries()) counters[n % counters.length]?.enrol(joiner, today);
    await until(() => counters.every(isHeld), DRAIN_MS);
    await until(() => counters.every(({ report }) => report?.state === 'connected'), DRAIN_MS);
    const before = await databaseBytes(database.url);
    const headsBefore = headsOf(counters);
    options.say(`${crowd.size} members are known everywhere. Selling for ${options.seconds} s.`);

    times.begin();
    let serverMb = 0;
    const sampling = setInterval(() => {
      serverMb = Math.max(serverMb, ...centres.map((centre) => residentMb(centre.pid())));
    }, 250);
    const endsAt = performance.now() + options.seconds * 1000;
    await Promise.all(counters.map((counter, n) => sellOn(counter, options.salesPerMinute, endsAt, n)));
    const drainBegan = performance.now();
    await until(() => counters.every(isHeld), DRAIN_MS);
    const drainedS = (performance.now() - drainBegan) / 1000;
    clearInterval(sampling);
    const bytes = (await databaseBytes(database.url)) - before;
    for (const counter of counters) counter.close();
    for (const centre of centres) await centre.stop();
    const verified = await verifyCentre(database.url);
    return {
      times,
      seconds: options.seconds,
      drainedS,
      serverMb,
      bytesPerRecord: bytes / Math.max(1, headsOf(counters) - headsBefore),
      confirmed: headsOf(counters),
      held: verified.counts.records,
      findings: verified.findings,
    };
  } finally {
    for (const counter of counters) counter.close();
    for (const wire of wires) wire.close();
    for (const centre of centres) await centre.stop();
    await database.stop();
  }
}

const isHeld = (counter: Counter): boolean => counter.held === counter.head;
const headsOf = (counters: readonly Counter[]): number => counters.reduce((sum, { head }) => sum + head, 0);

/** The chain at the centre, and its tills, each enrolled with a one-time code. */
async function makeCounters(
  { tills, stores, members }: LoadOptions,
  databaseUrl: string,
  centres: readonly RunningCentre[],
  { times, crowd, wires }: { readonly times: Times; readonly crowd: Crowd; readonly wires: Wire[] },
) {
  const sample = planSample({
    now: Date.now(),
    size: { ...SAMPLE_SIZES.small, members },
    alone: false,
    seed: 'load',
  });
  const { shop, joiners } = sample;
  const admin = await openAdmin({ ...MACHINE, databaseUrl });
  const counters: Counter[] = [];
  try {
    await admin.createChain(shop.chain);
    await admin.putProgramme(shop.programme);
    await admin.putProducts(productStates(shop));
    const places = [];
    for (let n = 0; n < stores; n++) places.push(await admin.addStore({ name: `Magazin ${n + 1}`, address: '' }));
    const basket = basketsOf(shop.goods);
    for (let n = 0; n < tills; n++) {
      const store = places[n % places.length];
      const centre = centres[n % centres.length];
      assert(store !== undefined && centre !== undefined, 'there is a store and a server');
      const code = await admin.makeEnrolmentCode(await admin.addTill({ store, number: n + 1 }));
      const wire = openWire(centre.url);
      wires.push(wire);
      const enrolled = await askCentre(wire, '/v1/enrol', { code }, enrolResponse, null);
      const chance = chanceFrom(`load/till/${n}`);
      const { programme } = shop;
      counters.push(
        new Counter({ enrolled, url: centre.url, wire, programme, basket, crowd, chance, times, reads: n === 0 }),
      );
    }
  } finally {
    await admin.close();
  }
  return { counters, joiners };
}

/** Sells until the end, at moments as chance has them, so many a minute on the average. */
async function sellOn(counter: Counter, perMinute: number, endsAt: number, n: number): Promise<void> {
  const chance = chanceFrom(`load/moments/${n}`);
  for (;;) {
    await wait((-Math.log(1 - chance.next()) * 60_000) / perMinute);
    if (performance.now() >= endsAt) return;
    await counter.sell();
  }
}

async function until(isSo: () => boolean, withinMs: number): Promise<void> {
  const giveUpAt = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > giveUpAt) throw new Error('The centre did not come to hold everything in time.');
    await wait(20);
  }
}

/** What a process of this machine has in memory, MB; 0 where the system does not tell. */
function residentMb(pid: number): number {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kb ?? 0) / 1024;
  } catch {
    return 0;
  }
}
