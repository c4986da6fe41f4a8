/** What the log amounts to: members, where they stand, cards, receipts, holds. All but the person can be rebuilt. */
export const sql = `
CREATE TABLE member (
  id uuid PRIMARY KEY,
  joined date NOT NULL,
  alias_of uuid
);

-- Personal data, apart: erasing it touches no sum.
CREATE TABLE person (
  member uuid PRIMARY KEY,
  name text NOT NULL,
  call_name text NOT NULL,
  phone text,
  language text NOT NULL,
  birthday date,
  marketing boolean NOT NULL,
  -- By field: the instant (UTC ms) of the edit that it stands at.
  clocks jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX person_phone ON person (phone);

CREATE TABLE member_standing (
  member uuid PRIMARY KEY,
  balance bigint NOT NULL DEFAULT 0,
  debt bigint NOT NULL DEFAULT 0 CHECK (debt >= 0),
  lots jsonb NOT NULL DEFAULT '[]',
  -- The n of the last entry folded.
  entries bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 80);

CREATE TABLE card (
  code text PRIMARY KEY,
  member uuid NOT NULL,
  blocked boolean NOT NULL
);
CREATE INDEX card_member ON card (member);

-- A sale; its body is in record.
CREATE TABLE receipt (
  id uuid PRIMARY KEY,
  -- Not unique: two lives of one till may have given it apart.
  number text NOT NULL,
  store uuid NOT NULL,
  till uuid NOT NULL,
  incarnation uuid NOT NULL,
  seq bigint NOT NULL,
  occurred_ms bigint NOT NULL,
  total bigint NOT NULL,
  fiscal_number text
);
CREATE INDEX receipt_number ON receipt (number);

-- Returns, by the sale that they give back; sale is null until the centre knows the receipt.
CREATE TABLE receipt_return (
  id uuid PRIMARY KEY,
  sale uuid,
  of_number text NOT NULL,
  number text NOT NULL,
  till uuid NOT NULL,
  incarnation uuid NOT NULL,
  seq bigint NOT NULL,
  occurred_ms bigint NOT NULL,
  total bigint NOT NULL
);
CREATE INDEX receipt_return_sale ON receipt_return (sale);
CREATE INDEX receipt_return_open ON receipt_return (of_number) WHERE sale IS NULL;

-- What was learnt of a sale later; it may arrive before the sale itself.
CREATE TABLE receipt_note (
  sale uuid PRIMARY KEY,
  fiscal_number text,
  voided boolean NOT NULL DEFAULT false
);

CREATE TABLE hold (
  record uuid PRIMARY KEY,
  member uuid NOT NULL,
  till uuid NOT NULL,
  points bigint NOT NULL,
  expires_ms bigint NOT NULL
);
CREATE INDEX hold_member ON hold (member);
`;
