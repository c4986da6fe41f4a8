/** Members merged, edited with hybrid clocks, erased. */
export const sql = `
-- A merge as its record names it; undone once any record takes it back, also one that comes before it. What aliases there are follows.
CREATE TABLE member_merge (
  record uuid PRIMARY KEY,
  member uuid NOT NULL,
  alias uuid NOT NULL,
  undone boolean NOT NULL
);
CREATE INDEX member_merge_member ON member_merge (member) WHERE NOT undone;
CREATE INDEX member_merge_alias ON member_merge (alias) WHERE NOT undone;

-- Who was erased, for good: no enrolment and no edit that arrives later brings them back.
CREATE TABLE erased (
  member uuid PRIMARY KEY,
  record uuid NOT NULL
);

ALTER TABLE person ADD COLUMN version bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN person.version IS 'moves on with every batch of edits, UTC ms and never back; what a till was told';
ALTER TABLE person ADD COLUMN withdrawn jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN person.withdrawn IS 'by till: the version at which its last withdrawal of consent was taken in';

-- Records with a text beside them about a member: what goes when the member is erased.
CREATE TABLE member_text (
  member uuid NOT NULL,
  record uuid NOT NULL,
  PRIMARY KEY (member, record)
);
CREATE INDEX member_text_record ON member_text (record);
INSERT INTO member_text
  SELECT DISTINCT (r.body::jsonb ->> 'member')::uuid, r.id
  FROM beside b JOIN record r ON r.till = b.till AND r.incarnation = b.incarnation AND r.seq = b.seq
  WHERE r.body::jsonb ->> 'kind' IN ('enrolment', 'edit', 'cardBlocked', 'cardLinked', 'goodwill', 'adjust');

-- Copies of a record in a later life, whose texts go too.
CREATE INDEX record_again ON record (id) WHERE NOT counted;

-- A copy that is appended again by a till that has not heard of the erasure yet brings no text back.
CREATE FUNCTION refuse_erased_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM record r JOIN member_text t ON t.record = r.id JOIN erased e ON e.member = t.member
             WHERE r.till = NEW.till AND r.incarnation = NEW.incarnation AND r.seq = NEW.seq) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER beside_erased BEFORE INSERT ON beside FOR EACH ROW EXECUTE FUNCTION refuse_erased_text();
`;
