import type { Migration } from '../../migrate.ts';

/**
 * The chain's states as this till knows them. Compact, since a chain has a million members: ids as 16 bytes, phones
 * as integers, the rest of a member in one column (packing.ts). The search index holds folded keys only.
 */
export const states: Migration = {
  version: 1,
  name: 'states',
  sql: `
CREATE TABLE sync (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  epoch TEXT,
  cursor TEXT NOT NULL DEFAULT '',
  acked_incarnation TEXT,
  acked_seq INTEGER,
  heard_at INTEGER,
  clock_skew_ms INTEGER NOT NULL DEFAULT 0,
  folded_incarnation TEXT,
  folded_seq INTEGER,
  members INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO sync (one) VALUES (1);

-- Incarnations by a short number; the ordinal is known of those whose beginning was folded.
CREATE TABLE incarnation (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ordinal INTEGER) STRICT;

CREATE TABLE member (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  phone INTEGER,
  name TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX member_phone ON member (phone) WHERE phone IS NOT NULL;
CREATE VIRTUAL TABLE member_search USING fts5 (
  key, content = '', contentless_delete = 1, detail = none, prefix = '2 3 4 5 6 7 8 9 10', tokenize = 'ascii'
);

CREATE TABLE alias (of BLOB NOT NULL, id BLOB NOT NULL, PRIMARY KEY (of, id)) STRICT, WITHOUT ROWID;

CREATE TABLE card (
  code TEXT PRIMARY KEY, member BLOB NOT NULL, blocked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX card_member ON card (member);

CREATE TABLE product (
  n INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, ean TEXT NOT NULL, data TEXT NOT NULL
) STRICT;
CREATE INDEX product_ean ON product (ean) WHERE ean <> '';
CREATE VIRTUAL TABLE product_search USING fts5 (
  key, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5', tokenize = 'ascii'
);

CREATE TABLE receipt (id TEXT PRIMARY KEY, number TEXT NOT NULL, json TEXT NOT NULL) STRICT;
CREATE INDEX receipt_number ON receipt (number);

-- Staff, programme versions, chain, stores, tills: few and small.
CREATE TABLE thing (
  kind TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- States of a kind or form that this version cannot read, whole, for a later one.
CREATE TABLE unread (
  kind TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- What was changed here about a person or a card and is not in the centre's word yet.
CREATE TABLE own_person (
  n INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE, member BLOB NOT NULL,
  incarnation INTEGER NOT NULL REFERENCES incarnation (n), seq INTEGER NOT NULL, changes TEXT NOT NULL
) STRICT;
CREATE INDEX own_person_member ON own_person (member);
CREATE TABLE own_card (
  code TEXT PRIMARY KEY, incarnation INTEGER NOT NULL REFERENCES incarnation (n), seq INTEGER NOT NULL, told TEXT,
  settled INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
`,
};
