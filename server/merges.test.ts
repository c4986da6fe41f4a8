import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../cli/postgres/testing/guest.ts';
import { mergeState } from '../contract/sync/states.ts';
import { points } from '../domain/amount/points.ts';
import { lotOf, type MemberId, memberId, type RecordId, recordId, uuid7 } from '../domain/identity/ids.ts';
import { mergePair } from '../domain/merge/merge.ts';
import { Merges } from '../domain/merge/merges.ts';
import type { ErasureReason, RecordBody } from '../domain/record/record.ts';
import { startChain, type TestChain } from './testing/chain.ts';
import { freshId, type TestTill } from './testing/till.ts';
import { verifyCentre } from './verify.ts';

let postgres: Guest;
let chain: TestChain;
let a: TestTill;
let b: TestTill;

beforeAll(async () => {
  postgres = await comeIn();
  chain = await startChain(postgres.url);
  [a, b] = [await chain.till(1), await chain.till(2, 1)];
});
afterAll(async () => {
  expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  await chain?.stop();
  await postgres?.stop();
});

function merge(till: TestTill, one: MemberId, other: MemberId): RecordBody {
  const { kept: member, alias } = mergePair(one, other);
  return till.add({ kind: 'merged', member, alias, entries: [] });
}
function unmerge(till: TestTill, of: RecordBody): RecordBody {
  if (of.kind !== 'merged') return expect.fail('a merge');
  return till.add({ kind: 'unmerged', member: of.member, alias: of.alias, merges: [of.id], entries: [] });
}
function erase(till: TestTill, members: readonly MemberId[], reason: ErasureReason = 'asked'): RecordBody {
  const [member = expect.fail('somebody')] = members;
  return till.add({ kind: 'erased', member, members, reason, entries: [] });
}
function edit(
  till: TestTill,
  member: MemberId,
  changes: Readonly<Record<string, unknown>>,
  of: { at?: number; seen?: number } = {},
): RecordBody {
  const beside = { salt: '1'.repeat(32), text: JSON.stringify({ changes }) };
  const { at = chain.clock.nowMs, seen = 0 } = of;
  return till.add({ kind: 'edit', member, fields: Object.keys(changes), entries: [], at, seen }, { beside });
}
/** Points out of nothing, in a lot of their own. */
function give(till: TestTill, member: MemberId, amount: number): void {
  const id = freshId();
  const lot = lotOf(recordId(id), 0);
  till.add(
    { kind: 'goodwill', member, entries: [{ member, points: points(amount), contra: 'goodwill', lot, expires: null }] },
    { id },
  );
}
/** Pushes what is not pushed yet. */
const pushed = new Map<TestTill, number>();
async function push(till: TestTill): Promise<void> {
  await till.push(till.log.slice(pushed.get(till) ?? 0));
  pushed.set(till, till.log.length);
}
const hold = (till: TestTill, member: MemberId, amount: number): Promise<unknown> =>
  till.post('/v1/holds', { record: freshId(), member, points: amount });
const alarms = (kind: string): Promise<number> => chain.ask('SELECT count(*)::int FROM alarm WHERE kind = $1', [kind]);
const person = async (till: TestTill, member: MemberId): Promise<unknown> =>
  (await till.pullAll()).get(`member ${member}`);

