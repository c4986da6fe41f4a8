import { afterEach, describe, expect, test } from 'vitest';
import type { RecordId } from '../../../domain/identity/ids.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { ANA, atTheCounter, FREE_CARD, NATALIA, STEFAN, sell, VAT_20 } from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

const RULES = {
  format: 2,
  version: 4,
  name: 'Codru Plus',
  startsAtMs: 0,
  earning: [
    { id: 'lei', gives: { type: 'perMoney', points: 1, per: 1000 } },
    { id: 'paine', gives: { type: 'stamps', card: 'paine', stamps: 2 } },
    { id: 'review', name: 'o recenzie', on: 'review', gives: { type: 'perOrder', points: 5 }, caps: { day: 5 } },
    { id: 'review-2', name: 'prima', on: 'review', gives: { type: 'stamps', card: 'paine', stamps: 1 } },
    { id: 'old', on: 'survey', active: false, gives: { type: 'perOrder', points: 7 } },
    { id: 'joined', on: 'enrolment', gives: { type: 'perOrder', points: 9 } },
  ],
  stampCards: [{ id: 'paine', name: 'Pâine' }],
  transfers: { least: 10, mostPerMonth: 60 },
  claims: { days: 7 },
  referral: { referrerPoints: 50, friendPoints: 30, spendFrom: 20_000, withinDays: 60, most: 10 },
};
const NOTHING = { format: 2, version: 5, name: 'Codru Plus', startsAtMs: 0 };

async function counter(programme: typeof RULES | typeof NOTHING = RULES): Promise<void> {
  r = await atTheCounter(ANA);
  r.tell([{ kind: 'programme', programme }]);
}
const deeds = (member = STEFAN) => r.must('members.deeds', { member });
async function soldToNobody(): Promise<RecordId> {
  await r.must('counter.amount', { amount: '60', vat: VAT_20 });
  return (await sell(r)).id;
}

describe('what a member may be given or do', () => {
  test('is what the programme in force says, with what it would give now', async () => {
    await counter();
    expect(await deeds()).toEqual({
      transfer: { least: 10, most: 60 },
      events: [{ event: 'review', names: ['o recenzie', 'prima'], points: 5, stamps: 1 }],
      referral: { referrerPoints: 50, friendPoints: 30, spendFrom: 20_000, withinDays: 60, broughtBy: null, why: null },
      claims: { days: 7 },
    });
  });

  test('is nothing under a programme that has none of it', async () => {
    await counter(NOTHING);
    expect(await deeds()).toEqual({ transfer: null, events: [], referral: null, claims: null });
  });

  test('follows what has been given: caps, limits, who brought whom; and asking writes nothing', async () => {
    await counter();
    await r.must('members.event', { member: STEFAN, event: 'review' });
    r.centre.hold = ({ points }) => Promise.resolve({ granted: true, available: points });
    await r.must('members.transfer', { from: STEFAN, to: NATALIA, points: '40' });
    await r.must('members.refer', { friend: STEFAN, referrer: NATALIA });
    const seq = r.seq();
    expect(await deeds()).toMatchObject({
      transfer: { most: 20 },
      events: [{ points: 0, stamps: 1 }],
      referral: { broughtBy: 'Наталья Чебан', why: { code: 'refer.notNew' } },
    });
    expect(r.seq()).toBe(seq);
  });

  test('never offers to give more than may be spent', async () => {
    await counter();
    await r.must('members.enrol', {
      ...{ name: 'Ion', callName: '', phone: '', language: 'ro', birthday: '', card: FREE_CARD },
      ...{ consent: true, marketing: false, samePhone: false },
    });
    const id = r.view().counter.member?.id ?? STEFAN;
    expect((await deeds(id)).transfer).toEqual({ least: 10, most: 9 });
  });

  test('somebody who is not known is refused', async () => {
    await counter();
    const asked = await r.ask('members.deeds', { member: '01890a5d-ac96-774b-bcce-b302099a8057' });
    expect(asked).toMatchObject({ ok: false, refusal: { code: 'member.unknown' } });
  });
});

describe('what a claim would bring', () => {
  test('is what it brings, and asking writes nothing', async () => {
    await counter();
    const receipt = await soldToNobody();
    const seq = r.seq();
    const quote = await r.must('members.quoteClaim', { receipt, member: STEFAN });
    expect(quote).toEqual({ points: 6, stamps: 2, balance: 500, balanceAfter: 506 });
    expect(r.seq()).toBe(seq);
    await r.must('members.claim', { receipt, member: STEFAN });
    expect((await r.must('members.timeline', { member: STEFAN })).balance).toBe(506);
  });

  test('is refused with the same words', async () => {
    await counter();
    const receipt = await soldToNobody();
    await r.must('members.claim', { receipt, member: STEFAN });
    const asked = { receipt, member: NATALIA };
    const refusal = { ok: false, refusal: { code: 'claim.taken', params: {} } };
    expect(await r.ask('members.quoteClaim', asked)).toEqual(refusal);
    expect(await r.ask('members.claim', asked)).toEqual(refusal);
  });
});
