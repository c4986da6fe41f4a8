import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DataProblem } from './problem.ts';
import { troubleOf } from './sqlite.ts';

/** Held as long as a till process works on a data folder. */
export interface DataLock {
  release(): void;
}

/**
 * Makes this process the only till on a data folder. The lock is the operating system's lock on a small SQLite file
 * held in an exclusive transaction, so a process that dies in any way frees it. Throws DataProblem 'running'.
 */
export function lockData(dir: string): DataLock {
  const file = join(dir, 'lock.db');
  const db = new Database(file, { timeout: 0 });
  try {
    // Nothing is ever written there: with the journal in memory a lock needs no room, also on a full disk.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    const trouble = troubleOf(file, error);
    const kind = trouble instanceof DataProblem ? trouble.kind : 'disk';
    throw kind === 'busy' ? new DataProblem('running', dir, error) : new DataProblem(kind, file, error);
  }
  return {
    release() {
      if (db.open) db.close();
    },
  };
}
