/** PostgreSQL refuses to run as root, so under root it runs as the user `postgres`. */
import { execFileSync, spawnSync } from 'node:child_process';

/** A user and group to start a program as; `undefined` stands for "as we are". */
export type Account = { readonly uid: number; readonly gid: number };

const NAME = 'postgres';

/**
 * The account PostgreSQL has to run as. Under root the user `postgres` is looked up, and made when missing.
 * Throws one clear line when it cannot be made.
 */
export function unprivilegedAccount(): Account | undefined {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return undefined;
  return lookUp() ?? create();
}

/** Whether `account` may enter `dir`, and so reach what lies in it. */
export function canEnter(dir: string, account: Account): boolean {
  // Asked of the system by trying it as that user: mode bits alone know nothing of ACLs and mounts.
  const tried = spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', dir], { ...account, cwd: '/', stdio: 'ignore' });
  return tried.status === 0;
}

function lookUp(): Account | undefined {
  const ids = ['-u', '-g'].map((flag) => spawnSync('id', [flag, NAME], { encoding: 'utf8' }));
  const [uid, gid] = ids.map((id) => (id.status === 0 ? Number.parseInt(id.stdout, 10) : Number.NaN));
  return uid !== undefined && gid !== undefined && uid > 0 && gid > 0 ? { uid, gid } : undefined;
}

function create(): Account {
  let reason = '';
  try {
    execFileSync('groupadd', ['--force', '--system', NAME], { stdio: 'pipe' });
    const shell = ['--no-create-home', '--shell', '/usr/sbin/nologin'];
    execFileSync('useradd', ['--system', '--gid', NAME, ...shell, NAME], { stdio: 'pipe' });
  } catch (error) {
    reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
  // Looked up even after a failure: another start may have made it in the same moment.
  const account = lookUp();
  if (account === undefined) {
    throw new Error(`PostgreSQL must not run as root, and the user "${NAME}" could not be made: ${reason}`);
  }
  return account;
}
