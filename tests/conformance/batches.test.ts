import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { incarnationId } from '../../domain/identity/ids.ts';
import { INSIDE } from '../../server/testing/inside.ts';
import { opened } from '../../server/testing/till.ts';
import { RealChain } from './chain.ts';
import { type CuttingLine, openCuttingLine } from './cutting.ts';
import { TEST_MS } from './length.ts';
import { Postgres } from './postgres.ts';
import { CounterTill, Unanswered } from './till.ts';

let postgres: Postgres;
let chain: RealChain;
let line: CuttingLine;

beforeAll(async () => {
  postgres = await Postgres.make();
  chain = await RealChain.start(postgres);
  line = await openCuttingLine(chain.urls[0]);
});
afterAll(async () => {
  await line?.close();
  await chain?.stop();
  await postgres?.remove();
});
// Whatever was sent, however often: each record is there once, and every sum is right.
afterEach(() => chain.proveSettled());

/** A till with so many sales to one member, the begun and the enrolment before them. */
async function selling(sales: number): Promise<CounterTill> {
  const till = await chain.till();
  const member = till.addMember(`A tejghelei ${till.number}`);
  for (let i = 0; i < sales; i++) till.sell(4, member);
  return till;
}

async function heldOf({ head }: CounterTill): Promise<number> {
  const [row] = await chain.ask<{ n: number }>(INSIDE.heldCount, [head.till, head.incarnation]);
  return row?.n ?? 0;
}

describe('truth 4, two servers on one PostgreSQL: every record arrives once', { timeout: TEST_MS }, () => {
  test('when two connections push the same batch to both servers at the same moment', async () => {
    const tills = await Promise.all([selling(30), selling(30), selling(30)]);
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all(
        tills.flatMap((till) => chain.urls.flatMap((url) => [till.pushTo(url, till.log), till.pushTo(url, till.log)])),
      );
      for (const answer of answers) expect(answer).toMatchObject({ held: 32 + round, fork: null });
      for (const till of tills) till.sell(1, null);
    }
  });

  test('when batches are repeated whole and in part, in any order, by whichever server', async () => {
    const till = await selling(30);
    const parts = [
      [0, 10],
      [0, 10],
      [5, 20],
      [0, 3],
      [20, 32],
      [11, 25],
      [0, 32],
    ] as const;
    for (const [i, [from, to]] of parts.entries()) {
      const answer = await till.pushTo(chain.urls[i % 2] ?? '', till.log.slice(from, to));
      expect(answer.held).toBe([10, 10, 20, 20, 32, 32, 32][i]);
    }
  });

  test('when the answer is lost after the commit and the till asks the other server', async () => {
    const till = await selling(20);
    line.cutAfter(null);
    await expect(till.pushTo(line.url, till.log)).rejects.toThrow(Unanswered);
    // It was done; only the till does not know.
    expect([await heldOf(till), till.acked]).toEqual([22, 0]);
    till.sell(1, null);
    expect(await till.pushTo(chain.urls[1], till.log)).toMatchObject({ held: 23 });
  });

  test('when a batch is cut in the middle of its bytes: nothing of it is there, and then all of it once', async () => {
    const till = await selling(60);
    line.cutAfter(null);
    await expect(till.pushTo(line.url, till.log.slice(0, 1))).rejects.toThrow(Unanswered);
    for (const bytes of [200, 900, 1400]) {
      line.cutAfter(bytes);
      await expect(till.pushTo(line.url, till.log)).rejects.toThrow(Unanswered);
      expect([line.arrived(), await heldOf(till)]).toEqual([bytes, 1]);
    }
    expect(await till.pushTo(chain.urls[1], till.log)).toMatchObject({ held: 62 });
  });
});

