import type { Migration } from '../../migrate.ts';

/**
 * What each record counts of everybody together, of what a programme may ask for (domain/sale/askedOfAll.ts): the centre's sum holds
 * some of it already, and a till adds what follows. Copies that a fork left behind stay, as those of the record.
 */
export const totals: Migration = {
  version: 4,
  name: 'totals',
  sql: `
CREATE TABLE counted (
  key TEXT NOT NULL,
  n INTEGER NOT NULL REFERENCES record,
  by INTEGER NOT NULL CHECK (by <> 0),
  PRIMARY KEY (key, n)
) STRICT, WITHOUT ROWID;
INSERT INTO counted
  SELECT c.value ->> '$.key', r.n, sum(c.value ->> '$.by') FROM record r, json_each(r.body, '$.counts') c
  WHERE r.kind IN ('sale', 'return', 'void', 'event', 'goodwill', 'adjust', 'transfer', 'claim', 'referral', 'bonus')
    AND c.value ->> '$.member' IS NULL AND c.value ->> '$.key' >= 'used:' AND c.value ->> '$.key' < 'used;'
  GROUP BY 1, 2 HAVING sum(c.value ->> '$.by') <> 0;
CREATE TRIGGER counted_stays BEFORE UPDATE ON counted BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER counted_remains BEFORE DELETE ON counted BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
`,
};
