/** What has ended is found by its member when something arrives late: most members have none. */
export const sql = `
CREATE INDEX entry_expired ON entry (member, lot) WHERE contra = 'expire';
`;
