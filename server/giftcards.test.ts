import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../cli/postgres/testing/guest.ts';
import { civilDate } from '../domain/calendar/civil.ts';
import { type GiftCardId, giftCardId, walletOf } from '../domain/identity/ids.ts';
import { startChain, type TestChain } from './testing/chain.ts';
import { issueGiftCard, sellFor, topUp } from './testing/giftcards.ts';
import { freshId, type TestTill } from './testing/till.ts';
import { verifyCentre } from './verify.ts';

/** The machine may be busy: what must come is waited for, as long as it takes a slow one. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 15_000 });

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

const stateOf = async (till: TestTill, card: GiftCardId): Promise<unknown> =>
  (await till.pullAll()).get(`giftCard ${card}`);
const hold = (till: TestTill, record: string, card: GiftCardId, amount: number): Promise<unknown> =>
  till.post('/v1/giftcards/hold', { record, card, amount });
const look = (till: TestTill, code: string): Promise<unknown> =>
  till.post('/v1/giftcards/look', { code, incarnation: till.head.incarnation });

describe('gift cards at the centre', () => {
  test('a card issued at one till is seen by the others with its code, each told what of theirs is counted', async () => {
    const [a, b] = [await chain.till(1), await chain.till(2, 1)];
    const card = issueGiftCard(a, '2990000000017', 50_000);
    sellFor(a, 12_000, { card });
    await a.push();
    await a.push();
    const counted = { incarnation: b.head.incarnation, seq: 0 };
    expect(await stateOf(b, card)).toEqual({
      kind: 'giftCard',
      id: card,
      code: '2990000000017',
      member: null,
      balance: 38_000,
      expires: null,
      counted,
    });
    expect(await stateOf(a, card)).toMatchObject({ counted: { incarnation: a.head.incarnation, seq: 3 } });
    expect(await look(b, '2990000000017')).toEqual({
      card: {
        kind: 'giftCard',
        id: card,
        code: '2990000000017',
        member: null,
        balance: 38_000,
        expires: null,
        available: 38_000,
        counted,
      },
    });
    expect(await look(a, '2990000000017')).toMatchObject({
      card: { counted: { incarnation: a.head.incarnation, seq: 3 } },
    });
    expect(await look(b, 'nobody-knows')).toEqual({ card: null });
    expect(a.log.some(({ body }) => body.includes('2990000000017'))).toBe(false);
  });

  test('an e-wallet has its member’s id and no code', async () => {
    const till = await chain.till(3);
    const member = till.addMember('Ana');
    sellFor(till, 0, { member, bonus: 700 });
    sellFor(till, 200, { member });
    await till.push();
    expect(await stateOf(till, walletOf(member))).toMatchObject({ code: null, member, balance: 500, expires: null });
  });

  test('two tills that spent one card apart: both are kept, it stands below zero, and a person is told', async () => {
    const [a, b] = [await chain.till(4), await chain.till(5, 1)];
    const card = issueGiftCard(a, 'apart-0001', 10_000);
    await a.push();
    const first = sellFor(a, 8000, { card });
    const second = sellFor(b, 7000, { card });
    await Promise.all([a.push(), b.push()]);
    expect(await stateOf(b, card)).toMatchObject({ balance: -5000 });
    expect(await look(a, 'apart-0001')).toMatchObject({ card: { balance: -5000, available: 0 } });
    const keys = await chain.ask<string[]>(
      "SELECT array_agg(key) FROM alarm WHERE kind = 'giftCardBelowZero' AND detail ->> 'card' = $1",
      [card],
    );
    expect(keys).toHaveLength(1);
    expect([`${card} ${first.id}`, `${card} ${second.id}`]).toContain(keys[0]);
    // The next money on it pays what is owed first.
    topUp(b, card, 6000);
    await b.push();
    expect(await stateOf(a, card)).toMatchObject({ balance: 1000 });
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  });

  test('a hold leaves the rest to others, is renewed under its id, and goes with its record', async () => {
    const [a, b] = [await chain.till(6), await chain.till(7, 1)];
    const card = issueGiftCard(a, 'held-00001', 10_000);
    await a.push();
    const [mine, theirs] = [freshId(), freshId()];
    expect(await hold(a, mine, card, 8000)).toEqual({ granted: true, available: 10_000 });
    expect(await hold(b, theirs, card, 3000)).toEqual({ granted: false, available: 2000 });
    expect(await look(b, 'held-00001')).toMatchObject({ card: { balance: 10_000, available: 2000 } });
    // The same sale asks again for less: its own hold does not count against it.
    expect(await hold(a, mine, card, 6000)).toEqual({ granted: true, available: 10_000 });
    expect(await hold(b, theirs, card, 3000)).toEqual({ granted: true, available: 4000 });
    // Nobody renews another till's hold.
    expect(await hold(b, mine, card, 1)).toMatchObject({ granted: false });
    sellFor(a, 6000, { card, id: mine });
    await a.push();
    expect(await hold(b, theirs, card, 4000)).toEqual({ granted: true, available: 4000 });
    // Its record is here: the answer was lost, and asking again takes nothing more.
    expect(await hold(a, mine, card, 6000)).toMatchObject({ granted: true });
    expect(await stateOf(b, card)).toMatchObject({ balance: 4000 });
  });

  test('many tills at once never hold more than there is', async () => {
    const tills = await Promise.all([11, 12, 13, 14, 15, 16].map((number) => chain.till(number)));
    const [first] = tills;
    if (first === undefined) throw new Error('tills were enrolled');
    const card = issueGiftCard(first, 'many-00001', 10_000);
    await first.push();
    const answers = await Promise.all(tills.map((till) => hold(till, freshId(), card, 3000)));
    expect(answers.filter((one) => JSON.stringify(one).includes('"granted":true'))).toHaveLength(3);
  });

  test('a card that is not there, or that has ended, pays nothing', async () => {
    const till = await chain.till(8);
    expect(await hold(till, freshId(), giftCardId(freshId()), 1)).toEqual({ granted: false, available: 0 });
    const card = giftCardId(freshId());
    const put = { card, amount: 500, contra: 'giftcard', expires: civilDate('2026-11-20') };
    till.addRaw({
      kind: 'giftCard',
      action: 'topUp',
      card,
      member: null,
      of: null,
      amount: 500,
      tenders: [{ kind: 'cash', amount: 500 }],
      change: 0,
      money: [put],
      entries: [],
    });
    await till.push();
    expect(await hold(till, freshId(), card, 1)).toEqual({ granted: false, available: 0 });
    expect(await stateOf(till, card)).toMatchObject({ balance: 500, expires: '2026-11-20' });
  });

  test('one code given to two cards apart: the first keeps it, both keep their money, a person is told', async () => {
    const [a, b] = [await chain.till(9), await chain.till(10, 1)];
    const [one, two] = [issueGiftCard(a, 'same-code-1', 1000), issueGiftCard(b, 'same-code-1', 2000)];
    await a.push();
    await b.push();
    expect(await look(a, 'same-code-1')).toMatchObject({ card: { id: one, balance: 1000 } });
    expect(await stateOf(a, two)).toMatchObject({ code: null, balance: 2000 });
    const told = await chain.ask<string>("SELECT key FROM alarm WHERE kind = 'giftCodeTwice'");
    expect(told).toBe(two);
  });

  test('what is pushed again counts once', async () => {
    const till = await chain.till(17);
    const card = issueGiftCard(till, 'lives-0001', 900);
    await till.push();
    const again = await chain.ask<number>('SELECT count(*)::int FROM money WHERE card = $1', [card]);
    await till.push(till.log.slice(0, 2));
    expect(await chain.ask('SELECT count(*)::int FROM money WHERE card = $1', [card])).toBe(again);
  });

  test('tenders that do not agree with the money are a disagreement, and the record still counts', async () => {
    const till = await chain.till(18);
    const card = issueGiftCard(till, 'differ-001', 900);
    const { id } = sellFor(till, 100, { card });
    const bad = till.addRaw({
      ...(JSON.parse(till.log.at(-1)?.body ?? '{}') as object),
      seq: till.head.seq + 1,
      prevHash: till.head.hash,
      id: freshId(),
      money: [{ card, amount: -40, contra: 'redeem' }],
    });
    await till.push();
    const found = (JSON.parse(bad.body) as { id: string }).id;
    await eventually(() => chain.ask('SELECT detail FROM disagreement WHERE record = $1', [found])).toMatchObject([
      { path: 'money', reckoned: 0 },
    ]);
    expect(await chain.ask('SELECT count(*)::int FROM disagreement WHERE record = $1', [id])).toBe(0);
    expect(await stateOf(till, card)).toMatchObject({ balance: 760 });
  });

  test('verify folds everything again, and finds what somebody changed', async () => {
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
    await chain.ask(
      "UPDATE gift_card SET balance = balance + 1 WHERE id = (SELECT card FROM gift_code WHERE code = 'lives-0001')",
    );
    const { findings } = await verifyCentre(chain.databaseUrl);
    expect(findings).toMatchObject([{ truth: 2, detail: expect.stringMatching(/901.*folded again .*900/) }]);
  });
});
