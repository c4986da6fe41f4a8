import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { closedDayState } from '../../contract/sync/states.ts';
import { points } from '../../domain/amount/points.ts';
import { addDays, civilDate } from '../../domain/calendar/civil.ts';
import type { DayAccount } from '../../domain/day/account.ts';
import { netPoints } from '../../domain/day/sums.ts';
import { lotOf } from '../../domain/identity/ids.ts';
import { bookEnded } from '../check/expiry.ts';
import { connection, Database } from '../database.ts';
import { sha256 } from '../push/batch.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { closeShift, closingAt, DAY, draw, logAndPoints, ofTill, openShift, sign, worked } from '../testing/days.ts';
import { NOON_MS, type TestTill } from '../testing/till.ts';
import { verifyCentre } from '../verify.ts';

let postgres: Guest;
let chain: TestChain;
beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(async () => {
  await postgres?.stop();
});
beforeEach(async () => {
  chain = await startChain(postgres.url);
});
afterEach(async () => {
  await chain?.stop();
});

const NEXT = addDays(DAY, 1);
const DAY_MS = 86_400_000;

const codes = (account: DayAccount): string[] => account.faults.map(({ code }) => code);

/** Does something that nobody may do, with the triggers off. */
async function tamper(sql: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client(connection(chain.databaseUrl));
  await client.connect();
  try {
    await client.query("SET session_replication_role = 'replica'");
    const { rowCount } = await client.query(sql, values);
    expect(rowCount).toBe(1);
  } finally {
    await client.end();
  }
}

