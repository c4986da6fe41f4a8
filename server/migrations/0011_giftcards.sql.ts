/** Money on gift cards and e-wallets: where each stands, its movements, the codes that lead to it, what is held. */
export const sql = `
CREATE TABLE gift_card (
  -- Of an e-wallet: the member's id.
  id uuid PRIMARY KEY,
  member uuid,
  balance bigint NOT NULL DEFAULT 0,
  -- The last day; '': no end; null: no entry said.
  expires text,
  -- The n of the last movement folded.
  entries bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 80);

-- Who holds the code holds the money: apart from the chain, like all that stands beside it.
CREATE TABLE gift_code (
  code text PRIMARY KEY,
  card uuid NOT NULL
);
CREATE INDEX gift_code_card ON gift_code (card);

CREATE TABLE money (
  card uuid NOT NULL,
  -- 1, 2, 3 ... of this card: the order in which they were folded.
  n bigint NOT NULL,
  record uuid NOT NULL,
  amount bigint NOT NULL CHECK (amount <> 0),
  contra text NOT NULL,
  member uuid,
  expires text,
  store uuid NOT NULL,
  business_day date,
  occurred_ms bigint NOT NULL,
  PRIMARY KEY (card, n)
);
CREATE TRIGGER money_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON money
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE money_hold (
  record uuid NOT NULL,
  card uuid NOT NULL,
  till uuid NOT NULL,
  amount bigint NOT NULL,
  expires_ms bigint NOT NULL,
  PRIMARY KEY (record, card)
);
CREATE INDEX money_hold_card ON money_hold (card);
`;
