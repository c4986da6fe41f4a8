import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { uuid7 } from '../../domain/identity/ids.ts';
import { openAdmin } from '../../server/admin.ts';
import { comeIn, type Guest } from '../postgres/testing/guest.ts';
import { run } from './run.ts';

let postgres: Guest;
beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(() => postgres.stop());

test('makes one and says of how many; where there is no chain, or no database named, one clear line', async () => {
  const said: string[] = [];
  const out = vi.spyOn(console, 'log').mockImplementation((text: string) => void said.push(text));
  const wrong = vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
  expect(await run(['--database-url', postgres.url])).toBe(1);
  const admin = await openAdmin({
    databaseUrl: postgres.url,
    clock: () => Date.now(),
    newUuid: () => uuid7(Date.now(), randomBytes(10)),
    randomBytes: (count) => randomBytes(count),
  });
  const rest = { cardPrefixes: [], weighed: [], vatRates: [], returnDays: 30 };
  await admin.createChain({ kind: 'chain', name: 'Lanț', ...rest });
  await admin.close();
  expect(await run(['--database-url', postgres.url])).toBe(0);
  expect(said[0]).toContain('no chain');
  expect(said[1]).toMatch(/^Made: 0 members, 0\.\d MB to send/);
  out.mockRestore();
  wrong.mockRestore();
  await expect(run(['--database-url', 'nowhere'])).rejects.toThrow('PostgreSQL is needed');
});