describe('a day of three tills', () => {
  test('is drawn up as it is, signed, and what arrives after it is in the next as late', async () => {
    const [one, two, away] = [await chain.till(1), await chain.till(2), await chain.till(3)];
    const elsewhere = await chain.till(4, 1);
    worked(one, 3);
    worked(two, 2);
    worked(away, 4);
    worked(elsewhere, 5);
    await Promise.all([one.push(), two.push(), elsewhere.push()]);
    await away.push(away.log.slice(0, 1));

    const drawn = await draw(one, DAY);
    expect(drawn).toMatchObject({
      store: one.head.store,
      day: DAY,
      number: 1,
      previous: null,
      by: 'centre',
      faults: [],
    });
    expect(drawn.tills.map(({ number, state }) => [number, state])).toEqual([
      [1, 'closed'],
      [2, 'closed'],
      [3, 'silent'],
    ]);
    expect(ofTill(drawn, one).ranges).toEqual([
      { incarnation: one.head.incarnation, first: 1, last: one.head.seq, hash: one.head.hash },
    ]);
    expect(ofTill(drawn, one).sums.counts).toMatchObject({ sales: 4, withMember: 3 });
    expect(ofTill(drawn, one).shifts).toMatchObject([{ z: 1, sales: 4 }]);
    expect(drawn.points).toEqual({ opening: 0, moved: [{ contra: 'earn', given: 60, taken: 0 }], closing: 60 });
    expect(drawn.entries).toBe(5);
    expect(logAndPoints(drawn)).toBe('good good');
    // Nothing was written, and asking again is the same but for the time.
    expect({ ...(await draw(two, DAY)), asOf: 0 }).toEqual({ ...drawn, asOf: 0 });

    expect(await closingAt(two)).toMatchObject({ till: one.head.till, after: null });
    const signed = sign(one, drawn);
    await one.push();
    await away.push();
    const seal = one.log.at(-1)?.hash;
    const told = await two.pullAll();
    expect(closedDayState.parse(told.get(`closedDay ${signed.id}`))).toMatchObject({
      number: 1,
      day: DAY,
      till: one.head.till,
      tillNumber: 1,
      hash: seal,
      body: one.log.at(-1)?.body,
      notes: '{"notes":{}}',
    });
    const after = { day: DAY, number: 1, record: signed.id, seal, closing: 60 };
    expect((await closingAt(two)).after).toEqual(after);
    expect((await elsewhere.pullAll()).get(`closedDay ${signed.id}`)).toBeUndefined();
    for (const day of [DAY, addDays(DAY, -1)]) {
      await expect(draw(two, day)).rejects.toMatchObject({ status: 409, body: { code: 'day.closed' } });
    }

    worked(two, 1, 2, NEXT);
    await two.push();
    const next = await draw(one, NEXT);
    expect(next.previous).toEqual(after);
    expect(next.number).toBe(2);
    expect(logAndPoints(next)).toBe('good good');
    // The till that was away: all that it did is late, dated to this day, and named with its own.
    expect(ofTill(next, away)).toMatchObject({ late: [{ day: DAY, closed: true }], sums: { counts: { sales: 0 } } });
    expect(ofTill(next, away).late[0]?.sums.counts).toMatchObject({ sales: 5, withMember: 4 });
    expect(ofTill(next, away).ranges[0]?.first).toBe(2);
    expect(ofTill(next, two).ranges[0]).toMatchObject({
      first: (ofTill(drawn, two).ranges[0]?.last ?? 0) + 1,
      last: two.head.seq,
    });
    expect(next.points).toMatchObject({ opening: 60, closing: 60 + 48 + 12 });
    // The record that signed the day is of the next one.
    expect(ofTill(next, one).records).toBe(1);
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
    expect(chain.problems).toEqual([]);
  });

  test('a shift that is open, and what is of a later day, are left for the next, and the points agree all the same', async () => {
    const [one, two] = [await chain.till(1), await chain.till(2)];
    worked(one, 1);
    openShift(one, NEXT);
    one.sell(10, one.addMember('Maria'));
    openShift(two, DAY);
    two.sell(10, two.addMember('Ion'));
    await Promise.all([one.push(), two.push()]);
    const drawn = await draw(one, DAY);
    expect(drawn.tills.map(({ state, records }) => [state, records])).toEqual([
      ['closed', 6],
      ['open', 1],
    ]);
    expect(drawn.points).toMatchObject({ closing: 12 });
    expect(logAndPoints(drawn)).toBe('good good');
    sign(one, drawn);
    closeShift(two, 1);
    await Promise.all([one.push(), two.push()]);
    const next = await draw(one, NEXT);
    expect(ofTill(next, two)).toMatchObject({ late: [{ day: DAY, closed: true }] });
    expect(next.points).toMatchObject({ opening: 12, closing: 24 });
    expect(logAndPoints(next)).toBe('good good');
  });

  test('points spent apart, and what the centre booked itself, stand at the store where they belong', async () => {
    const [one, two] = [await chain.till(1), await chain.till(2)];
    const elsewhere = await chain.till(4, 1);
    const member = one.addMember('Ștefan');
    const bought = one.sell(100, member);
    const there = elsewhere.addMember('Vera');
    elsewhere.sell(80, there);
    await Promise.all([one.push(), elsewhere.push()]);
    // Both spend all of it, neither knowing of the other.
    const standing = {
      balance: bought.earned,
      debt: points(0),
      lots: [{ id: lotOf(bought.id, 0), points: bought.earned, expires: civilDate('2027-11-21') }],
    };
    openShift(one, DAY);
    one.sell(2, member, { spend: bought.earned, standing });
    closeShift(one, 1);
    openShift(two, DAY);
    const apart = two.sell(2, member, { spend: bought.earned, standing, offline: true });
    closeShift(two, 1);
    await one.push();
    await two.push();
    const drawn = await draw(one, DAY);
    expect(logAndPoints(drawn)).toBe('good good');
    const owed = await chain.ask<number>('SELECT debt::int FROM member_standing WHERE member = $1', [member]);
    expect(owed).toBeGreaterThan(0);
    expect(drawn.looks.filter(({ code }) => code === 'overdraft')).toMatchObject([
      { member, many: 2, points: -owed, staff: null },
    ]);
    expect(drawn.looks.filter(({ code }) => code === 'offline')).toMatchObject([
      { many: 1, points: -apart.spent, behind: [{ record: apart.id, till: two.head.till }] },
    ]);
    sign(one, drawn);
    await one.push();

    // A year on everything has ended: of each store what was earned there.
    const [mine, theirs] = [await draw(one, NEXT), await draw(elsewhere, NEXT)];
    const database = new Database({ url: chain.databaseUrl, most: 1, log: () => undefined });
    await bookEnded(database, NOON_MS + 400 * DAY_MS);
    await database.close();
    const [here, there2] = [await draw(one, NEXT), await draw(elsewhere, NEXT)];
    expect(theirs.points).toEqual({ opening: 0, moved: [{ contra: 'earn', given: 100, taken: 0 }], closing: 100 });
    const expired = { contra: 'expire', given: 0, taken: 100 };
    expect(there2.points).toMatchObject({ centre: [expired], closing: 0 });
    expect(there2.points.moved).toContainEqual(expired);
    expect(logAndPoints(here)).toBe('good good');
    const lost = netPoints(here.points.centre ?? []);
    expect(here.points.closing).toBe((mine.points.closing ?? 0) + lost);
    // Taken by this close, it is in no other.
    sign(elsewhere, there2);
    await elsewhere.push();
    const later = await draw(elsewhere, addDays(NEXT, 1));
    expect(later.points).toEqual({ opening: 0, moved: [], closing: 0 });
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  });

  test('a Z that says something else than its records is named', async () => {
    const one = await chain.till(1);
    openShift(one, DAY);
    one.sell(1, null);
    const closed = closeShift(one, 1, 1);
    await one.push();
    const drawn = await draw(one, DAY);
    expect(drawn.faults).toMatchObject([{ code: 'zDiffers', till: one.head.till, seq: closed.seq, record: closed.id }]);
  });

  test('two tills may carry one fiscal number, and a void of a sale that was listed before has its rates', async () => {
    const [one, two] = [await chain.till(1), await chain.till(2)];
    const [a, b] = [one.sell(2, null), two.sell(2, null)];
    one.add({ kind: 'fiscalNumber', of: a.id, fiscalNumber: 'F77', entries: [] });
    two.add({ kind: 'fiscalNumber', of: b.id, fiscalNumber: 'F77', entries: [] });
    await Promise.all([one.push(), two.push()]);
    const drawn = await draw(one, DAY);
    expect(drawn.fiscalTwice.map(({ fiscal, behind }) => [fiscal, behind.map(({ record }) => record)])).toEqual([
      ['F77', [a.id, b.id]],
    ]);
    sign(one, drawn, 'unused');
    one.add({
      kind: 'void',
      of: a.id,
      ofNumber: a.number,
      member: null,
      total: a.total,
      tenders: a.tenders,
      entries: [],
    });
    await one.push();
    const next = await draw(one, NEXT);
    expect(ofTill(next, one).late[0]?.sums.vat).toMatchObject([{ rate: 800, total: -a.total }]);
  });
});

