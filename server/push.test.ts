import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../cli/postgres/testing/guest.ts';
import { RECORD_FORMAT } from '../domain/record/record.ts';
import { settlementId } from './check/settle.ts';
import { startChain, type TestChain } from './testing/chain.ts';
import { opened, TestTill } from './testing/till.ts';
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

async function balanceOf(till: TestTill, member: string): Promise<unknown> {
  return (await till.pullAll()).get(`member ${member}`)?.['balance'];
}

describe('a push', () => {
  test('is held, counted, and seen by another till with its own number counted', async () => {
    const [a, b] = [await chain.till(1), await chain.till(2, 1)];
    const member = a.addMember('Ștefan Munteanu', '2900000000018');
    a.sell(10, member);
    const answer = await a.push();
    expect(answer).toMatchObject({ held: 3, heldHash: a.head.hash, fork: null });

    const states = await b.pullAll();
    expect(states.get(`member ${member}`)).toMatchObject({
      balance: 12,
      debt: 0,
      person: { name: 'Ștefan Munteanu' },
      counted: { incarnation: b.head.incarnation, seq: 0 },
    });
    expect(states.get('card 2900000000018')).toMatchObject({ member, blocked: false });
    expect((await a.pullAll()).get(`member ${member}`)?.['counted']).toEqual({
      incarnation: a.head.incarnation,
      seq: 3,
    });
  });

  test('that is repeated, whole or in part, in any order of batches, counts once', async () => {
    const till = await chain.till(3);
    const member = till.addMember('Ana');
    for (let i = 0; i < 5; i++) till.sell(4, member);
    // A later batch that arrives first waits: nothing of it is stored.
    expect(await till.push(till.log.slice(3))).toMatchObject({ held: 0, fork: null });
    expect(await till.push(till.log.slice(0, 4))).toMatchObject({ held: 4 });
    expect(await till.push(till.log.slice(0, 4))).toMatchObject({ held: 4 });
    expect(await till.push(till.log.slice(1))).toMatchObject({ held: 7 });
    expect(await till.push(till.log)).toMatchObject({ held: 7, heldHash: till.head.hash });
    expect(await balanceOf(till, member)).toBe(25);
    // Many at once: one of them stores, all are told the same.
    till.sell(4, member);
    const answers = await Promise.all(Array.from({ length: 6 }, () => till.push()));
    expect(new Set(answers.map(({ held }) => held))).toEqual(new Set([8]));
    expect(await balanceOf(till, member)).toBe(30);
  });

  test('of a cloned disk is a fork: an alarm, nothing stored, and the new life counts each id once', async () => {
    const original = await chain.till(4);
    const member = original.addMember('Ion');
    original.sell(8, member);
    await original.push();
    const clone = Object.assign(Object.create(TestTill.prototype) as TestTill, original, { log: [...original.log] });
    original.sell(8, member);
    await original.push();

    const apart = clone.sell(16, member);
    const before = await chain.ask<string>('SELECT count(*) FROM record');
    const forked = await clone.push([...clone.log.slice(-1)]);
    expect(forked).toMatchObject({ held: 4, fork: { seq: 4, expectedPrevHash: clone.log[2]?.hash } });
    clone.sell(1, member);
    expect(await clone.push(clone.log.slice(-1))).toMatchObject({
      fork: { seq: 5, expectedPrevHash: original.head.hash },
    });
    expect(await chain.ask('SELECT count(*) FROM record')).toBe(before);
    const raised = `SELECT count(*)::int FROM alarm WHERE kind = 'fork' AND till = $1`;
    expect(await chain.ask(raised, [clone.head.till])).toBe(2);
    expect(await balanceOf(original, member)).toBe(20);

    // A new life names the last common number and appends again, with the same ids, what followed.
    const common = { incarnation: original.head.incarnation, seq: 3, hash: clone.log[2]?.hash ?? '' };
    const again = new TestTill(clone.url, { ...clone.enrolment(), ordinal: 2, previous: common });
    again.sell(16, member, { id: apart.id, occurredAt: apart.occurredAt });
    expect(await again.push()).toMatchObject({ held: 2, fork: null });
    // And once more, as a third life would: chained, and not counted again.
    const third = new TestTill(clone.url, { ...clone.enrolment(), ordinal: 3, previous: common });
    third.sell(16, member, { id: apart.id, occurredAt: apart.occurredAt });
    expect(await third.push()).toMatchObject({ held: 2, fork: null });
    expect(await balanceOf(original, member)).toBe(40);
  });

  test('whose first record is not "begun" is refused, whatever it is', async () => {
    const till = await chain.till(5);
    till.log = [];
    till.head = { ...till.head, seq: 0, hash: '0'.repeat(64) };
    till.sell(1, null);
    await expect(till.push()).rejects.toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  });

  test('with bytes that are not what their hash names is refused by path, and nothing is stored', async () => {
    const till = await chain.till(6);
    const member = till.addMember('Maria');
    till.sell(1, member);
    const [begun, enrolment, sale] = till.log;
    if (begun === undefined || enrolment === undefined || sale === undefined) throw new Error('three records');
    const changed = { ...sale, body: sale.body.replace('"cash"', '"card"') };
    await expect(till.push([begun, enrolment, changed])).rejects.toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('records[2].hash') },
    });
    await expect(till.push([begun, sale])).rejects.toMatchObject({
      body: { detail: expect.stringContaining('records[1].seq') },
    });
    await expect(
      till.post('/v1/push', { incarnation: till.head.incarnation, records: [{ seq: 'x' }] }),
    ).rejects.toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('body.records[0].seq') },
    });
    expect(await chain.ask('SELECT count(*)::int FROM record WHERE till = $1', [till.head.till])).toBe(0);
  });

  test('of another till’s records is refused', async () => {
    const [a, b] = [await chain.till(7), await chain.till(8)];
    a.sell(1, null);
    const stolen = { incarnation: a.head.incarnation, records: a.log };
    await expect(b.post('/v1/push', stolen)).rejects.toMatchObject({ status: 422 });
  });

  test('from the future is chained and kept unread; a damaged one raises an alarm; the chain goes on', async () => {
    const till = await chain.till(9);
    const member = till.addMember('Olga');
    till.addRaw({ kind: 'giftCardSold', value: 100 });
    till.addRaw({ formatVersion: RECORD_FORMAT + 1, kind: 'sale', shape: 'new' });
    const damaged = till.addRaw({ kind: 'sale', number: 7 });
    // An entry that gives points to no lot could not be folded: it must not come that far.
    till.addRaw({ entries: [{ member, points: 5, contra: 'goodwill', lot: null }] });
    till.sell(8, member);
    expect(await till.push()).toMatchObject({ held: 7 });
    expect(await chain.ask('SELECT count(*)::int FROM unread_record WHERE till = $1', [till.head.till])).toBe(4);
    const unreadable = `SELECT key FROM alarm WHERE kind = 'unreadable' AND till = $1 ORDER BY id LIMIT 1`;
    expect(await chain.ask(unreadable, [till.head.till])).toBe((JSON.parse(damaged.body) as { id: string }).id);
    expect(await balanceOf(till, member)).toBe(10);
  });

  test('of a shift, its cash and its counts are read, and move no points', async () => {
    const till = await chain.till(97);
    const member = till.addMember('Ilinca');
    till.sell(8, member);
    till.addRaw({ kind: 'cashMoved', direction: 'out', amount: 5000, why: 'safe' });
    till.addRaw({ kind: 'count', turn: 1, cash: [{ kind: 'note', value: 10_000, pieces: 3 }], others: { card: 0 } });
    till.addRaw({ kind: 'shiftClosed', sales: 1, total: 0 });
    expect(await till.push()).toMatchObject({ held: till.log.length });
    expect(await balanceOf(till, member)).toBe(10);
    expect(await chain.ask('SELECT count(*)::int FROM unread_record WHERE till = $1', [till.head.till])).toBe(0);
    expect(await chain.ask('SELECT count(*)::int FROM alarm WHERE till = $1', [till.head.till])).toBe(0);
  });

  test('with text beside that is not what was digested keeps the record, drops the text, raises an alarm', async () => {
    const till = await chain.till(10);
    const member = till.addMember('Elena');
    const last = till.log.at(-1);
    if (last?.beside == null) throw new Error('an enrolment has text beside');
    till.log[till.log.length - 1] = {
      ...last,
      beside: { ...last.beside, text: last.beside.text.replace('Elena', 'Eva') },
    };
    await till.push();
    expect((await till.pullAll()).get(`member ${member}`)).toMatchObject({ person: null });
    expect(await chain.ask(`SELECT count(*)::int FROM alarm WHERE kind = 'besideDiffers'`)).toBe(1);
  });

  test('whose figures the rules do not give again is stored and flagged', async () => {
    const till = await chain.till(11);
    const member = till.addMember('Vasile');
    const honest = till.sell(8, member);
    till.log.pop();
    till.head = { ...till.head, seq: honest.seq - 1, hash: honest.prevHash };
    const entries = honest.entries.map((entry) => ({ ...entry, points: 999 }));
    till.addRaw({ ...honest, earned: 999, lines: honest.lines.map((line) => ({ ...line, earned: 999 })), entries });
    expect(await till.push()).toMatchObject({ held: 3 });
    await eventually(() => chain.ask('SELECT detail::text FROM disagreement WHERE record = $1', [honest.id])).toContain(
      '"reckoned": 10',
    );
    expect(await balanceOf(till, member)).toBe(999);
  });
});

