/** What records move besides points: counts, coupons, terms of lots. */
export const sql = `
ALTER TABLE entry ADD COLUMN terms jsonb;
COMMENT ON COLUMN entry.terms IS 'from, earned, idleDays of the lot that it makes; null: none';

ALTER TABLE member_standing ADD COLUMN tally jsonb NOT NULL DEFAULT '[]';
ALTER TABLE member_standing ADD COLUMN coupons jsonb NOT NULL DEFAULT '[]';

-- What one record counted and gave of one member, in the same order as the entries: n continues theirs.
CREATE TABLE moved (
  member uuid NOT NULL,
  n bigint NOT NULL,
  record uuid NOT NULL,
  counts jsonb NOT NULL,
  issued jsonb NOT NULL,
  -- Codes of coupons that were used, or taken back.
  gone jsonb NOT NULL,
  PRIMARY KEY (member, n)
);
CREATE TRIGGER moved_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON moved
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE product ADD COLUMN brand text;
ALTER TABLE product ADD COLUMN tags text[];
ALTER TABLE product ADD COLUMN min_price bigint;
`;
