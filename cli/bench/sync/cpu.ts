/** What each program of the bench took of the processors, and how long it waited for one: Linux says so, other systems do not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Of one program since it began, ms: on a processor, and ready to run while others had them. */
interface Used {
  readonly cpuMs: number;
  readonly waitedMs: number;
}

/** By the program's name. */
export type Processors = ReadonlyMap<string, Used>;

/** Whose children and threads are looked at. */
export interface Programs {
  readonly centrePid: number;
  readonly postmasterPid: number;
}

/** What the till (this process, by thread), the centre and PostgreSQL (by what its processes do) used so far; empty where it is not told. */
export function processorsOf({ centrePid, postmasterPid }: Programs): Processors {
  const used = new Map<string, Used>();
  if (!existsSync('/proc/self/schedstat')) return used;
  const add = (name: string, more: Used): void => {
    const before = used.get(name) ?? { cpuMs: 0, waitedMs: 0 };
    used.set(name, { cpuMs: before.cpuMs + more.cpuMs, waitedMs: before.waitedMs + more.waitedMs });
  };
  for (const { name, of } of threadsOf(process.pid)) add(`till ${name}`, of);
  for (const { name, of } of threadsOf(centrePid)) add(`centre ${name}`, of);
  for (const pid of childrenOf(postmasterPid)) {
    // "postgres: walwriter", or "postgres: loial postgres 127.0.0.1(1234) idle" where it serves a connection.
    const title = read(`/proc/${pid}/cmdline`)
      .replace(/\0.*$/s, '')
      .replace(/^postgres: /, '');
    const name = title.includes('127.0.0.1') ? 'connections' : title.trim();
    for (const { of } of threadsOf(pid)) add(`postgres ${name}`, of);
  }
  return used;
}

/** What was used between two looks, the largest first, as lines: microseconds of processor for each of so many, and the share of the time. */
export function processorLines(before: Processors, after: Processors, count: number, seconds: number): string[] {
  const rows = [...after].map(([name, { cpuMs, waitedMs }]) => ({
    name,
    // One that ended meanwhile takes its part with it.
    cpuMs: Math.max(0, cpuMs - (before.get(name)?.cpuMs ?? 0)),
    waitedMs: Math.max(0, waitedMs - (before.get(name)?.waitedMs ?? 0)),
  }));
  const shown = rows.filter(({ cpuMs }) => cpuMs >= seconds).sort((a, b) => b.cpuMs - a.cpuMs);
  const all = { name: 'all', cpuMs: sum(rows.map((row) => row.cpuMs)), waitedMs: sum(rows.map((row) => row.waitedMs)) };
  return [...shown, all].map(
    ({ name, cpuMs, waitedMs }) =>
      `  ${name.padEnd(32)} ${((cpuMs * 1000) / count).toFixed(1).padStart(7)} us each, ${share(cpuMs, seconds)} of a core, ${share(waitedMs, seconds)} waiting for one`,
  );
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const share = (ms: number, seconds: number): string => `${Math.round(ms / seconds / 10)} %`.padStart(5);

function threadsOf(pid: number | string): { readonly name: string; readonly of: Used }[] {
  const tasks = `/proc/${pid}/task`;
  return list(tasks).flatMap((task) => {
    const [cpu, waited] = read(`${tasks}/${task}/schedstat`).split(' ').map(Number);
    if (cpu === undefined || waited === undefined) return [];
    const name = task === String(pid) ? 'main' : read(`${tasks}/${task}/comm`).trim();
    return [{ name, of: { cpuMs: cpu / 1e6, waitedMs: waited / 1e6 } }];
  });
}

function childrenOf(pid: number): string[] {
  return read(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((child) => child !== '');
}

/** A program may end while it is looked at. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