describe('a push in the compact form', () => {
  test('is stored to the last byte as the plain one is, also beside a till that speaks an older protocol', async () => {
    const [small, old] = [await chain.till(60), await chain.till(61)];
    const member = small.addMember('Țurcanu', '2900000000605');
    small.sell(8, member);
    small.addRaw({ kind: 'giftCardSold', note: '007  "\\u00e2" \ue001' });
    for (let i = 0; i < 20; i++) small.sell(1 + (i % 3), member);
    expect(await small.pushCompact()).toMatchObject({ held: small.head.seq, heldHash: small.head.hash, fork: null });
    for (const { seq, body, hash } of small.log) {
      const kept = 'SELECT body = $3 AND hash = $4 FROM record WHERE incarnation = $1 AND seq = $2';
      expect(await chain.ask(kept, [small.head.incarnation, seq, body, hash])).toBe(true);
    }
    await small.push([]);
    expect((await old.pullAll()).get(`member ${member}`)).toMatchObject({ person: { name: 'Țurcanu' } });
    const body = { incarnation: old.head.incarnation, records: old.log };
    expect(await old.post('/v1/push', body, { 'loial-protocol': '3' })).toMatchObject({ held: 1 });
  });

  test('that came wrong over the wire stores nothing', async () => {
    const till = await chain.till(62);
    till.sell(1, null);
    await expect(till.pushCompact(till.log, (bytes) => bytes.fill(7, bytes.length - 2))).rejects.toMatchObject({
      status: 400,
      body: { code: 'request.invalid' },
    });
    await expect(till.pushCompact(till.log, (bytes) => bytes.subarray(0, 3))).rejects.toMatchObject({ status: 400 });
    expect(await till.pushCompact()).toMatchObject({ held: 2 });
  });
});

