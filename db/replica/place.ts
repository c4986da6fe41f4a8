import { readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Which file is the replica now. `members.db` is its first name; a snapshot that was installed is `members.1.db`, the next `members.2.db`:
 * a file that is open cannot be replaced on Windows, and readers go on with the old one until they open the new. A name is given by one
 * rename of a whole file, and the highest holds: a crash leaves the old one or the new one, and nothing has to agree with anything.
 */
export function currentReplica(file: string): string {
  return installed(file).at(-1)?.file ?? file;
}

/** The name that the next installed file gets. */
export function nextReplica(file: string): string {
  return `${stemOf(file)}.${(installed(file).at(-1)?.n ?? 0) + 1}${ENDING}`;
}

/** Removes replicas that are no longer the current one. One that is still open somewhere stays for the next time (Windows). */
export function dropFormerReplicas(file: string): void {
  const now = currentReplica(file);
  for (const former of [file, ...installed(file).map((one) => one.file)]) {
    if (former !== now) removeReplica(former);
  }
}

/** Removes one file with what SQLite keeps beside it; whatever cannot be removed now stays. */
export function removeReplica(file: string): void {
  // The file first: a write-ahead log without its file is nothing, a file without its log is not what it was.
  for (const end of ['', '-wal', '-shm', '-journal']) {
    try {
      rmSync(file + end, { force: true });
    } catch {
      return;
    }
  }
}

const ENDING = '.db';

function stemOf(file: string): string {
  return file.endsWith(ENDING) ? file.slice(0, -ENDING.length) : file;
}

function installed(file: string): { readonly n: number; readonly file: string }[] {
  if (!file.endsWith(ENDING)) return [];
  const folder = dirname(file);
  const stem = `${basename(stemOf(file))}.`;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.startsWith(stem) && /^[1-9]\d{0,8}\.db$/.test(name.slice(stem.length)))
    .map((name) => ({ n: Number.parseInt(name.slice(stem.length), 10), file: join(folder, name) }))
    .sort((a, b) => a.n - b.n);
}
