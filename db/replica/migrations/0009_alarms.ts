import type { Migration } from '../../migrate.ts';

/** What the centre puts before a manager, as it was told; what was settled here and is not in the centre's word yet stands apart. */
export const alarms: Migration = {
  version: 8,
  name: 'alarms',
  sql: `
CREATE TABLE alarm (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  settled_at INTEGER,
  json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX alarm_open ON alarm (raised_at, id, kind) WHERE settled_at IS NULL;
CREATE INDEX alarm_settled ON alarm (settled_at, id) WHERE settled_at IS NOT NULL;

CREATE TABLE own_alarm (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
`,
};