describe('what a push makes true', () => {
  test('a lost card is blocked and replaced, and a card of two members stays with the first', async () => {
    const [a, b] = [await chain.till(20), await chain.till(21)];
    const member = a.addMember('Natalia', '2900000000117');
    const text = JSON.stringify({ card: '2900000000124', replaces: '2900000000117' });
    a.add({ kind: 'cardLinked', member, entries: [] }, { beside: { salt: '1'.repeat(32), text } });
    await a.push();
    b.addMember('Other', '2900000000124');
    await b.push();
    const states = await b.pullAll();
    expect(states.get('card 2900000000117')).toMatchObject({ blocked: true, member });
    expect(states.get('card 2900000000124')).toMatchObject({ blocked: false, member });
    expect(await chain.ask(`SELECT count(*)::int FROM alarm WHERE kind = 'cardTwoMembers'`)).toBe(1);
  });

  test('edits made apart end in the same person, whichever arrives first', async () => {
    const [a, b] = [await chain.till(22), await chain.till(23)];
    const member = a.addMember('Andrei');
    await a.push();
    const early = chain.clock.nowMs - 5000;
    const edit = (till: TestTill, atMs: number, changes: object): void => {
      const beside = { salt: '2'.repeat(32), text: JSON.stringify({ changes }) };
      till.add({ kind: 'edit', member, fields: Object.keys(changes), entries: [] }, { beside, occurredAt: atMs });
    };
    const pin = (of: string) => ({ salt: of.repeat(32), hash: of.repeat(64), cost: 32_768 });
    edit(b, early + 1000, { name: 'Andrei B', phone: null, pin: pin('b') });
    edit(a, early, { name: 'Andrei A', callName: 'dl Andrei', pin: pin('a') });
    await b.push();
    await a.push();
    expect((await a.pullAll()).get(`member ${member}`)).toMatchObject({
      person: { name: 'Andrei B', callName: 'dl Andrei', phone: null, pin: pin('b') },
    });
    // Another edit leaves the PIN; taken away, it is gone.
    edit(a, early + 2000, { callName: 'Andrei' });
    await a.push();
    expect((await b.pullAll()).get(`member ${member}`)).toMatchObject({
      person: { callName: 'Andrei', pin: pin('b') },
    });
    edit(a, early + 3000, { pin: null });
    await a.push();
    expect((await b.pullAll()).get(`member ${member}`)).not.toHaveProperty('person.pin');
  });

  test('voids, fiscal numbers and returns stand at their receipt, also when they come before it', async () => {
    const [a, b] = [await chain.till(24), await chain.till(25)];
    const member = a.addMember('Ion');
    const sale = a.sell(8, member);
    a.add({ kind: 'fiscalNumber', of: sale.id, fiscalNumber: 'F-77', entries: [] });
    b.add({ kind: 'void', of: sale.id, ofNumber: sale.number, member, total: sale.total, tenders: [], entries: [] });
    await b.push();
    expect(await b.get(`/v1/receipts/${sale.number}`)).toEqual({ receipt: null });
    await a.push();
    const expected = { number: sale.number, fiscalNumber: 'F-77', voided: true, body: a.log[2]?.body, returns: [] };
    expect(await b.get(`/v1/receipts/${sale.number}`)).toMatchObject({ receipt: expected });
    expect((await b.pullAll()).get(`receipt ${sale.id}`)).toMatchObject(expected);
  });

  test('a return by typed lines is settled when the centre knows the receipt, once, in either order', async () => {
    const [a, b] = [await chain.till(26), await chain.till(27, 1)];
    const member = a.addMember('Lidia');
    const sale = a.sell(80, member);
    expect(sale.earned).toBe(100);
    // The return first: the centre has never heard of the sale.
    const typed = b.returnTyped(sale.number, 20);
    await b.push();
    await a.push();
    await eventually(() => balanceOf(a, member)).toBe(75);
    // And a second, of a receipt that is known by now.
    b.returnTyped(sale.number, 60);
    await b.push();
    await eventually(() => balanceOf(a, member)).toBe(0);
    await b.push();
    expect(await chain.ask(`SELECT count(*)::int FROM centre_record`)).toBe(2);
    const settled = await chain.ask('SELECT id FROM centre_record WHERE cause = $1', [typed.id]);
    expect(settled).toBe(settlementId(typed.id));
    const { entries } = (await a.get(`/v1/members/${member}/history`)) as {
      entries: { contra: string; points: number }[];
    };
    expect(entries.map(({ contra, points }) => [contra, points])).toEqual([
      ['return', -75],
      ['return', -25],
      ['earn', 100],
    ]);
    // More than was sold: kept, no points, an alarm.
    b.returnTyped(sale.number, 5);
    await b.push();
    await eventually(() => chain.ask(`SELECT count(*)::int FROM alarm WHERE kind = 'returnedTwice'`)).toBe(1);
    expect(await balanceOf(a, member)).toBe(0);
    expect((await a.pullAll()).get(`receipt ${sale.id}`)?.['returns']).toHaveLength(3);
  });

  test('points spent on two tills apart are both taken; the debt is shown and repaid first', async () => {
    const [a, b] = [await chain.till(28), await chain.till(29)];
    const member = a.addMember('Sergiu');
    const first = a.sell(80, member);
    await a.push();
    const lots = first.entries.map((entry) => ({
      id: entry.lot,
      points: entry.points,
      expires: entry.expires ?? null,
    }));
    const standing = { balance: first.earned, debt: 0, lots } as never;
    a.sell(1, member, { spend: 80, standing });
    b.sell(1, member, { spend: 90, standing });
    await Promise.all([a.push(), b.push()]);
    expect((await a.pullAll()).get(`member ${member}`)).toMatchObject({ balance: -70, debt: 70, lots: [] });
    a.sell(80, member);
    await a.push();
    expect((await a.pullAll()).get(`member ${member}`)).toMatchObject({ balance: 30, debt: 0 });
  });
});

