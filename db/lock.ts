import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DataProblem } from './problem.ts';

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
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
    throw new DataProblem(busy ? 'running' : 'disk', busy ? dir : file, error);
  }
  return {
    release() {
      if (db.open) db.close();
    },
  };
}
