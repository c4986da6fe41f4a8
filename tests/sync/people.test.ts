import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { compareStates } from '../../cli/verify/compare.ts';
import { type Members, members } from '../../db/members.ts';
import { verifyTill } from '../../db/verify.ts';
import { points } from '../../domain/amount/points.ts';
import { lotOf, type MemberId, recordId, uuid7 } from '../../domain/identity/ids.ts';
import { mergePair } from '../../domain/merge/merge.ts';
import { startChain, type TestChain } from '../../server/testing/chain.ts';
import { verifyCentre } from '../../server/verify.ts';
import { type Line, openLine } from './line.ts';
import { SyncedTill } from './till.ts';

/** Members merged, unmerged, edited and erased at two tills apart, over a real centre. */
let postgres: Guest;
let chain: TestChain;
let line: Line;
let one: SyncedTill;
let two: SyncedTill;

beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  chain = await startChain(postgres.url);
  line = await openLine(chain.centre.url);
  one = await enrolled(1, chain.centre.url);
  // The second is the one that is cut off.
  two = await enrolled(2, line.url);
  await until(() => expect([one, two].map((till) => till.last?.state)).toEqual(['connected', 'connected']));
});
afterEach(async () => {
  for (const till of [one, two]) {
    const files = { ledgerFile: join(till.dir, 'ledger.db'), membersFile: join(till.dir, 'members.db') };
    expect(verifyTill(files).findings).toEqual([]);
    expect((await compareStates(files, chain.databaseUrl)).findings).toEqual([]);
  }
  expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  await Promise.all([one.close(), two.close()]);
  await line.close();
  await chain.stop();
});

async function enrolled(number: number, url: string): Promise<SyncedTill> {
  const id = await chain.admin.addTill({ store: chain.stores[0], number });
  return SyncedTill.enrol(url, await chain.admin.makeEnrolmentCode(id));
}
const until = (truth: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(truth, { timeout: 25_000, interval: 20 });
/** The one way a till asks about members. */
const at = (till: SyncedTill): Members => members(till.ledger, till.replica);

let made = 0;
function give(till: SyncedTill, member: MemberId, amount: number): void {
  const lot = lotOf(recordId(uuid7(++made, new Uint8Array(10))), 0);
  const entries = [{ member, points: points(amount), contra: 'adjust' as const, lot, expires: null }];
  till.append({ kind: 'adjust', member, entries });
}
function merge(till: SyncedTill, a: MemberId, b: MemberId): void {
  const { kept: member, alias } = mergePair(a, b);
  till.append({ kind: 'merged', member, alias, entries: [] });
}
function unmerge(till: SyncedTill, of: MemberId): void {
  const [{ member, alias, record } = expect.fail('merged')] = at(till).mergesAmong(at(till).find(of)?.ids ?? []);
  till.append({ kind: 'unmerged', member, alias, merges: [record], entries: [] }, null, record);
}

/** Who a person is and what they have, as a till knows it. */
const known = (till: SyncedTill, member: MemberId): unknown[] => {
  const found = at(till).find(member);
  return [found?.ids, found?.standing.balance];
};

test('merges made and taken back at two tills apart come to the same persons and points at both', async () => {
  const [a, b, c] = [one.addMember('Ana'), one.addMember('Ana L'), two.addMember('Ana Lupu')];
  give(one, a, 100);
  give(two, c, 20);
  await until(() => {
    for (const till of [one, two])
      expect([a, b, c].map((id) => at(till).find(id)?.standing.balance)).toEqual([100, 0, 20]);
  });
  line.set('cut');
  merge(one, a, b);
  merge(two, b, c);
  give(two, b, 7);
  // Each till has what it did at once, and the points with it.
  expect(known(one, b)).toEqual([[a, b], 100]);
  expect(known(two, c)).toEqual([[b, c], 27]);
  line.set('whole');
  await until(() => {
    for (const till of [one, two]) for (const id of [a, b, c]) expect(known(till, id)).toEqual([[a, b, c], 127]);
  });
  line.set('cut');
  unmerge(two, a);
  expect(known(two, a)).toEqual([[a], 100]);
  line.set('whole');
  await until(() => {
    for (const till of [one, two]) {
      expect([a, b, c].map((id) => known(till, id))).toEqual([
        [[a], 100],
        [[b, c], 27],
        [[b, c], 27],
      ]);
    }
  });
});

/** Whatever of a name stands in a till's files. */
function traces(till: SyncedTill, ...of: readonly string[]): string[] {
  return readdirSync(till.dir).flatMap((name) => {
    const bytes = readFileSync(join(till.dir, name)).toString('latin1').toLowerCase();
    return of.filter((trace) => bytes.includes(trace)).map((trace) => `${trace} in ${name}`);
  });
}

test('an erasure reaches a till that was away, wins over what it changed meanwhile, and takes the words from its files', async () => {
  const member = one.addMember('Zgardanov');
  await until(() => expect(at(two).find(member)?.person?.name).toBe('Zgardanov'));
  line.set('cut');
  const text = { changes: { name: 'Vasilcău', phone: '+37368777123' } };
  two.append(
    { kind: 'edit', member, fields: ['name', 'phone'], entries: [], at: chain.clock.nowMs, seen: 0 },
    { salt: '3'.repeat(32), text: JSON.stringify(text) },
  );
  give(two, member, 9);
  expect(traces(two, 'vasilc').length).toBeGreaterThan(0);
  one.append({ kind: 'erased', member, members: [member], reason: 'asked', entries: [] });
  one.ledger.forgetTexts([member]);
  await until(() => expect(at(one).find(member)?.person).toBeNull());
  line.set('whole');
  await until(() => {
    for (const till of [one, two])
      expect(at(till).find(member)).toMatchObject({ person: null, standing: { balance: 9 } });
  });
  // What the till does when its worker says that members.db has changed.
  for (const till of [one, two]) till.ledger.forgetTexts(till.replica.erasedAfter(0).map((each) => each.member));
  await until(() => {
    for (const till of [one, two]) till.ledger.checkpoint();
    for (const till of [one, two]) expect(traces(till, 'zgardanov', 'vasilc', '68777123', '32177786')).toEqual([]);
  });
});
