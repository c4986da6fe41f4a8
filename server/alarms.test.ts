import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../cli/postgres/testing/guest.ts';
import { alarmState } from '../contract/sync/states.ts';
import { points } from '../domain/amount/points.ts';
import { lotOf, type MemberId, recordId, staffId } from '../domain/identity/ids.ts';
import { alarmRef } from './alarms.ts';
import { startChain, type TestChain } from './testing/chain.ts';
import { freshId, NOON_MS, type Sent, type TestTill } from './testing/till.ts';
import { verifyCentre } from './verify.ts';

let postgres: Guest;
let chain: TestChain;
beforeAll(async () => {
  postgres = await comeIn();
  chain = await startChain(postgres.url);
});
afterAll(async () => {
  expect(chain.problems).toEqual([]);
  expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  await chain?.stop();
  await postgres?.stop();
});

/** The alarms that a till is told of, each in its form, by kind. */
async function alarmsAt(till: TestTill, of?: string): Promise<ReturnType<typeof alarmState.parse>[]> {
  const states = [...(await till.pullAll()).values()].filter((state: Sent) => state.kind === 'alarm');
  return states.map((state) => alarmState.parse(state)).filter((alarm) => of === undefined || alarm.of === of);
}
/** What is found after the answer comes a little later. */
async function soon<T>(look: () => Promise<readonly T[]>): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const [one] = await look();
    if (one !== undefined) return one;
    await new Promise((next) => setTimeout(next, 25));
  }
  throw new Error('nothing came');
}

