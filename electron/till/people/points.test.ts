import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { verifyTill } from '../../../db/verify.ts';
import { points } from '../../../domain/amount/points.ts';
import type { MemberId } from '../../../domain/identity/ids.ts';
import { type Rehearsal, rehearse } from '../rehearsal.ts';
import { ANA, atTheCounter, BREAD, MARIA, MILK, member, NATALIA, STEFAN, sell, VAT_20 } from '../rehearsed.ts';

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

describe('a transfer in a chain', () => {
  const give = (points = '100'): ReturnType<typeof r.ask<'members.transfer'>> =>
    r.ask('members.transfer', { from: STEFAN, to: NATALIA, points });
  const both = async (): Promise<readonly number[]> => [await balance(STEFAN), await balance(NATALIA)];

  test('has the centre hold the points first, under the id of its own record', async () => {
    await counter();
    r.centre.hold = ({ points }) => Promise.resolve({ granted: true, available: points });
    expect((await give()).ok).toBe(true);
    expect(await both()).toEqual([400, 140]);
    const [held] = r.centre.held;
    expect(held).toMatchObject({ member: STEFAN, points: 100 });
    const { rows } = await r.must('members.timeline', { member: STEFAN });
    expect(rows[0]).toMatchObject({ record: held?.record, contra: 'transfer', points: -100 });
    expect(proven()).toEqual([]);
  });

  test('gives nothing without the centre, nor what another till holds; the same request asks under the same id', async () => {
    await counter();
    const seq = r.seq();
    expect(await give()).toEqual({ ok: false, refusal: { code: 'transfer.offline', params: {} } });
    // The power fails, and the cashier tries again.
    r.restart();
    await r.must('staff.signIn', ANA);
    r.centre.hold = () => Promise.resolve({ granted: false, available: points(30) });
    expect(await give()).toEqual({ ok: false, refusal: { code: 'redeem.held', params: { available: 30 } } });
    expect([r.seq(), await both()]).toEqual([seq, [500, 40]]);
    r.centre.hold = (request) => Promise.resolve({ granted: true, available: request.points });
    expect((await give()).ok).toBe(true);
    expect((await give()).ok).toBe(true);
    const ids = r.centre.held.map(({ record }) => record);
    // Three questions for the first transfer; the second is another.
    expect([ids[0] === ids[1] && ids[1] === ids[2], ids[2] === ids[3]]).toEqual([true, false]);
    expect(await both()).toEqual([300, 240]);
  });

  test('counts what was spent elsewhere while the centre was asked', async () => {
    await counter();
    r.centre.hold = ({ points: asked }) => {
      r.tell([member(STEFAN, 'Ștefan Rusu', '+37369123456', 50)]);
      return Promise.resolve({ granted: true, available: asked });
    };
    const seq = r.seq();
    expect(await give()).toMatchObject({ ok: false, refusal: { code: 'redeem.aboveBalance' } });
    expect(r.seq()).toBe(seq);
  });

  test('too few, too many, to oneself: refused before the centre is asked', async () => {
    await counter();
    expect(await give('5')).toMatchObject({ ok: false, refusal: { code: 'transfer.tooFew' } });
    expect(await give('501')).toMatchObject({ ok: false, refusal: { code: 'redeem.aboveBalance' } });
    expect(await r.ask('members.transfer', { from: STEFAN, to: STEFAN, points: '50' })).toMatchObject({
      ok: false,
      refusal: { code: 'transfer.self' },
    });
    expect(r.centre.held).toEqual([]);
  });
});

test('in a shop alone a transfer asks nobody', async () => {
  r = rehearse();
  await r.must('setup.alone', { store: 'Colț', manager: 'Maria', pin: '1357', language: 'ro' });
  const [maria] = await r.must('staff.list', {});
  await r.must('staff.signIn', { staff: maria?.id ?? MARIA.staff, pin: '1357' });
  await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: [] });
  const { programme } = { programme: { ...RULES, version: 2, transfers: { least: 10 } } };
  await r.must('programme.publish', { json: programme, startsAtMs: r.clock.now });
  r.clock.now += 1000;
  const [from, to] = [await enrolled('0 68 111 111'), await enrolled('0 68 222 222')];
  await r.must('members.goodwill', { member: from, points: '100', reason: 'try' });
  await r.must('members.transfer', { from, to, points: '60' });
  expect([await balance(from), await balance(to)]).toEqual([40, 60]);
  expect(r.centre.held).toEqual([]);
});

async function enrolled(phone: string): Promise<MemberId> {
  const person = { name: 'Cineva', callName: '', phone, language: 'ro', birthday: '', card: '' } as const;
  await r.must('members.enrol', { ...person, consent: true, marketing: false, samePhone: false });
  const id = r.view().counter.member?.id;
  await r.must('counter.clear', {});
  return id ?? STEFAN;
}
