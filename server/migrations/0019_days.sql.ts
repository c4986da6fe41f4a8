/** The days of stores that were signed, what each lists, who may sign the next, and what each store's points come to as they are booked. */
export const sql = `
-- One row a dayClosed record; the log is the truth, this is found quickly.
CREATE TABLE closed_day (
  record uuid PRIMARY KEY,
  store uuid NOT NULL REFERENCES store,
  number integer NOT NULL,
  day date NOT NULL,
  till uuid NOT NULL,
  incarnation uuid NOT NULL,
  seq bigint NOT NULL,
  -- The hash of the record.
  seal text NOT NULL,
  closing bigint NOT NULL,
  -- What of its movements the centre had booked itself, by contra account.
  centre jsonb NOT NULL,
  -- False: its number or its day was signed before it; what only it lists belongs to the next.
  holds boolean NOT NULL
);
CREATE UNIQUE INDEX closed_day_number ON closed_day (store, number) WHERE holds;
CREATE UNIQUE INDEX closed_day_day ON closed_day (store, day) WHERE holds;

-- What the days that hold list of each till.
CREATE TABLE closed_range (
  till uuid NOT NULL,
  incarnation uuid NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL CHECK (last_seq >= first_seq),
  hash text NOT NULL,
  record uuid NOT NULL,
  PRIMARY KEY (till, incarnation, first_seq, record)
);

-- Whose word it is to close a store's day; null, or a till that is no more: the living one with the lowest number.
CREATE TABLE closing (store uuid PRIMARY KEY REFERENCES store, till uuid);

-- What is booked at each store, by contra account, apart for what the centre booked itself ('own'). Several rows of one sum, so that who
-- books at once seldom waits for the other.
CREATE TABLE store_points (
  store uuid NOT NULL,
  contra text NOT NULL,
  own boolean NOT NULL,
  slot integer NOT NULL,
  given bigint NOT NULL,
  taken bigint NOT NULL,
  PRIMARY KEY (store, contra, own, slot)
) WITH (fillfactor = 50);

-- Whatever books an entry adds it in the same statement, also a process of the version before.
CREATE FUNCTION add_store_points() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO store_points (store, contra, own, slot, given, taken)
  SELECT store, contra, own, pg_backend_pid() % 64,
    COALESCE(sum(points) FILTER (WHERE points > 0), 0), COALESCE(-sum(points) FILTER (WHERE points < 0), 0)
  FROM (SELECT b.store, b.contra, b.points, EXISTS (SELECT FROM centre_record c WHERE c.id = b.record) AS own FROM booked b) one
  GROUP BY store, contra, own ORDER BY store, contra, own
  ON CONFLICT (store, contra, own, slot)
    DO UPDATE SET given = store_points.given + EXCLUDED.given, taken = store_points.taken + EXCLUDED.taken;
  RETURN NULL;
END $$;
CREATE TRIGGER entry_sums AFTER INSERT ON entry REFERENCING NEW TABLE AS booked
  FOR EACH STATEMENT EXECUTE FUNCTION add_store_points();
-- Nobody books while what is there is summed.
LOCK TABLE entry IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO store_points (store, contra, own, slot, given, taken)
SELECT store, contra, own, 0,
  COALESCE(sum(points) FILTER (WHERE points > 0), 0), COALESCE(-sum(points) FILTER (WHERE points < 0), 0)
FROM (SELECT e.store, e.contra, e.points, EXISTS (SELECT FROM centre_record c WHERE c.id = e.record) AS own FROM entry e) one
GROUP BY store, contra, own;

INSERT INTO change_inbox (kind, key, scope) SELECT 'closing', id, id FROM store;
`;
