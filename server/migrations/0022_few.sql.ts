/**
 * What a till must have before it can sell, found among millions of members: a till that begins asks for these kinds first (pull/feed.ts). The
 * kinds are listed there too, since a partial index serves only who names what it holds.
 */
export const sql = `
CREATE INDEX change_feed_few ON change_feed (scope, pos)
  WHERE kind IN ('chain', 'store', 'till', 'staff', 'programme', 'product', 'totals', 'closing');
`;
