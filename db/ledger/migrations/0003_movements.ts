import type { Migration } from '../../migrate.ts';

/**
 * Which records move more of a member than points without terms of their own: counts, coupons, lots that wait or that activity
 * prolongs. What they move stands in their bodies. And what is counted of everybody together, kept by the record's own transaction.
 */
export const movements: Migration = {
  version: 3,
  name: 'movements',
  sql: `
CREATE TABLE moved (
  member TEXT NOT NULL,
  n INTEGER NOT NULL REFERENCES record,
  PRIMARY KEY (member, n)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER moved_stays BEFORE UPDATE ON moved BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER moved_remains BEFORE DELETE ON moved BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

-- Whether the points of a receipt were claimed, or it brought a bonus for bringing a friend.
CREATE INDEX record_claim ON record (body ->> '$.of') WHERE kind IN ('claim', 'bonus');

CREATE TABLE counted_of_all (key TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`,
};
