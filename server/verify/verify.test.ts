import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { points } from '../../domain/amount/points.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { lotOf, type MemberId, recordId } from '../../domain/identity/ids.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { freshId } from '../testing/till.ts';
import { verifyCentre } from '../verify.ts';

let postgres: Guest;
let chain: TestChain;
let member: MemberId;

beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  chain = await startChain(postgres.url);
  const till = await chain.till(1);
  member = till.addMember('Ana');
  const id = recordId(freshId());
  const [earned, until] = [civilDate('2026-11-21'), civilDate('2026-12-21')];
  const made = { contra: 'goodwill' as const, lot: lotOf(id, 0), expires: until, earned, idleDays: 30 };
  const counts = [
    { member, key: 'visits', day: earned, by: 1, line: null, whole: true },
    { member, key: 'used:offer', day: earned, by: 2, line: null, whole: true },
    { member: null, key: 'used:offer', day: null, by: 2, line: null, whole: true },
  ];
  till.add({ kind: 'goodwill', member, entries: [{ member, points: points(100), ...made }], counts }, { id });
  // A void may give a coupon back.
  const coupon = { code: 'K7', offer: 'next', until, member };
  const sale = till.sell(8, member);
  const { number: ofNumber, total } = sale;
  const back = { of: sale.id, ofNumber, member, total, tenders: [], issued: [coupon] };
  till.add({ kind: 'void', ...back, entries: sale.entries.map((one) => ({ ...one, points: points(-one.points) })) });
  await till.push();
});
afterEach(() => chain.stop());

async function found(): Promise<string[]> {
  const { findings } = await verifyCentre(chain.databaseUrl);
  return findings.map(({ truth, where, detail }) => `${truth} ${where}: ${detail}`);
}

test('a sound centre has nothing to find', async () => {
  expect(await found()).toEqual([]);
});

test('nor has one at which tills sell meanwhile: all of it is one picture', async () => {
  const till = await chain.till(2);
  await till.push();
  let selling = true;
  const sold = (async () => {
    for (; selling; await till.store(till.log.slice(-1))) till.sell(4, member);
  })();
  const all = [];
  for (let i = 0; i < 15; i++) all.push(...(await found()));
  selling = false;
  await sold;
  expect(all).toEqual([]);
  expect(till.head.seq).toBeGreaterThan(10);
});

describe('one damage at the centre is found', () => {
  const standing = /2 member .*kept is .*, folded again /;
  test.each([
    ['a count', `UPDATE member_standing SET tally = jsonb_set(tally, '{0,n}', '9')`, standing],
    ['a count that is gone', `UPDATE member_standing SET tally = tally - 0`, standing],
    ['a coupon that is gone', `UPDATE member_standing SET coupons = '[]'`, standing],
    [
      'a coupon’s last day',
      `UPDATE member_standing SET coupons = jsonb_set(coupons, '{0,until}', '"2027-12-31"')`,
      standing,
    ],
    ['the points of a lot', `UPDATE member_standing SET lots = jsonb_set(lots, '{0,points}', '99')`, standing],
    ['the end of a lot', `UPDATE member_standing SET lots = jsonb_set(lots, '{0,expires}', '"2027-12-31"')`, standing],
    ['the terms of a lot', `UPDATE member_standing SET lots = jsonb_set(lots, '{0,idleDays}', '31')`, standing],
    ['what is no lot', `UPDATE member_standing SET lots = '[7]'`, /2 member .*kept is unreadable/],
    [
      'a booked count',
      `UPDATE moved SET counts = jsonb_set(counts, '{0,by}', '3') WHERE counts <> '[]'`,
      /4 till .*it counts \[.*booked are/,
    ],
    ['a booked coupon', `UPDATE moved SET issued = '[]'`, /4 till .*it counts/],
    ['a booked count that is gone', `DELETE FROM moved`, /2 moved: the log moves counts 2 times, booked are 0/],
    [
      'the booked end of a lot',
      `UPDATE entry SET expires = '2027-12-31' WHERE points = 100`,
      /4 till .*its entries are/,
    ],
    ['the booked terms of a lot', `UPDATE entry SET terms = NULL WHERE points = 100`, /4 till .*its entries are/],
    ['what everybody counted', `UPDATE total SET n = 3`, /2 count used:offer: kept is 3, the records counted 2/],
  ])('%s', async (_, sql, expected) => {
    await chain.ask('SET session_replication_role = replica');
    await chain.ask(sql);
    await chain.ask('SET session_replication_role = origin');
    const all = await found();
    expect(
      all.some((one) => expected.test(one)),
      all.join('\n'),
    ).toBe(true);
  });

  test('a count that was changed where it is kept and where it is booked', async () => {
    await chain.ask('SET session_replication_role = replica');
    await chain.ask(
      `UPDATE member_standing SET tally = jsonb_set(tally, '{0,n}', '9') WHERE tally -> 0 ->> 'key' = 'used:offer'`,
    );
    await chain.ask(
      `UPDATE moved SET counts = jsonb_set(counts, '{1,by}', '9') WHERE counts -> 1 ->> 'key' = 'used:offer'`,
    );
    await chain.ask('SET session_replication_role = origin');
    const all = await found();
    expect(all).toHaveLength(1);
    expect(all[0]).toMatch(/4 till .*it counts \[.*"by":2.*booked are \[.*"by":9/);
  });
});
