import { afterAll, beforeAll, expect, test } from 'vitest';
import { comeIn, type Guest } from '../cli/postgres/testing/guest.ts';
import { Database, statement } from './database.ts';

let postgres: Guest;
let database: Database;

const MAKE = statement('try.make', 'CREATE TABLE tried (n integer PRIMARY KEY CHECK (n < 100))');
const PUT = statement('try.put', 'INSERT INTO tried VALUES ($1)');
const ALL = statement<{ n: number }>('try.all', 'SELECT n FROM tried ORDER BY n');
const TAKE = statement('try.take', 'DELETE FROM tried');

beforeAll(async () => {
  postgres = await comeIn();
  database = new Database({ url: postgres.url, most: 1, log: () => undefined });
  await database.change(MAKE);
});
afterAll(async () => {
  await database.close();
  await postgres.stop();
});

test('statements asked at once run in their order, within their transaction', async () => {
  const read = await database.transaction('write', async (asking) => {
    const [, rows] = await Promise.all([asking.change(PUT, [1]), asking.rows(ALL), asking.change(PUT, [2])]);
    return rows;
  });
  expect(read).toEqual([{ n: 1 }]);
  expect(await database.rows(ALL)).toEqual([{ n: 1 }, { n: 2 }]);
  await database.change(TAKE);
});

test('nothing that was asked behind a statement that fails, or that nobody waits for, outlives the transaction', async () => {
  const late: Promise<number>[] = [];
  const failed = database.transaction('write', async (asking) => {
    const all = [asking.change(PUT, [1]), asking.change(PUT, [100]), asking.change(PUT, [2]), asking.change(PUT, [3])];
    late.push(...all);
    await Promise.all(all);
  });
  await expect(failed).rejects.toThrow(/check constraint/);
  const outcomes = await Promise.allSettled(late);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
  expect(await database.rows(ALL)).toEqual([]);
});

test('work that ends by itself ends its transaction, whatever it had asked and did not wait for', async () => {
  const failed = database.transaction('write', async (asking) => {
    asking.change(PUT, [1]).catch(() => undefined);
    asking.change(PUT, [2]).catch(() => undefined);
    throw new Error('no more');
  });
  await expect(failed).rejects.toThrow('no more');
  expect(await database.rows(ALL)).toEqual([]);
  await database.transaction('write', async (asking) => void asking.change(PUT, [5]));
  expect(await database.rows(ALL)).toEqual([{ n: 5 }]);
  await database.change(TAKE);
});
