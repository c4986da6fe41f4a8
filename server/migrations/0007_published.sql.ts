/** What was asked when a version of the programme was published. */
export const sql = `
-- The start that was asked for (it may have been past by then); null: not known, it is the version's own.
ALTER TABLE programme ADD COLUMN asked_start_ms bigint;
`;