describe('what was changed by a hand in the database turns the day red and is named', () => {
  let till: TestTill;
  let member: string;
  beforeEach(async () => {
    till = await chain.till(1);
    openShift(till, DAY);
    member = till.addMember('Ana');
    for (let i = 0; i < 5; i++) till.sell(10, till.addMember(`Ana ${i}`));
    closeShift(till, 1);
    await till.push();
    expect(logAndPoints(await draw(till, DAY))).toBe('good good');
  });
  const seqOf = (kind: string): number => till.log.findIndex(({ body }) => body.includes(`"kind":"${kind}"`)) + 1;

  test('a byte of a record', async () => {
    const seq = seqOf('sale');
    await tamper(`UPDATE record SET body = replace(body, '"points":12', '"points":13') WHERE seq = $1`, [seq]);
    const drawn = await draw(till, DAY);
    expect(drawn.faults).toContainEqual(expect.objectContaining({ code: 'hashDiffers', till: till.head.till, seq }));
    expect(logAndPoints(drawn)).toBe('bad bad');
  });

  test('a record that was given the hash of what it was made into, of whatever form that is', async () => {
    const seq = seqOf('sale');
    const body = (till.log[seq - 1]?.body ?? '').replace(/"entries":\[.*?\]/, '"entries":7');
    await tamper('UPDATE record SET body = $2, hash = $3 WHERE seq = $1', [seq, body, sha256(body)]);
    const drawn = await draw(till, DAY);
    expect(drawn.faults).toContainEqual(expect.objectContaining({ code: 'unreadable', seq }));
    expect(drawn.faults).toContainEqual(expect.objectContaining({ code: 'linkBroken', seq: seq + 1 }));
    expect(chain.problems).toEqual([]);
  });

  test('a record that is gone, in the middle and at the end', async () => {
    const seq = seqOf('enrolment');
    await tamper('DELETE FROM record WHERE seq = $1', [seq]);
    const { faults } = await draw(till, DAY);
    expect(faults).toMatchObject([{ code: 'numberMissing', seq: seq + 1 }, { code: 'zDiffers' }]);
    // Without the record that closes it the shift is open, and stays for the next close; what is gone is said all the same.
    await tamper('DELETE FROM record WHERE seq = $1', [till.head.seq]);
    expect((await draw(till, DAY)).faults.map(({ code, seq: at }) => [code, at])).toEqual([
      ['numberMissing', till.head.seq],
      ['numberMissing', seq + 1],
    ]);
  });

  test('an entry that was changed, put in, taken out', async () => {
    const sale = JSON.parse(till.log[seqOf('sale') - 1]?.body ?? '{}') as { id: string; seq: number };
    await tamper('UPDATE entry SET points = 120 WHERE record = $1', [sale.id]);
    const changed = await draw(till, DAY);
    expect(codes(changed)).toEqual(['entriesDiffer', 'balanceDiffers']);
    expect(changed.faults[0]).toMatchObject({ record: sale.id, seq: sale.seq, till: till.head.till });
    await tamper('UPDATE entry SET points = 12 WHERE record = $1', [sale.id]);
    expect(codes(await draw(till, DAY))).toEqual([]);
    // Without switching anything off: the table takes new rows.
    await chain.ask(
      `INSERT INTO entry (member, n, record, points, contra, lot, store, occurred_ms)
       SELECT member, n + 1, record, 500, contra, lot, store, occurred_ms FROM entry WHERE record = $1`,
      [sale.id],
    );
    const more = await draw(till, DAY);
    expect(codes(more)).toEqual(['entriesDiffer', 'balanceDiffers']);
    expect(logAndPoints(more)).toBe('bad bad');
    expect(more.points.closing).toBe(60 + 500);
    await tamper('DELETE FROM entry WHERE points = 500');
    await tamper('DELETE FROM entry WHERE record = $1', [sale.id]);
    expect(codes(await draw(till, DAY))).toEqual(['entriesDiffer', 'balanceDiffers']);
  });

  test('a balance, its lots, and the sum of the store', async () => {
    const owner = await chain.ask<string>('SELECT member FROM entry LIMIT 1');
    await tamper('UPDATE member_standing SET balance = 99 WHERE member = $1', [owner]);
    expect((await draw(till, DAY)).faults).toMatchObject([{ code: 'balanceDiffers', member: owner, till: null }]);
    await tamper('UPDATE member_standing SET balance = 12 WHERE member = $1', [owner]);
    await tamper(`UPDATE member_standing SET lots = '[]' WHERE member = $1`, [owner]);
    expect(codes(await draw(till, DAY))).toEqual(['balanceDiffers']);
    await tamper('UPDATE store_points SET given = given + 7');
    const drawn = await draw(till, DAY);
    expect(drawn.points.closing).toBe(67);
    expect((await verifyCentre(chain.databaseUrl)).findings).toContainEqual(
      expect.objectContaining({ truth: 2, where: expect.stringContaining('points of store') }),
    );
    expect(member).not.toBe(owner);
  });

  test('what was signed is found again by its hash', async () => {
    sign(till, await draw(till, DAY));
    await till.push();
    const end = till.head.seq - 1;
    await tamper('UPDATE record SET hash = $2 WHERE seq = $1', [end, 'ab'.repeat(32)]);
    const drawn = await draw(till, NEXT);
    expect(drawn.faults).toContainEqual(expect.objectContaining({ code: 'hashDiffers', seq: end }));
    await tamper(`UPDATE closed_range SET last_seq = last_seq - 1`);
    await tamper(`UPDATE closed_day SET closing = 5`);
    expect((await verifyCentre(chain.databaseUrl)).findings).toContainEqual(expect.objectContaining({ truth: 10 }));
  });
});