describe('members merged', () => {
  test('are told as merges, each with their own points; their end stays told', async () => {
    const [one, other] = [a.addMember('Ana'), a.addMember('Ana L')];
    give(a, one, 100);
    give(a, other, 20);
    const merged = merge(a, one, other);
    await push(a);
    const states = await b.pullAll();
    expect(states.get(`merge ${merged.id}`)).toEqual({
      kind: 'merge',
      id: merged.id,
      ...twoOf(one, other),
      undone: false,
    });
    expect([one, other].map((id) => states.get(`member ${id}`)?.['balance'])).toEqual([100, 20]);
    unmerge(a, merged);
    await push(a);
    expect((await b.pullAll()).get(`merge ${merged.id}`)).toMatchObject({ undone: true });
    expect([one, other].map((id) => states.get(`member ${id}`)?.['balance'])).toEqual([100, 20]);
  });

  test('may be spent of together, and what is held of one is held of all', async () => {
    const [one, other] = [a.addMember('Ion'), a.addMember('Ion C')];
    give(a, one, 100);
    give(a, other, 20);
    await push(a);
    expect(await hold(b, one, 120)).toEqual({ granted: false, available: 100 });
    const merged = merge(a, one, other);
    await push(a);
    expect(await hold(b, other, 110)).toEqual({ granted: true, available: 120 });
    expect(await hold(a, one, 20)).toEqual({ granted: false, available: 10 });
    expect(await hold(a, one, 10)).toEqual({ granted: true, available: 10 });
    const { entries } = (await b.get(`/v1/members/${other}/history`)) as { entries: { points: number }[] };
    expect(entries.map((entry) => entry.points).sort()).toEqual([100, 20]);
    unmerge(a, merged);
    await push(a);
    expect(await hold(b, other, 20)).toMatchObject({ available: 0 });
  });

  test('come to the same persons in every order of arrival, also an end before its merge; sums stay', async () => {
    const sum = (): Promise<number> => chain.ask('SELECT COALESCE(sum(balance), 0)::int FROM member_standing');
    const before = await sum();
    const members = [1, 2, 3, 4].map((n) => a.addMember(`Vali ${n}`));
    await push(a);
    for (const [n, order] of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ].entries()) {
      const tills = [await chain.till(20 + 3 * n), await chain.till(21 + 3 * n), await chain.till(22 + 3 * n)];
      const [x, y, z] = tills;
      const [m1, m2, m3, m4] = members;
      if (x === undefined || y === undefined || z === undefined) return;
      if (m1 === undefined || m2 === undefined || m3 === undefined || m4 === undefined) return;
      const chained = merge(x, m1, m2);
      merge(y, m2, m3);
      const ring = merge(z, m3, m1);
      // Taken back where it was only heard of; it may well come before.
      unmerge(y, chained);
      const apart = merge(x, m3, m4);
      unmerge(z, apart);
      for (const i of order) await push(tills[i] ?? x);
      const all = new Merges();
      for (const state of (await b.pullAll()).values()) {
        if (state.kind !== 'merge') continue;
        const { id, member, alias, undone } = mergeState.parse(state);
        all.add({ record: id, member, alias, undone });
      }
      expect(all.group(m1)).toEqual([m1, m2, m3].sort());
      expect(all.group(m4)).toEqual([m4]);
      const held = await chain.ask<string[]>(
        `SELECT array_agg(alias::text ORDER BY alias) FROM member_merge WHERE NOT undone AND record = $1`,
        [ring.id],
      );
      expect(held).toEqual([mergePair(m3, m1).alias]);
      for (const till of tills)
        for (const one of till.log.toReversed()) if (one.body.includes('"merged"')) unmergeAll(till, one.body);
      for (const till of tills) await push(till);
    }
    expect(await sum()).toBe(before);
  });

  test('apart by tills that did not know of each other are kept, and put before a person', async () => {
    const [one, two, three] = [a.addMember('Olea'), a.addMember('Olga'), a.addMember('Olguța')].sort();
    if (one === undefined || two === undefined || three === undefined) return;
    await push(a);
    const apart = await alarms('mergedApart');
    merge(a, one, two);
    await push(a);
    // The same two at another till: the same thing said twice.
    const twice = merge(b, one, two);
    await push(b);
    expect(await alarms('mergedApart')).toBe(apart);
    // The second is merged with a third by a till that takes it for one of its own.
    merge(b, two, three);
    await push(b);
    expect(await alarms('mergedApart')).toBe(apart + 1);
    const still = await alarms('unmergedStillOne');
    unmerge(b, twice);
    await push(b);
    expect(await alarms('unmergedStillOne')).toBe(still + 1);
  });

  test('taken apart and merged again by one till are no surprise, also where all of it arrives at once', async () => {
    const [one, other] = [a.addMember('Rodica'), a.addMember('Rodica M')];
    await push(a);
    const still = await alarms('unmergedStillOne');
    unmerge(a, merge(a, one, other));
    merge(a, one, other);
    await push(a);
    expect(await alarms('unmergedStillOne')).toBe(still);
    // Of two merges that one record takes back neither is told of while the other is read.
    const [again, twice] = [merge(b, one, other), merge(b, one, other)];
    if (again.kind !== 'merged') return expect.fail('a merge');
    const { member, alias } = again;
    const merges = [again.id, twice.id, ...(await standing(member, alias))].sort();
    b.add({ kind: 'unmerged', member, alias, merges: [...new Set(merges)], entries: [] });
    await push(b);
    expect(await alarms('unmergedStillOne')).toBe(still);
  });
});

