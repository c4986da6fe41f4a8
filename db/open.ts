import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { syncFolder } from './folder.ts';
import { checkApplied, MIGRATION_TABLE, type Migration, migrate } from './migrate.ts';
import { DataProblem } from './problem.ts';
import { guarded, pragma, pragmaInt, type Sqlite, troubleOf } from './sqlite.ts';

/** One of the till's two files. */
export interface FileKind {
  /** Stands in the file's header, so that no other file is taken for it. */
  readonly applicationId: number;
  readonly migrations: readonly Migration[];
  /** FULL for the truth, NORMAL for what can be rebuilt. Set on every open: SQLite forgets it (MEASURED, trap 1). */
  readonly synchronous: 'FULL' | 'NORMAL';
  /** Page cache of a connection, KiB. */
  readonly cacheKib: number;
  /** Up to this size the file's structure is checked at every opening, up to the second after a crash; bytes. */
  readonly checkedBytes: { readonly always: number; readonly afterCrash: number };
}

const WAIT_MS = 3000;
const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/** Opens (or makes) a file for its one writer: checked, migrated, and with all that must be set on every open. */
export function openForWriting(file: string, kind: FileKind): Sqlite {
  if (!existsSync(file)) make(file, kind);
  checkHeader(file, kind);
  const crashed = walBytes(file) > 0;
  return opened(file, { readonly: false }, (db) => {
    checkVersion(db, file, kind);
    if (pragma(db, 'journal_mode = WAL') !== 'wal') throw new DataProblem('disk', file);
    setEveryTime(db, kind);
    const most = crashed ? kind.checkedBytes.afterCrash : kind.checkedBytes.always;
    if (statSync(file).size <= most) checkStructure(db, file);
    checkApplied(db, file, kind.migrations);
    // The header must tell the version at once, not only the write-ahead log: older programs read it there.
    if (migrate(db, kind.migrations) > 0) pragma(db, 'wal_checkpoint(TRUNCATE)');
  });
}

/** Opens a file to read it; waits for no writer. Throws DataProblem 'missing' where there is none. */
export function openForReading(file: string, kind: FileKind): Sqlite {
  if (!existsSync(file)) throw new DataProblem('missing', file);
  checkHeader(file, kind);
  return opened(file, { readonly: true }, (db) => {
    checkVersion(db, file, kind);
    setEveryTime(db, kind);
    // A reader cannot migrate; the writer, which starts first, has.
    if (pragmaInt(db, 'user_version') < kind.migrations.length) throw new DataProblem('busy', file);
  });
}

function opened(file: string, options: { readonly readonly: boolean }, prepare: (db: Sqlite) => void): Sqlite {
  let db: Sqlite;
  try {
    db = new Database(file, { ...options, fileMustExist: true, timeout: WAIT_MS });
  } catch (error) {
    throw troubleOf(file, error);
  }
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A new file is made under another name and then renamed: a file that is there is whole, also after a power cut. */
function make(file: string, kind: FileKind): void {
  // A log without its file is somebody's data in two pieces: do not put a new file beside it.
  if (walBytes(file) > 0) throw new DataProblem('missing', file);
  const making = `${file}.making`;
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(making + end, { force: true });
  try {
    const db = new Database(making, { timeout: WAIT_MS });
    try {
      guarded(db, () => {
        db.pragma(`application_id = ${kind.applicationId}`);
        db.pragma('journal_mode = WAL');
        db.pragma('synchronous = FULL');
        db.exec(MIGRATION_TABLE);
      });
      migrate(db, kind.migrations);
      pragma(db, 'wal_checkpoint(TRUNCATE)');
    } finally {
      db.close();
    }
    renameSync(making, file);
    syncFolder(dirname(file));
  } catch (error) {
    throw troubleOf(file, error);
  }
}

function walBytes(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/** Refuses what is not ours before SQLite touches it, from the header's bytes (sqlite.org/fileformat2.html §1.3). */
function checkHeader(file: string, kind: FileKind): void {
  const header = Buffer.alloc(HEADER_BYTES);
  let read: number;
  try {
    const handle = openSync(file, 'r');
    try {
      read = readSync(handle, header, 0, HEADER_BYTES, 0);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw new DataProblem('disk', file, error);
  }
  if (read < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new DataProblem('corrupt', file);
  }
  if (header.readUInt32BE(68) !== kind.applicationId) throw new DataProblem('notOurs', file);
  if (header.readUInt32BE(60) > kind.migrations.length) throw new DataProblem('future', file);
}

/** The same once more through SQLite, which also sees what still stands in the write-ahead log. */
function checkVersion(db: Sqlite, file: string, kind: FileKind): void {
  if (pragmaInt(db, 'application_id') !== kind.applicationId) throw new DataProblem('notOurs', file);
  if (pragmaInt(db, 'user_version') > kind.migrations.length) throw new DataProblem('future', file);
}

function setEveryTime(db: Sqlite, kind: FileKind): void {
  guarded(db, () => {
    db.pragma(`synchronous = ${kind.synchronous}`);
    // On macOS an fsync stops at the drive's cache without this; elsewhere it does nothing.
    db.pragma(`fullfsync = ${kind.synchronous === 'FULL' ? 'ON' : 'OFF'}`);
    db.pragma('foreign_keys = ON');
    db.pragma('recursive_triggers = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    // What is deleted or replaced is zeroed: texts about people must not stay in free pages (truth 11).
    db.pragma('secure_delete = ON');
    db.pragma(`cache_size = -${kind.cacheKib}`);
  });
}

function checkStructure(db: Sqlite, file: string): void {
  const found = pragma(db, 'quick_check(1)');
  if (found !== 'ok') throw new DataProblem('corrupt', file, new Error(String(found)));
}
