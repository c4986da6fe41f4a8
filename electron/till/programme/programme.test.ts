import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { verifyTill } from '../../../db/verify.ts';
import { type Rehearsal, rehearse } from '../rehearsal.ts';
import {
  ANA,
  atTheCounter,
  BREAD,
  closeShift,
  MARIA,
  MILK,
  NATALIA,
  NATALIAS_CARD,
  STEFAN,
  STEFANS_CARD,
  sell,
} from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

/** A programme with one of each kind, on the goods of the rehearsed shop (milk 21,50, bread 9,95). */
const RULES = {
  format: 2,
  version: 4,
  name: 'Codru Plus',
  startsAtMs: 0,
  earning: [
    { id: 'lei', gives: { type: 'perMoney', points: 1, per: 1000 } },
    { id: 'loaf', of: { skus: ['102'] }, gives: { type: 'stamps', card: 'bakery', stamps: 1, units: 1 } },
    { id: 'visit', on: 'visit', gives: { type: 'perOrder', points: 5 } },
  ],
  boosts: [{ id: 'gold', name: 'Gold', when: { tiers: ['gold'] }, factor: 200 }],
  offers: [
    {
      id: 'milk4',
      name: { ro: 'al patrulea lapte', ru: 'четвёртое молоко', en: 'the fourth milk' },
      trigger: { type: 'automatic' },
      effect: {
        type: 'buyGet',
        buy: [{ of: { skus: ['101'] }, units: 3 }],
        get: { of: { skus: ['101'] }, units: 1, reduction: { percent: 10000 } },
      },
    },
    {
      id: 'nov',
      trigger: { type: 'code', codes: ['NOV10'] },
      when: { basket: [{ spendFrom: 5000 }] },
      effect: { type: 'percentOff', percent: 1000 },
    },
    {
      id: 'give',
      trigger: { type: 'automatic' },
      when: { who: 'member', basket: [{ spendFrom: 20000 }] },
      effect: { type: 'coupon', offer: 'next', days: 10 },
    },
    { id: 'next', trigger: { type: 'code', issued: true }, effect: { type: 'amountOff', amount: 500, per: 'order' } },
    { id: 'five', trigger: { type: 'points', points: 50 }, effect: { type: 'amountOff', amount: 500, per: 'order' } },
    {
      id: 'loaf3',
      trigger: { type: 'stamps', card: 'bakery', stamps: 3 },
      effect: { type: 'freeProduct', skus: ['102'], units: 1 },
    },
    {
      id: 'pay',
      trigger: { type: 'perPoint', points: 1, value: 10, least: 10, largestShare: 5000 },
      effect: { type: 'pointsValue' },
    },
  ],
  stampCards: [{ id: 'bakery', name: 'Bakery' }],
  tiers: {
    by: 'spend',
    window: { type: 'rolling', days: 365 },
    levels: [{ id: 'gold', name: 'Gold', from: 30000, benefits: 'double points' }],
  },
  transfers: { least: 10 },
  claims: { days: 7 },
  referral: { referrerPoints: 30, friendPoints: 20, spendFrom: 5000, most: 1 },
  offline: { mostPointsPerDay: 100, oldestWordHours: 48, phoneIsProof: false },
};

async function counter(who = ANA): Promise<Rehearsal> {
  const rehearsal = await atTheCounter(who);
  rehearsal.tell([{ kind: 'programme', programme: RULES }]);
  return rehearsal;
}

async function ring(...codes: string[]): Promise<void> {
  for (const code of codes) {
    r.till.scanned(code);
    r.clock.now += 1500;
  }
}

const proven = (): unknown =>
  verifyTill({ ledgerFile: join(r.dir, 'ledger.db'), membersFile: join(r.dir, 'members.db') }).findings;

