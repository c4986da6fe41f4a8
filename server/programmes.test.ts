import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../cli/postgres/testing/guest.ts';
import { publishResponse } from '../contract/sync/messages.ts';
import { startChain, type TestChain } from './testing/chain.ts';
import { NOON_MS, type TestTill } from './testing/till.ts';

let postgres: Guest;
let chain: TestChain;
let till: TestTill;

beforeAll(async () => {
  postgres = await comeIn();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  chain = await startChain(postgres.url);
  till = await chain.till(1);
  return () => chain.stop();
});

const RULES = {
  format: 2,
  version: 77,
  name: 'Codru',
  earning: [{ id: 'lei', gives: { type: 'perMoney', points: 1, per: 1000 } }],
};
const LATER_MS = NOON_MS + 86_400_000;
const publish = async (programme: object) =>
  publishResponse.parse(await till.post('/v1/programmes', { programme, staff: null }));
const versions = (): Promise<number> => chain.ask('SELECT count(*)::int FROM programme');

describe('publishing again what was published', () => {
  test('answers the version that it became, whatever number the till believed in, and makes no second', async () => {
    expect(await publish({ ...RULES, startsAtMs: LATER_MS })).toEqual({ version: 2, fault: null });
    expect(await publish({ ...RULES, startsAtMs: LATER_MS })).toEqual({ version: 2, fault: null });
    const { earning, ...rest } = RULES;
    expect(await publish({ earning, startsAtMs: LATER_MS, ...rest, version: 3 })).toEqual({ version: 2, fault: null });
    expect(await versions()).toBe(2);
  });

  test('from an instant that was past, and so began a moment later, is the same too', async () => {
    const asked = { ...RULES, startsAtMs: NOON_MS };
    expect((await publish(asked)).version).toBe(2);
    chain.clock.nowMs += 60_000;
    expect((await publish(asked)).version).toBe(2);
    expect(
      await chain.ask(`SELECT (programme ->> 'startsAtMs')::bigint > $1 FROM programme WHERE version = 2`, [NOON_MS]),
    ).toBe(true);
  });

  test('while another version was published in between: each its own', async () => {
    expect((await publish({ ...RULES, startsAtMs: LATER_MS })).version).toBe(2);
    expect((await publish({ ...RULES, name: 'Alt', startsAtMs: LATER_MS })).version).toBe(3);
    expect((await publish({ ...RULES, startsAtMs: LATER_MS })).version).toBe(2);
  });

  test('with another start, or other rules, is another version; twice at once is one', async () => {
    expect((await publish({ ...RULES, startsAtMs: LATER_MS })).version).toBe(2);
    expect((await publish({ ...RULES, startsAtMs: LATER_MS + 1 })).version).toBe(3);
    expect((await publish({ ...RULES, name: 'Alt', startsAtMs: LATER_MS })).version).toBe(4);
    const twice = { ...RULES, name: 'Deodată', startsAtMs: LATER_MS };
    const both = await Promise.all([publish(twice), publish(twice)]);
    expect(both.map(({ version }) => version)).toEqual([5, 5]);
  });

  test('without a start is never taken for another', async () => {
    expect((await publish(RULES)).version).toBe(2);
    chain.clock.nowMs += 60_000;
    expect((await publish(RULES)).version).toBe(3);
  });
});
