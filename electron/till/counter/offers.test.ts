import { afterEach, describe, expect, test } from 'vitest';
import type { Rehearsal } from '../rehearsal.ts';
import { ANA, atTheCounter, MILK, NATALIAS_CARD, STEFANS_CARD, sell, VAT_20 } from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

const reward = (id: string, points: number): object => ({
  id,
  trigger: { type: 'points', points },
  effect: { type: 'amountOff', amount: 500, per: 'order' },
});

/** Stefan has 500 points, Natalia 40. */
const RULES = {
  format: 2,
  version: 4,
  name: 'Codru Plus',
  startsAtMs: 0,
  offers: [
    reward('sixty', 60),
    reward('dear', 400),
    {
      id: 'pay',
      trigger: { type: 'perPoint', points: 1, value: 10, least: 10, largestShare: 10_000 },
      effect: { type: 'pointsValue' },
    },
    {
      id: 'hundreds',
      name: 'In hundreds',
      trigger: { type: 'perPoint', points: 100, value: 50, least: 100, largestShare: 10_000 },
      effect: { type: 'pointsValue' },
    },
  ],
  offline: { mostPointsPerDay: 100, oldestWordHours: 48, phoneIsProof: false },
};

/** A card, and a sale of 100 lei. */
async function ring(card = STEFANS_CARD): Promise<void> {
  r = await atTheCounter(ANA);
  r.tell([{ kind: 'programme', programme: RULES }]);
  await r.must('counter.code', { code: card });
  await r.must('counter.amount', { amount: '100', vat: VAT_20 });
}
const choose = (
  offer: string,
  times: number,
  points: string | null = null,
): ReturnType<typeof r.ask<'counter.reward'>> => r.ask('counter.reward', { offer, times, points, sku: null });

describe('rewards and points spent freely share one balance', () => {
  test('what a reward takes is not there to be spent freely, and the other way round gives way to the reward', async () => {
    await ring();
    await r.must('counter.redeem', { points: '450' });
    expect((await choose('sixty', 1)).ok).toBe(true);
    expect(r.view().counter).toMatchObject({
      redeem: { chosen: 440, most: 440 },
      figures: { spent: 500, discount: 4900, balanceAfter: 0 },
      notApplied: [],
    });
    expect(await r.ask('counter.redeem', { points: '441' })).toMatchObject({
      ok: false,
      refusal: { code: 'redeem.aboveBalance', params: { asked: 441, available: 440 } },
    });
    // Without the reward the whole choice is there again.
    await choose('sixty', 0);
    expect(r.view().counter.redeem.chosen).toBe(450);
  });

  test('a reward that would push another out is refused, and its row says so before', async () => {
    await ring();
    await choose('dear', 1);
    const row = r.view().counter.rewards.find(({ offer }) => offer === 'sixty');
    expect(row?.why).toBe(null);
    await choose('sixty', 1);
    const refusal = { code: 'reward.tooFewPoints', params: { available: 100, needed: 120 } };
    expect(r.view().counter.rewards.find(({ offer }) => offer === 'sixty')?.why).toEqual(refusal);
    expect(await choose('sixty', 2)).toEqual({ ok: false, refusal });
    expect(r.view().counter.applied.map(({ offer, times }) => [offer, times])).toEqual([
      ['sixty', 1],
      ['dear', 1],
    ]);
  });

  test('another member, a smaller basket: nothing is overspent, and the choice comes back', async () => {
    await ring();
    await r.must('counter.redeem', { points: '300' });
    await choose('sixty', 1);
    await r.must('counter.code', { code: NATALIAS_CARD });
    expect(r.view().counter).toMatchObject({
      redeem: { chosen: 40 },
      figures: { spent: 40, balanceAfter: 0 },
      notApplied: [{ offer: 'sixty', refusal: { code: 'reward.tooFewPoints' } }],
    });
    await r.must('counter.undo', {});
    await r.must('counter.remove', { line: 1 });
    await r.must('counter.code', { code: MILK });
    // 21,50: 5 lei for the reward, the rest freely.
    expect(r.view().counter).toMatchObject({ redeem: { chosen: 165 }, figures: { spent: 225, total: 0 } });
  });

  test('offline the policy bounds both together', async () => {
    await ring();
    r.report({ state: 'offline' });
    await choose('sixty', 1);
    expect(r.view().counter.redeem).toMatchObject({ most: 40, why: { code: 'redeem.offlineLimit' } });
    await r.must('counter.redeem', { points: '40' });
    expect(await sell(r)).toMatchObject({ spent: 100, total: 10_000 - 500 - 400 });
  });

  test('the hold at the centre is of both together', async () => {
    await ring();
    await choose('sixty', 1);
    await r.must('counter.redeem', { points: '50' });
    r.centre.hold = ({ points }) => Promise.resolve({ granted: true, available: points });
    await sell(r);
    expect(r.centre.held.map(({ points }) => points)).toEqual([110]);
  });
});

