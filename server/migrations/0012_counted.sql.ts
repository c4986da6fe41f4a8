/** How far the records that are held are counted: a push stores and is answered, and counting follows right behind. */
export const sql = `
-- Without a default: a process of the version before, which counted while it stored, can store nothing any more.
ALTER TABLE incarnation ADD COLUMN counted_seq bigint;
UPDATE incarnation SET counted_seq = held_seq;
ALTER TABLE incarnation ALTER COLUMN counted_seq SET NOT NULL;
ALTER TABLE incarnation ADD CONSTRAINT counted_is_held CHECK (counted_seq BETWEEN 0 AND held_seq);
COMMENT ON COLUMN incarnation.counted_seq IS 'what its records move is booked up to here; checked_seq <= counted_seq <= held_seq';

-- Who counts a till's records holds its row: one at a time, whichever process, and storing waits for nobody.
CREATE TABLE counting_turn (till uuid PRIMARY KEY REFERENCES till);
INSERT INTO counting_turn SELECT DISTINCT till FROM incarnation;

CREATE INDEX incarnation_uncounted ON incarnation (till) WHERE counted_seq < held_seq;
DROP INDEX incarnation_unchecked;
CREATE INDEX incarnation_unchecked ON incarnation (till) WHERE checked_seq < counted_seq;
`;
