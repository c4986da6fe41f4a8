import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { freshId } from '../testing/till.ts';
import { WHOLE_CHAIN } from './feed.ts';

let postgres: Guest;
let chain: TestChain;

beforeAll(async () => {
  postgres = await comeIn();
  chain = await startChain(postgres.url);
});
afterAll(async () => {
  await chain?.stop();
  await postgres?.stop();
});

const MEMBERS = 20_000;
const PAGE = 1000;
/** Rows that PostgreSQL read whole tables for, and entries of the feed's index, since it was started. */
const WHOLE = `SELECT sum(seq_tup_read)::int FROM pg_stat_user_tables WHERE relname IN ('member', 'person', 'member_standing')`;
const ENTRIES = `SELECT idx_tup_read::int FROM pg_stat_user_indexes WHERE indexrelname = 'change_feed_pos'`;
const FEED = `SELECT seq_tup_read::int FROM pg_stat_user_tables WHERE relname = 'change_feed'`;
const FEW = `SELECT idx_scan::int FROM pg_stat_user_indexes WHERE indexrelname = 'change_feed_few'`;
const LOOKED_UP = `SELECT idx_scan::int FROM pg_stat_user_indexes WHERE indexrelname = 'member_standing_pkey'`;

test('a page costs what is in it and not what is behind it, also where nobody has analysed the tables', async () => {
  const till = await chain.till(1);
  await chain.ask(
    `WITH who AS (SELECT id FROM unnest($1::uuid[]) AS u (id)),
       m AS (INSERT INTO member (id, joined) SELECT id, '2026-01-01' FROM who),
       p AS (INSERT INTO person (member, name, call_name, language, marketing) SELECT id, 'Ana', '', 'ro', false FROM who),
       s AS (INSERT INTO member_standing (member) SELECT id FROM who)
     INSERT INTO change_inbox (kind, key, scope) SELECT 'member', id::text, '${WHOLE_CHAIN}' FROM who`,
    [Array.from({ length: MEMBERS }, freshId)],
  );
  const end = (await till.pull('', { most: 1 })).cursor;
  const before = { whole: await chain.ask<number>(WHOLE), entries: await chain.ask<number>(ENTRIES) };
  const { states } = await till.pull(end, { most: PAGE });
  expect(states.filter(({ kind }) => kind === 'member').length).toBeGreaterThan(PAGE / 2);
  // What a connection has read is told once a second at most, at the end of its next transaction.
  await vi.waitFor(
    async () => {
      await till.pull('', { most: 1 });
      expect(await chain.ask<number>(LOOKED_UP)).toBeGreaterThan(PAGE / 2);
    },
    { timeout: 20_000, interval: 100 },
  );
  expect((await chain.ask<number>(WHOLE)) - before.whole).toBeLessThan(PAGE);
  expect((await chain.ask<number>(ENTRIES)) - before.entries).toBeLessThan(MEMBERS / 2);
});

test('what a till needs before it can sell is found without reading who the members are', async () => {
  const till = await chain.till(2);
  const before = { few: await chain.ask<number>(FEW), feed: await chain.ask<number>(FEED) };
  const { states } = await till.pull('', {
    only: ['chain', 'store', 'till', 'staff', 'programme', 'product', 'totals'],
  });
  expect(states.map(({ kind }) => kind)).toContain('chain');
  await vi.waitFor(
    async () => {
      await till.pull('', { most: 1 });
      expect(await chain.ask<number>(FEW)).toBeGreaterThan(before.few);
    },
    { timeout: 20_000, interval: 100 },
  );
  expect((await chain.ask<number>(FEED)) - before.feed).toBeLessThan(PAGE);
});