describe('a second offer of points spent freely', () => {
  test('has a row of its own, with what its points are exactly worth', async () => {
    await ring();
    expect(r.view().counter.redeem).toMatchObject({ offer: 'pay', worth: { points: 1, value: 10 } });
    expect(r.view().counter.rewards.find(({ offer }) => offer === 'hundreds')).toMatchObject({
      kind: 'perPoint',
      name: 'In hundreds',
      takesOff: 250,
      why: null,
      free: { offer: 'hundreds', chosen: 0, most: 500, least: 100, step: 100, worth: { points: 100, value: 50 } },
    });
    expect(await choose('hundreds', 1, '150')).toMatchObject({ ok: false, refusal: { code: 'redeem.step' } });
    expect((await choose('hundreds', 1, '200')).ok).toBe(true);
    await r.must('counter.redeem', { points: '300' });
    expect(r.view().counter.figures).toMatchObject({ spent: 500, discount: 3100 });
    r.restart();
    await r.must('staff.signIn', ANA);
    r.report({ state: 'connected' });
    expect(r.view().counter.figures).toMatchObject({ spent: 500, discount: 3100 });
    expect((await choose('hundreds', 0)).ok).toBe(true);
    expect(r.view().counter.figures).toMatchObject({ spent: 300 });
  });
});

const COUPONS = {
  format: 2,
  version: 4,
  name: 'Codru Plus',
  startsAtMs: 0,
  offers: [
    { id: 'nov', trigger: { type: 'code', codes: ['NOV10'] }, effect: { type: 'percentOff', percent: 1000 } },
    {
      id: 'later',
      trigger: { type: 'code', codes: ['DEC-20'] },
      when: { from: '2026-12-01', until: '2026-12-31' },
      effect: { type: 'percentOff', percent: 2000 },
    },
    {
      id: 'past',
      trigger: { type: 'code', codes: ['OCT'] },
      when: { until: '2026-10-31' },
      effect: { type: 'percentOff', percent: 2000 },
    },
    {
      id: 'off',
      active: false,
      trigger: { type: 'code', codes: ['OFF'] },
      effect: { type: 'percentOff', percent: 2000 },
    },
    {
      id: 'give',
      trigger: { type: 'automatic' },
      when: { who: 'member', basket: [{ spendFrom: 20_000 }] },
      effect: { type: 'coupon', offer: 'next', days: 10 },
    },
    { id: 'next', trigger: { type: 'code', issued: true }, effect: { type: 'amountOff', amount: 500, per: 'order' } },
  ],
};

