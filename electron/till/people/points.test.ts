import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { verifyTill } from '../../../db/verify.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { ANA, atTheCounter, BREAD, MILK, NATALIA, STEFAN, sell, VAT_20 } from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

const RULES = {
  format: 2,
  version: 4,
  name: 'Codru Plus',
  startsAtMs: 0,
  earning: [
    { id: 'lei', gives: { type: 'perMoney', points: 1, per: 1000 } },
    { id: 'visit', on: 'visit', gives: { type: 'perOrder', points: 5 } },
  ],
  tiers: {
    by: 'spend',
    window: { type: 'rolling', days: 365 },
    levels: [{ id: 'gold', name: 'Gold', from: 10_000 }],
  },
  transfers: { least: 10 },
  claims: { days: 7 },
};

async function counter(): Promise<void> {
  r = await atTheCounter(ANA);
  r.tell([{ kind: 'programme', programme: RULES }]);
}

const balance = async (member = STEFAN): Promise<number> => (await r.must('members.timeline', { member })).balance;
const proven = (): unknown =>
  verifyTill({ ledgerFile: join(r.dir, 'ledger.db'), membersFile: join(r.dir, 'members.db') }).findings;
const lines = (...of: number[]) => of.map((index) => ({ index, quantity: 1000 }));

/** A sale to nobody: 60 lei, milk and bread. */
async function sold(): ReturnType<typeof sell> {
  await r.must('counter.amount', { amount: '60', vat: VAT_20 });
  await r.must('counter.code', { code: MILK });
  await r.must('counter.code', { code: BREAD });
  return sell(r);
}

describe('a receipt claimed later', () => {
  test('gives its points, and takes them back from the claimer as its goods come back', async () => {
    await counter();
    const { id } = await sold();
    await r.must('members.claim', { receipt: id, member: STEFAN });
    expect(await balance()).toBe(500 + 9);
    const claim = { receipt: id, member: NATALIA };
    expect(await r.ask('members.claim', claim)).toMatchObject({ ok: false, refusal: { code: 'claim.taken' } });

    const part = await r.must('returns.quote', { receipt: id, lines: lines(0) });
    expect(part).toMatchObject({ earnedBack: 6, balanceAfter: 503 });
    await r.must('returns.confirm', { receipt: id, lines: lines(0), total: part.total, tender: 'cash' });
    expect(await balance()).toBe(503);
    const rest = await r.must('returns.quote', { receipt: id, lines: lines(1, 2) });
    expect(rest).toMatchObject({ earnedBack: 3, balanceAfter: 500 });
    await r.must('returns.confirm', { receipt: id, lines: lines(1, 2), total: rest.total, tender: 'cash' });
    expect(await balance()).toBe(500);
    expect(proven()).toEqual([]);
  });

  test('counts towards the level, and a void takes both away', async () => {
    await counter();
    const first = await sold();
    await r.must('members.claim', { receipt: first.id, member: STEFAN });
    const second = await sold();
    await r.must('members.claim', { receipt: second.id, member: STEFAN });
    await r.must('counter.member', { member: STEFAN, foundBy: 'name' });
    expect(r.view().counter.member).toMatchObject({ balance: 518, tier: { name: 'Gold' } });
    expect(await r.must('receipts.void', { receipt: second.id })).toMatchObject({
      memberName: 'Ștefan Rusu',
      balanceAfter: 509,
    });
    expect(r.view().counter.member).toMatchObject({ balance: 509, tier: { name: null } });
    expect(proven()).toEqual([]);
  });

  test('is refused once something came back of it or it was voided, and nothing is written', async () => {
    await counter();
    const partly = await sold();
    const { total } = await r.must('returns.quote', { receipt: partly.id, lines: lines(1) });
    await r.must('returns.confirm', { receipt: partly.id, lines: lines(1), total, tender: 'cash' });
    const voided = await sold();
    await r.must('receipts.void', { receipt: voided.id });
    const seq = r.seq();
    for (const { id } of [partly, voided]) {
      expect(await r.ask('members.claim', { receipt: id, member: STEFAN })).toEqual({
        ok: false,
        refusal: { code: 'claim.undone', params: {} },
      });
    }
    expect(r.seq()).toBe(seq);
  });
});
