import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../cli/postgres/testing/guest.ts';
import { allStatements, connection } from './database.ts';
import { divide } from './partitions.ts';
import { startChain, type TestChain } from './testing/chain.ts';
import { loadStatements } from './testing/statements.ts';
import { verifyCentre } from './verify.ts';

let postgres: Guest;
let chain: TestChain;
let client: pg.Client;
const rowsOf = async <T extends object>(sql: string): Promise<T[]> => (await client.query<T>(sql)).rows;
const COUNTS = `SELECT (SELECT count(*)::int FROM record) AS record, (SELECT count(*)::int FROM entry) AS entry,
  (SELECT count(*)::int FROM counted_record) AS counted`;

beforeAll(async () => {
  postgres = await comeIn();
  chain = await startChain(postgres.url);
  client = new pg.Client(connection(chain.databaseUrl));
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await chain?.stop();
  await postgres?.stop();
});

describe('tables that are divided while tills sell', () => {
  test('keep every row, each where its hash belongs, and a till goes on', async () => {
    const tills = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => chain.till(number)));
    const sellAt = async (till: (typeof tills)[number], n: number): Promise<void> => {
      for (let i = 0; i < 5; i++) till.sell(5 + i, till.addMember(`Cineva ${n} ${i}`));
      await till.push();
    };
    await Promise.all(tills.map(sellAt));
    const [before] = await rowsOf(COUNTS);
    expect(await divide(chain.databaseUrl, 4)).toBe(4);
    expect(await rowsOf(COUNTS)).toEqual([before]);
    // By statements that were prepared for the tables as they were, and with a second division under way.
    await Promise.all([...tills.map(sellAt), divide(chain.databaseUrl, 4)]);
    const parts = await rowsOf<{ parent: string; n: number }>(
      `SELECT inhparent::regclass::text AS parent, count(*)::int AS n FROM pg_inherits
       WHERE inhparent IN (SELECT partrelid FROM pg_partitioned_table) GROUP BY 1 ORDER BY 1`,
    );
    expect(parts).toEqual(['entry', 'moved', 'record'].map((parent) => ({ parent, n: 16 })));
    const [used] = await rowsOf<{ n: number }>('SELECT count(DISTINCT tableoid)::int AS n FROM record');
    expect(used?.n).toBeGreaterThan(2);
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
    await expect(divide(chain.databaseUrl, 8)).rejects.toThrow(/128 partitions; 64 is the limit\. Nothing was changed/);
    expect(chain.problems).toEqual([]);
  });

  test('refuse changes also by the name of a partition', async () => {
    const tables = await rowsOf<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent IN (SELECT partrelid FROM pg_partitioned_table)
       UNION ALL SELECT partrelid::regclass::text FROM pg_partitioned_table UNION ALL SELECT 'counted_record'`,
    );
    expect(tables).toHaveLength(3 * 16 + 3 + 1);
    for (const { name } of tables) {
      const column = name.startsWith('record') ? 'hash' : 'record';
      const set = name === 'counted_record' ? 'seq = 7' : `${column} = ${column}`;
      for (const change of [`UPDATE ${name} SET ${set}`, `DELETE FROM ${name}`, `TRUNCATE ${name}`]) {
        await expect(client.query(change), change).rejects.toThrow(/append-only/);
      }
    }
  });

  test('let an id count once, also of two tills, and verify finds an id that is noted wrongly', async () => {
    const [row] = await rowsOf<{ id: string }>('SELECT id FROM counted_record LIMIT 1');
    const twice = `INSERT INTO record VALUES (gen_random_uuid(), gen_random_uuid(), 1, '${row?.id}', '', '', 0, true)`;
    await expect(client.query(twice)).rejects.toThrow(/counted_record_pkey/);
    const change = async (sql: string): Promise<string> => {
      await client.query(`BEGIN; SET LOCAL session_replication_role = replica; ${sql}; COMMIT`);
      return (await verifyCentre(chain.databaseUrl)).findings.map(({ detail }) => detail).join('; ');
    };
    const taken = `CREATE TABLE taken AS SELECT * FROM counted_record WHERE id = '${row?.id}'; DELETE FROM counted_record WHERE id = '${row?.id}'`;
    expect(await change(taken)).toMatch(/it counts and its id is not noted; -1 ids more/);
    expect(await change('INSERT INTO counted_record SELECT * FROM taken')).toBe('');
    const more = 'INSERT INTO counted_record VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1)';
    expect(await change(more)).toMatch(/1 ids more are noted than records count/);
  });
});

describe('of a divided table a statement reads one partition', () => {
  /** What looks at all of it: to verify, or for all copies of records in later lives, whose index is small. */
  const WHOLE = ['erasing.forget', 'verify.'];
  /** Asks for members whose number is only known when it runs: each partition is asked through its index. */
  const BY_LIST = ['history.entries', 'late.expired'];

  test('as PostgreSQL plans each of them, once for all values', async () => {
    await loadStatements();
    await client.query('ANALYZE; SET enable_seqscan = off');
    const read = new Map<string, string[]>();
    for (const [name, text] of allStatements()) {
      if (!/\b(record|entry|moved)\b/.test(text) || WHOLE.some((one) => name.startsWith(one))) continue;
      if (!/\b(FROM|JOIN|USING) (record|entry|moved)\b/.test(text)) continue;
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN) ${text}`);
      const plan = rows.map((row) => row['QUERY PLAN']);
      read.set(name, plan);
      if (BY_LIST.includes(name)) continue;
      for (const line of plan.filter((one) => /Scan.* on (record|entry|moved)_16_/.test(one))) {
        expect(line, `${name}:\n${plan.join('\n')}`).toMatch(/Index (Only )?Scan/);
      }
      // Pruned as it runs: each scan of a partition compares its key with a value, never with a list.
      const keys = plan.filter((line) => /Index Cond/.test(line) && /\b(till|member)\b/.test(line));
      expect(keys.length, `${name}:\n${plan.join('\n')}`).toBeGreaterThan(0);
      for (const line of keys) expect(line, name).not.toMatch(/ANY/);
    }
    expect([...read.keys()]).toEqual(
      expect.arrayContaining(['reading.next', 'check.next', 'states.receipts', 'push.hashes']),
    );
  });

  test('as it runs: the other fifteen are never touched', async () => {
    const [one] = await rowsOf<{ till: string; incarnation: string; id: string }>(
      'SELECT till, incarnation, id FROM receipt LIMIT 1',
    );
    const touched = async (name: string, values: readonly string[]): Promise<number> => {
      const text = allStatements().get(name) ?? '';
      await client.query(`PREPARE tried AS ${text}`);
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN (ANALYZE) EXECUTE tried (${values.join()})`,
      );
      await client.query('DEALLOCATE tried');
      const scans = rows.filter((row) => /on (record|entry|moved)_16_/.test(row['QUERY PLAN']));
      return scans.filter((row) => !row['QUERY PLAN'].includes('never executed')).length;
    };
    const [till, incarnation, id] = [`'${one?.till}'`, `'${one?.incarnation}'`, `'{${one?.id}}'`];
    expect(await touched('push.hashes', [till, incarnation, '1', '5'])).toBe(1);
    expect(await touched('check.next', [till, incarnation, '1'])).toBe(1);
    expect(await touched('states.receipts', [id])).toBe(1);
    expect(await touched('alarms.named', [id])).toBe(1);
  });
});
