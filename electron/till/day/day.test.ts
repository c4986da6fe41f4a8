import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DayView, DrawnDay } from '../../../contract/till/day.ts';
import { verifyTill } from '../../../db/verify.ts';
import { type Rehearsal, rehearse } from '../rehearsal.ts';

let r: Rehearsal;
beforeEach(async () => {
  r = rehearse();
  await r.must('setup.alone', { store: 'Alimentara', manager: 'Vera', pin: '4826', language: 'ro' });
  await signIn();
});
afterEach(() => r.close());

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function signIn(): Promise<void> {
  const [vera] = await r.must('staff.list', {});
  await r.must('staff.signIn', { staff: vera?.id ?? '', pin: '4826' });
}

async function state<At extends DayView['now']['at']>(at: At): Promise<Extract<DayView['now'], { at: At }>> {
  for (let turn = 0; turn < 2000; turn++) {
    const { now } = await r.must('day.state', {});
    if (now.at === at) return now as Extract<DayView['now'], { at: At }>;
    if (now.at !== 'drawing') throw new Error(`the close is ${JSON.stringify(now).slice(0, 300)}`);
    await wait(5);
  }
  throw new Error('the close is never drawn up');
}

async function drawn(day: string | null = null): Promise<DrawnDay> {
  await r.must('day.begin', { day });
  return (await state('drawn')).drawn;
}

const NOTHING_COUNTED = { cash: [], slips: { card: null, other: null } };

describe('a shop without a centre', () => {
  test('draws its day up, explains and signs it; the next begins where it ended', async () => {
    await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: [] });
    await r.must('counter.amount', { amount: '100', vat: 2000 });
    await r.must('counter.confirm', { total: 10_000, fiscalNumber: null });
    await r.must('shift.count', NOTHING_COUNTED);
    await r.must('shift.close', {});
    const day = await drawn();
    expect(day).toMatchObject({ day: '2026-11-21', number: 1, previous: null, by: 'log' });
    expect(verifyTill({ ledgerFile: `${r.dir}/ledger.db`, membersFile: `${r.dir}/members.db` }).findings).toEqual([]);
  });
});
