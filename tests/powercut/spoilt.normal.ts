/** Preloaded into a till that is to be found out: every file is synced as lazily as SQLite would by itself (MEASURED, trap 1). */
import Database from 'better-sqlite3';

const pragma = Database.prototype.pragma;
Database.prototype.pragma = function lazily(this: Database.Database, source, options) {
  return pragma.call(this, source.replace('synchronous = FULL', 'synchronous = NORMAL'), options);
};
