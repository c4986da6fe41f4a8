/** What changed, in the order in which it became visible: see DECISIONS.md. */
export const sql = `
CREATE TABLE change_inbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  key text NOT NULL,
  -- The store whose tills may see it; the zero id: the whole chain; null: the store of the receipt.
  scope uuid,
  -- After this instant no till needs it; null: always.
  ends_ms bigint
);

CREATE TABLE change_feed (
  kind text NOT NULL,
  key text NOT NULL,
  scope uuid NOT NULL,
  pos bigint NOT NULL,
  ends_ms bigint,
  PRIMARY KEY (kind, key, scope)
);
CREATE UNIQUE INDEX change_feed_pos ON change_feed (scope, pos);
CREATE INDEX change_feed_ends ON change_feed (ends_ms) WHERE ends_ms IS NOT NULL;

CREATE TABLE feed_head (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  pos bigint NOT NULL
);
INSERT INTO feed_head (pos) VALUES (0);
`;
