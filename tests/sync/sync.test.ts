import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareStates } from '../../cli/verify/compare.ts';
import type { ProductState } from '../../contract/sync/states.ts';
import { openReplica, readReplica } from '../../db/replica/replica.ts';
import { countedOfAll } from '../../db/totals.ts';
import { verifyTill } from '../../db/verify.ts';
import { bani } from '../../domain/amount/bani.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import { enrolled, heldAt, isSettled, overLine, until } from './overLine.ts';

/** The till's sync against the real centre on a real PostgreSQL, over a line that is cut, slow, and loses answers. */
const over = overLine();

test('what one till writes the other knows, soon and both ways', async () => {
  const [one, two] = [await enrolled(over, 1), await enrolled(over, 2)];
  await until(isSettled(one));
  await until(isSettled(two));

  const member = one.addMember('Ștefan Rusu');
  await until(() => expect(two.replica.member(member)?.person?.name).toBe('Ștefan Rusu'));
  const back = two.addMember('Наталья Попова');
  const from = performance.now();
  await until(() => expect(one.replica.member(back)?.person?.name).toBe('Наталья Попова'));
  // The pull waits at the centre for news: nobody polls.
  expect(performance.now() - from).toBeLessThan(3000);
  expect(one.replica.product({ ean: '4840000000016' })?.name).toBe('Pâine albă');
});

test('a product reaches the till with everything the rules ask of it, as it is now, and keeps it', async () => {
  const till = await enrolled(over, 1);
  await until(isSettled(till));
  const cheese: ProductState = {
    kind: 'product',
    sku: '20001',
    ean: '4840000000023',
    name: 'Brânză „Sărată”',
    category: 'dairy',
    price: bani(18990),
    vat: vatRate(800),
    unit: 'kg',
    active: true,
    brand: 'Țara Noastră',
    tags: ['local', 'a,b "c" {d}', 'brânză'],
    minPrice: bani(15000),
  };
  const { brand: _, minPrice: _min, ...bare } = cheese;
  const untagged: ProductState = { ...bare, sku: '20002', ean: '', tags: [] };
  await over.chain.admin.putProducts([cheese, untagged]);
  await until(() => expect(till.replica.product({ sku: '20001' })).toEqual(cheese));
  expect(till.replica.product({ sku: '20002' })).toEqual(untagged);

  // What is taken away is gone, not what it was before.
  const { tags: _tags, ...plain } = bare;
  await over.chain.admin.putProducts([{ ...plain, unit: 'piece' }]);
  await until(() => expect(till.replica.product({ sku: '20001' })).toEqual({ ...plain, unit: 'piece' }));
  await till.restart();
  const reopened = readReplica(join(till.dir, 'members.db'));
  expect(reopened.product({ ean: '4840000000023' })).toEqual({ ...plain, unit: 'piece' });
  expect(reopened.product({ sku: '20002' })).toEqual(untagged);
  reopened.close();
});

test('what everybody counted is at each till, and at the centre, the sum of all records, however the line was', async () => {
  const pair = [await enrolled(over, 1), await enrolled(over, 2)] as const;
  const keys = ['used:a', 'used:b'];
  const sums = new Map<string, number>();
  const members = pair.map((till, i) => till.addMember(`Membru ${i}`));
  // Chance with a seed of its own: the same uses in every run.
  let seed = 7;
  const draw = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 30; round++) {
    const i = draw(2);
    const [till, member, key] = [pair[i], members[i], keys[draw(2)]];
    if (till === undefined || member === undefined || key === undefined) continue;
    const by = draw(4) === 0 && (sums.get(key) ?? 0) > 1 ? -1 : 1 + draw(3);
    const count = { member: null, key, day: null, by, line: null, whole: true };
    till.append({ kind: 'event', member, event: 'used', trace: [], entries: [], counts: [count] });
    sums.set(key, (sums.get(key) ?? 0) + by);
    if (round % 6 === 5) over.line.set((['cut', 'whole', 'deaf', 'whole'] as const)[draw(4)] ?? 'whole');
    if (round % 7 === 6) await new Promise((resolve) => setTimeout(resolve, 40));
    if (round === 17) await pair[0].restart();
    // What this till did itself it knows at once, whatever the centre has heard.
    const own = till.ledger.countedOfAll().find((one) => one.key === key)?.n ?? 0;
    const known = countedOfAll(till.ledger, till.replica, [key])[0]?.n ?? 0;
    expect(known).toBeGreaterThanOrEqual(Math.min(own, sums.get(key) ?? 0));
    expect(known).toBeLessThanOrEqual(Math.max(own, sums.get(key) ?? 0) + 1);
  }
  over.line.set('whole');
  for (const till of pair) till.addPlain();
  for (const till of pair) await until(isSettled(till));
  const all = keys.map((key) => ({ key, day: null, n: sums.get(key) ?? 0 }));
  for (const till of pair) {
    await until(() => expect(countedOfAll(till.ledger, till.replica, keys)).toEqual(all));
    const files = { ledgerFile: join(till.dir, 'ledger.db'), membersFile: join(till.dir, 'members.db') };
    expect(verifyTill(files).findings).toEqual([]);
  }
  expect(await over.chain.totals()).toEqual(Object.fromEntries(sums));
});

