import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { giftCards } from '../../db/giftcards.ts';
import { members } from '../../db/members.ts';
import { everyGiftCard } from '../../db/replica/giftcards.ts';
import { everyMember } from '../../db/replica/people.ts';
import { readReplica } from '../../db/replica/replica.ts';
import { countedOfAll } from '../../db/totals.ts';
import { verifyTill } from '../../db/verify.ts';
import { memberId } from '../../domain/identity/ids.ts';
import { Courtesy } from '../../electron/courtesy.ts';
import type { SnapshotProgress } from '../../electron/till/links.ts';
import { startChain, type TestChain } from '../../server/testing/chain.ts';
import { openShelfHand, type ShelfHand } from '../../server/testing/shelf.ts';
import type { CounterTill } from './counter.ts';
import { openNarrowLine } from './narrow.ts';
import { type Deed, deed, drawSnapshot, enrolCounter, Story } from './story.ts';

/** A snapshot and what is pulled after it are what pulling from zero gives, whatever the till did itself meanwhile. */
let postgres: Guest;
let chain: TestChain;
const tills: CounterTill[] = [];
beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(() => postgres.stop());

const found = (till: CounterTill): readonly unknown[] =>
  verifyTill({ ledgerFile: join(till.dir, 'ledger.db'), membersFile: till.membersFile }).findings;

/** Everything that a till knows from its two files, in a form that does not depend on how it came to know it. */
function known({ ledger, identity }: CounterTill, file: string): unknown {
  const replica = readReplica(file);
  try {
    const people = members(ledger, replica);
    const money = giftCards(ledger, replica);
    const ids = [...everyMember(file)].map(({ id }) => memberId(id)).sort();
    const { cursor, epoch, members: count } = replica.syncState();
    return {
      members: ids.map((id) => {
        const one = people.find(id);
        const { balance, debt, lots, tally, coupons } = people.standing(id).standing;
        return { id, person: one?.person, balance, debt, lots, tally, coupons, cards: people.cardsOf(id) };
      }),
      searched: people
        .search('membru', 50)
        .map(({ id }) => id)
        .sort(),
      money: Object.fromEntries([...everyGiftCard(file)].map(({ id }) => [id, money.find(id)?.standing])),
      totals: countedOfAll(ledger, replica, ['used:a']),
      product: replica.product({ sku: '10001' }),
      programmes: replica.programmes().map(({ version }) => version),
      chain: replica.chain(),
      store: replica.store(identity.store),
      till: replica.till(identity.till),
      staff: replica.staff(identity.store),
      unread: replica.unread(),
      sync: { cursor, epoch, count },
    };
  } finally {
    replica.close();
  }
}

/** A disk with members.db was lost, or it is a new one: the till begins with its log alone. */
function loseMembers({ dir }: CounterTill): void {
  for (const name of readdirSync(dir)) if (name.startsWith('members')) rmSync(join(dir, name));
}

test('snapshot and pull are a pull from zero, for any story of two tills; before the pull nothing of the own is missing or twice', async () => {
  const marks = { taken: 0, cards: 0, none: 0, uncounted: 0, lives: 0, erased: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 8, maxLength: 20 }), async (deeds) => {
      const world = await startChain(postgres.url);
      const story = await Story.begin(world);
      const { own } = story;
      const zero = mkdtempSync(join(tmpdir(), 'loial-zero-'));
      try {
        for (const one of deeds) await story.tell(one);
        marks.lives += story.marks.lives;
        marks.erased += story.marks.erased;
        loseMembers(own);
        if (!story.drawn) {
          marks.none += 1;
          expect(await own.takeSnapshot()).toBe('none');
          return;
        }
        marks.taken += 1;
        marks.uncounted += story.uncounted ? 1 : 0;
        expect(await own.takeSnapshot()).toBe('installed');
        expect(own.troubles).toEqual([]);
        expect(found(own)).toEqual([]);
        const replica = readReplica(own.membersFile);
        const people = members(own.ledger, replica);
        for (const { id, balance, name } of story.expected()) {
          const one = people.find(id);
          if (name === null) expect(one).toBeNull();
          else expect({ id, name: one?.person?.name, balance: one?.standing.balance }).toEqual({ id, name, balance });
        }
        for (const [code, blocked] of story.expectedCards()) {
          marks.cards += 1;
          expect(replica.card(code)?.blocked, code).toBe(blocked);
        }
        replica.close();

        // Twice: the first ends before all that it pushed itself is counted and comes back.
        await own.settle();
        await world.allCounted();
        await own.settle();
        await own.settle(join(zero, 'members.db'));
        expect(known(own, own.membersFile)).toEqual(known(own, join(zero, 'members.db')));
        expect(found(own)).toEqual([]);
      } finally {
        await story.end();
        await world.stop();
        rmSync(zero, { recursive: true, force: true });
      }
    }),
    {
      numRuns: Number(process.env['SNAPSHOT_RUNS'] ?? 4),
      // What was found to fail is told, however small it could still be made.
      ...(process.env['SNAPSHOT_RUNS'] === undefined
        ? { interruptAfterTimeLimit: 150_000, markInterruptAsFailure: true }
        : {}),
      // Stories in which all of it happens, whatever chance brings.
      examples: [
        [told('enrol give link sync snapshot give edit block sync')],
        [told('enrol give sync snapshot give sync newLife give')],
        [told('snapshot other.enrol other.sync edit give')],
      ],
    },
  );
  for (const [mark, times] of Object.entries(marks))
    expect(times, mark).toBeGreaterThanOrEqual(mark === 'none' || mark === 'erased' ? 0 : 1);
}, 180_000);

