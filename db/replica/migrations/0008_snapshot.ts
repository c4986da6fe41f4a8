import type { Migration } from '../../migrate.ts';

/**
 * A file that the centre made for whichever till takes it (snapshot.ts). Its rows name a life that is nobody's; `stands_for` says which of
 * the till's own lives that is here, and up to where it is counted in them. Until then `snapshot_counted` has that of every till's lives.
 */
export const snapshot: Migration = {
  version: 7,
  name: 'snapshot',
  sql: `
CREATE TABLE snapshot (
  one INTEGER PRIMARY KEY CHECK (one = 1), class TEXT NOT NULL, folding INTEGER NOT NULL, made_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE snapshot_counted (incarnation TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE stands_for (
  n INTEGER PRIMARY KEY REFERENCES incarnation (n), life INTEGER NOT NULL REFERENCES incarnation (n), seq INTEGER NOT NULL
) STRICT;
`,
};
