import type { Migration } from '../../migrate.ts';

/**
 * What somebody who audits looks for, newest first, without reading a log of years: uses of a PIN, points by hand, cash in and out, people
 * merged and erased, settings, alarms settled, days signed. Small and partial: no sale touches it.
 */
export const audit: Migration = {
  version: 7,
  name: 'audit',
  sql: `
CREATE INDEX record_audit ON record (n, kind) WHERE kind IN ('pinUsed', 'goodwill', 'adjust', 'cashMoved', 'merged', 'unmerged', 'erased',
  'setting', 'begun', 'alarmSettled', 'dayClosed', 'closingPassed');
`,
};