/** The records of merges of these two that stand at the centre. */
const standing = async (member: MemberId, alias: MemberId): Promise<RecordId[]> =>
  (await chain.ask<RecordId[] | null>(
    'SELECT array_agg(record) FROM member_merge WHERE member = $1 AND alias = $2 AND NOT undone',
    [member, alias],
  )) ?? [];

/** Takes back every merge of a till. */
function unmergeAll(till: TestTill, body: string): void {
  unmerge(till, JSON.parse(body) as RecordBody);
}

function twoOf(one: MemberId, other: MemberId): { readonly member: MemberId; readonly alias: MemberId } {
  const { kept: member, alias } = mergePair(one, other);
  return { member, alias };
}

/** Every text of every table, as a dump of the database would have it. */
async function everyText(): Promise<string> {
  const tables = await chain.ask<string[]>(
    `SELECT array_agg(quote_ident(table_name)::text) FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  let all = '';
  for (const table of tables) {
    all += (await chain.ask<string | null>(`SELECT string_agg(t::text, ' ') FROM ${table} t`)) ?? '';
  }
  return all.toLowerCase();
}

describe('a person erased', () => {
  test('is in no text of the database, whatever arrives later; points and the chain stay', async () => {
    const [away, other] = [await chain.till(50), await chain.till(51)];
    const member = a.addMember('Zgardanov Gheorghe', '2900000000995');
    const twin = a.addMember('Zgardanov Gh.');
    give(a, member, 100);
    edit(a, member, { phone: '+37368777123' });
    merge(a, member, twin);
    await push(a);
    expect(await everyText()).toContain('zgardanov');
    erase(other, [member, twin].sort());
    // A till that was away: it changes who he is, and blocks his card with a text beside.
    edit(away, member, { name: 'Zgardanov cel Bătrân' }, { at: chain.clock.nowMs + 10 });
    away.add(
      { kind: 'cardBlocked', member, entries: [] },
      { beside: { salt: '2'.repeat(32), text: JSON.stringify({ card: '2900000000995', replaces: null }) } },
    );
    await push(other);
    await push(away);
    const left = await everyText();
    for (const trace of ['zgardanov', 'gheorghe', '68777123', 'bătrân'])
      expect(left.includes(trace), trace).toBe(false);
    expect(await person(b, member)).toMatchObject({ person: null, erased: true, balance: 100 });
    // His card leads to him still, so that a cashier can be told; it stays blocked as the till wanted.
    expect((await b.pullAll()).get('card 2900000000995')).toMatchObject({ member, blocked: true });
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  });

  test('stays so when the till that enrolled them tells of it only afterwards, or appends it again in a new life', async () => {
    const late = await chain.till(60);
    const member = late.addMember('Vasilcău Pantelimon');
    erase(b, [member]);
    await push(b);
    await push(late);
    expect(await person(b, member)).toMatchObject({ person: null, erased: true });
    // The same records in a new life: counted once, and their texts are not taken in again.
    const again = late.log.find(({ body }) => body.includes('"enrolment"')) ?? expect.fail('enrolled');
    const life = await chain.till(61);
    const { kind, member: who, consent, entries } = JSON.parse(again.body) as never;
    life.add(
      { kind, member: who, consent, entries } as never,
      { id: (JSON.parse(again.body) as { id: string }).id, beside: again.beside ?? undefined } as never,
    );
    await push(life);
    expect((await everyText()).includes('pantelimon')).toBe(false);
  });

  test('is told to every till, also where a restored centre has lost the enrolment and no disk has it any more', async () => {
    const born = Date.UTC(2026, 10, 21, 22, 30);
    const member = memberId(uuid7(born, new Uint8Array(10)));
    erase(b, [member]);
    await push(b);
    // Their id says when they came: 22:30 UTC is the next day in Chișinău.
    expect(await person(a, member)).toMatchObject({ person: null, erased: true, joined: '2026-11-22' });
  });

  test('who is merged with somebody who is not is put before a person, and works on', async () => {
    const [one, other] = [a.addMember('Petru'), a.addMember('Petrică')];
    await push(a);
    erase(a, [one]);
    await push(a);
    const before = await alarms('mergedErased');
    merge(b, one, other);
    await push(b);
    expect(await alarms('mergedErased')).toBe(before + 1);
    expect(await person(a, other)).toMatchObject({ person: { name: 'Petrică' } });
  });

  test('after they were merged and taken apart is nothing to look at, also where all of it arrives at once', async () => {
    const [one, other] = [a.addMember('Sergiu'), a.addMember('Serghei')];
    await push(a);
    const before = await alarms('mergedErased');
    unmerge(b, merge(b, one, other));
    erase(b, [one]);
    await push(b);
    expect(await alarms('mergedErased')).toBe(before);
    // Merged again by who may know that one of them is nobody any more.
    merge(b, one, other);
    await push(b);
    expect(await alarms('mergedErased')).toBe(before + 1);
  });
});

describe('a person edited', () => {
  test('is told with a version; what a till changes over it wins with a clock behind, and a withdrawal over a grant apart', async () => {
    const member = a.addMember('Lidia');
    await push(a);
    edit(a, member, { name: 'Lidia Rusu', marketing: true });
    await push(a);
    const told = (await person(b, member)) as { edited: number };
    expect(told.edited).toBeGreaterThanOrEqual(chain.clock.nowMs);
    edit(b, member, { name: 'Lidia Ceban' }, { at: told.edited + 1, seen: told.edited });
    await push(b);
    // Both apart, the grant with the later clock, and it arrives last.
    edit(b, member, { marketing: false }, { at: 5, seen: told.edited });
    await push(b);
    edit(a, member, { marketing: true }, { at: chain.clock.nowMs + 1000, seen: told.edited });
    await push(a);
    expect(await person(a, member)).toMatchObject({ person: { name: 'Lidia Ceban', marketing: false } });
    const now = (await person(a, member)) as { edited: number };
    edit(a, member, { marketing: true }, { at: now.edited + 1, seen: now.edited });
    await push(a);
    expect(await person(a, member)).toMatchObject({ person: { marketing: true } });
  });
});

test('verify finds a merge that is kept otherwise than it was said, one that nobody said, and whatever is left of who is erased', async () => {
  const [one, other, gone] = [a.addMember('Ada'), a.addMember('Ada B'), a.addMember('Zgribu')];
  const merged = merge(a, one, other);
  await push(a);
  erase(a, [gone]);
  await push(a);
  await chain.ask('UPDATE member_merge SET undone = true WHERE record = $1', [merged.id]);
  await chain.ask(
    `INSERT INTO person (member, name, call_name, language, marketing) VALUES ($1, 'Zgribu', '', 'ro', false)`,
    [gone],
  );
  expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([
    { truth: 2, where: `merge ${merged.id}`, detail: 'what is kept of it is not what the records say' },
    { truth: 11, where: `member ${gone}`, detail: 'was erased, and texts about them are still there' },
  ]);
  await chain.ask('UPDATE member_merge SET undone = false WHERE record = $1', [merged.id]);
  await chain.ask('DELETE FROM person WHERE member = $1', [gone]);
});
