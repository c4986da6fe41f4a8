/** A whole running shop: database, centre, sample, tills. `npm start` and the e2e share it. */
import { assert } from '../../domain/assert.ts';
import type { SampleSize } from '../sample/plan.ts';
import { findCentre, type RunningCentre, runCentre } from './centre.ts';
import { openDatabase } from './database.ts';
import { emptyFolder, isHalfMade, takeFolder } from './folder.ts';
import { readShopNote } from './notes.ts';
import { portNear, USUAL_PORT } from './ports.ts';
import { leadTills, makeAlone, makeChain } from './sampling.ts';
import { SAY_NOTHING, type Say } from './say.ts';
import { type RunningTill, refuseSecondTill, runTill, type TillStart } from './till.ts';

export interface ShopOptions {
  /** Where everything is kept; made where it is not there. */
  readonly data: string;
  /** Numbers of the tills to open, 1 to 4. May be none. */
  readonly tills: readonly number[];
  /** The sample that is made the first time. */
  readonly sample: SampleSize;
  /** UTC ms: the sample's past ends the day before. */
  readonly now: number;
  /** Absolute path of dist/renderer. */
  readonly staticDir: string;
  /** True: one till without a centre. */
  readonly alone?: boolean;
  /** A PostgreSQL to use; null or left out: one of our own. */
  readonly databaseUrl?: string | null;
  /** True: our own PostgreSQL is deleted when it stops (tests). */
  readonly scratch?: boolean;
  /** The centre's port, and the first till's (the next get the next ones); 0: any free; left out: the usual ones. */
  readonly serverPort?: number | null;
  readonly port?: number | null;
  readonly electron?: TillStart['electron'];
  readonly say?: Say;
  /** Aborted: the start is given up at its next step, and rejects with the reason. */
  readonly signal?: AbortSignal;
}

export interface RunningShop {
  readonly tills: readonly RunningTill[];
  /** Null: a shop alone. */
  readonly centre: RunningCentre | null;
  readonly databaseUrl: string | null;
  /** True: the sample was made by this start. */
  readonly made: boolean;
  /** Stops what this start started, in order: tills, centre, database. A second call waits for the same end. */
  stop(): Promise<void>;
}

/** Starts all of it; where a part does not start, what was started is stopped and the error has one clear line. */
export async function startShop(options: ShopOptions): Promise<RunningShop> {
  const { data, say = SAY_NOTHING, alone = false, signal = new AbortController().signal } = options;
  const stops: (() => Promise<void>)[] = [];
  let ended: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    ended ??= stopAll(stops);
    return ended;
  };
  const folder = await takeFolder(data, say);
  try {
    for (const n of options.tills) refuseSecondTill(data, n);
    const note = readShopNote(data);
    if (note !== null && note.alone !== alone) throw new Error(otherKind(data, note.alone));
    const named = options.databaseUrl ?? null;
    const running = alone ? null : await findCentre(data);
    if (running === null && isHalfMade(data)) {
      say.line('A start before this one was cut off while it made the sample. It is thrown away and made anew.');
      emptyFolder(data);
    }
    const centre = alone ? null : (running ?? (await ownCentre(options, named, note?.serverPort ?? null, say, stops)));
    if (running !== null) say.line(`The central server is already running at ${running.url} and is used.`);
    signal.throwIfAborted();
    if (note === null) {
      const making = { data, size: options.sample, now: options.now, say, signal };
      if (centre === null) await makeAlone(making);
      else await makeChain(making, centre);
    } else if (centre !== null) leadTills(data, centre.url, say);
    signal.throwIfAborted();
    const tills = await openTills(options, say, stops);
    return { tills, centre, databaseUrl: centre?.databaseUrl ?? null, made: note === null, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    folder.release();
  }
}

/** Database and centre of our own, to be stopped in the reverse order. */
async function ownCentre(
  options: ShopOptions,
  named: string | null,
  lastPort: number | null,
  say: Say,
  stops: (() => Promise<void>)[],
): Promise<RunningCentre> {
  say.line(named === null ? 'Starting PostgreSQL' : 'Using the PostgreSQL that DATABASE_URL names');
  const database = await openDatabase({ data: options.data, named, scratch: options.scratch === true });
  stops.unshift(() => database.stop());
  const wanted = options.serverPort ?? lastPort ?? USUAL_PORT;
  const port = await portNear(wanted);
  if (port !== wanted && wanted !== 0) say.line(`Port ${wanted} is taken: the central server listens on ${port}.`);
  say.line(`Starting the central server on 127.0.0.1:${port}`);
  const centre = await runCentre({ data: options.data, databaseUrl: database.url, port });
  stops.unshift(() => centre.stop());
  return centre;
}

/** All of them at once. Their ports are chosen first, one after another, so that no two are given the same. */
async function openTills(options: ShopOptions, say: Say, stops: (() => Promise<void>)[]): Promise<RunningTill[]> {
  const { data, staticDir, electron = null } = options;
  const starts: TillStart[] = [];
  for (const [i, number] of options.tills.entries()) {
    const given = options.port ?? null;
    const wanted = given === null ? USUAL_PORT + number : given === 0 ? 0 : given + i;
    const taken = starts.map((start) => start.port);
    const port = electron === null && wanted !== 0 ? await portNear(wanted, taken) : 0;
    if (port !== wanted && electron === null) say.line(`Port ${wanted} is taken: till ${number} is served on ${port}.`);
    say.line(`Opening till ${number}`);
    starts.push({ data, number, port, staticDir, electron });
  }
  const opened = await Promise.allSettled(starts.map((start) => runTill(start)));
  const tills = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  stops.unshift(async () => stopAtOnce(tills));
  for (const each of opened) if (each.status === 'rejected') throw each.reason;
  assert(tills.length === options.tills.length, 'every till that was asked for is open');
  return tills;
}

async function stopAtOnce(tills: readonly RunningTill[]): Promise<void> {
  const stopped = await Promise.allSettled(tills.map((till) => till.stop()));
  const failures = stopped.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  if (failures.length > 0) throw new AggregateError(failures, 'Not every till could be stopped.');
}

/** Stops one thing after another; one that fails does not keep the others running. */
async function stopAll(stops: readonly (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const stop of stops) await stop().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'Not everything that was started could be stopped.');
}

function otherKind(data: string, alone: boolean): string {
  return alone
    ? `${data} holds a shop without a central server. Add --no-server, or use another folder with --data.`
    : `${data} holds a chain with a central server. Leave --no-server out, or use another folder with --data.`;
}
