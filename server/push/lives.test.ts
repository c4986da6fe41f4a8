import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { NO_HASH } from '../../domain/record/record.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { freshId, TestTill } from '../testing/till.ts';

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

/** What the simulator found of tills that live again (tests/simulation). */
describe('a new life of a till', () => {
  test('that appends again what was counted is told anew of whom it moves, with the number that contains it', async () => {
    const till = await chain.till(1);
    const member = till.addMember('Ana');
    const [id, occurredAt] = [freshId(), Date.UTC(2026, 10, 21, 9)];
    till.sell(16, member, { id, occurredAt });
    await till.push();
    const again = new TestTill(till.url, { ...till.enrolment(), ordinal: 2 });
    // It pulls before its records are sent: what it is told contains the sale, and its log has it after what is counted.
    expect((await again.pullAll()).get(`member ${member}`)).toMatchObject({ balance: 20, counted: { seq: 0 } });
    const cursor = await again.drained();
    again.sell(16, member, { id, occurredAt });
    await again.push();
    const told = (await again.pull(cursor)).states.find((state) => state['id'] === member);
    expect(told).toMatchObject({ balance: 20, counted: { incarnation: again.head.incarnation, seq: 2 } });
  });

  test('that goes on from numbers which are not held here is asked for all of it', async () => {
    const lost = await chain.till(2);
    lost.sell(1, null);
    // A centre restored from before: it has never heard of the life before.
    const previous = { incarnation: lost.head.incarnation, seq: 2, hash: lost.head.hash };
    const next = new TestTill(lost.url, { ...lost.enrolment(), ordinal: 2, previous });
    next.sell(2, null);
    expect(await next.push()).toMatchObject({ held: 0, fork: { seq: 1, expectedPrevHash: NO_HASH } });
    const whole = new TestTill(lost.url, { ...lost.enrolment(), ordinal: 3 });
    whole.sell(1, null);
    whole.sell(2, null);
    expect(await whole.push()).toMatchObject({ held: 3, fork: null });
  });

  test('that goes on from a number which another machine holds here is asked for all of it, and somebody is told', async () => {
    const till = await chain.till(4);
    // A cloned disk: the same life, gone on with by two machines. Of this one the centre lost what it had, and took the other's.
    const life = { head: till.head, log: [...till.log] };
    till.sell(1, null);
    const lost = till.sell(2, null);
    const previous = { incarnation: till.head.incarnation, seq: till.head.seq, hash: till.head.hash };
    [till.head, till.log] = [life.head, life.log];
    till.sell(3, null);
    till.sell(4, null);
    expect(await till.push()).toMatchObject({ held: 3, fork: null });

    const next = till.secondLife(previous);
    next.sell(5, null);
    expect(await next.push()).toMatchObject({ held: 0, fork: { seq: 1, expectedPrevHash: NO_HASH } });
    const alarms = `SELECT count(*)::int FROM alarm WHERE kind = 'previousDiffers' AND till = $1`;
    expect(await chain.ask(alarms, [till.head.till])).toBe(1);
    await next.push();
    expect(await chain.ask(alarms, [till.head.till])).toBe(1);

    const whole = new TestTill(till.url, { ...till.enrolment(), ordinal: 3 });
    whole.sell(2, null, { id: lost.id });
    expect(await whole.push()).toMatchObject({ held: 2, fork: null });
    expect(await chain.countsOf(lost.id)).toEqual({ counted: 1, receipts: 1 });
  });

  test('that begins before the end of what is held of the one before is an alarm', async () => {
    const till = await chain.till(3);
    till.sell(1, null);
    const backedUp = { incarnation: till.head.incarnation, seq: till.head.seq, hash: till.head.hash };
    till.sell(2, null);
    await till.push();
    const alarms = `SELECT count(*)::int FROM alarm WHERE kind = 'fork' AND till = $1`;
    expect(await chain.ask(alarms, [till.head.till])).toBe(0);
    const restored = new TestTill(till.url, { ...till.enrolment(), ordinal: 2, previous: backedUp });
    expect(await restored.push()).toMatchObject({ held: 1, fork: null });
    expect(await chain.ask(alarms, [till.head.till])).toBe(1);
  });
});
