/** Which history the feed's positions belong to, so that a cursor from a history that a restore has lost is known as such. */
export const sql = `
CREATE TABLE feed_stretch (
  -- The positions behind this one, up to where the next stretch begins.
  after bigint PRIMARY KEY,
  mark uuid NOT NULL DEFAULT gen_random_uuid(),
  -- The start of PostgreSQL in which it began: a restored copy, and a replica that took over, have another.
  started timestamptz NOT NULL DEFAULT pg_postmaster_start_time(),
  made timestamptz NOT NULL DEFAULT clock_timestamp()
);
`;
