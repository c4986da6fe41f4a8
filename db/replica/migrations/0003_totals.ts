import type { Migration } from '../../migrate.ts';

/** What everybody together counted, as the centre told it; `incarnation` and `seq`: what of this till's log it contains. */
export const totals: Migration = {
  version: 3,
  name: 'totals',
  sql: `
CREATE TABLE total (
  key TEXT PRIMARY KEY,
  n INTEGER NOT NULL,
  incarnation TEXT NOT NULL,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
