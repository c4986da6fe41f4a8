import type { Migration } from '../../migrate.ts';

/**
 * Who holds a coupon, by its code: a code that is read at the counter leads to its holder, among a million members. Rows of before have
 * theirs in `data`; those that are packed already (tallies.ts) are read by the writer that opens the file next, and then `unheld` goes.
 */
export const held: Migration = {
  version: 5,
  name: 'held',
  sql: `
CREATE TABLE held (code TEXT NOT NULL, member BLOB NOT NULL, PRIMARY KEY (code, member)) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO held SELECT c.value ->> '$.code', m.id FROM member m, json_each(m.data, '$[#-1].c') c;
CREATE TABLE unheld (n INTEGER PRIMARY KEY) STRICT;
INSERT INTO unheld SELECT n FROM member WHERE counted IS NOT NULL;
`,
};
