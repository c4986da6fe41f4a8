import type { Migration } from '../../migrate.ts';

/** Small partial indexes for what is asked at the counter; none is touched by a sale. */
export const finding: Migration = {
  version: 2,
  name: 'finding',
  sql: `
-- What mends or completes a record: its returns, its void, its fiscal number.
CREATE INDEX record_of ON record (body ->> '$.of') WHERE kind IN ('return', 'void', 'fiscalNumber');
-- What was changed about a person here.
CREATE INDEX record_person ON record (member, n) WHERE kind IN ('enrolment', 'edit', 'cardLinked', 'cardBlocked');
-- Where shifts begin and end.
CREATE INDEX record_shift ON record (n) WHERE kind IN ('shiftOpened', 'shiftClosed');
`,
};
