import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChain, type TestChain } from '../../server/testing/chain.ts';
import { comeIn, type Guest } from '../postgres/testing/guest.ts';
import { planTill, run, told } from './run.ts';

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

const URL_ = 'postgres://u@h:1/d';

test('wrong arguments are one clear line', () => {
  expect(planTill(['retire', '7'], { DATABASE_URL: URL_ })).toEqual({ deed: 'retire', number: 7, databaseUrl: URL_ });
  expect(planTill(['list', '--database-url', URL_], {})).toEqual({ deed: 'list', number: null, databaseUrl: URL_ });
  expect(planTill(['--help'], {})).toBe('help');
  expect(() => planTill(['kill', '7'], { DATABASE_URL: URL_ })).toThrow('list, retire, restore');
  expect(() => planTill(['retire'], { DATABASE_URL: URL_ })).toThrow('from 1 to 9999');
  expect(() => planTill(['retire', '7'], {})).toThrow('--database-url');
});

test('a till is retired at its last number, and let in again', async () => {
  const till = await chain.till(7);
  till.sell(1, null);
  await till.push();
  expect(await run(['retire', '7', '--database-url', chain.databaseUrl])).toBe(0);
  await expect(till.push()).rejects.toMatchObject({ status: 403, body: { code: 'till.retired' } });
  expect(await told(chain.admin, { deed: 'retire', number: 7 })).toMatchObject({
    ok: true,
    words: expect.stringContaining(`number 2, hash ${till.head.hash}`),
  });
  expect((await told(chain.admin, { deed: 'list', number: null })).words).toMatch(/^7\tretired/);
  expect(await told(chain.admin, { deed: 'restore', number: 8 })).toMatchObject({ ok: false });
  expect(await run(['restore', '7', '--database-url', chain.databaseUrl])).toBe(0);
  till.sell(1, null);
  expect(await till.push()).toMatchObject({ held: 3 });
});
