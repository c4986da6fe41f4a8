/** The chain, its stores and tills, and what the chain says to its counters. */
export const sql = `
CREATE TABLE chain (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  -- Changes when the centre was restored from a backup: tills then pull from zero.
  epoch uuid NOT NULL,
  state jsonb NOT NULL
);

CREATE TABLE store (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  address text NOT NULL
);

CREATE TABLE till (
  id uuid PRIMARY KEY,
  store uuid NOT NULL REFERENCES store,
  number integer NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 9999),
  -- SHA-256 of the till's key; null: not enrolled yet.
  key_digest bytea,
  -- The last ordinal that was promised to an incarnation.
  ordinal integer NOT NULL DEFAULT 0
);

CREATE TABLE enrolment_code (
  digest bytea PRIMARY KEY,
  till uuid NOT NULL REFERENCES till,
  expires_ms bigint NOT NULL,
  used_ms bigint
);

CREATE TABLE staff (
  id uuid PRIMARY KEY,
  store uuid NOT NULL REFERENCES store,
  name text NOT NULL,
  role text NOT NULL,
  language text NOT NULL,
  pin jsonb NOT NULL,
  active boolean NOT NULL
);

CREATE TABLE product (
  sku text PRIMARY KEY,
  ean text NOT NULL,
  name text NOT NULL,
  category text NOT NULL,
  price bigint NOT NULL,
  vat integer NOT NULL,
  unit text NOT NULL,
  active boolean NOT NULL
);

CREATE TABLE programme (
  version integer PRIMARY KEY,
  programme jsonb NOT NULL
);
`;
