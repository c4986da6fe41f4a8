import type { Migration } from '../../migrate.ts';

/** Where the store's days were closed, and the closing right passed on: a few a week, asked for at each close and each list of days. */
export const days: Migration = {
  version: 6,
  name: 'days',
  sql: `
CREATE INDEX record_day ON record (n) WHERE kind IN ('dayClosed', 'closingPassed');
`,
};
