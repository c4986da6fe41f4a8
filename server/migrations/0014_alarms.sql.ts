/** Alarms that managers see and settle, and tills that are no more. */
export const sql = `
-- What an alarm is called at tills: the digest of what it is about, so that a restored centre calls it the same.
ALTER TABLE alarm ADD COLUMN ref text;
UPDATE alarm SET ref = left(encode(sha256(convert_to(kind || ' ' || key, 'UTF8')), 'hex'), 32);
ALTER TABLE alarm ALTER COLUMN ref SET NOT NULL;
CREATE UNIQUE INDEX alarm_ref ON alarm (ref);
-- The stores that hear of it; none: the whole chain.
ALTER TABLE alarm ADD COLUMN stores uuid[] NOT NULL DEFAULT '{}';
UPDATE alarm SET stores = ARRAY[(SELECT store FROM till WHERE id = alarm.till)] WHERE till IN (SELECT id FROM till);

-- By what it settles, whether the alarm itself is here or not (any more): the first record holds.
CREATE TABLE alarm_settled (
  ref text PRIMARY KEY,
  record uuid NOT NULL,
  staff uuid NOT NULL,
  store uuid NOT NULL,
  settled_ms bigint NOT NULL
);

INSERT INTO change_inbox (kind, key, scope)
SELECT 'alarm', ref, COALESCE(stores[1], '00000000-0000-0000-0000-000000000000') FROM alarm;

-- Records by which somebody spent who owed then: looked at when the other tills had time to tell their part.
CREATE TABLE overdraft_look (
  record uuid PRIMARY KEY,
  member uuid NOT NULL,
  at_ms bigint NOT NULL
);
CREATE INDEX overdraft_look_at ON overdraft_look (at_ms);

-- A till that is no more, at the last number that is held of it; null: it lives.
ALTER TABLE till ADD COLUMN retired_ms bigint;
ALTER TABLE till ADD COLUMN retired_incarnation uuid;
ALTER TABLE till ADD COLUMN retired_seq bigint;
ALTER TABLE till ADD COLUMN retired_hash text;
`;
