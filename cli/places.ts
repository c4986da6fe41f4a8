/** Where a checkout keeps what it makes while running. Nothing here touches the disk. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project folder, absolute. */
export function projectDir(): string {
  return fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
}

/** The data folder that a command uses when `--data` was not given. */
export function defaultDataDir(): string {
  return join(projectDir(), '.data');
}

/** Files that say what is running now: pids, ports, the scanners' paths. */
export function runDir(data: string): string {
  return join(data, 'run');
}

/** The two databases of till `n` (counted from 1) and what stands beside them. */
export function tillDir(data: string, n: number): string {
  return join(data, `till-${n}`);
}

/** The central server's PostgreSQL. */
export function postgresDir(data: string): string {
  return join(data, 'postgres');
}

/** The note in which `start` says where till `n`'s scanner can be written to. */
export function scannerNote(data: string, n: number): string {
  return join(runDir(data), `scanner-${n}.json`);
}