test('a wrong count, lot or coupon in a till’s copy is found by comparing it with the centre, whoever made it look right', async () => {
  const till = await enrolled(over, 1);
  const member = till.addMember('Ana Ceban');
  const files = { ledgerFile: join(till.dir, 'ledger.db'), membersFile: join(till.dir, 'members.db') };
  const counts = [
    { member, key: 'stamps:cafea', day: null, by: 4, line: null, whole: true },
    { member: null, key: 'used:a', day: null, by: 4, line: null, whole: true },
  ];
  till.append({ kind: 'event', member, event: 'used', trace: [], entries: [], counts });
  await until(isSettled(till));
  await until(() => expect(till.replica.member(member)?.tally).toEqual([{ key: 'stamps:cafea', day: null, n: 4 }]));
  await until(() => expect(till.replica.total('used:a')?.n).toBe(4));
  await till.sync.close();
  expect(await compareStates(files, over.chain.databaseUrl)).toEqual({ findings: [], states: 2 });

  // As if told so, with a check sum that holds: only the centre knows better.
  const told = till.replica.member(member);
  const { cursor, epoch } = till.replica.syncState();
  const writer = openReplica(files.membersFile);
  const wrong = { ...told, tally: [{ key: 'stamps:cafea', day: null, n: 5 }] };
  const total = { kind: 'totals', id: 'used:a', n: 5, counted: told?.counted };
  writer.applyPull({ epoch: epoch ?? '', cursor, heardAt: 1, nowMs: 1, states: [wrong, total] });
  writer.close();
  expect(verifyTill(files).findings).toEqual([]);
  const { findings } = await compareStates(files, over.chain.databaseUrl);
  expect(findings.toSorted()).toMatchObject([
    'count used:a of everybody is 5 here, 4 at the centre',
    expect.stringMatching(/^member .*"n":5.* here, .*"n":4.* at the centre$/),
  ]);
});

test('own records are folded into members.db before the centre has heard of them, and only once', async () => {
  const till = await enrolled(over, 1);
  await until(isSettled(till));
  over.line.set('cut');
  const member = till.addMember('Ana Ceban');
  await till.sync.folded(till.head);
  expect(till.replica.member(member)).toMatchObject({ told: false, person: { name: 'Ana Ceban' } });
  over.line.set('whole');
  till.addPlain();
  await until(isSettled(till));
  await until(() => expect(till.replica.member(member)?.told).toBe(true));
});

test('a backlog of thousands drains in batches, each record once', async () => {
  const till = await enrolled(over, 1);
  over.line.set('cut');
  await until(() => expect(till.last?.state).toBe('offline'));
  till.addBacklog(2500);
  over.line.set('whole');
  till.addPlain(); // the next sale tries at once, whatever the pause
  await until(isSettled(till));
  expect(till.head).toBe(2502);
  expect(await heldAt(over, till)).toBe(2502);
});

test('answers lost after the centre had stored everything: repeated, stored once', async () => {
  const till = await enrolled(over, 1);
  await until(isSettled(till));
  over.line.set('deaf');
  const member = till.addMember('Ion Moraru');
  await until(async () => expect(await heldAt(over, till)).toBe(till.head));
  await until(() => expect(till.last?.state).toBe('offline'));
  expect(till.acked).toBeLessThan(till.head);
  over.line.set('whole');
  await until(isSettled(till));
  expect(await heldAt(over, till)).toBe(till.head);
  expect(till.replica.member(member)?.person?.name).toBe('Ion Moraru');
});

