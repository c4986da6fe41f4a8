/** The data folder as a whole: who may work on it now, and throwing away what Loial made in it. */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type DataLock, lockData } from '../../db/lock.ts';
import { DataProblem } from '../../db/problem.ts';
import { postgresDir, runDir, tillDir } from '../places.ts';
import { removeCluster } from '../postgres/cluster.ts';
import { centreFile, isAlive, readCentreNote, readShopNote, readTillNote, shopFile, tillFile } from './notes.ts';
import type { Say } from './say.ts';

/** Tills that a sample may have. */
const TILLS = [1, 2, 3, 4] as const;
/** How long another start on the same folder is waited for: it may be making the sample. */
const PATIENCE_MS = 120_000;

/** Waits until no other command is starting on this folder, and keeps others waiting until it is released. */
export async function takeFolder(data: string, say: Say): Promise<DataLock> {
  mkdirSync(runDir(data), { recursive: true });
  for (let waited = 0; ; waited += 200) {
    try {
      return lockData(runDir(data));
    } catch (error) {
      const busy = error instanceof DataProblem && error.kind === 'running';
      if (!busy || waited >= PATIENCE_MS) throw error;
      if (waited === 0) say.line(`Another command is starting on ${data}; waiting for it.`);
      await wait(200);
    }
  }
}

/** Throws where something runs on this folder. */
export function refuseWhileRunning(data: string): void {
  const centre = readCentreNote(data);
  const running = [
    ...(centre !== null && isAlive(centre.pid) ? [`the central server (process ${centre.pid})`] : []),
    ...TILLS.flatMap((n) => {
      const till = readTillNote(data, n);
      return till !== null && isAlive(till.pid) ? [`till ${n} (process ${till.pid})`] : [];
    }),
  ];
  if (running.length === 0) return;
  throw new Error(
    `In ${data} is running: ${running.join(', ')}. Nothing was thrown away. Stop it first, with Ctrl-C where it was started.`,
  );
}

/** Throws away what Loial made in this folder, and nothing else. */
export function emptyFolder(data: string): void {
  removeCluster(postgresDir(data));
  // First the note that calls the rest whole: what is cut off halfway is seen to be incomplete.
  const files = [shopFile(data), centreFile(data), join(data, 'electron.json'), ...TILLS.map((n) => tillFile(data, n))];
  for (const file of files) rmSync(file, { force: true });
  for (const dir of [...TILLS.map((n) => tillDir(data, n)), join(data, 'log')])
    rmSync(dir, { recursive: true, force: true });
}

/** True where a start was cut off while it made the sample. */
export function isHalfMade(data: string): boolean {
  return (
    readShopNote(data) === null && (existsSync(postgresDir(data)) || TILLS.some((n) => existsSync(tillDir(data, n))))
  );
}
