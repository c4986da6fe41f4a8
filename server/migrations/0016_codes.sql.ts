/** Codes sent by message, one living code for each record to come. */
export const sql = `
CREATE TABLE message_code (
  -- The sale that will be proved by it.
  record uuid PRIMARY KEY,
  member uuid NOT NULL,
  till uuid NOT NULL,
  -- scrypt of the code, hex: the code itself is nowhere but in the message. Null: the message could not be sent.
  digest text,
  salt text NOT NULL,
  -- Messages that went out under this record, and those that were tried, failures included.
  sent integer NOT NULL DEFAULT 0,
  asked integer NOT NULL DEFAULT 0,
  -- Of the living code.
  tries integer NOT NULL DEFAULT 0,
  asked_ms bigint NOT NULL,
  expires_ms bigint NOT NULL
);
CREATE INDEX message_code_member ON message_code (member, asked_ms);
CREATE INDEX message_code_till ON message_code (till, asked_ms);
`;
