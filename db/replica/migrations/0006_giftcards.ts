import type { Migration } from '../../migrate.ts';

/** Gift cards and e-wallets as the centre told of them; `expires`: NULL where nothing says it, '' no end. */
export const giftCards: Migration = {
  version: 6,
  name: 'giftCards',
  sql: `
CREATE TABLE gift_card (
  id BLOB PRIMARY KEY CHECK (length(id) = 16),
  code TEXT,
  member BLOB,
  balance INTEGER NOT NULL,
  expires TEXT,
  incarnation INTEGER NOT NULL REFERENCES incarnation (n),
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX gift_card_code ON gift_card (code) WHERE code IS NOT NULL;
`,
};
