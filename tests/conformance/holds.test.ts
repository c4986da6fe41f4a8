import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import { recordId } from '../../domain/identity/ids.ts';
import { INSIDE } from '../../server/testing/inside.ts';
import { freshId } from '../../server/testing/till.ts';
import { RealChain, soon } from './chain.ts';
import { openCuttingLine } from './cutting.ts';
import { TEST_MS } from './length.ts';
import { Postgres } from './postgres.ts';
import { type CounterTill, standingAfter, Unanswered } from './till.ts';

let postgres: Postgres;
let chain: RealChain;

beforeAll(async () => {
  postgres = await Postgres.make();
  chain = await RealChain.start(postgres);
});
afterAll(async () => {
  await chain?.stop();
  await postgres?.remove();
});

/** Two tills, one at each server, and a member whose card has 100 points, known to both. */
async function twoTills() {
  const [one, two] = [await chain.till(0, 0), await chain.till(1, 1)];
  const member = one.addMember('Card comun');
  const sale = one.sell(80, member);
  expect(sale.earned).toBe(100);
  await one.pushTo(chain.urls[0]);
  await soon(async () => {
    for (const url of chain.urls) expect(await available(two, url, member)).toBe(100);
  });
  const spend = (till: CounterTill, id: RecordId, points: number) =>
    till.sell(20, member, { spend: points, standing: standingAfter(sale), id });
  return { one, two, member, spend };
}

const fresh = (): RecordId => recordId(freshId());

/** What may still be held: asked for more than there is, so that nothing is. */
async function available(till: CounterTill, url: string, member: MemberId): Promise<number> {
  const { granted, available } = await till.hold(url, fresh(), member, 1_000_000);
  expect(granted).toBe(false);
  return available;
}

describe('a hold, with two servers on one PostgreSQL,', { timeout: TEST_MS }, () => {
  test('whose answer was lost is asked for again at the other server, and points are deducted once', async () => {
    const { one, two, member, spend } = await twoTills();
    const line = await openCuttingLine(chain.urls[0]);
    try {
      const record = fresh();
      await expect(one.hold(line.url, record, member, 60)).rejects.toThrow(Unanswered);
      // It is held, and not twice when asked again.
      await soon(async () => expect(await available(two, chain.urls[1], member)).toBe(40));
      for (const url of chain.urls) expect(await one.hold(url, record, member, 60)).toMatchObject({ granted: true });
      expect(await available(two, chain.urls[1], member)).toBe(40);
      spend(one, record, 60);
      await expect(one.pushTo(line.url)).rejects.toThrow(Unanswered);
      for (const url of chain.urls) await one.pushTo(url);
      // 100 there were, 60 are spent, and the rest of the sale earned anew.
      await chain.proveSettled();
    } finally {
      await line.close();
    }
  });

  test('gives the same card’s points to one of two tills that redeem at the same moment, whichever servers they ask', async () => {
    const { one, two, member } = await twoTills();
    for (let round = 0; round < 8; round++) {
      const [a, b] = [fresh(), fresh()];
      const answers = await Promise.all([
        one.hold(chain.urls[0], a, member, 70),
        two.hold(chain.urls[1], b, member, 70),
        one.hold(chain.urls[1], a, member, 70),
        two.hold(chain.urls[0], b, member, 70),
      ]);
      const granted = [answers[0], answers[1], answers[2], answers[3]].map((answer) => answer?.granted);
      // One till was told yes by both servers, the other no by both.
      expect([granted[0], granted[1]].toSorted()).toEqual([false, true]);
      expect([granted[2], granted[3]]).toEqual([granted[0], granted[1]]);
      await chain.ask(INSIDE.endHolds, [[a, b]]);
    }
  });

  test('is there until its record counts: at no moment are the same points promised again', async () => {
    const { one, two, member, spend } = await twoTills();
    const record = fresh();
    await one.hold(chain.urls[0], record, member, 100);
    let over = false;
    // Once before anything is sent: a record counts in the moment in which it is stored.
    const promised: number[] = [await available(two, chain.urls[1], member)];
    const asking = (async () => {
      while (!over) promised.push(await available(two, chain.urls[1], member));
    })();
    const sale = spend(one, record, 100);
    await one.pushTo(chain.urls[0]);
    await chain.proveSettled();
    over = true;
    await asking;
    // Nothing to be had before; after the record, what it earned itself. Never the 100 that it took.
    expect(new Set(promised)).toEqual(new Set([0, sale.earned]));
    expect(await chain.ask(INSIDE.holdOf, [record])).toEqual([]);
  });

  test('that has expired promises nothing any more; the record that comes late is kept all the same', async () => {
    const { one, two, member, spend } = await twoTills();
    const [late, early] = [fresh(), fresh()];
    expect(await one.hold(chain.urls[0], late, member, 80)).toMatchObject({ granted: true });
    expect(await two.hold(chain.urls[1], early, member, 80)).toMatchObject({ granted: false });
    // Five minutes later.
    await chain.ask(INSIDE.expireHold, [late, Date.now() - 1]);
    expect(await two.hold(chain.urls[1], early, member, 80)).toMatchObject({ granted: true });
    spend(two, early, 80);
    await two.pushTo(chain.urls[1]);
    // The first till was cut off and gave its customer the points: nothing that happened at a counter is refused (truth 9).
    spend(one, late, 80);
    expect(await one.pushTo(chain.urls[0])).toMatchObject({ fork: null });
    await chain.proveSettled();
  });
});