describe('offers at the counter', () => {
  test('apply by themselves as the basket changes, and say what is missing for the next', async () => {
    r = await counter();
    await ring(MILK, MILK, MILK);
    expect(r.view().counter.near[0]).toMatchObject({ offer: 'milk4', missing: { what: 'units', units: 1 } });
    await ring(MILK);
    const { counter: now, names } = r.view();
    expect(now.applied).toMatchObject([{ offer: 'milk4', kind: 'automatic', discount: 2150 }]);
    expect(now.lines).toMatchObject([{ gross: 8600, discount: 2150, offers: ['milk4'] }]);
    expect(now.figures).toMatchObject({ gross: 8600, discount: 2150, total: 6450 });
    expect(names['milk4']).toMatchObject({ ru: 'четвёртое молоко' });
    expect(await sell(r)).toMatchObject({ total: 6450 });
    expect(proven()).toEqual([]);
  });

  test('a coupon waits with its reason until the basket is enough; an unknown one is refused and changes nothing', async () => {
    r = await counter();
    await ring(MILK);
    await r.must('counter.coupon', { code: ' nov10 ' });
    expect(r.view().counter).toMatchObject({
      codes: ['NOV10'],
      notApplied: [{ code: 'NOV10', refusal: { code: 'offer.notMet' } }],
    });
    await ring(MILK, MILK);
    expect(r.view().counter).toMatchObject({
      notApplied: [],
      applied: [{ offer: 'nov', kind: 'coupon', discount: 645 }],
    });
    expect(await r.ask('counter.coupon', { code: 'XMAS' })).toMatchObject({
      ok: false,
      refusal: { code: 'offer.unknown' },
    });
    await r.must('counter.dropCoupon', { code: 'NOV10' });
    expect(r.view().counter).toMatchObject({ codes: [], figures: { discount: 0 } });
  });

  test('codes and rewards survive a crash, and undo takes them back', async () => {
    r = await counter();
    await ring(STEFANS_CARD, MILK, MILK, MILK, 'NOV10');
    await r.must('counter.reward', { offer: 'five', times: 1, points: null, sku: null });
    const before = r.view().counter.figures;
    r.restart();
    await r.must('staff.signIn', ANA);
    expect(r.view().counter.figures).toEqual(before);
    expect(r.view().counter).toMatchObject({
      codes: ['NOV10'],
      rewards: expect.arrayContaining([expect.objectContaining({ offer: 'five', chosen: 1 })]),
    });
  });

  test('a reward of fixed points is spent once, and refused above the balance; nothing is written then', async () => {
    r = await counter();
    await ring(NATALIAS_CARD, MILK, MILK);
    const seq = r.seq();
    expect(await r.ask('counter.reward', { offer: 'five', times: 1, points: null, sku: null })).toMatchObject({
      refusal: { code: 'reward.tooFewPoints', params: { available: 40, needed: 50 } },
    });
    expect(r.seq()).toBe(seq);
    await ring(STEFANS_CARD);
    await r.must('counter.reward', { offer: 'five', times: 2, points: null, sku: null });
    expect(r.view().counter.figures).toMatchObject({ spent: 100, discount: 1000, total: 3300 });
    expect(await sell(r)).toMatchObject({ spent: 100, earned: 3, balanceAfter: 403 });
    expect(proven()).toEqual([]);
  });

  test('without the centre the policy holds for rewards as for points', async () => {
    r = await counter();
    r.centre.hold = () => Promise.resolve('unreachable');
    r.report({ state: 'offline' });
    await ring(STEFANS_CARD, MILK, MILK, MILK);
    expect(await r.ask('counter.reward', { offer: 'five', times: 3, points: null, sku: null })).toMatchObject({
      refusal: { code: 'redeem.offlineLimit' },
    });
    await r.must('counter.reward', { offer: 'five', times: 2, points: null, sku: null });
    expect(await sell(r)).toMatchObject({ spent: 100 });
  });

  test('stamps are collected and paid with; a level is reached and doubles the next points; a coupon comes and is used once', async () => {
    r = await counter();
    await ring(STEFANS_CARD, ...Array.from({ length: 4 }, () => BREAD), ...Array.from({ length: 14 }, () => MILK));
    const first = await sell(r);
    expect(first).toMatchObject({ tierReached: null, issued: [{ name: 'next' }] });
    await ring(STEFANS_CARD);
    expect(r.view().counter.member).toMatchObject({
      stamps: [{ card: 'bakery', stamps: 4, of: 3 }],
      tier: { name: null, next: { name: 'Gold', by: 'spend' } },
      coupons: [{ name: 'next' }],
    });
    await ring(BREAD, MILK, MILK);
    await r.must('counter.reward', { offer: 'loaf3', times: 1, points: null, sku: null });
    await r.must('counter.coupon', { code: first.issued[0]?.code ?? '' });
    expect(r.view().counter.figures).toMatchObject({ gross: 5295, discount: 1495, total: 3800 });
    expect(await sell(r)).toMatchObject({ tierReached: 'Gold' });
    await ring(STEFANS_CARD, MILK);
    expect(r.view().counter.member).toMatchObject({
      stamps: [{ stamps: 2 }],
      coupons: [],
      tier: { name: 'Gold', next: null },
    });
    expect(r.view().counter.figures).toMatchObject({ earned: 4 });
    expect(await r.ask('counter.coupon', { code: first.issued[0]?.code ?? '' })).toMatchObject({
      refusal: { code: 'offer.usedUp' },
    });
    expect(proven()).toEqual([]);
  });

  test('what a sale counted and gave goes back with it', async () => {
    r = await counter();
    await ring(STEFANS_CARD, BREAD, BREAD, ...Array.from({ length: 12 }, () => MILK));
    const sold = await sell(r);
    expect(sold.issued).toHaveLength(1);
    await r.must('receipts.void', { receipt: sold.id });
    await ring(STEFANS_CARD);
    expect(r.view().counter.member).toMatchObject({
      balance: 500,
      stamps: [],
      coupons: [],
      tier: { name: null, progress: 0 },
    });
    expect(proven()).toEqual([]);
  });
});

