/** A small chain for tests: its stores and tills on a fresh database of a running PostgreSQL. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { vatRate } from '../../domain/amount/quantity.ts';
import type { MemberId, RecordId, StoreId, TillId } from '../../domain/identity/ids.ts';
import { type Admin, openAdmin } from '../admin.ts';
import { type Centre, startCentre } from '../centre.ts';
import type { Gateway } from '../messages/gateway.ts';
import { makeChainDatabase } from './migrated.ts';
import { BREAD, freshId, NOON_MS, PROGRAMME, TestTill } from './till.ts';

export interface TestChain {
  readonly databaseUrl: string;
  readonly centre: Centre;
  readonly admin: Admin;
  readonly stores: readonly [StoreId, StoreId];
  readonly problems: string[];
  /** The centre's clock, UTC ms; tests move it. */
  readonly clock: { nowMs: number };
  /** Enrols a new till of a store, at this centre or another on the same database. */
  till(number: number, store?: 0 | 1, url?: string): Promise<TestTill>;
  tillIds(): Promise<Map<number, TillId>>;
  /** Another process's worth of centre on the same database. */
  another(): Promise<Centre>;
  /** One value from the database. */
  ask<T>(sql: string, values?: unknown[]): Promise<T>;
  /** Waits until all that is held is counted and checked: then nothing follows of it any more. */
  allCounted(): Promise<void>;
  /** How often a record counts, and how many receipts it is. */
  countsOf(record: RecordId): Promise<{ readonly counted: number; readonly receipts: number }>;
  /** Where a member stands, and how many holds there are on their points. */
  standsAt(member: MemberId): Promise<{ readonly balance: number; readonly holds: number }>;
  /** What everybody counted, by key. */
  totals(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

/** Makes a database on the server and a chain of two stores in it, and starts a centre. */
export async function startChain(serverUrl: string, gateway: Gateway | null = null): Promise<TestChain> {
  const databaseUrl = await makeChainDatabase(serverUrl, `chain_${randomBytes(6).toString('hex')}`);
  const clock = { nowMs: NOON_MS + 3_600_000 };
  const machine = { clock: () => clock.nowMs, newUuid: freshId, randomBytes: (count: number) => randomBytes(count) };

  const problems: string[] = [];
  const start = (): Promise<Centre> =>
    // Long polls are timed by the real clock underneath; everything else by the tests' own.
    startCentre({
      ...machine,
      clock: running(clock),
      gateway,
      databaseUrl,
      port: 0,
      host: '127.0.0.1',
      log: (line) => problems.push(line),
    });
  const admin = await openAdmin({ ...machine, databaseUrl });
  await admin.createChain({
    kind: 'chain',
    name: 'Lanț',
    cardPrefixes: ['290'],
    weighed: [],
    vatRates: [vatRate(2000), vatRate(800)],
    returnDays: 30,
  });
  const first = await admin.addStore({ name: 'Centru', address: 'bd. Ștefan cel Mare 1' });
  const second = await admin.addStore({ name: 'Botanica', address: 'bd. Dacia 1' });
  await admin.putProgramme(PROGRAMME);
  await admin.putProducts([{ kind: 'product', ...BREAD, ean: '4840000000016', unit: 'piece', active: true }]);
  const centres = [await start()];
  const [centre] = centres;
  if (centre === undefined) throw new Error('a centre was started');
  const stores = [first, second] as const;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();

  return {
    databaseUrl,
    centre,
    admin,
    stores,
    problems,
    clock,
    till: async (number, store = 0, at = centre.url) => {
      const id = await admin.addTill({ store: stores[store], number });
      return TestTill.enrol(at, await admin.makeEnrolmentCode(id));
    },
    tillIds: async () => new Map((await admin.tills()).map((till) => [till.number, till.id])),
    another: async () => {
      const more = await start();
      centres.push(more);
      return more;
    },
    ask: async <T>(sql: string, values: unknown[] = []) => {
      const { rows } = await client.query<Record<string, T>>(sql, values);
      return Object.values(rows[0] ?? {})[0] as T;
    },
    allCounted: async () => {
      const behind = 'SELECT count(*)::int AS n FROM incarnation WHERE checked_seq < held_seq';
      const latest = performance.now() + 30_000;
      for (;;) {
        const { rows } = await client.query<{ n: number }>(behind);
        if (rows[0]?.n === 0) return;
        if (performance.now() > latest) throw new Error('the centre counts and checks no further');
        await new Promise((next) => setTimeout(next, 10));
      }
    },
    countsOf: async (record) => {
      const { rows } = await client.query<{ counted: number; receipts: number }>(
        `SELECT (SELECT count(*)::int FROM record WHERE counted AND id = $1) AS counted,
           (SELECT count(*)::int FROM receipt WHERE id = $1) AS receipts`,
        [record],
      );
      return rows[0] ?? { counted: 0, receipts: 0 };
    },
    standsAt: async (member) => {
      const { rows } = await client.query<{ balance: number; holds: number }>(
        `SELECT COALESCE((SELECT balance::int FROM member_standing WHERE member = $1), 0) AS balance,
           (SELECT count(*)::int FROM hold WHERE member = $1) AS holds`,
        [member],
      );
      return rows[0] ?? { balance: 0, holds: 0 };
    },
    totals: async () => {
      const { rows } = await client.query<{ key: string; n: string }>('SELECT key, n FROM total');
      return Object.fromEntries(rows.map(({ key, n }) => [key, Number(n)]));
    },
    stop: async () => {
      await Promise.all(centres.map((each) => each.stop()));
      await client.end();
      await admin.close();
    },
  };
}

/** A clock that runs from where the test has set it. */
function running(clock: { nowMs: number }): () => number {
  const began = performance.now();
  return () => clock.nowMs + Math.floor(performance.now() - began);
}