test('cut again and again while it sells, and restarted in between: nothing missing, nothing twice', async () => {
  const till = await enrolled(over, 1);
  for (let round = 0; round < 8; round++) {
    till.addMember(`Membru ${round}`);
    till.addPlain();
    over.line.set((['cut', 'deaf', 'whole'] as const)[round % 3] ?? 'whole');
    await new Promise((resolve) => setTimeout(resolve, 60));
    if (round % 4 === 3) await till.restart();
  }
  over.line.set('whole');
  till.addPlain();
  await until(isSettled(till));
  expect(await heldAt(over, till)).toBe(till.head);
  expect(till.troubles).toEqual([]);
});

test('a centre restored under a new epoch gets again what it lost, and tells all anew', async () => {
  const till = await enrolled(over, 1);
  const member = till.addMember('Maria Lungu');
  await until(isSettled(till));
  const before = till.replica.syncState();

  await over.chain.admin.newEpoch();
  till.addPlain();
  await until(() => expect(till.replica.syncState().epoch).not.toBe(before.epoch));
  await until(isSettled(till));
  expect(till.replica.member(member)?.person?.name).toBe('Maria Lungu');
  expect(await heldAt(over, till)).toBe(till.head);
});

test('the centre goes away and comes back elsewhere: shown offline at once, found again by itself', async () => {
  const till = await enrolled(over, 1);
  await until(isSettled(till));
  const other = await over.chain.another();
  await over.chain.centre.stop();
  till.addPlain();
  await until(() => expect(till.last?.state).toBe('offline'));
  over.line.lead(other.url);
  await until(isSettled(till));
  expect(await heldAt(over, till)).toBe(till.head);
});

test('a cloned disk: the second life is met with an alarm at its first word, the first goes on', async () => {
  const till = await enrolled(over, 1);
  await until(isSettled(till));
  const backup = await till.copy();
  over.tills.push(backup);
  await until(isSettled(backup));
  await until(isSettled(till));
  const common = till.head;

  till.addMember('Ana Ceban');
  await until(isSettled(till));
  backup.addMember('Vasile Munteanu');
  await until(() => expect(backup.last?.fork).not.toBeNull());
  expect(backup.last?.fork?.seq).toBe(common + 1);
  expect(backup.last?.fork?.expectedPrevHash).toBe(
    till.ledger.hashAt({ incarnation: till.identity.incarnation, seq: common }),
  );
  expect(backup.acked).toBe(common);
  // A backup that is behind is met before it sells anything.
  await backup.restart();
  await until(() => expect(backup.last?.fork).not.toBeNull());
  till.addPlain();
  await until(isSettled(till));
});

test('a worker that cannot use its file is started again and again, slower each time; the log is not touched', async () => {
  const till = await enrolled(over, 1);
  await until(isSettled(till));
  await till.sync.close();
  const file = join(till.dir, 'members.db');
  const kept = readFileSync(file);
  writeFileSync(file, 'not a database at all'.repeat(1000));
  await till.restart();
  await until(() => expect(till.troubles.length).toBeGreaterThan(1));
  expect(till.troubles[0]?.message).toContain('members.db');
  await expect(till.sync.folded(till.head + 1)).rejects.toThrow();
  writeFileSync(file, kept);
  till.addPlain();
  await until(isSettled(till));
});

test('a till whose key was ended is refused, and says so', async () => {
  const till = await enrolled(over, 1);
  await until(isSettled(till));
  await over.chain.admin.endKey(till.identity.till);
  till.addPlain();
  await until(() => expect(till.last?.state).toBe('refused'));
});

test('a code that is wrong, and a centre that is not there', async () => {
  const { openCentre } = await import('../../electron/sync/centre.ts');
  const centre = openCentre();
  expect(await centre.enrol(over.line.url, 'NOPE-NOPE')).toMatchObject({
    ok: false,
    refusal: { code: 'setup.codeWrong' },
  });
  over.line.set('cut');
  expect(await centre.enrol(over.line.url, 'NOPE-NOPE')).toMatchObject({
    ok: false,
    refusal: { code: 'setup.centreUnreachable', params: { url: over.line.url } },
  });
  centre.close();
});

test('a question that a person waits for ends in its time when the centre is deaf', async () => {
  const { openCentre } = await import('../../electron/sync/centre.ts');
  const till = await enrolled(over, 1);
  await until(isSettled(till));
  const centre = openCentre();
  centre.use(till.identity);
  expect(await centre.receipt('R0001010000019', 2000)).toBeNull();
  over.line.set('cut');
  const from = performance.now();
  expect(await centre.receipt('R0001010000019', 300)).toBe('unreachable');
  expect(performance.now() - from).toBeLessThan(1000);
  centre.close();
});
