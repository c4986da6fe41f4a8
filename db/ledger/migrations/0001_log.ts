import type { Migration } from '../../migrate.ts';

/**
 * The log. `n` is the incarnation's ordinal × 1 000 000 000 + the record's number: unique, and in the order of
 * writing over all incarnations. `entry.expires`: NULL where the entry makes no lot, '' where the lot never ends.
 */
export const log: Migration = {
  version: 1,
  name: 'log',
  sql: `
CREATE TABLE life (
  ordinal INTEGER PRIMARY KEY CHECK (ordinal BETWEEN 1 AND 99),
  incarnation TEXT NOT NULL UNIQUE,
  store TEXT NOT NULL,
  till TEXT NOT NULL,
  alone INTEGER NOT NULL
) STRICT;

CREATE TABLE record (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  business_day TEXT,
  shift TEXT,
  member TEXT,
  number TEXT,
  fiscal TEXT,
  total INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_id ON record (id, n / 1000000000);
CREATE INDEX record_number ON record (number) WHERE number IS NOT NULL;
CREATE INDEX record_fiscal ON record (fiscal) WHERE fiscal IS NOT NULL;

CREATE TABLE entry (
  member TEXT NOT NULL,
  n INTEGER NOT NULL REFERENCES record (n),
  i INTEGER NOT NULL,
  points INTEGER NOT NULL CHECK (points <> 0),
  contra TEXT NOT NULL,
  lot TEXT,
  expires TEXT,
  PRIMARY KEY (member, n, i)
) STRICT, WITHOUT ROWID;

CREATE TABLE abandoned (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL CHECK (last >= first)
) STRICT;

CREATE TABLE beside (
  id TEXT PRIMARY KEY,
  salt TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE standing (
  member TEXT PRIMARY KEY,
  n INTEGER NOT NULL,
  standing TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counter (one INTEGER PRIMARY KEY CHECK (one = 1), json TEXT NOT NULL) STRICT;

-- REPLACE deletes without asking the other triggers where a connection has recursive_triggers off.
CREATE TRIGGER record_next BEFORE INSERT ON record
WHEN EXISTS (SELECT 1 FROM record WHERE n >= NEW.n)
  OR EXISTS (SELECT 1 FROM record WHERE id = NEW.id AND n / 1000000000 = NEW.n / 1000000000)
BEGIN SELECT RAISE(ABORT, 'the log is append-only: this number or id is taken'); END;
CREATE TRIGGER entry_next BEFORE INSERT ON entry
WHEN EXISTS (SELECT 1 FROM entry WHERE member = NEW.member AND n = NEW.n AND i = NEW.i)
BEGIN SELECT RAISE(ABORT, 'the log is append-only: this entry is there'); END;
CREATE TRIGGER record_stays BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER record_remains BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER entry_remains BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER life_stays BEFORE UPDATE ON life BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER life_remains BEFORE DELETE ON life BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER abandoned_stays BEFORE UPDATE ON abandoned BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER abandoned_remains BEFORE DELETE ON abandoned BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER beside_stays BEFORE UPDATE ON beside BEGIN SELECT RAISE(ABORT, 'a text goes whole or stays as it is'); END;
`,
};