describe('what members get and give without buying', () => {
  test('goodwill by a manager with a reason; a cashier is refused', async () => {
    r = await counter();
    expect(await r.ask('members.goodwill', { member: NATALIA, points: '25', reason: 'late' })).toMatchObject({
      refusal: { code: 'role.refused' },
    });
    await r.must('staff.signOut', {});
    await r.must('staff.signIn', MARIA);
    expect(await r.ask('members.goodwill', { member: NATALIA, points: '25', reason: ' ' })).toMatchObject({
      ok: false,
    });
    await r.must('members.goodwill', { member: NATALIA, points: '25', reason: 'late' });
    await ring(NATALIAS_CARD);
    expect(r.view().counter.member).toMatchObject({ balance: 65 });
    expect(proven()).toEqual([]);
  });

  test('a transfer moves points with their end; too few and too many are refused', async () => {
    r = await counter();
    expect(await r.ask('members.transfer', { from: STEFAN, to: NATALIA, points: '5' })).toMatchObject({
      refusal: { code: 'transfer.tooFew' },
    });
    expect(await r.ask('members.transfer', { from: STEFAN, to: NATALIA, points: '900' })).toMatchObject({
      refusal: { code: 'redeem.aboveBalance' },
    });
    r.centre.hold = ({ points }) => Promise.resolve({ granted: true, available: points });
    await r.must('members.transfer', { from: STEFAN, to: NATALIA, points: '100' });
    await ring(NATALIAS_CARD);
    expect(r.view().counter.member).toMatchObject({ balance: 140 });
    await ring(STEFANS_CARD);
    expect(r.view().counter.member).toMatchObject({ balance: 400 });
    expect(proven()).toEqual([]);
  });

  test('an event earns what its rule gives; a receipt without a member is claimed once', async () => {
    r = await counter();
    await r.must('members.event', { member: NATALIA, event: 'visit' });
    await ring(MILK, MILK, MILK);
    const sold = await sell(r);
    await r.must('members.claim', { receipt: sold.id, member: NATALIA });
    expect(await r.ask('members.claim', { receipt: sold.id, member: STEFAN })).toMatchObject({
      refusal: { code: 'claim.taken' },
    });
    await ring(NATALIAS_CARD);
    expect(r.view().counter.member).toMatchObject({ balance: 51 });
    expect(proven()).toEqual([]);
  });

  test('a friend’s first purchase brings a bonus to both, and takes it away when it comes back', async () => {
    r = await counter();
    await r.must('members.refer', { friend: NATALIA, referrer: STEFAN });
    expect(await r.ask('members.refer', { friend: STEFAN, referrer: NATALIA })).toMatchObject({
      refusal: { code: 'refer.ring' },
    });
    await ring(NATALIAS_CARD, MILK, MILK, MILK);
    const sold = await sell(r);
    expect(sold).toMatchObject({ earned: 6, balanceAfter: 66 });
    await ring(STEFANS_CARD);
    expect(r.view().counter.member).toMatchObject({ balance: 530 });
    await r.must('receipts.void', { receipt: sold.id });
    await ring(NATALIAS_CARD);
    expect(r.view().counter.member).toMatchObject({ balance: 40 });
    await ring(STEFANS_CARD);
    expect(r.view().counter.member).toMatchObject({ balance: 500 });
    // Nothing of it is left, also not that the referrer has had as many as there may be.
    await ring(NATALIAS_CARD, MILK, MILK, MILK);
    await sell(r);
    await ring(STEFANS_CARD);
    expect(r.view().counter.member).toMatchObject({ balance: 530 });
    expect(proven()).toEqual([]);
  });
});

