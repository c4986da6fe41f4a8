/** The central server as a child process, or the one that another start runs on the same data. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from './child.ts';
import { centreFile, isAlive, readCentreNote, removeNote, writeNote } from './notes.ts';

export interface RunningCentre {
  readonly url: string;
  readonly databaseUrl: string;
  /** True: started here, and so stopped here. */
  readonly ours: boolean;
  pid(): number;
  /** Settled when the process that runs now ends, whether it was asked to or not. */
  ended(): Promise<string>;
  stop(): Promise<void>;
  /** As a power cut would. */
  kill(): Promise<void>;
  /** Starts it again after `stop` or `kill`, on the same port and database. */
  start(): Promise<void>;
}

/** How long it may take until it answers, ms. */
const START_MS = 30_000;
const HEALTH_MS = 2_000;

/** Starts a centre; throws one clear line where it does not come up. */
export async function runCentre(of: {
  readonly data: string;
  readonly databaseUrl: string;
  readonly port: number;
}): Promise<RunningCentre> {
  const url = `http://127.0.0.1:${of.port}`;
  let child = await launch(of, url);
  const note = (): void => writeNote(centreFile(of.data), { pid: child.pid, url, databaseUrl: of.databaseUrl });
  note();
  return {
    url,
    databaseUrl: of.databaseUrl,
    ours: true,
    pid: () => child.pid,
    ended: () => child.ended,
    async stop() {
      await child.stop();
      removeNote(centreFile(of.data));
    },
    kill: () => child.kill(),
    async start() {
      if (!child.isOver()) return;
      child = await launch(of, url);
      note();
    },
  };
}

async function launch(
  of: { readonly data: string; readonly databaseUrl: string; readonly port: number },
  url: string,
): Promise<Child> {
  const child = startChild({
    name: 'the central server',
    program: process.execPath,
    args: [fileURLToPath(new URL('./centre.child.ts', import.meta.url)), String(of.port)],
    env: { DATABASE_URL: of.databaseUrl },
    log: join(of.data, 'log', 'centre.log'),
  });
  for (let waited = 0; waited < START_MS; waited += 50) {
    if (child.isOver())
      throw new Error(`The central server did not start: ${child.lastWords() || (await child.ended)}`);
    if (await answers(`${url}/ready`)) return child;
    await wait(50);
  }
  const words = child.lastWords();
  await child.stop(1000);
  throw new Error(`The central server did not answer within ${START_MS / 1000} s: ${words || 'it said nothing'}`);
}

/** The centre that another command runs on this data, if it is there and answers. */
export async function findCentre(data: string): Promise<RunningCentre | null> {
  const note = readCentreNote(data);
  if (note === null || !isAlive(note.pid) || !(await answers(`${note.url}/health`))) return null;
  const notOurs = async (): Promise<void> => undefined;
  return {
    url: note.url,
    databaseUrl: note.databaseUrl,
    ours: false,
    pid: () => note.pid,
    ended: () => new Promise(() => undefined),
    stop: notOurs,
    kill: notOurs,
    start: notOurs,
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
