import type { Migration } from '../../migrate.ts';

/** The days of the store that were signed, each whole as the centre told it. */
export const days: Migration = {
  version: 10,
  name: 'days',
  sql: `
CREATE TABLE closed_day (number INTEGER PRIMARY KEY, id TEXT NOT NULL, json TEXT NOT NULL) STRICT;
`,
};