describe('the programme', () => {
  test('a version that is wrong is kept aside and told; the one before goes on', async () => {
    r = await counter();
    r.tell([
      {
        kind: 'programme',
        programme: {
          ...RULES,
          version: 5,
          earning: [{ id: 'x', gives: { type: 'perMoney', points: -1, per: 1000 } }],
        } as typeof RULES,
      },
    ]);
    expect(r.view().status.programmeTrouble).toBe('earning[0].gives.points');
    await ring(MILK, MILK, MILK, MILK);
    expect(r.view().counter.applied).toMatchObject([{ offer: 'milk4' }]);
  });

  test('is checked, tried on a basket and published through the centre by a manager only', async () => {
    r = await counter(MARIA);
    expect(await r.must('programme.current', {})).toMatchObject({ current: { version: 4 }, mayPublish: null });
    const wrong = { ...RULES, boosts: [{ id: 'b', factor: 'x' }] };
    expect(await r.must('programme.check', { json: wrong })).toMatchObject([{ path: 'boosts[0].factor' }]);
    const tried = await r.must('programme.preview', {
      json: RULES,
      basket: [{ sku: '101', quantity: 4000 }],
      member: null,
      codes: [],
    });
    expect(tried).toMatchObject({ gross: 8600, discount: 2150, applied: [{ offer: 'milk4' }], faults: [] });
    const asked: object[] = [];
    r.centre.publish = (programme) => {
      asked.push(programme);
      r.tell([{ kind: 'programme', programme: programme as typeof RULES }]);
      return Promise.resolve({ version: 5, fault: null });
    };
    const starts = r.clock.now + 60_000;
    expect(await r.ask('programme.publish', { json: RULES, startsAtMs: r.clock.now - 600_000 })).toMatchObject({
      ok: false,
    });
    expect(await r.must('programme.publish', { json: { ...RULES, name: 'Nou' }, startsAtMs: starts })).toEqual({
      version: 5,
    });
    expect(asked).toMatchObject([{ version: 5, name: 'Nou', startsAtMs: starts }]);
    expect(await r.must('programme.current', {})).toMatchObject({
      current: { version: 4 },
      versions: [{ version: 5 }, { version: 4 }, { version: 3 }],
    });
    r.clock.now = starts;
    expect(await r.must('programme.current', {})).toMatchObject({ current: { version: 5, name: 'Nou' } });
    r.centre.publish = () => Promise.resolve('unreachable');
    expect(await r.ask('programme.publish', { json: RULES, startsAtMs: starts })).toMatchObject({
      refusal: { code: 'setup.centreUnreachable' },
    });
  });

  test('in a shop alone it is a record of its own till; points that ended are booked when a shift opens', async () => {
    r = rehearse();
    await r.must('setup.alone', { store: 'Codru', manager: 'Ion', pin: '4711', language: 'ro' });
    const [ion] = await r.must('staff.list', {});
    await r.must('staff.signIn', { staff: ion?.id ?? '', pin: '4711' });
    await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: [] });
    const lots = { expiry: { type: 'days', days: 10 } };
    const published = { json: { ...RULES, lots }, startsAtMs: r.clock.now };
    expect(await r.must('programme.publish', published)).toEqual({ version: 2 });
    // The window did not hear the answer and asks again.
    expect(await r.must('programme.publish', published)).toEqual({ version: 2 });
    expect((await r.must('programme.current', {})).versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(await r.must('programme.current', {})).toMatchObject({ current: { version: 2, name: 'Codru Plus' } });
    await r.must('members.enrol', {
      ...{ name: 'Ana Rusu', callName: '', phone: '069123456', language: 'ro', birthday: '', card: '' },
      ...{ consent: true, marketing: false, samePhone: false },
    });
    const member = r.view().counter.member?.id ?? '';
    await r.must('members.event', { member, event: 'visit' });
    expect(r.view().counter.member).toMatchObject({ balance: 5, expiring: { points: 5, on: '2026-12-01' } });
    await closeShift(r);
    r.clock.now += 12 * 86_400_000;
    await r.must('shift.open', { businessDay: '2026-12-03', confirmed: ['shift.dayOff'], float: [] });
    await r.must('counter.member', { member, foundBy: 'phone' });
    expect(r.view().counter.member).toMatchObject({ balance: 0 });
    expect(proven()).toEqual([]);
  });
});
