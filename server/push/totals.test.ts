import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import type { Count } from '../../domain/ledger/tally.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { programmeOf, sellUnder } from '../testing/ruled.ts';
import type { TestTill } from '../testing/till.ts';
import { verifyCentre } from '../verify.ts';

let postgres: Guest;
let chain: TestChain;
let a: TestTill;
let b: TestTill;
let member: MemberId;

beforeAll(async () => {
  postgres = await comeIn();
  chain = await startChain(postgres.url);
  [a, b] = [await chain.till(1), await chain.till(2, 1)];
  member = a.addMember('Ana');
});
afterAll(async () => {
  await chain?.stop();
  await postgres?.stop();
});

function use(till: TestTill, counted: readonly (readonly [key: string, by: number])[]): void {
  const counts = counted.flatMap(([key, by]): Count[] => {
    const count: Count = { member: null, key, day: null, by, line: null, whole: true };
    return [count, { ...count, member }];
  });
  till.add({ kind: 'event', member, event: 'used', trace: [], entries: [], counts });
}
async function told(till: TestTill, key: string): Promise<unknown> {
  const state = (await till.pullAll()).get(`totals ${key}`);
  return state === undefined ? null : [state['n'], state['counted']];
}
const upTo = (till: TestTill) => ({ incarnation: till.head.incarnation, seq: till.head.seq });

describe('what everybody counted', () => {
  test('is summed over all tills, each told how much of its own log is in it; repeated pushes count once', async () => {
    use(a, [['used:summer', 2]]);
    use(b, [
      ['used:summer', 3],
      ['used:other', 1],
    ]);
    await Promise.all([a.push(), b.push()]);
    await a.push();
    expect(await told(a, 'used:summer')).toEqual([5, upTo(a)]);
    expect(await told(b, 'used:summer')).toEqual([5, upTo(b)]);
    use(a, [['used:summer', 1]]);
    use(a, [['used:summer', -2]]);
    await a.push(a.log.slice(-2));
    expect(await told(b, 'used:summer')).toEqual([4, upTo(b)]);
    expect(await told(b, 'used:other')).toEqual([1, upTo(b)]);
  });

  test('reaches only a till that has it not yet, and the codes of single coupons reach none', async () => {
    const cursor = await b.drained();
    use(a, [
      ['used:summer', 1],
      ['code:ABCD', 1],
    ]);
    await a.push(a.log.slice(-1));
    const { states } = await b.pull(cursor, { waitMs: 5000 });
    expect(states.filter(({ kind }) => kind === 'totals')).toMatchObject([{ id: 'used:summer', n: 5 }]);
    expect(await told(b, 'code:ABCD')).toBeNull();
  });

  test('ends an offer for all when they have used it up together, at tills that know of each other', async () => {
    const json = {
      format: 2,
      version: 2,
      name: 'Primii',
      startsAtMs: 0,
      offers: [
        {
          id: 'first100',
          name: 'x',
          trigger: { type: 'code', codes: ['TOAMNA'] },
          effect: { type: 'amountOff', amount: 100, per: 'order' },
          limits: { total: 3 },
        },
      ],
    };
    await chain.admin.putProgramme(json);
    const programme = programmeOf(json);
    const sell = async (till: TestTill): Promise<number> => {
      const state = (await till.pullAll()).get('totals used:first100');
      const all = state === undefined ? [] : [{ key: 'used:first100', day: null, n: Number(state['n']) }];
      const { discount } = sellUnder(till, programme, 1, till.addMember('Cineva'), { all, codes: ['TOAMNA'] });
      await till.push(till.log.slice(-2));
      return discount;
    };
    expect([await sell(a), await sell(b), await sell(a), await sell(b), await sell(a)]).toEqual([100, 100, 100, 0, 0]);
  });

  test('pushed by many at once comes to the same as one after the other', async () => {
    const tills = await Promise.all([11, 12, 13, 14].map((n) => chain.till(n)));
    for (const [i, till] of tills.entries()) {
      for (let n = 0; n < 12; n++)
        use(till, [
          [`used:${(i + n) % 3}`, 1],
          [`used:${n % 2}`, 1],
        ]);
    }
    await Promise.all(tills.flatMap((till) => [till.push(), till.push()]));
    const sum = async (key: string) => ((await told(a, key)) as [number])[0];
    expect((await sum('used:0')) + (await sum('used:1')) + (await sum('used:2'))).toBe(4 * 12 * 2);
    expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  });
});

test('verify finds a sum that is wrong, one that is missing, and one of nothing', async () => {
  await chain.ask(`UPDATE total SET n = n + 1 WHERE key = 'used:summer'`);
  await chain.ask(`DELETE FROM total WHERE key = 'used:other'`);
  await chain.ask(`INSERT INTO total VALUES ('used:never', 7)`);
  expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([
    { truth: 2, where: 'count used:never', detail: 'kept is 7, the records counted 0' },
    { truth: 2, where: 'count used:summer', detail: 'kept is 6, the records counted 5' },
    { truth: 2, where: 'count used:other', detail: 'kept is null, the records counted 1' },
  ]);
});
