import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../cli/postgres/testing/guest.ts';
import { allStatements, connection } from './database.ts';
import { MIGRATIONS, migrate } from './migrations/migrate.ts';
import { centreSources, loadStatements } from './testing/statements.ts';

/**
 * SCALING.md says of every statement what stands against a distributed engine. Here each is read for what such engines are known not to
 * do; a new statement that needs one of these things fails until the page names it (and is taken off when it no longer does).
 */
const NEEDS: Readonly<Record<string, RegExp>> = {
  notify: /\bpg_notify\b|\bLISTEN\b/,
  advisory: /\bpg_(try_)?advisory_/,
  rowLock: /\bFOR (NO KEY )?(UPDATE|SHARE)\b/,
  tableLock: /^LOCK\b/,
  writingWith: /\bAS (MATERIALIZED )?\(\s*(INSERT|UPDATE|DELETE)\b/,
  askingInsert: /^\s*INSERT\b[\s\S]*\(\s*SELECT\b/,
  ofThisServer: /\bpg_(postmaster_start_time|database_size)\b/,
};

/** By what the rows of a table would be spread; 'whole': small, or one for all, at every node or at one. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  till: ['beside', 'closed_range', 'counting_turn', 'disagreement', 'incarnation', 'record', 'unread_record'],
  member: [
    'entry',
    'erased',
    'hold',
    'member',
    'member_standing',
    'member_text',
    'message_code',
    'moved',
    'overdraft_look',
    'person',
    'referral_bonus',
  ],
  sale: ['receipt', 'receipt_claim', 'receipt_note', 'receipt_return'],
  record: ['centre_record', 'counted_record', 'member_merge'],
  card: ['gift_card', 'money', 'money_hold'],
  code: ['card', 'gift_code'],
  scope: ['change_feed'],
  whole: [
    'alarm',
    'alarm_settled',
    'chain',
    'change_inbox',
    'closed_day',
    'closing',
    'enrolment_code',
    'feed_head',
    'feed_stretch',
    'migration',
    'product',
    'programme',
    'snapshot',
    'snapshot_piece',
    'staff',
    'store',
    'store_points',
    'till',
    'total',
  ],
};
const HOME_OF = new Map(Object.entries(HOMES).flatMap(([home, tables]) => tables.map((table) => [table, home])));

/** The tables that a statement reads or writes, as PostgreSQL's own planner names them. */
async function tablesOf(client: pg.Client, sql: string): Promise<string[]> {
  if (/^LOCK\b/.test(sql)) return [];
  const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${sql}`);
  const planned = [...JSON.stringify(rows).matchAll(/"Relation Name":"([a-z_]+?)(?:_\d+_\d+)?"/g)];
  return [...new Set(planned.map(([, name]) => name ?? ''))];
}

/** What a statement needs that a distributed engine may not have; 'apart': rows of tables that would be spread by different keys. */
async function needsOf(client: pg.Client, sql: string): Promise<string[]> {
  const homes = new Set((await tablesOf(client, sql)).map((table) => HOME_OF.get(table)));
  homes.delete('whole');
  return [...Object.keys(NEEDS).filter((need) => NEEDS[need]?.test(sql)), ...(homes.size > 1 ? ['apart'] : [])];
}

/** What the page names under each need: `- **need**: ... ` with the names in code, up to the next of these. */
function named(page: string, needs: readonly string[]): Record<string, string[]> {
  return Object.fromEntries(
    needs.map((need) => {
      const [, said = ''] = new RegExp(`^- \\*\\*${need}\\*\\*([\\s\\S]*?)(?=^- \\*\\*|^$)`, 'm').exec(page) ?? [];
      const names = [...said.matchAll(/`([a-zA-Z]+(?:\.[a-zA-Z]+)+)`/g)].map(([, name]) => name ?? '');
      return [need, [...new Set(names.filter((name) => !name.endsWith('.ts')))].sort()];
    }),
  );
}

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

describe('the page on scaling out', () => {
  const page = readFileSync(join(import.meta.dirname, 'SCALING.md'), 'utf8');

  test('names every statement that a distributed engine may refuse, under what stands against it, and no other', async () => {
    await loadStatements();
    const needs = [...Object.keys(NEEDS), 'apart'];
    const found = Object.fromEntries(needs.map((need) => [need, [] as string[]]));
    for (const [name, sql] of allStatements()) for (const need of await needsOf(client, sql)) found[need]?.push(name);
    for (const names of Object.values(found)) names.sort();
    expect(named(page, needs)).toEqual(found);
    expect(allStatements().size).toBeGreaterThan(150);
  });

  test('a statement with such a thing would be found', async () => {
    const found = (sql: string): Promise<string[]> => needsOf(client, sql);
    expect(await found(`SELECT pg_notify('x', $1)`)).toEqual(['notify']);
    expect(await found('SELECT pg_try_advisory_xact_lock(1)')).toEqual(['advisory']);
    expect(await found('SELECT id FROM till WHERE id = $1 FOR NO KEY UPDATE')).toEqual(['rowLock']);
    expect(await found('WITH a AS (\n DELETE FROM hold RETURNING member) SELECT * FROM a')).toEqual(['writingWith']);
    expect(await found('SELECT r.id FROM record r, receipt s WHERE s.id = r.id')).toEqual(['apart']);
    expect(await found('SELECT e.n FROM entry e JOIN moved m USING (member, n), chain')).toEqual([]);
  });

  test('knows every table, and every trigger and table of a kind that not every engine has', async () => {
    const tables = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`,
    );
    expect(new Set(tables.rows.map(({ name }) => name))).toEqual(new Set(HOME_OF.keys()));
    const triggers = await client.query<{ name: string }>(
      `SELECT DISTINCT tgname AS name FROM pg_trigger WHERE NOT tgisinternal
         UNION SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'`,
    );
    for (const { name } of triggers.rows) expect(page, name).toContain(`\`${name}\``);
    expect(MIGRATIONS.map(({ sql }) => sql).join()).not.toMatch(/CREATE (EXTENSION|RULE|EVENT TRIGGER)/);
  });

  test('knows where the centre asks PostgreSQL by other ways than statements with a name', () => {
    const raw = [...centreSources()].filter(([, text]) => /\.query[(<]/.test(text)).map(([path]) => path);
    expect(raw).toEqual(['database.ts', 'partitions.ts', 'pull/watch.ts', 'snapshot/make.ts']);
    for (const path of [...raw, 'migrations/migrate.ts']) expect(page, path).toContain(`\`${path}\``);
  });
});
