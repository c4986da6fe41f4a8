/** members.db files made for new tills. The pieces are not logged: whatever loses them makes them anew, and no backup has copies of persons. */
export const sql = `
CREATE TABLE snapshot (
  id uuid PRIMARY KEY,
  begun_ms bigint NOT NULL,
  -- Null, with all that follows, while it is being made.
  made_ms bigint,
  epoch uuid,
  -- The position of the feed that its picture was taken at.
  position bigint,
  schema integer,
  folding integer,
  class text,
  states bigint,
  members bigint,
  packed_bytes bigint,
  packed_sha256 text,
  file_bytes bigint,
  file_sha256 text,
  pieces integer
);

CREATE UNLOGGED TABLE snapshot_piece (
  snapshot uuid NOT NULL,
  n integer NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (snapshot, n)
);
-- They are compressed already.
ALTER TABLE snapshot_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Truth 11: whoever is erased is in no snapshot from the same commit on, also not in one that is being made. The lock makes the two take
-- turns: a snapshot is begun when no erasure is under way that could not see it yet (server/snapshot/shelf.ts takes it alone).
CREATE FUNCTION snapshots_without_the_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM erased) THEN
    PERFORM pg_advisory_xact_lock_shared(7106041215);
    DELETE FROM snapshot;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER person_erased AFTER DELETE ON person REFERENCING OLD TABLE AS erased
  FOR EACH STATEMENT EXECUTE FUNCTION snapshots_without_the_erased();
`;
