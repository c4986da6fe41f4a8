/** Reads PostgreSQL's own note of itself, `postmaster.pid`, and tells a running server from a stale note. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** What the note says. `ready` is true once connections are accepted, by a replica too. */
export type Postmaster = { readonly pid: number; readonly port: number; readonly ready: boolean };

/** The note in the data folder `data`, or undefined when there is none or it is still being written. */
export function readPostmaster(data: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number.parseInt(lines[0] ?? '', 10);
  const port = Number.parseInt(lines[3] ?? '', 10);
  return pid > 0
    ? { pid, port: port > 0 ? port : 0, ready: ['ready', 'standby'].includes(lines[7]?.trim() ?? '') }
    : undefined;
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether process `pid` is the server of the data folder `data`: after a crash the number may be anyone's. */
export function servesData(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  // Windows: PostgreSQL itself holds a named lock there and needs no help from us.
  if (process.platform === 'win32') return false;
  if (process.platform === 'linux') {
    try {
      // The server changes into its data folder and stays there.
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
    } catch {
      return false;
    }
  }
  const shown = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return shown.stdout.includes(data);
}