/** Deeds by their names: of the till that loses its members, unless it says `other.`. */
function told(text: string): Deed[] {
  return text.split(' ').map((said) => {
    const [does, who = 'own'] = said.split('.').reverse();
    return { who, does, which: 1 } as Deed;
  });
}

describe('one snapshot', () => {
  let hand: ShelfHand;
  beforeEach(async () => {
    chain = await startChain(postgres.url);
    hand = await openShelfHand(chain.databaseUrl);
  });
  afterEach(async () => {
    for (const till of tills.splice(0)) till.close();
    await hand.close();
    await chain.stop();
  });
  async function counter(number: number, store: 0 | 1 = 0): Promise<CounterTill> {
    const till = await enrolCounter(chain, number, store);
    tills.push(till);
    return till;
  }

  test('a till of any store takes it, and then pulls its own store’s staff, tills and receipts, of no other', async () => {
    const seller = await chain.till(1);
    const far = await chain.till(2, 1);
    const sale = seller.sell(2, null);
    const away = far.sell(1, null);
    await seller.push();
    await far.push();
    await drawSnapshot(chain);
    for (const [number, store, here, there] of [
      [3, 0, sale, away],
      [4, 1, away, sale],
    ] as const) {
      const till = await counter(number, store);
      expect(await till.takeSnapshot()).toBe('installed');
      await till.settle();
      const replica = readReplica(till.membersFile);
      expect(replica.receipt({ number: here.number })?.id).toBe(here.id);
      expect(replica.receipt({ number: there.number })).toBeNull();
      expect(replica.till(till.identity.till)).not.toBeNull();
      replica.close();
    }
  });

  test('receipts that ended since it was drawn do not come, and those that were changed come as they are', async () => {
    const seller = await chain.till(1);
    const old = seller.sell(1, null, { occurredAt: chain.clock.nowMs - 29 * 86_400_000 });
    const kept = seller.sell(1, null);
    await seller.push();
    await drawSnapshot(chain);
    seller.add({ kind: 'fiscalNumber', of: kept.id, fiscalNumber: 'F77', entries: [] });
    await seller.push();
    chain.clock.nowMs += 2 * 86_400_000;
    const till = await counter(2);
    expect(await till.takeSnapshot()).toBe('installed');
    await till.settle();
    const replica = readReplica(till.membersFile);
    expect(replica.receipt({ number: old.number })).toBeNull();
    expect(replica.receipt({ number: kept.number })?.fiscalNumber).toBe('F77');
    replica.close();
  });

  test('an old one with much that changed since is as good: what is pulled after it is all of that', async () => {
    const till = await counter(1);
    const other = await counter(2);
    const ids = Array.from({ length: 40 }, (_, i) => other.enrolMember(`Membru ${i}`));
    await other.settle();
    await drawSnapshot(chain);
    // Compaction: of three changes of one member the feed keeps the last.
    for (let round = 0; round < 3; round++) {
      for (const id of ids.slice(0, 30)) other.edit(id, { name: `Membru ${round} nou` });
      for (const id of ids) other.give(id, 1);
      await other.settle();
    }
    // What is held is counted right behind: until then two pulls may be told less and more of it.
    await chain.allCounted();
    expect(await till.takeSnapshot()).toBe('installed');
    await till.settle();
    const zero = join(till.dir, 'zero.db');
    await till.settle(zero);
    expect(known(till, till.membersFile)).toEqual(known(till, zero));
  });

  test('whoever is erased after a till took it vanishes from its file with the next pull, also from the search’s words', async () => {
    const other = await counter(1);
    const member = other.enrolMember('Xenofonta Petrenco');
    await other.settle();
    await drawSnapshot(chain);
    const till = await counter(2);
    expect(await till.takeSnapshot()).toBe('installed');
    await hand.erase(member);
    await till.settle();
    const files = readdirSync(till.dir).filter((name) => name.startsWith('members'));
    expect(files).toContain('members.1.db');
    for (const name of files.filter((one) => one !== 'members.db')) {
      expect(readFileSync(join(till.dir, name)).includes('enofont'), name).toBe(false);
    }
    expect(await (await counter(3)).takeSnapshot()).toBe('none');
  });

  test('another epoch than the till knows, a form that it cannot read, a centre that knows no snapshots: it pulls', async () => {
    const till = await counter(1);
    till.enrolMember('Ana Rusu');
    await till.settle();
    await drawSnapshot(chain);
    await chain.admin.newEpoch();
    await drawSnapshot(chain);
    expect(await till.takeSnapshot()).toBe('none');
    loseMembers(till);
    expect(await till.takeSnapshot()).toBe('installed');
    loseMembers(till);
    await hand.changeForm(1);
    expect(await till.takeSnapshot()).toBe('none');
    await hand.changeForm(-1);
    expect(await till.takeSnapshot()).toBe('installed');
  });

  test('bytes that are not what was promised are thrown away, once more asked for, and then the till pulls', async () => {
    const till = await counter(1);
    await drawSnapshot(chain);
    await hand.damage();
    expect(await till.takeSnapshot()).toBe('none');
    expect(till.troubles).toHaveLength(2);
    expect(till.troubles[0]).toContain('thrown away');
    expect(readdirSync(till.dir).filter((name) => name.includes('snapshot'))).toEqual([]);
    expect(existsSync(join(till.dir, 'members.1.db'))).toBe(false);
    await till.settle();
  });

  test('a sound file of another epoch than the centre said is thrown away', async () => {
    const till = await counter(1);
    await drawSnapshot(chain);
    await chain.admin.newEpoch();
    // As if the centre’s description were of another file.
    await hand.claimEpoch();
    expect(await till.takeSnapshot()).toBe('none');
    expect(till.troubles[0]).toContain('another epoch');
  });

  test('while somebody is served the download rests after each piece that came, and then goes on', async () => {
    await drawSnapshot(chain);
    const till = await counter(1);
    const line = await openNarrowLine(chain.centre.url, 20_000);
    till.identity = { ...till.identity, centre: { url: line.url, key: till.identity.centre?.key ?? '' } };
    let steadyMs = 0;
    const came: number[] = [];
    const rests: { readonly ms: number; readonly from: number | undefined; readonly to: number | undefined }[] = [];
    const courtesy = new Courtesy(
      () => steadyMs,
      async (ms) => {
        const from = came.at(-1);
        // What did not wait for it would go on meanwhile.
        await new Promise((next) => setTimeout(next, 20));
        steadyMs += ms;
        rests.push({ ms, from, to: came.at(-1) });
      },
    );
    const progress = (one: SnapshotProgress | null): void => {
      if (one?.phase !== 'download' || one.bytes === 0) return;
      came.push(one.bytes);
      steadyMs += 10;
      courtesy.deed();
    };
    try {
      expect(await till.takeSnapshot({ progress, offered: () => Promise.resolve() }, courtesy)).toBe('installed');
    } finally {
      await line.close();
    }
    expect(came.at(-1)).toBe((await hand.packed()).bytes);
    expect(rests).toEqual(came.map((bytes) => ({ ms: 10, from: bytes, to: bytes })));
  });

  test('a part that is here is gone on with; a part of another is not', async () => {
    const till = await counter(1);
    for (let n = 0; n < 20; n++) till.enrolMember(`Membru ${n}`);
    await till.settle();
    loseMembers(till);
    await drawSnapshot(chain);
    const sizes: number[] = [];
    const on = {
      progress: (one: { readonly phase: string; readonly bytes: number } | null) => {
        if (one?.phase === 'download') sizes.push(one.bytes);
      },
      offered: () => Promise.resolve(),
    };
    const { sha256, first: bytes } = await hand.packed();
    const part = join(till.dir, 'members.snapshot.part');
    writeFileSync(part, bytes.subarray(0, 1000));
    writeFileSync(`${part}.json`, JSON.stringify({ sha256 }));
    expect(await till.takeSnapshot(on)).toBe('installed');
    expect(sizes[0]).toBe(1000);

    for (const note of [JSON.stringify({ sha256: '0'.repeat(64) }), 'no json', null]) {
      sizes.length = 0;
      loseMembers(till);
      writeFileSync(part, bytes.subarray(0, 1000));
      if (note !== null) writeFileSync(`${part}.json`, note);
      expect(await till.takeSnapshot(on)).toBe('installed');
      expect(sizes[0]).toBe(0);
    }
    // What is here is not its beginning after all: found, thrown away, and taken whole.
    loseMembers(till);
    writeFileSync(part, Buffer.alloc(1000));
    writeFileSync(`${part}.json`, JSON.stringify({ sha256 }));
    expect(await till.takeSnapshot(on)).toBe('installed');
    expect(till.troubles).toHaveLength(1);
  });
});
