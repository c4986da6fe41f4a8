/** The log: what every till confirmed, as it sent it, and what the centre booked itself. Never changed, never deleted. */
export const sql = `
CREATE TABLE incarnation (
  till uuid NOT NULL REFERENCES till,
  id uuid NOT NULL,
  ordinal integer NOT NULL,
  begun_ms bigint NOT NULL,
  held_seq bigint NOT NULL,
  held_hash text NOT NULL,
  -- How far the figures were reckoned again and compared.
  checked_seq bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (till, id)
);
CREATE INDEX incarnation_unchecked ON incarnation (till) WHERE checked_seq < held_seq;

CREATE TABLE record (
  till uuid NOT NULL,
  incarnation uuid NOT NULL,
  seq bigint NOT NULL,
  id uuid NOT NULL,
  hash text NOT NULL,
  -- The bytes exactly as sent.
  body text NOT NULL,
  received_ms bigint NOT NULL,
  -- False: the same id was counted before, under another incarnation.
  counted boolean NOT NULL,
  PRIMARY KEY (till, incarnation, seq)
);
-- An id counts once, whatever is appended again.
CREATE UNIQUE INDEX record_counted ON record (id) WHERE counted;

-- Chained and not understood: of a later version, or damaged. Read again by the version that knows.
CREATE TABLE unread_record (
  till uuid NOT NULL,
  incarnation uuid NOT NULL,
  seq bigint NOT NULL,
  kind text NOT NULL,
  PRIMARY KEY (till, incarnation, seq)
);

-- Personal data and free text: apart from the chain, goes on erasure.
CREATE TABLE beside (
  till uuid NOT NULL,
  incarnation uuid NOT NULL,
  seq bigint NOT NULL,
  salt text NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (till, incarnation, seq)
);

-- What the centre booked itself; its id derives from its cause, so that booking twice is booking once.
CREATE TABLE centre_record (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  cause uuid NOT NULL,
  booked_ms bigint NOT NULL,
  body jsonb NOT NULL
);

CREATE TABLE entry (
  member uuid NOT NULL,
  -- 1, 2, 3 ... of this member: the order in which they were folded.
  n bigint NOT NULL,
  record uuid NOT NULL,
  points bigint NOT NULL CHECK (points <> 0),
  contra text NOT NULL,
  lot text,
  expires date,
  store uuid NOT NULL,
  business_day date,
  occurred_ms bigint NOT NULL,
  PRIMARY KEY (member, n)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: a mistake is mended by a new record', TG_TABLE_NAME;
END $$;
CREATE TRIGGER record_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON record
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER centre_record_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON centre_record
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Put before a person: forks, returns above what was sold, cards of two members.
CREATE TABLE alarm (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  -- What it is about; raising it twice is raising it once.
  key text NOT NULL,
  till uuid,
  raised_ms bigint NOT NULL,
  detail jsonb NOT NULL,
  UNIQUE (kind, key)
);

-- Figures of a record that the same rules do not give again.
CREATE TABLE disagreement (
  record uuid PRIMARY KEY,
  till uuid NOT NULL,
  found_ms bigint NOT NULL,
  detail jsonb NOT NULL
);
`;
