/** What tests that have no centre in their own process look for, and do, inside a database: all of their SQL. */
export const INSIDE = {
  createDatabase: (name: string) => `CREATE DATABASE ${name}`,
  backupStop: 'SELECT labelfile FROM pg_backup_stop(false)',
  hastyDatabase: (name: string) => `ALTER DATABASE ${name} SET synchronous_commit = off`,
  /** Of one life: its records in order. */
  held: 'SELECT seq::int AS seq, hash FROM record WHERE till = $1 AND incarnation = $2 ORDER BY record.seq',
  heldCount: 'SELECT count(*)::int AS n FROM record WHERE till = $1 AND incarnation = $2',
  countedTwice: 'SELECT id FROM record WHERE counted GROUP BY id HAVING count(*) > 1',
  countedOf: 'SELECT id, incarnation FROM record WHERE counted AND id = ANY ($1::uuid[])',
  countedIds:
    'SELECT count(*)::int AS n, count(DISTINCT id)::int AS of FROM record WHERE counted AND id = ANY ($1::uuid[])',
  forksOf: `SELECT key FROM alarm WHERE kind = 'fork' AND till = $1`,
  holdOf: 'SELECT record FROM hold WHERE record = $1',
  endHolds: 'DELETE FROM hold WHERE record = ANY ($1::uuid[])',
  expireHold: 'UPDATE hold SET expires_ms = $2 WHERE record = $1',
  /** As a writer does in its transaction: the change, and the note of it. */
  changePrice: 'UPDATE product SET price = $2 WHERE sku = $1',
  noteProduct: `INSERT INTO change_inbox (kind, key, scope) VALUES ('product', $1, $2)`,
  listening: `SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'loial news' AND state = 'idle'`,
  endListening: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'loial news'`,
  /** Everything that PostgreSQL runs besides its first process. */
  processes: 'SELECT pid FROM pg_stat_activity',
  /** A server's connection in the middle of writing. */
  writing: `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name = 'loial'
    AND backend_xid IS NOT NULL LIMIT 1`,
  /** A server's connections whose commit waits for a replica. */
  waitingForReplica: `SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'loial'`,
  cancelWaiting: `SELECT pg_cancel_backend(pid) AS cancelled FROM pg_stat_activity WHERE wait_event = 'SyncRep'`,
  replicas: 'SELECT application_name AS name, state, sync_state AS sync FROM pg_stat_replication',
} as const;
