import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { allStatements, connection } from '../database.ts';
import { migrate } from '../migrations/migrate.ts';
import './booked.ts';

let postgres: Guest;
let client: pg.Client;
beforeAll(async () => {
  postgres = await comeIn();
  await migrate(postgres.url);
  client = new pg.Client(connection(postgres.url));
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await postgres?.stop();
});

const MEMBERS = 40;
/** Of each, before the day: twice a week for three years. */
const BEFORE = 300;

test('what members did before the day is walked in the key of their entries: no page of the table is opened for it', async () => {
  // Booked in turn, as members come: no two entries of one member are on one page. No till can write so many in a test's time.
  await client.query("SET session_replication_role = 'replica'");
  await client.query(
    `INSERT INTO entry (member, n, record, points, contra, store, occurred_ms)
     SELECT md5('m' || m)::uuid, n, md5(m || ' ' || n)::uuid, 3, 'earn', md5('s')::uuid, 0
     FROM generate_series(1, $2::int) n, generate_series(1, $1::int) m ORDER BY n, m`,
    [MEMBERS, BEFORE + 1],
  );
  await client.query('VACUUM ANALYZE entry');

  const members = Array.from({ length: MEMBERS }, (_, i) => `md5('m${i + 1}')::uuid`).join();
  const records = Array.from({ length: MEMBERS }, (_, i) => `md5('${i + 1} ${BEFORE + 1}')::uuid`).join();
  // Of the standings all, since no balance is kept here.
  for (const of of [await asked('booked.entries', [members, records]), await asked('booked.standings', [members])]) {
    expect(of.rows).toBe(MEMBERS);
    expect(of.pages).toBeLessThan(MEMBERS * 20);
  }
});

/** A statement of the centre as its connections run it: how many rows it gives, and how many pages it opens for them. */
async function asked(name: string, lists: readonly string[]): Promise<{ rows: number; pages: number }> {
  const called = `asked_${name.replace('.', '_')}`;
  await client.query(`PREPARE ${called} AS ${allStatements().get(name)}`);
  const values = lists.map((list) => `ARRAY[${list}]`).join();
  const { rows } = await client.query<{ 'QUERY PLAN': readonly Explained[] }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE ${called}(${values})`,
  );
  await client.query(`DEALLOCATE ${called}`);
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new Error('no plan');
  return { rows: plan['Actual Rows'], pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] };
}

interface Explained {
  readonly Plan: Readonly<Record<'Actual Rows' | 'Shared Hit Blocks' | 'Shared Read Blocks', number>>;
}
