import type { Migration } from '../../migrate.ts';

/**
 * Members' search keys carry pairs of words from here on (search.ts, memberKey). Keys are made by code, not by SQL:
 * who is in the file already is indexed again by the writer that opens it next, and then the row goes.
 */
export const pairs: Migration = {
  version: 2,
  name: 'pairs',
  sql: `
CREATE TABLE reindex (up_to INTEGER NOT NULL) STRICT;
INSERT INTO reindex SELECT max(n) FROM member HAVING max(n) IS NOT NULL;
`,
};
