import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { dropDatabase, makeDatabase } from '../databases.ts';
import { comeIn } from './guest.ts';

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

const named = (): string => `made_${randomBytes(6).toString('hex')}`;

test('what a guest made goes with it, also while somebody is connected, and what another made stays', async () => {
  const [one, other] = await Promise.all([comeIn(), comeIn()]);
  try {
    expect(new URL(one.url).port).toBe(new URL(other.url).port);
    const [mine, theirs] = await Promise.all([makeDatabase(one.url, named()), makeDatabase(other.url, named())]);
    const left = new pg.Client({ connectionString: mine });
    left.on('error', () => undefined);
    await left.connect();
    await one.stop();
    await expect(ask(mine, 'SELECT 1')).rejects.toThrow();
    expect(await ask(theirs, 'SELECT 1')).toBe(1);
    const gone = [mine, one.url].map((url) => `'${new URL(url).pathname.slice(1)}'`);
    const still = `SELECT count(*)::int FROM pg_database WHERE datname IN (${gone})`;
    expect(await ask(other.url, still)).toBe(0);
    await dropDatabase(other.url, new URL(theirs).pathname.slice(1));
  } finally {
    await other.stop();
  }
});
