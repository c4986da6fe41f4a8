import type { Migration } from '../../migrate.ts';

/**
 * What is counted of a member, and their coupons, apart and as bytes (tallies.ts), so that who only asks for the name need not read them;
 * and a check sum over the row (packing.ts), so that a damaged one is found. Rows of before have neither: their counts stand in `data`,
 * until they are told anew.
 */
export const packed: Migration = {
  version: 4,
  name: 'packed',
  sql: `
ALTER TABLE member ADD COLUMN counted BLOB;
ALTER TABLE member ADD COLUMN check_sum INTEGER;
`,
};