describe('truth 7, two servers on one PostgreSQL: the next number with the right hash', { timeout: TEST_MS }, () => {
  test('a gap waits, whichever server is asked, until what is missing comes', async () => {
    const till = await selling(10);
    await till.pushTo(chain.urls[0], till.log.slice(0, 3));
    for (const url of chain.urls) {
      expect(await till.pushTo(url, till.log.slice(6))).toMatchObject({ held: 3, fork: null });
    }
    expect(await heldOf(till)).toBe(3);
    await till.pushTo(chain.urls[1], till.log.slice(3, 6));
    expect(await till.pushTo(chain.urls[0], till.log.slice(6))).toMatchObject({ held: 12 });
  });

  test('of two copies of one disk that push apart at the same moment one goes on, the other is a fork and a new life', async () => {
    const till = await selling(5);
    await till.pushTo(chain.urls[0], till.log);
    const clone = cloned(till);
    till.addMember('Ana Ceban');
    clone.addMember('Vasile Munteanu');
    const [one, other] = await Promise.all([
      till.pushTo(chain.urls[0], till.log),
      clone.pushTo(chain.urls[1], clone.log),
    ]);
    // Exactly one of them was first.
    expect([one.fork, other.fork].filter((fork) => fork === null)).toHaveLength(1);
    const [winner, loser, fork] = one.fork === null ? [till, clone, other.fork] : [clone, till, one.fork];
    expect(fork).toEqual({ seq: 8, expectedPrevHash: till.log[6]?.hash });
    chain.tills.splice(chain.tills.indexOf(till), 1, winner);
    const alarms = await chain.ask(INSIDE.forksOf, [till.head.till]);
    expect(alarms).toHaveLength(1);

    const life = newLife(loser, 7);
    chain.tills.push(life);
    await life.pushTo(chain.urls[0], life.log);
    // The abandoned copy counts nowhere; what followed the common number came along with its own id.
    const mine = loser.log.slice(7).map((sealed) => opened(sealed).id);
    expect(await chain.ask(INSIDE.countedOf, [mine])).toEqual(
      mine.map((id) => ({ id, incarnation: life.head.incarnation })),
    );
  });

  test('an id counts once over all lives, however many of them bring it at once to both servers', async () => {
    const till = await selling(12);
    await till.pushTo(chain.urls[0], till.log.slice(0, 5));
    // A disk that was restored again and again: each life appends the same sales behind number 4.
    const lives = [newLife(till, 4), newLife(till, 4), newLife(till, 4)];
    chain.tills.push(...lives);
    await Promise.all(lives.map((life, i) => life.pushTo(chain.urls[i % 2] ?? '', life.log)));
    await till.pushTo(chain.urls[1], till.log);
    const ids = till.log.slice(1).map((sealed) => opened(sealed).id);
    const [row] = await chain.ask<{ n: number; of: number }>(INSIDE.countedIds, [ids]);
    expect(row).toEqual({ n: ids.length, of: ids.length });
  });
});

/** The same till on another disk: the same log, the same key, the same life. */
function cloned(till: CounterTill): CounterTill {
  const clone = new CounterTill(till.url, till.enrolment());
  return Object.assign(clone, { head: till.head, log: [...till.log], acked: till.acked });
}

/** A life that begins after the common number and appends again, with the same ids, what followed it (truth 7). */
function newLife(till: CounterTill, common: number): CounterTill {
  const last = till.log[common - 1];
  if (last === undefined) throw new Error('the log does not reach so far');
  const previous = { incarnation: incarnationId(till.head.incarnation), seq: common, hash: last.hash };
  const life = new CounterTill(till.url, { ...till.enrolment(), ordinal: ++ordinals, previous });
  for (const sealed of till.log.slice(common)) {
    const { id, occurredAt, formatVersion: _f, seq: _q, prevHash: _p, beside: _b, ...rest } = opened(sealed);
    const { store: _s, till: _t, incarnation: _i, ...content } = rest;
    if (content.kind === 'begun') throw new Error('a life begins once');
    life.add(content, sealed.beside === null ? { id, occurredAt } : { id, occurredAt, beside: sealed.beside });
  }
  return life;
}
let ordinals = 10;
