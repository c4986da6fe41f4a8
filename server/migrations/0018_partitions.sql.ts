/**
 * The three tables that grow most can be divided, and the ids that count have a table of their own: see DECISIONS.md, "Growth". Each
 * table begins as one partition, which costs nothing; OPERATING.md says how a large chain divides them.
 */
export const sql = `
-- A trigger of a whole statement is not passed on to partitions: each has its own, or whoever names a partition could change it.
CREATE FUNCTION make_partition(parent text, modulus integer, remainder integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  name text := format('%s_%s_%s', parent, modulus, remainder);
BEGIN
  EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)', name, parent, modulus, remainder);
  EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
    parent || '_stays', name);
  RETURN name;
END $$;

-- For an operator: one partition becomes several, with all its rows, under a lock of its table.
CREATE FUNCTION split_partition(parent text, modulus integer, remainder integer, parts integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  former text := format('%s_%s_%s', parent, modulus, remainder);
  key text := (SELECT a.attname FROM pg_partitioned_table p JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
               WHERE p.partrelid = parent::regclass);
  before bigint;
  after bigint := 0;
  put bigint;
  name text;
BEGIN
  EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, former);
  EXECUTE format('SELECT count(*) FROM %I', former) INTO before;
  FOR part IN 0 .. parts - 1 LOOP
    name := make_partition(parent, modulus * parts, remainder + part * modulus);
    EXECUTE format('INSERT INTO %I SELECT * FROM %I WHERE satisfies_hash_partition(%L::regclass, %s, %s, %I)',
      name, former, parent, modulus * parts, remainder + part * modulus, key);
    GET DIAGNOSTICS put = ROW_COUNT;
    after := after + put;
  END LOOP;
  IF before <> after THEN
    RAISE EXCEPTION '% rows of % became %', before, former, after;
  END IF;
  EXECUTE format('DROP TABLE %I', former);
END $$;

-- An id counts once (truth 7), whatever is appended again and whoever sends it; and where it stands: a record is found by its id here.
CREATE TABLE counted_record (
  id uuid NOT NULL,
  till uuid NOT NULL,
  incarnation uuid NOT NULL,
  seq bigint NOT NULL
);
LOCK TABLE record, entry, moved IN ACCESS EXCLUSIVE MODE;
INSERT INTO counted_record SELECT id, till, incarnation, seq FROM record WHERE counted;
ALTER TABLE counted_record ADD PRIMARY KEY (id);
DROP INDEX record_counted;

-- What there is becomes the one partition, row for row where it was, with its trigger.
ALTER TABLE record RENAME TO record_1_0;
ALTER INDEX record_pkey RENAME TO record_1_0_pkey;
ALTER INDEX record_again RENAME TO record_1_0_again;
CREATE TABLE record (LIKE record_1_0 INCLUDING COMMENTS, PRIMARY KEY (till, incarnation, seq)) PARTITION BY HASH (till);
-- Copies of a record in a later life, whose texts go too.
CREATE INDEX record_again ON record (id) WHERE NOT counted;
ALTER TABLE record ATTACH PARTITION record_1_0 FOR VALUES WITH (MODULUS 1, REMAINDER 0);

ALTER TABLE entry RENAME TO entry_1_0;
ALTER INDEX entry_pkey RENAME TO entry_1_0_pkey;
ALTER INDEX entry_expired RENAME TO entry_1_0_expired;
CREATE TABLE entry (LIKE entry_1_0 INCLUDING CONSTRAINTS INCLUDING COMMENTS, PRIMARY KEY (member, n)) PARTITION BY HASH (member);
CREATE INDEX entry_expired ON entry (member, lot) WHERE contra = 'expire';
ALTER TABLE entry ATTACH PARTITION entry_1_0 FOR VALUES WITH (MODULUS 1, REMAINDER 0);

ALTER TABLE moved RENAME TO moved_1_0;
ALTER INDEX moved_pkey RENAME TO moved_1_0_pkey;
CREATE TABLE moved (LIKE moved_1_0 INCLUDING COMMENTS, PRIMARY KEY (member, n)) PARTITION BY HASH (member);
ALTER TABLE moved ATTACH PARTITION moved_1_0 FOR VALUES WITH (MODULUS 1, REMAINDER 0);

CREATE TRIGGER record_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON record
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER counted_record_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON counted_record
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER moved_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON moved
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whatever stores records notes their ids in the same statement, also a process of the version before.
CREATE FUNCTION note_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO counted_record (id, till, incarnation, seq) SELECT id, till, incarnation, seq FROM stored WHERE counted;
  RETURN NULL;
END $$;
CREATE TRIGGER record_counts AFTER INSERT ON record REFERENCING NEW TABLE AS stored
  FOR EACH STATEMENT EXECUTE FUNCTION note_counted();
`;
