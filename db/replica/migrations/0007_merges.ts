import type { Migration } from '../../migrate.ts';

/** Merges as they are heard of, of which aliases follow at reading; who was erased, in the order in which it was heard. */
export const merges: Migration = {
  version: 9,
  name: 'merges',
  sql: `
DROP TABLE alias;
CREATE TABLE member_merge (
  record TEXT PRIMARY KEY, member BLOB NOT NULL, alias BLOB NOT NULL, undone INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX member_merge_member ON member_merge (member);
CREATE INDEX member_merge_alias ON member_merge (alias);
CREATE TABLE erased (n INTEGER PRIMARY KEY, member BLOB NOT NULL UNIQUE) STRICT;
`,
};
