import type { Migration } from '../../migrate.ts';

/**
 * What is counted of a member, and their coupons, apart and as bytes (tallies.ts), so that who only asks for the name need not read them;
 * and a check sum over the row (packing.ts), so that a damaged one is found. A code that is read at the counter leads to its holder. Rows of before have neither: their counts stand in `data`,
 * until they are told anew.
 */
export const packed: Migration = {
  version: 4,
  name: 'packed',
  sql: `
ALTER TABLE member ADD COLUMN counted BLOB;
ALTER TABLE member ADD COLUMN check_sum INTEGER;

-- Who holds a coupon, by its code.
CREATE TABLE held (code TEXT NOT NULL, member BLOB NOT NULL, PRIMARY KEY (code, member)) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO held SELECT c.value ->> '$.code', m.id FROM member m, json_each(m.data, '$[#-1].c') c;
`,
};
