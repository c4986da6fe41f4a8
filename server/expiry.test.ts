import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../cli/postgres/testing/guest.ts';
import { points } from '../domain/amount/points.ts';
import { civilDate, civilDateAt } from '../domain/calendar/civil.ts';
import { lotOf, recordId } from '../domain/identity/ids.ts';
import { tallyKey } from '../domain/ledger/tally.ts';
import { bookEnded } from './check/expiry.ts';
import { Database } from './database.ts';
import { startChain, type TestChain } from './testing/chain.ts';
import { freshId, NOON_MS, type TestTill } from './testing/till.ts';
import { verifyCentre } from './verify.ts';

let postgres: Guest;
let chain: TestChain;
let database: Database;

beforeAll(async () => {
  postgres = await comeIn();
  chain = await startChain(postgres.url);
  database = new Database({ url: chain.databaseUrl, most: 2, log: () => undefined });
});
afterAll(async () => {
  await database?.close();
  await chain?.stop();
  await postgres?.stop();
});

const DAY_MS = 86_400_000;
/** Bread's points end a year after; this is the day after that. */
const LATER_MS = NOON_MS + 400 * DAY_MS;

async function standingAt(till: TestTill, member: string): Promise<unknown> {
  const state = (await till.pullAll()).get(`member ${member}`);
  return { balance: state?.['balance'], debt: state?.['debt'], lots: state?.['lots'] };
}

describe('the one issuer of expiry', () => {
  test('books what has ended, once, however often it is asked; tills hear of it', async () => {
    const till = await chain.till(1);
    const member = till.addMember('Ana');
    till.sell(10, member);
    await till.push();
    expect(await standingAt(till, member)).toMatchObject({ balance: 12 });
    expect(await bookEnded(database, NOON_MS)).toBe(0);
    expect(await bookEnded(database, LATER_MS)).toBe(1);
    expect(await bookEnded(database, LATER_MS)).toBe(0);
    const both = await Promise.all([bookEnded(database, LATER_MS + DAY_MS), bookEnded(database, LATER_MS + DAY_MS)]);
    expect(both).toEqual([0, 0]);
    expect(await standingAt(till, member)).toEqual({ balance: 0, debt: 0, lots: [] });
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  });

  test('two processes at once book it once', async () => {
    const till = await chain.till(2);
    const member = till.addMember('Ion');
    till.sell(20, member);
    await till.push();
    const booked = await Promise.all([bookEnded(database, LATER_MS), bookEnded(database, LATER_MS)]);
    expect(booked[0] + booked[1]).toBe(1);
    expect(await standingAt(till, member)).toMatchObject({ balance: 0, debt: 0 });
  });

  test('points spent in time at a till that was away are not lost twice', async () => {
    const till = await chain.till(3);
    const member = till.addMember('Maria');
    const sale = till.sell(100, member);
    await till.push();
    const lot = { id: lotOf(sale.id, 0), points: points(125), expires: civilDate(civilDateAt(NOON_MS + 365 * DAY_MS)) };
    // Away, on the last good day, 100 of the 125 are spent; meanwhile all of them are booked as expired.
    const standing = { balance: points(125), debt: points(0), lots: [lot] };
    till.sell(40, member, { spend: 100, standing, occurredAt: NOON_MS + 200 * DAY_MS });
    expect(await bookEnded(database, LATER_MS)).toBe(1);
    expect(await standingAt(till, member)).toMatchObject({ balance: 0 });
    const spent = till.log.at(-1);
    await till.push();
    const earned = JSON.parse(spent?.body ?? '{}').earned as number;
    expect(await standingAt(till, member)).toMatchObject({ balance: earned, debt: 0 });
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  });

  test('of merged members leaves each lot as long as the purchases of the whole person prolong it, and no longer than they are one', async () => {
    const till = await chain.till(4);
    const [one, other] = [till.addMember('Vera'), till.addMember('Vera P')].sort();
    if (one === undefined || other === undefined) return;
    const day = (days: number) => civilDate(civilDateAt(NOON_MS + days * DAY_MS));
    const id = freshId();
    const lot = { lot: lotOf(recordId(id), 0), expires: day(30), earned: day(0), idleDays: 30 };
    till.add(
      { kind: 'goodwill', member: other, entries: [{ member: other, points: points(50), contra: 'goodwill', ...lot }] },
      { id },
    );
    const visit = { member: one, key: tallyKey.visits, day: day(20), by: 1, line: null, whole: true };
    till.add({ kind: 'event', member: one, event: 'visit', trace: [], entries: [], counts: [visit] });
    const merged = till.add({ kind: 'merged', member: one, alias: other, entries: [] });
    await till.push();
    expect(await bookEnded(database, NOON_MS + 40 * DAY_MS)).toBe(0);
    till.add({ kind: 'unmerged', member: one, alias: other, merges: [merged.id], entries: [] });
    await till.push();
    expect(await bookEnded(database, NOON_MS + 41 * DAY_MS)).toBe(1);
    expect(await standingAt(till, other)).toMatchObject({ balance: 0, debt: 0 });
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  });
});
