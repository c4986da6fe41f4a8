import type { Migration } from '../../migrate.ts';

/**
 * Money on gift cards and e-wallets: its movements, as entries are kept; where each card stands in a shop without a centre; and which
 * card a code leads to, since the code itself stands beside the chain. `money.expires`: NULL where the entry says nothing, '' no end.
 */
export const giftCards: Migration = {
  version: 5,
  name: 'giftCards',
  sql: `
CREATE TABLE money (
  card TEXT NOT NULL,
  n INTEGER NOT NULL REFERENCES record (n),
  i INTEGER NOT NULL,
  amount INTEGER NOT NULL CHECK (amount <> 0),
  contra TEXT NOT NULL,
  member TEXT,
  expires TEXT,
  PRIMARY KEY (card, n, i)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER money_next BEFORE INSERT ON money
WHEN EXISTS (SELECT 1 FROM money WHERE card = NEW.card AND n = NEW.n AND i = NEW.i)
BEGIN SELECT RAISE(ABORT, 'the log is append-only: this movement is there'); END;
CREATE TRIGGER money_stays BEFORE UPDATE ON money BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER money_remains BEFORE DELETE ON money BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;

CREATE TABLE gift_card (
  card TEXT PRIMARY KEY,
  n INTEGER NOT NULL,
  standing TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE gift_code (code TEXT PRIMARY KEY, card TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX gift_code_card ON gift_code (card);
`,
};
