import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Rehearsal } from '../rehearsal.ts';
import { ANA, joined, MARIA } from '../rehearsed.ts';

const DAY = '2026-11-21';
const NO_SLIPS = { card: null, other: null };
const CASH = [{ kind: 'note' as const, value: 10_000, pieces: 3 }];

let r: Rehearsal;
beforeEach(async () => {
  r = await joined();
});
afterEach(() => r.close());

async function asWho(who: typeof ANA): Promise<void> {
  await r.must('staff.signOut', {});
  await r.must('staff.signIn', who);
}

test('a float that is being counted outlives a kill, is its counter’s, and is nobody’s once the shift is open', async () => {
  await r.must('staff.signIn', ANA);
  expect(r.view().floatDraft).toBeNull();
  await r.must('shift.floatDraft', { cash: CASH });
  expect(r.view().floatDraft).toEqual(CASH);
  r.restart();
  await r.must('staff.signIn', ANA);
  expect(r.view().floatDraft).toEqual(CASH);
  // Somebody else counts for themselves, and finds nothing told to them.
  await asWho(MARIA);
  expect(r.view().floatDraft).toBeNull();
  await asWho(ANA);
  await r.must('shift.floatDraft', { cash: null });
  r.restart();
  await r.must('staff.signIn', ANA);
  expect(r.view().floatDraft).toBeNull();
  await r.must('shift.floatDraft', { cash: CASH });
  await r.must('shift.open', { businessDay: DAY, confirmed: [], float: CASH });
  expect(r.view().floatDraft).toBeNull();
  expect(await r.ask('shift.floatDraft', { cash: CASH })).toMatchObject({ refusal: { code: 'shift.alreadyOpen' } });
  await r.must('shift.count', { cash: CASH, slips: NO_SLIPS });
  await r.must('shift.close', {});
  // The next shift begins with nothing counted.
  expect(r.view().floatDraft).toBeNull();
});
