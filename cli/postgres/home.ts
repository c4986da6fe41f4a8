/** Decides in which folder a cluster's files stand, and keeps its password. */
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Account, canEnter } from './account.ts';
import { REACHABLE_ROOT } from './binaries.ts';

/** A folder holding `data/` (PostgreSQL's own) and, 0600, `password`. */
export type Home = { readonly dir: string; readonly data: string; readonly password: string };

const NOTE = 'the-database-is-elsewhere.txt';

/**
 * The home of the cluster that was asked for in `dir`: `dir` itself, or, where `account` cannot enter it, a folder
 * below `root` that a note in `dir` names. Made if missing. The note decides, so that data is found again even
 * when the folder's rights have changed since.
 */
export function openHome(dir: string, account: Account | undefined, root: string = REACHABLE_ROOT): Home {
  const asked = resolve(dir);
  mkdirSync(asked, { recursive: true });
  if (account === undefined) return furnish(asked);
  const noted = readNote(asked);
  if (noted !== undefined) return furnish(noted);
  if (canEnter(asked, account)) return furnish(asked);
  if (existsSync(join(asked, 'data'))) {
    throw new Error(`The database in ${asked} is there, but user ${account.uid} may no longer enter the folder.`);
  }
  const elsewhere = placeFor(asked, root);
  if (existsSync(elsewhere)) setAside(elsewhere);
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  writeFileSync(join(asked, NOTE), `${elsewhere}\n`);
  return furnish(elsewhere);
}

/** A home for the length of one test: a new folder in the system's temporary one, or below `root`. */
export function openScratchHome(account: Account | undefined, root: string = REACHABLE_ROOT): Home {
  const base = account === undefined || canEnter(tmpdir(), account) ? tmpdir() : root;
  mkdirSync(base, { recursive: true, mode: 0o755 });
  const dir = mkdtempSync(join(base, 'loial-postgres-'));
  // Passed through by PostgreSQL's user, listed by nobody but us.
  if (account !== undefined) chmodSync(dir, 0o711);
  return furnish(dir);
}

/** Every folder that a cluster asked for in `dir` has files in: `dir`, and where its note points. */
export function homesOf(dir: string): readonly string[] {
  const asked = resolve(dir);
  const noted = readNote(asked);
  return noted === undefined ? [asked] : [noted, asked];
}

/** Writes a file that only `account` (or we) can read. */
export function writeSecret(path: string, text: string, account: Account | undefined): void {
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  if (account !== undefined) chownSync(path, account.uid, account.gid);
}

function placeFor(asked: string, root: string): string {
  return join(root, 'data', createHash('sha256').update(asked).digest('hex').slice(0, 12));
}

function readNote(asked: string): string | undefined {
  const note = join(asked, NOTE);
  if (!existsSync(note)) return undefined;
  return readFileSync(note, 'utf8').trim();
}

/** Without a note these files belong to a data folder that was deleted or moved away: not ours to use or to delete. */
function setAside(elsewhere: string): void {
  const before = `${elsewhere}.before`;
  rmSync(before, { recursive: true, force: true });
  renameSync(elsewhere, before);
}

function furnish(dir: string): Home {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'password');
  try {
    writeSecret(file, randomBytes(24).toString('base64url'), undefined);
  } catch (error) {
    if (!existsSync(file)) throw error;
  }
  return { dir, data: join(dir, 'data'), password: readFileSync(file, 'utf8') };
}
