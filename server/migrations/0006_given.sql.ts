/** What may be given once and was given apart: claims of a receipt's points, bonuses for bringing a friend. */
export const sql = `
-- By the sale; more than one where two tills took one apart. May be here before the sale.
CREATE TABLE receipt_claim (
  id uuid PRIMARY KEY,
  sale uuid NOT NULL,
  till uuid NOT NULL,
  incarnation uuid NOT NULL,
  seq bigint NOT NULL,
  occurred_ms bigint NOT NULL
);
CREATE INDEX receipt_claim_sale ON receipt_claim (sale);

-- By the friend who was brought: bonuses, and their ends when the first purchase came back.
CREATE TABLE referral_bonus (
  id uuid PRIMARY KEY,
  friend uuid NOT NULL,
  sale uuid NOT NULL,
  -- False: it takes back.
  gives boolean NOT NULL
);
CREATE INDEX referral_bonus_friend ON referral_bonus (friend);

-- What is held already. Bodies are JSON, but only those that were read are sure to be.
WITH held AS MATERIALIZED (
  SELECT r.* FROM record r
  WHERE r.counted AND (r.body LIKE '%"kind":"claim"%' OR r.body LIKE '%"kind":"bonus"%')
    AND NOT EXISTS (SELECT FROM unread_record u
      WHERE u.till = r.till AND u.incarnation = r.incarnation AND u.seq = r.seq)
), known AS MATERIALIZED (SELECT held.*, body::jsonb AS json FROM held), claims AS (
  INSERT INTO receipt_claim
  SELECT id, (json ->> 'of')::uuid, till, incarnation, seq, (json ->> 'occurredAt')::bigint
  FROM known WHERE json ->> 'kind' = 'claim'
)
INSERT INTO referral_bonus
SELECT id, (json ->> 'member')::uuid, (json ->> 'of')::uuid,
  jsonb_path_exists(json, '$.entries[*] ? (@.points > 0)') OR jsonb_path_exists(json, '$.counts[*] ? (@.by > 0)')
FROM known WHERE json ->> 'kind' = 'bonus';
`;