describe('points that two tills let one member spend apart', () => {
  test('are kept, owed, and put before the managers of both stores, with both records and nothing personal', async () => {
    const [a, b, elsewhere] = [await chain.till(1, 0), await chain.till(2, 1), await chain.till(3, 1)];
    const member = a.addMember('Ștefan Rusu');
    const bought = a.sell(8, member);
    await a.push();
    const standing = {
      balance: bought.earned,
      debt: points(0),
      lots: [{ id: lotOf(bought.id, 0), points: bought.earned, expires: null }],
    };
    // Both spend all of it, neither knowing of the other.
    const first = a.sell(2, member, { spend: bought.earned, standing });
    const second = b.sell(2, member, { spend: bought.earned, standing });
    await a.push();
    await b.push();
    const alarm = await soon(() => alarmsAt(a, 'overdraft'));
    expect(alarm.detail).toEqual({
      member,
      record: second.id,
      other: first.id,
      spent: bought.earned,
      before: first.earned,
      owed: bought.earned - first.earned - second.earned,
    });
    expect(alarm).toMatchObject({ of: 'overdraft', till: { number: 2 }, settled: null });
    expect(alarm.records.map(({ as, is, number, till }) => [as, is, number, till])).toEqual([
      ['record', 'sale', second.number, 2],
      ['other', 'sale', first.number, 1],
    ]);
    expect(await alarmsAt(b, 'overdraft')).toEqual([alarm]);
    expect(await alarmsAt(elsewhere, 'overdraft')).toEqual([alarm]);
    expect(JSON.stringify(alarm)).not.toMatch(/Rusu|\+373/);
    // Owed, and repaid by the next points.
    expect((await a.pullAll()).get(`member ${member}`)).toMatchObject({ debt: alarm.detail['owed'] });
    b.sell(16, member, { standing: { ...standing, balance: points(0), lots: [] } });
    await b.push();
    expect((await a.pullAll()).get(`member ${member}`)).toMatchObject({ debt: 0 });
    // No second alarm of what is the same.
    await b.push();
    expect(await alarmsAt(a, 'overdraft')).toHaveLength(1);
  });

  test('is the later of the two in time, whichever came first; what only came in another order than it happened is no alarm', async () => {
    const [a, b] = [await chain.till(21, 0), await chain.till(22, 0)];
    const give = (till: TestTill, member: MemberId, some: number, occurredAt: number) => {
      const id = recordId(freshId());
      const entry = { member, points: points(some), contra: 'goodwill', lot: lotOf(id, 0), expires: null } as const;
      return till.add({ kind: 'goodwill', member, entries: [entry] }, { id, occurredAt });
    };
    const take = (till: TestTill, member: MemberId, some: number, occurredAt: number) => {
      const entry = { member, points: points(-some), contra: 'redeem', lot: null, expires: null } as const;
      const got = { member: b.head.till as string as MemberId };
      const back = { ...entry, ...got, points: points(some), lot: lotOf(recordId(freshId()), 0) };
      return till.add(
        { kind: 'transfer', member, to: got.member, points: points(some), entries: [entry, back] },
        { occurredAt },
      );
    };
    const [apart, orderly] = [a.addMember('Apart'), a.addMember('Orderly')];
    const t = NOON_MS + 1000;
    give(a, apart, 100, t);
    give(a, orderly, 10, t);
    await a.push();
    // Both spend all of `apart`; the later one is told first.
    const early = take(a, apart, 100, t + 10);
    const late = take(b, apart, 100, t + 20);
    // `orderly` spends at b what a gave them before, and a tells of it a little later than b.
    give(a, orderly, 50, t + 10);
    take(a, orderly, 10, t + 15);
    take(b, orderly, 50, t + 20);
    await b.push();
    await a.push();
    const alarm = await soon(async () =>
      (await alarmsAt(a, 'overdraft')).filter(({ detail }) => detail['member'] === apart),
    );
    expect(alarm.detail).toMatchObject({ record: late.id, other: early.id, spent: 100, before: 0, owed: 100 });
    expect((await alarmsAt(a, 'overdraft')).filter(({ detail }) => detail['member'] === orderly)).toEqual([]);
    expect(await chain.ask('SELECT count(*)::int FROM overdraft_look')).toBe(0);
  });

  test('a store that has nothing to do with it hears nothing; who spends what they have raises nothing', async () => {
    const [a, other] = [await chain.till(4, 0), await chain.till(5, 1)];
    const member = a.addMember('Ana');
    const bought = a.sell(8, member);
    const lots = [{ id: lotOf(bought.id, 0), points: bought.earned, expires: null }];
    a.sell(2, member, { spend: 3, standing: { balance: bought.earned, debt: points(0), lots } });
    a.addRaw({ kind: 'sale', lines: 'damaged' });
    await a.push();
    const damaged = await soon(() => alarmsAt(a, 'unreadable'));
    expect(damaged.records).toMatchObject([{ as: 'record', till: 4, number: null }]);
    expect(await alarmsAt(other, 'unreadable')).toEqual([]);
    expect((await alarmsAt(a, 'overdraft')).some(({ detail }) => detail['member'] === member)).toBe(false);
  });
});

describe('an alarm that a manager settled', () => {
  const settle = (till: TestTill, alarm: { readonly id: ReturnType<typeof alarmRef>; readonly of: string }) =>
    till.add(
      { kind: 'alarmSettled', alarm: alarm.id, of: alarm.of, by: staffId(freshId()), entries: [] },
      { beside: { salt: '0'.repeat(32), text: JSON.stringify({ note: 'Am vorbit cu doamna Rusu' }) } },
    );

  test('is so at every till that hears of it, once, by whom settled it first; the note goes nowhere', async () => {
    const [a, b] = [await chain.till(6, 0), await chain.till(7, 0)];
    a.addRaw({ kind: 'sale', lines: 1 });
    await a.push();
    const alarm = await soon(async () => (await alarmsAt(b, 'unreadable')).filter(({ till }) => till?.number === 6));
    const mine = settle(b, alarm);
    const late = settle(a, alarm);
    await b.push();
    await a.push();
    await b.push();
    const told = (await alarmsAt(a)).find(({ id }) => id === alarm.id);
    expect(told?.settled).toMatchObject({ record: mine.id, at: mine.occurredAt });
    expect(told?.settled?.record).not.toBe(late.id);
    expect(JSON.stringify([...(await a.pullAll()).values()])).not.toContain('Am vorbit');
    expect(await chain.ask('SELECT body FROM beside WHERE seq = $1 AND till = $2', [mine.seq, b.head.till])).toContain(
      'doamna Rusu',
    );
  });

  test('may be settled before the centre has raised it (again): restored from an older backup it is settled at once', async () => {
    const a = await chain.till(8, 0);
    const broken = a.addRaw({ kind: 'sale', lines: 2 });
    const id = (JSON.parse(broken.body) as { id: string }).id;
    settle(a, { id: alarmRef({ kind: 'unreadable', key: recordId(id) }), of: 'unreadable' });
    await a.push();
    const told = await soon(async () => (await alarmsAt(a)).filter(({ till }) => till?.number === 8));
    expect(told.settled).not.toBeNull();
  });
});