test('everything above is proven again by verify', async () => {
  const { findings, counts } = await verifyCentre(chain.databaseUrl);
  expect(findings).toEqual([]);
  expect(counts.records).toBeGreaterThan(50);
  expect(counts.members).toBeGreaterThan(5);
  expect(chain.problems).toEqual([]);
});

test('verify finds a changed record, a changed entry and a changed balance', async () => {
  const till = await chain.till(99);
  const member = till.addMember('Last');
  const sale = till.sell(8, member);
  await till.push();
  expect(opened(till.log.at(-1) ?? (sale as never)).id).toBe(sale.id);
  await expect(chain.ask('UPDATE entry SET points = 1 WHERE member = $1', [member])).rejects.toThrow(/append-only/);
  await chain.ask(`SET session_replication_role = replica`);
  await chain.ask('UPDATE member_standing SET balance = balance + 1 WHERE member = $1', [member]);
  await chain.ask(`UPDATE record SET body = replace(body, 'cash', 'card') WHERE id = $1`, [sale.id]);
  await chain.ask('UPDATE entry SET points = points + 1 WHERE member = $1', [member]);
  await chain.ask(`SET session_replication_role = origin`);
  // The balance no longer is its lots: even reading it back is refused.
  const { findings } = await verifyCentre(chain.databaseUrl);
  expect(new Set(findings.map(({ truth }) => truth))).toEqual(new Set([1, 2, 4]));
});
