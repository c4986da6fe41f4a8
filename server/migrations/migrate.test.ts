import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { alarmRef } from '../alarms.ts';
import { verifyCentre } from '../verify.ts';
import { MIGRATIONS, migrate } from './migrate.ts';

let postgres: Guest;
beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(async () => {
  await postgres?.stop();
});

async function fresh(name: string): Promise<{ url: string; client: pg.Client }> {
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = postgres.url.replace(/\/[^/]*$/, `/${name}`);
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
      "given 78b8d41bcec466e2",
      "published fbba165a0cddd28b",
      "totals b50ff4c924d66134",
      "expired 3faf9d22dd3c6e94",
      "pins 3321f77fe08cb6b1",
      "giftCards 4e7172ace713d3af",
      "stretches 6b85a1d9de7f2d5d",
      "snapshots 356c4534cc9defe5",
      "counted a912ff4e574ce7b3",
      "alarms a02125d581decd97",
      "codes 6ec43370e9411e79",
      "merges 3a45fcdb366d9b93",
      "partitions 52d8894c526087dd",
      "days ccb9e755d1374ac3",
      "booked 84ea81087a99c0c9",
      "shifts 79f091e73a83ef51",
      "few b721143933b7c2e8",
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

test('claims and bonuses that were held before are found by their sale and friend; copies and what was unread are not', async () => {
  const { url, client } = await fresh('given');
  const uuid = (n: number): string => `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const held = (seq: number, counted: boolean, content: object): Promise<unknown> =>
    client.query('INSERT INTO record VALUES ($1, $2, $3, $4, $5, $6, 0, $7)', [
      uuid(1),
      uuid(2),
      seq,
      uuid(100 + seq),
      '',
      JSON.stringify({ occurredAt: seq, ...content }),
      counted,
    ]);
  try {
    await migrate(url, MIGRATIONS.slice(0, 5));
    await held(1, true, { kind: 'claim', of: uuid(50), member: uuid(60), entries: [] });
    await held(2, false, { kind: 'claim', of: uuid(50), member: uuid(60), entries: [] });
    await held(3, true, { kind: 'bonus', of: uuid(51), member: uuid(61), entries: [{ points: 5 }] });
    await held(4, true, {
      kind: 'bonus',
      of: uuid(51),
      member: uuid(61),
      entries: [{ points: -5 }],
      counts: [{ by: -1 }],
    });
    await held(5, true, { kind: 'bonus', of: 'damaged', member: 7 });
    await held(6, true, { kind: 'sale', name: '"kind":"claim"' });
    await client.query(`INSERT INTO unread_record VALUES ('${uuid(1)}', '${uuid(2)}', 5, 'bonus')`);
    await migrate(url);
    expect((await client.query('SELECT id, sale, seq::int FROM receipt_claim')).rows).toEqual([
      { id: uuid(101), sale: uuid(50), seq: 1 },
    ]);
    expect((await client.query('SELECT id, friend, sale, gives FROM referral_bonus ORDER BY id')).rows).toEqual([
      { id: uuid(103), friend: uuid(61), sale: uuid(51), gives: true },
      { id: uuid(104), friend: uuid(61), sale: uuid(51), gives: false },
    ]);
  } finally {
    await client.end();
  }
});

test('what everybody counted before is summed, without copies, single codes and what was unread, and every till will hear of it', async () => {
  const { url, client } = await fresh('totals');
  const uuid = (n: number): string => `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  let seq = 0;
  const held = (
    counted: boolean,
    ...counts: (readonly [key: string, by: number, member?: string])[]
  ): Promise<unknown> => {
    seq++;
    const all = counts.map(([key, by, member = null]) => ({ member, key, day: null, by, line: null, whole: true }));
    const body = JSON.stringify({ kind: 'event', counts: all });
    return client.query(`INSERT INTO record VALUES ($1, $2, $3, $4, '', $5, 0, $6)`, [
      ...[uuid(1), uuid(2), seq, uuid(100 + seq), body, counted],
    ]);
  };
  try {
    await migrate(url, MIGRATIONS.slice(0, 7));
    await held(true, ['used:a', 2], ['used:a', 2, uuid(9)], ['code:X', 1]);
    await held(true, ['used:a', 5], ['used:b', 1]);
    await held(true, ['used:b', -1]);
    await held(false, ['used:a', 100]);
    await held(true, ['used:a', 1000]);
    await client.query(`INSERT INTO unread_record VALUES ('${uuid(1)}', '${uuid(2)}', 5, 'event')`);
    await migrate(url);
    expect((await client.query('SELECT key, n::int FROM total ORDER BY key')).rows).toEqual([
      { key: 'used:a', n: 7 },
      { key: 'used:b', n: 0 },
    ]);
    expect((await client.query(`SELECT key FROM change_inbox WHERE kind = 'totals' ORDER BY key`)).rows).toEqual([
      { key: 'used:a' },
      { key: 'used:b' },
    ]);
  } finally {
    await client.end();
  }
});

test('what is held by then is counted; a process of the version before can store nothing more', async () => {
  const { url, client } = await fresh('counted');
  const life = (n: number): string =>
    `'01930000-0000-7000-8000-000000000003', '01930000-0000-7000-8000-00000000000${n}'`;
  const store = (n: number): Promise<unknown> =>
    client.query(
      `INSERT INTO incarnation (till, id, ordinal, begun_ms, held_seq, held_hash) VALUES (${life(n)}, 1, 0, 7, '')
       ON CONFLICT (till, id) DO UPDATE SET held_seq = EXCLUDED.held_seq + 1`,
    );
  try {
    await migrate(url, MIGRATIONS.slice(0, 11));
    await client.query(POPULATE[1] ?? '');
    await store(5);
    await migrate(url);
    expect((await client.query('SELECT held_seq::int, counted_seq::int FROM incarnation')).rows).toEqual([
      { held_seq: 7, counted_seq: 7 },
    ]);
    expect((await client.query('SELECT FROM counting_turn')).rowCount).toBe(1);
    for (const n of [5, 6]) await expect(store(n)).rejects.toThrow(/counted_seq/);
    await expect(client.query('UPDATE incarnation SET counted_seq = 8')).rejects.toThrow(/counted_is_held/);
  } finally {
    await client.end();
  }
});

test('alarms that were raised before are called by what they are about, and every till concerned hears of them', async () => {
  const { url, client } = await fresh('alarms');
  const uuid = (n: number): string => `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  try {
    await migrate(url, MIGRATIONS.slice(0, 11));
    await client.query(`INSERT INTO store VALUES ('${uuid(2)}', 'Centru', '')`);
    await client.query(`INSERT INTO till VALUES ('${uuid(3)}', '${uuid(2)}', 1)`);
    await client.query(`INSERT INTO alarm (kind, key, till, raised_ms, detail) VALUES
      ('fork', 'ăâ 1', '${uuid(3)}', 0, '{}'), ('besideDiffers', 'x', '${uuid(9)}', 0, '{}'), ('fork', 'x', NULL, 0, '{}')`);
    await migrate(url);
    const whole = '00000000-0000-0000-0000-000000000000';
    const told = await client.query(`SELECT key, scope FROM change_inbox WHERE kind = 'alarm'`);
    expect(new Set(told.rows)).toEqual(
      new Set([
        { key: alarmRef({ kind: 'fork', key: 'ăâ 1' }), scope: uuid(2) },
        { key: alarmRef({ kind: 'besideDiffers', key: 'x' }), scope: whole },
        { key: alarmRef({ kind: 'fork', key: 'x' }), scope: whole },
      ]),
    );
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

test('the log of the version before becomes one partition, row for row, with its proof; a step that fails leaves it whole', async () => {
  const { url, client } = await fresh('partitions');
  const uuid = (n: number): string => `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  try {
    const at = MIGRATIONS.findIndex(({ name }) => name === 'partitions');
    await migrate(url, MIGRATIONS.slice(0, at));
    await client.query(`INSERT INTO record SELECT md5(g::text)::uuid, '${uuid(2)}', n, md5(g || '/' || n)::uuid, 'h', 'b' || n, 7, true
      FROM generate_series(1, 20) g, generate_series(1, 10) n`);
    await client.query(`INSERT INTO record SELECT till, '${uuid(3)}', seq, id, hash, body, 8, false FROM record`);
    await client.query(`INSERT INTO entry SELECT md5(g::text)::uuid, n, '${uuid(4)}', g, 'earn', 'lot', NULL, '${uuid(5)}', NULL, 9, '{"idleDays": 3}'
      FROM generate_series(1, 20) g, generate_series(1, 3) n`);
    await client.query(`INSERT INTO moved SELECT member, n, record, '[]', '[]', '[]' FROM entry`);
    const digest = async (): Promise<unknown> =>
      (
        await client.query(`SELECT (SELECT md5(string_agg(r::text, '' ORDER BY r::text)) FROM record r) AS record,
          (SELECT md5(string_agg(e::text, '' ORDER BY e::text)) FROM entry e) AS entry,
          (SELECT md5(string_agg(m::text, '' ORDER BY m::text)) FROM moved m) AS moved`)
      ).rows;
    const before = await digest();
    const step = MIGRATIONS[at];
    if (step === undefined) throw new Error('there is such a step');
    const broken = [...MIGRATIONS.slice(0, at), { ...step, sql: `${step.sql}; SELECT 1 / 0` }];
    await expect(migrate(url, broken)).rejects.toThrow(/division by zero/);
    expect(await digest()).toEqual(before);
    expect(
      (await client.query(`SELECT to_regclass('record_counted') AS kept, to_regclass('counted_record') AS made`)).rows,
    ).toEqual([{ kept: 'record_counted', made: null }]);
    await migrate(url);
    expect(await digest()).toEqual(before);
    expect((await client.query('SELECT count(*)::int AS n FROM counted_record')).rows).toEqual([{ n: 200 }]);
    const place = `SELECT FROM counted_record c JOIN record r USING (id, till, incarnation, seq) WHERE r.counted`;
    expect((await client.query(place)).rowCount).toBe(200);
    for (const table of ['record', 'record_1_0', 'entry', 'entry_1_0', 'moved', 'moved_1_0', 'counted_record']) {
      await expect(client.query(`DELETE FROM ${table}`), table).rejects.toThrow(/append-only/);
    }
    // As a process of the version before stores a record that counts elsewhere.
    const again = `INSERT INTO record SELECT '${uuid(9)}', '${uuid(9)}', 1, id, '', '', 0, true FROM counted_record LIMIT 1`;
    await expect(client.query(again)).rejects.toThrow(/counted_record_pkey/);
  } finally {
    await client.end();
  }
});
