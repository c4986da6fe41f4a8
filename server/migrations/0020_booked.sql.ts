/**
 * The key of an entry also holds whose record it is of and what it moves: a member's balance is summed, and the entries of a record are found,
 * without opening a page of the table for each entry that the member ever had. See DECISIONS.md, "The close of a store's day".
 */
export const sql = `
ALTER TABLE entry DROP CONSTRAINT entry_pkey;
ALTER TABLE entry ADD CONSTRAINT entry_pkey PRIMARY KEY (member, n) INCLUDE (record, points);
`;
