import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import { Database } from '../database.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { freshId, type Pulled, type TestTill } from '../testing/till.ts';
import { type Change, noteChanges, sequenceWithin } from './feed.ts';
import { type Fresh, readFresh } from './fresh.ts';

/** Who waits is told by the transaction that changed it: the same as a picture of the database would have told. */
let postgres: Guest;
let chain: TestChain;
let seller: TestTill;
let beside: TestTill;
let elsewhere: TestTill;
let member: MemberId;

beforeAll(async () => {
  postgres = await comeIn();
  chain = await startChain(postgres.url);
  [seller, beside, elsewhere] = [await chain.till(1), await chain.till(2), await chain.till(3, 1)];
  member = seller.addMember('Ana', '2900000000018');
  for (const till of [seller, beside, elsewhere]) await till.push();
});
afterAll(async () => {
  await chain?.stop();
  await postgres?.stop();
});

const standing = z.object({ balance: z.number(), counted: z.object({ seq: z.number() }) });

/** What the centre counts. */
async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${chain.centre.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
}
/** How many waiting pulls were answered so. */
const told = (): Promise<number> => metric('loial_pulls_told_total');

/** Waits at the end of everything; resolves when it surely waits. */
async function waiting(till: TestTill): Promise<{ readonly from: string; readonly answer: Promise<Pulled> }> {
  // What is checked behind the counting may be news, too.
  await chain.allCounted();
  const from = await till.drained();
  const before = await metric('loial_pulls_waiting');
  const answer = till.pull(from, { waitMs: 10_000 });
  await expect.poll(() => metric('loial_pulls_waiting'), { timeout: 10_000 }).toBe(before + 1);
  return { from, answer };
}

describe('a sale', () => {
  let before: number;
  beforeEach(async () => {
    before = await told();
  });

  test('reaches every till that waits without a question, as a picture tells it: standing, counted number, receipt of the own store', async () => {
    beside.sell(4, member);
    await beside.push();
    const waits = [await waiting(beside), await waiting(elsewhere)];
    seller.sell(4, member);
    await seller.push();
    for (const [i, till] of [beside, elsewhere].entries()) {
      const { from, answer } = waits[i] ?? expect.fail('it waits');
      const [heard, picture] = [await answer, await till.pull(from)];
      const { nowMs: _h, ...words } = heard;
      const { nowMs: _p, ...same } = picture;
      expect(words).toEqual(same);
      expect(heard.states.map(({ kind }) => kind).sort()).toEqual(i === 0 ? ['member', 'receipt'] : ['member']);
    }
    expect((await told()) - before).toBe(2);
  });

  test('whose turn took more than it changed itself is told whole, by a picture', async () => {
    const { till, store, incarnation } = beside.head;
    const database = new Database({ url: chain.databaseUrl, most: 1, log: () => undefined });
    const noted = (key: string, kind: 'card' | 'member'): Change => ({ kind, key, scope: 'chain', endsMs: null });
    const turns: (Fresh | null)[] = [];
    for (const others of [[], [noted('2900000000018', 'card')]]) {
      await database.transaction('write', async (asking) => {
        await noteChanges(asking, others);
        const own = [noted(member, 'member')];
        const [, turn, freshOf] = await Promise.all([
          noteChanges(asking, own),
          sequenceWithin(asking, seller.head.till),
          readFresh(asking, seller.head.till, own, [{ till, store, incarnation }]),
        ]);
        turns.push(turn === null ? null : freshOf(turn));
      });
    }
    expect(turns[0]?.statesFor({ till, store, incarnation }, 0)).toMatchObject([{ kind: 'member', id: member }]);
    expect(turns[1]).toBeNull();
    await database.close();
  });

  test('is not told so to who waits at a position of another history', async () => {
    const { answer } = await waiting(beside);
    // The stretch in which it stands is of a copy that was restored meanwhile.
    await chain.ask('UPDATE feed_stretch SET mark = $1 RETURNING 1', [freshId()]);
    seller.sell(4, member);
    await seller.push();
    expect((await answer).epoch).toMatch(/^not /);
    expect((await told()) - before).toBe(0);
  });

  test('of long ago is told by its standing alone: its receipt ends before anybody needs it', async () => {
    const { answer } = await waiting(beside);
    seller.sell(4, member, { occurredAt: chain.clock.nowMs - 31 * 86_400_000 });
    await seller.push();
    expect((await answer).states.map(({ kind }) => kind)).toEqual(['member']);
    expect((await told()) - before).toBe(1);
  });
});

test('at every moment of two tills selling to one member, the number that is told is the one that the standing contains', async () => {
  const who = seller.addMember('Shared');
  await seller.push();
  await beside.drained();
  const first = beside.head.seq;
  let selling = true;
  const before = await told();
  const reading = (async () => {
    for (let cursor = await beside.drained(); selling; ) {
      const page = await beside.pull(cursor, { waitMs: 200 });
      ({ cursor } = page);
      for (const state of page.states) {
        if (state.kind !== 'member' || state['id'] !== who) continue;
        const { balance, counted } = standing.parse(state);
        // 5 points for each sale of the one, 1000 for each of the till that asks.
        expect(Math.floor(balance / 1000)).toBe(Math.max(0, counted.seq - first));
        expect(balance % 5).toBe(0);
      }
    }
  })();
  /** Sells, now quicker and now slower than the other, until some were told from the turn itself. */
  const sales = async (till: TestTill, loaves: number, pausesMs: number): Promise<number> => {
    for (let i = 0; ; i++) {
      if (i >= 30 && (await told()) - before >= 8) return i;
      till.sell(loaves, who);
      await till.store(till.log.slice(-1));
      await new Promise((soon) => setTimeout(soon, (i * 7) % pausesMs));
    }
  };
  const [few, many] = await Promise.all([sales(seller, 4, 50), sales(beside, 800, 90)]);
  selling = false;
  await reading;
  await chain.allCounted();
  expect(await chain.standsAt(who)).toMatchObject({ balance: 5 * few + 1000 * many });
});
