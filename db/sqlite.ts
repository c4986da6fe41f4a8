import Database from 'better-sqlite3';
import { assert } from '../domain/assert.ts';
import { DataProblem, type DataTrouble } from './problem.ts';

/**
 * The thin typed skin over better-sqlite3: rows come as arrays and are read cell by cell through checks, so that
 * nothing untyped leaks; SQLite's errors come out as DataProblem.
 */
export type Sqlite = Database.Database;
export type Cell = string | number | null | Uint8Array;
/** One row, as raw cells in the order of the SELECT. */
export type Row = readonly unknown[];

export function text(row: Row, i: number): string {
  const cell = row[i];
  assert(typeof cell === 'string', `column ${i} holds no text`);
  return cell;
}

export function textOrNull(row: Row, i: number): string | null {
  return row[i] === null ? null : text(row, i);
}

export function int(row: Row, i: number): number {
  const cell = row[i];
  assert(typeof cell === 'number' && Number.isSafeInteger(cell), `column ${i} holds no integer`);
  return cell;
}

export function intOrNull(row: Row, i: number): number | null {
  return row[i] === null ? null : int(row, i);
}

export function bytes(row: Row, i: number): Uint8Array {
  const cell = row[i];
  assert(cell instanceof Uint8Array, `column ${i} holds no bytes`);
  return cell;
}

export function bytesOrNull(row: Row, i: number): Uint8Array | null {
  return row[i] === null ? null : bytes(row, i);
}

/** A SELECT prepared once. */
export interface Query<T> {
  one(...cells: Cell[]): T | null;
  all(...cells: Cell[]): T[];
  /** Row by row, for what must not stand in memory whole; nothing else may use the connection meanwhile. */
  each(...cells: Cell[]): Generator<T, void>;
}

/** Prepares a SELECT with the function that reads its rows. */
export function query<T>(db: Sqlite, sql: string, read: (row: Row) => T): Query<T> {
  const statement = guarded(db, () => db.prepare<Cell[], unknown[]>(sql).raw(true));
  return {
    one(...cells) {
      let row: unknown[] | undefined;
      try {
        row = statement.get(...cells);
      } catch (error) {
        throw troubleOf(db.name, error);
      }
      return row === undefined ? null : read(row);
    },
    all(...cells) {
      return guarded(db, () => statement.all(...cells)).map(read);
    },
    *each(...cells) {
      const rows = guarded(db, () => statement.iterate(...cells));
      try {
        for (;;) {
          const next = guarded(db, () => rows.next());
          if (next.done === true) return;
          yield read(next.value);
        }
      } finally {
        // Who stops before the last row frees the connection: nothing could be written on it any more.
        rows.return?.();
      }
    },
  };
}

/** A statement that writes, prepared once; returns how many rows it changed. */
export type Command = (...cells: Cell[]) => number;

/** Prepares an INSERT, UPDATE, DELETE or a transaction's statement. */
export function command(db: Sqlite, sql: string): Command {
  const statement = guarded(db, () => db.prepare<Cell[]>(sql));
  return (...cells) => ran(db, statement, cells).changes;
}

/** Runs a statement that writes; a sync runs some ten thousand of them each second. */
function ran(db: Sqlite, statement: Database.Statement<Cell[]>, cells: readonly Cell[]): Database.RunResult {
  try {
    return statement.run(...cells);
  } catch (error) {
    throw troubleOf(db.name, error);
  }
}

/** An INSERT of one row, prepared once; returns its rowid. */
export function insertion(db: Sqlite, sql: string): (...cells: Cell[]) => number {
  const statement = guarded(db, () => db.prepare<Cell[]>(sql));
  return (...cells) => int([ran(db, statement, cells).lastInsertRowid], 0);
}

/** Runs a piece of work as one transaction: all of it is committed, or nothing. */
export type InTransaction = <T>(work: () => T) => T;

/** Transactions of a writing connection (BEGIN IMMEDIATE), prepared once. Work is synchronous. */
export function transactions(db: Sqlite): InTransaction {
  const begin = command(db, 'BEGIN IMMEDIATE');
  const commit = command(db, 'COMMIT');
  return (work) => {
    begin();
    try {
      const result = work();
      commit();
      return result;
    } catch (error) {
      // SQLite itself rolls back on some errors (a full disk); ours is the rest.
      if (db.inTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };
}

/**
 * Reads of one moment: what several queries see belongs together, and the file's locks are taken once and not for
 * each query, which is most of what a small query costs.
 */
export function snapshots(db: Sqlite): InTransaction {
  const begin = command(db, 'BEGIN');
  const end = command(db, 'COMMIT');
  return (work) => {
    if (db.inTransaction) return work();
    begin();
    try {
      return work();
    } finally {
      if (db.inTransaction) end();
    }
  };
}

/** A pragma's single value. */
export function pragma(db: Sqlite, name: string): unknown {
  return guarded(db, () => db.pragma(name, { simple: true }));
}

/** A pragma's single integer. */
export function pragmaInt(db: Sqlite, name: string): number {
  return int([pragma(db, name)], 0);
}

/** Runs something of SQLite's and gives its errors the house's form. */
export function guarded<T>(db: Sqlite, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw troubleOf(db.name, error);
  }
}

/** The DataProblem that an error of SQLite means, or the error itself where it is no trouble of the file. */
export function troubleOf(file: string, error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const kind = kindOf(error.code);
  return kind === null ? error : new DataProblem(kind, file, error);
}

function kindOf(code: string): DataTrouble | null {
  if (code.startsWith('SQLITE_FULL') || code === 'SQLITE_IOERR_SHMSIZE') return 'diskFull';
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return 'corrupt';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'busy';
  const disk = ['SQLITE_IOERR', 'SQLITE_CANTOPEN', 'SQLITE_READONLY', 'SQLITE_PERM'];
  return disk.some((start) => code.startsWith(start)) ? 'disk' : null;
}