describe('a dead till', () => {
  test('is retired at its last number, refused with words, told to its store; back again it loses nothing', async () => {
    const [dead, alive, elsewhere] = [await chain.till(9, 0), await chain.till(10, 0), await chain.till(11, 1)];
    dead.sell(1, null);
    await dead.push();
    await expect(elsewhere.post('/v1/tills/retire', { till: dead.head.till, staff: freshId() })).rejects.toMatchObject({
      status: 403,
      body: { code: 'till.notYours' },
    });
    await expect(dead.post('/v1/tills/retire', { till: dead.head.till, staff: freshId() })).rejects.toMatchObject({
      status: 403,
    });
    const lost = [dead.sell(2, null), dead.sell(3, null)];
    const answer = await alive.post('/v1/tills/retire', { till: dead.head.till, staff: freshId() });
    expect(answer).toEqual({ retired: true, seq: 2 });
    // Twice is once.
    expect(await alive.post('/v1/tills/retire', { till: dead.head.till, staff: freshId() })).toEqual(answer);
    const alarm = await soon(() => alarmsAt(alive, 'tillRetired'));
    expect(alarm.detail).toMatchObject({ till: 9, seq: 2, incarnation: dead.head.incarnation });
    expect(alarm.detail['hash']).toBe(dead.log[1]?.hash);
    expect((await alive.pullAll()).get(`till ${dead.head.till}`)).toMatchObject({
      retired: { seq: 2, incarnation: dead.head.incarnation, hash: dead.log[1]?.hash },
    });

    for (const ask of [() => dead.push(), () => dead.pull()]) {
      await expect(ask()).rejects.toMatchObject({ status: 403, body: { code: 'till.retired' } });
    }
    await soon(() => alarmsAt(alive, 'retiredTillBack'));
    expect(await chain.ask('SELECT count(*)::int FROM record WHERE till = $1', [dead.head.till])).toBe(2);

    await alive.post('/v1/tills/restore', { till: dead.head.till, staff: freshId() });
    expect(await dead.push()).toMatchObject({ held: dead.head.seq, fork: null });
    for (const { id } of lost) expect(await chain.ask('SELECT count(*)::int FROM record WHERE id = $1', [id])).toBe(1);
    expect((await alive.pullAll()).get(`till ${dead.head.till}`)).not.toHaveProperty('retired');
    expect(await alarmsAt(alive, 'retiredTillBack')).toHaveLength(1);
  });

  test('a push that was under way while it was retired is held whole, or not at all', async () => {
    const till = await chain.till(12, 0);
    await till.push();
    for (let round = 0; round < 6; round++) {
      till.sell(1, null);
      const [pushed, known] = await Promise.allSettled([till.push(), chain.admin.retireTill(till.head.till)]);
      if (known.status !== 'fulfilled' || known.value === null) throw new Error('the till was retired');
      const held = await chain.ask<string>('SELECT held_seq FROM incarnation WHERE till = $1', [till.head.till]);
      expect(Number(held)).toBe(known.value.seq);
      if (pushed.status === 'fulfilled') expect(pushed.value.held).toBe(known.value.seq);
      await chain.admin.restoreTill(till.head.till);
    }
    expect(await till.push()).toMatchObject({ held: till.head.seq });
  });
});
