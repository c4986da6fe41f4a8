import { hash } from 'node:crypto';
import { assert } from '../domain/assert.ts';
import { DataProblem } from './problem.ts';
import { command, guarded, pragmaInt, query, type Sqlite, text, transactions } from './sqlite.ts';

/** One step of a file's form. Landed steps are never changed (tests/migrations holds their digests), only added to. */
export interface Migration {
  /** 1, 2, 3 ... */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** What identifies a migration's text for ever. */
export function migrationDigest(migration: Migration): string {
  return hash('sha256', migration.sql, 'hex');
}

/** Brings a file to the last version, each step one transaction with its version row. Returns how many were applied. */
export function migrate(db: Sqlite, migrations: readonly Migration[]): number {
  const from = pragmaInt(db, 'user_version');
  const inTransaction = transactions(db);
  for (const [i, migration] of migrations.entries()) {
    assert(migration.version === i + 1, `migration ${migration.name} stands out of order`);
    if (migration.version <= from) continue;
    inTransaction(() => {
      guarded(db, () => db.exec(migration.sql));
      command(db, 'INSERT INTO migration (version, name, digest) VALUES (?, ?, ?)')(
        migration.version,
        migration.name,
        migrationDigest(migration),
      );
      guarded(db, () => db.pragma(`user_version = ${migration.version}`));
    });
  }
  return Math.max(0, migrations.length - from);
}

/** The table of versions; made with the file. */
export const MIGRATION_TABLE = `CREATE TABLE migration (
  version INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL
) STRICT`;

/** Throws DataProblem 'notOurs' where the file was made by other steps than this program's. */
export function checkApplied(db: Sqlite, file: string, migrations: readonly Migration[]): void {
  const applied = query(db, 'SELECT digest FROM migration ORDER BY version', (row) => text(row, 0)).all();
  const same = applied.every((digest, i) => {
    const known = migrations[i];
    return known !== undefined && migrationDigest(known) === digest;
  });
  if (!same || applied.length !== pragmaInt(db, 'user_version')) throw new DataProblem('notOurs', file);
}
