/** What tests of snapshots do to a chain's database, and ask of it. */
import pg from 'pg';
import type { IncarnationId, MemberId } from '../../domain/identity/ids.ts';
import { WHOLE_CHAIN } from '../pull/feed.ts';

export interface ShelfHand {
  /** Erases a person, as far as the centre's own tables go, in one transaction. */
  erase(member: MemberId): Promise<void>;
  /** Everybody's name by member's id. */
  names(): Promise<ReadonlyMap<string, string>>;
  /** The last number of a life that the centre holds; null: it never heard of it. */
  held(incarnation: IncarnationId): Promise<number | null>;
  epoch(): Promise<string>;
  /** The one snapshot's packed bytes: how many, their hash, and those of the first piece. */
  packed(): Promise<{ readonly bytes: number; readonly sha256: string; readonly first: Buffer }>;
  /** Takes all snapshots away, as an erasure does. */
  takeAway(): Promise<void>;
  /** Makes them another version's. */
  changeForm(by: number): Promise<void>;
  /** Says that they are of the epoch that holds. */
  claimEpoch(): Promise<void>;
  /** Turns one byte of each piece. */
  damage(): Promise<void>;
  close(): Promise<void>;
}

export async function openShelfHand(databaseUrl: string): Promise<ShelfHand> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const run = async (sql: string, values: unknown[] = []): Promise<void> => {
    await client.query(sql, values);
  };
  return {
    async erase(member) {
      await run('BEGIN');
      await run('DELETE FROM person WHERE member = $1', [member]);
      await run(`INSERT INTO change_inbox (kind, key, scope) VALUES ('member', $1, '${WHOLE_CHAIN}')`, [member]);
      await run('COMMIT');
    },
    async names() {
      const { rows } = await client.query<{ member: string; name: string }>('SELECT member, name FROM person');
      return new Map(rows.map((row) => [row.member, row.name]));
    },
    async held(incarnation) {
      const sql = 'SELECT held_seq::int AS seq FROM incarnation WHERE id = $1';
      return (await client.query<{ seq: number }>(sql, [incarnation])).rows[0]?.seq ?? null;
    },
    epoch: async () => (await client.query<{ epoch: string }>('SELECT epoch FROM chain')).rows[0]?.epoch ?? '',
    async packed() {
      const sql = `SELECT s.packed_bytes::int AS bytes, s.packed_sha256 AS sha256, p.bytes AS first
                   FROM snapshot s JOIN snapshot_piece p ON p.snapshot = s.id AND p.n = 0`;
      const [row] = (await client.query<{ bytes: number; sha256: string; first: Buffer }>(sql)).rows;
      if (row === undefined) throw new Error('there is no snapshot');
      return row;
    },
    takeAway: () => run('DELETE FROM snapshot'),
    changeForm: (by) => run('UPDATE snapshot SET schema = schema + $1', [by]),
    claimEpoch: () => run('UPDATE snapshot SET epoch = (SELECT epoch FROM chain)'),
    damage: () => run('UPDATE snapshot_piece SET bytes = set_byte(bytes, 300, (get_byte(bytes, 300) + 1) % 256)'),
    close: () => client.end(),
  };
}
