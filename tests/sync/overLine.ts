import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { startChain, type TestChain } from '../../server/testing/chain.ts';
import { heldLives, verifyCentre } from '../../server/verify.ts';
import { type Line, openLine } from './line.ts';
import { SyncedTill } from './till.ts';

/** What every test over a line has: a chain of its own on a real PostgreSQL, and the line between it and its tills. */
export interface OverLine {
  readonly postgres: Guest;
  readonly chain: TestChain;
  readonly line: Line;
  /** Those that are closed after the test. */
  readonly tills: SyncedTill[];
}

/** Sets them up anew for each test of a file, and takes them away; the centre must hold together after each. */
export function overLine(): OverLine {
  const now: { -readonly [Key in keyof OverLine]?: OverLine[Key] } = {};
  const there = <Key extends keyof OverLine>(key: Key): NonNullable<(typeof now)[Key]> => {
    const found = now[key];
    if (found === undefined || found === null) throw new Error(`${key} is there within a test only`);
    return found;
  };
  beforeAll(async () => {
    now.postgres = await comeIn();
  });
  afterAll(() => now.postgres?.stop());
  beforeEach(async () => {
    now.tills = [];
    now.chain = await startChain(there('postgres').url);
    now.line = await openLine(there('chain').centre.url);
  });
  afterEach(async () => {
    await Promise.all(there('tills').map((till) => till.close()));
    await there('line').close();
    // Whatever was done to the line: no record missing or twice, every hash and every sum as it should be.
    expect((await verifyCentre(there('chain').databaseUrl)).findings).toEqual([]);
    await there('chain').stop();
  });
  return {
    get postgres() {
      return there('postgres');
    },
    get chain() {
      return there('chain');
    },
    get line() {
      return there('line');
    },
    get tills() {
      return there('tills');
    },
  };
}

/** A new till of the first store, enrolled over the line unless another way is given. */
export async function enrolled({ chain, line, tills }: OverLine, number: number, url = line.url): Promise<SyncedTill> {
  const id = await chain.admin.addTill({ store: chain.stores[0], number });
  const till = await SyncedTill.enrol(url, await chain.admin.makeEnrolmentCode(id));
  tills.push(till);
  return till;
}

export const until = (truth: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(truth, { timeout: 25_000, interval: 20 });

export const isSettled = (till: SyncedTill) => (): void => {
  expect(till.last).toMatchObject({ state: 'connected', loaded: null, fork: null });
  expect(till.acked).toBe(till.head);
};

/** How many records of the till the centre holds: exactly its log, as far as it goes. */
export async function heldAt({ chain }: OverLine, till: SyncedTill): Promise<number> {
  const lives = await heldLives(chain.databaseUrl);
  const held = lives.find(({ incarnation }) => incarnation === till.identity.incarnation);
  if (held === undefined) return 0;
  expect(till.ledger.hashAt(held)).toBe(held.hash);
  return held.seq;
}
