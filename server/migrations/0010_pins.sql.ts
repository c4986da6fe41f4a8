/** Members' PINs. */
export const sql = `
ALTER TABLE person ADD COLUMN pin jsonb;
COMMENT ON COLUMN person.pin IS 'scrypt: salt, hash, cost; null: none';
`;
