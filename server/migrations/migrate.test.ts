import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../cli/postgres/cluster.ts';
import { verifyCentre } from '../verify.ts';
import { MIGRATIONS, migrate } from './migrate.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster({ scratch: true });
});
afterAll(async () => {
  await cluster?.stop();
});

async function fresh(name: string): Promise<{ url: string; client: pg.Client }> {
  const admin = new pg.Client({ connectionString: cluster.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = cluster.url.replace(/\/[^/]*$/, `/${name}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return { url, client };
}

test('a released migration never changes', () => {
  const digests = MIGRATIONS.map(
    ({ name, sql }) => `${name} ${createHash('sha256').update(sql).digest('hex').slice(0, 16)}`,
  );
  expect(digests).toMatchInlineSnapshot(`
    [
      "chain 76df4efee151fabe",
      "log c51d347d143ee4e5",
      "members b3655daa2860420c",
      "feed 4c3af37b5885f2a5",
      "movements 474f4af9b986336e",
      "pins 3321f77fe08cb6b1",
    ]
  `);
});

/** Rows as version n can have them, put in before the next step. */
const POPULATE: Readonly<Record<number, string>> = {
  1: `INSERT INTO chain (epoch, state) VALUES ('01930000-0000-7000-8000-000000000001', '{"name": "Lanț", "returnDays": 30}');
    INSERT INTO store VALUES ('01930000-0000-7000-8000-000000000002', 'Centru', 'bd. Dacia 1');
    INSERT INTO till VALUES ('01930000-0000-7000-8000-000000000003', '01930000-0000-7000-8000-000000000002', 1);
    INSERT INTO programme VALUES (1, '{}')`,
  2: `INSERT INTO alarm (kind, key, raised_ms, detail) VALUES ('fork', 'x', 0, '{}')`,
  3: `INSERT INTO member VALUES ('01930000-0000-7000-8000-000000000004', '2026-11-21', NULL);
    INSERT INTO member_standing (member) VALUES ('01930000-0000-7000-8000-000000000004')`,
};

test('each step goes over a populated database of the version before and keeps its rows', async () => {
  const { url, client } = await fresh('populated');
  try {
    for (let version = 1; version <= MIGRATIONS.length; version++) {
      await migrate(url, MIGRATIONS.slice(0, version));
      const rows = POPULATE[version];
      if (rows !== undefined) await client.query(rows);
    }
    for (const table of ['chain', 'store', 'till', 'programme', 'alarm', 'member', 'member_standing']) {
      expect((await client.query(`SELECT FROM ${table}`)).rowCount, table).toBe(1);
    }
    expect((await verifyCentre(url)).findings).toEqual([]);
  } finally {
    await client.end();
  }
});

test('three at once on an empty database take turns; a database from the future is refused, unharmed; a step is whole or not', async () => {
  const { url, client } = await fresh('turns');
  try {
    await Promise.all([migrate(url), migrate(url), migrate(url)]);
    const future = [...MIGRATIONS, { name: 'later', sql: 'CREATE TABLE later (id int)' }];
    await migrate(url, future);
    await expect(migrate(url)).rejects.toThrow(/newer centre has been here\. Nothing was changed/);
    const broken = [...future, { name: 'broken', sql: 'CREATE TABLE half (id int); SELECT 1 / 0' }];
    await expect(migrate(url, broken)).rejects.toThrow(/division by zero/);
    const { rows } = await client.query(`SELECT count(*)::int AS n, to_regclass('half') AS half FROM migration`);
    expect(rows).toEqual([{ n: MIGRATIONS.length + 1, half: null }]);
  } finally {
    await client.end();
  }
});