describe('a coupon’s code', () => {
  async function counter(folds = true): Promise<void> {
    r = await atTheCounter(ANA, { folds });
    r.tell([{ kind: 'programme', programme: COUPONS }]);
  }
  const put = (code: string): ReturnType<typeof r.ask<'counter.coupon'>> => r.ask('counter.coupon', { code });
  const why = async (code: string): Promise<string | null> => {
    const outcome = await put(code);
    return outcome.ok ? null : outcome.refusal.code;
  };
  /** A coupon that Ștefan got: he has just bought for 300 lei. */
  async function issued(): Promise<string> {
    await r.must('counter.code', { code: STEFANS_CARD });
    await r.must('counter.amount', { amount: '300', vat: VAT_20 });
    const [coupon] = (await sell(r)).issued;
    r.clock.now += 2000;
    return coupon?.code ?? '';
  }
  const grouped = (code: string): string => `${code.slice(0, 4)}-${code.slice(4, 8)} ${code.slice(8)}`.toLowerCase();

  test.each([
    'NOV10',
    ' nov10',
    'nov-10',
    'n o v 1 0',
    'ТЩМ10',
    'тщм-10',
    'NОV10',
    ']C0NOV10',
  ])('%j is NOV10', async (code) => {
    await counter();
    await r.must('counter.amount', { amount: '100', vat: VAT_20 });
    expect(await why(code)).toBe(null);
    expect(r.view().counter).toMatchObject({ codes: ['NOV10'], figures: { discount: 1000 } });
    // And by a scan.
    await r.must('counter.dropCoupon', { code });
    await r.must('counter.code', { code });
    expect(r.view().counter).toMatchObject({ scan: { good: true }, figures: { discount: 1000 } });
  });

  test('is refused at once in its own words: not yet, no longer, not now, unknown; typed or scanned', async () => {
    await counter();
    const seq = r.seq();
    expect(await put('dec20')).toEqual({
      ok: false,
      refusal: { code: 'offer.notYet', params: { from: '2026-12-01' } },
    });
    expect(await put('oct')).toEqual({
      ok: false,
      refusal: { code: 'offer.expired', params: { until: '2026-10-31' } },
    });
    expect(await why('off')).toBe('offer.notNow');
    expect(await why('2345ABCDEFGH')).toBe('offer.unknown');
    expect(await r.ask('counter.code', { code: 'DEC-20' })).toMatchObject({
      ok: false,
      refusal: { code: 'offer.notYet' },
    });
    expect([r.seq(), r.view().counter.codes]).toEqual([seq, []]);
  });

  test.each([
    true,
    false,
  ])('that a sale issued is used once by its member, and by nobody else (folded: %s)', async (folds) => {
    await counter(folds);
    const code = await issued();
    expect(code).toMatch(/^[2-9A-Z]{12}$/);
    // Nobody at the counter yet, then somebody else.
    await r.must('counter.amount', { amount: '50', vat: VAT_20 });
    expect(await why(grouped(code))).toBe('offer.ofMember');
    await r.must('counter.code', { code: NATALIAS_CARD });
    expect(await why(code)).toBe('offer.others');
    expect(await r.ask('counter.code', { code })).toMatchObject({ ok: false, refusal: { code: 'offer.others' } });
    await r.must('counter.code', { code: STEFANS_CARD });
    // As its barcode on the slip is scanned.
    await r.must('counter.code', { code: `]C0${code}` });
    expect(r.view().counter).toMatchObject({ codes: [code], figures: { discount: 500 } });
    await sell(r);
    r.clock.now += 2000;
    for (const card of [STEFANS_CARD, NATALIAS_CARD]) {
      await r.must('counter.code', { code: card });
      await r.must('counter.amount', { amount: '50', vat: VAT_20 });
      expect(await put(grouped(code))).toEqual({ ok: false, refusal: { code: 'offer.usedUp', params: { most: 1 } } });
    }
  });

  test('ends on its day, and goes when the purchase that gave it comes back', async () => {
    await counter();
    const first = await issued();
    r.clock.now += 11 * 86_400_000;
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(await put(first)).toEqual({
      ok: false,
      refusal: { code: 'offer.expired', params: { until: '2026-12-01' } },
    });
    await r.must('counter.clear', {});
    const second = await issued();
    const [row] = await r.must('receipts.recent', {});
    const receipt = row?.id ?? '';
    const lines = [{ index: 0, quantity: 1000 }];
    await r.must('returns.confirm', { receipt, lines, total: 30_000, tender: 'cash' });
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(await why(second)).toBe('offer.takenBack');
  });

  test('stands on the slip of its sale, opened again later, as what a scan takes', async () => {
    await counter();
    const code = await issued();
    const [row] = await r.must('receipts.recent', {});
    const receipt = await r.must('receipts.find', { number: row?.number ?? '' });
    expect(receipt.issued).toEqual([{ code, name: 'next', until: '2026-12-01' }]);
  });
});
