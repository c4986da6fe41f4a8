import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bani, bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { thousandths, vatRate } from '../amount/quantity.ts';
import type { FirstProgramme as Programme } from '../programme/first.ts';
import { checkRedemption, mostRedeemable, offlineLimit } from './redeem.ts';
import { mostByAmount, reckonSale } from './testing/first.ts';

function programme(over: Partial<Programme['redemption']> = {}): Programme {
  return {
    format: 1,
    version: 1,
    name: 'try',
    startsAtMs: 0,
    earning: { points: points(1), perBani: bani(1000) },
    redemption: { pointValue: bani(5), leastPoints: points(20), largestShare: 5000, ...over },
    expiryDays: null,
    excludedCategories: [],
    offline: { mostPointsPerDay: points(100), oldestWordHours: 24, phoneIsProof: false },
  };
}
interface Asked extends Partial<Omit<Parameters<typeof mostRedeemable>[0], 'least' | 'bySale'>> {
  readonly programme?: Programme;
  readonly discountable?: Bani;
}
const limits = ({ programme: rules = programme(), discountable = bani(10_000), ...of }: Asked) =>
  mostRedeemable({
    least: rules.redemption.leastPoints,
    bySale: mostByAmount(rules, discountable),
    spendable: points(500),
    ...of,
  });
const code = (outcome: ReturnType<typeof checkRedemption>): number | string =>
  outcome.ok ? outcome.value : outcome.refusal.code;

describe('how many points may be spent', () => {
  test('everything that is allowed is really used by the sale, and one more is refused', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.nat(5000),
        fc.integer({ min: 0, max: 300 }),
        fc.nat(10_000),
        fc.nat(100),
        (discountable, spendable, pointValue, largestShare, least) => {
          const rules = programme({ pointValue: bani(pointValue), largestShare, leastPoints: points(least) });
          const found = limits({ programme: rules, discountable: bani(discountable), spendable: points(spendable) });
          const figures = reckonSale({
            lines: [
              {
                key: 1,
                sku: null,
                name: '',
                category: null,
                unit: 'piece',
                quantity: thousandths(1000),
                price: bani(discountable),
                vat: vatRate(2000),
              },
            ],
            programme: rules,
            spend: found.most,
            withMember: true,
          });
          expect(figures.spent).toBe(found.most);
          expect(found.most === 0 || found.most >= least).toBe(true);
          expect(checkRedemption(found.most, found).ok).toBe(true);
          expect(checkRedemption(points(found.most + 1), found).ok).toBe(false);
          expect(found.most === spendable || found.why !== null).toBe(true);
        },
      ),
    );
  });
  test('is bounded by the balance, by the sale, by the policy, and each says so', () => {
    expect(limits({})).toMatchObject({ most: 500, why: null });
    expect(limits({ spendable: points(1500) })).toMatchObject({
      most: 1000,
      why: { code: 'redeem.aboveSale', params: { asked: 1500, most: 1000 } },
    });
    expect(limits({ spendable: points(19) })).toMatchObject({
      most: 0,
      why: { code: 'redeem.belowMinimum', params: { asked: 19, least: 20 } },
    });
    expect(limits({ withMember: false })).toMatchObject({ most: 0, why: { code: 'redeem.noMember' } });
    const policy = offlineLimit({
      programme: programme(),
      spentTodayOffline: points(40),
      wordAgeMs: 0,
      foundBy: 'card',
    });
    expect(limits({ policy })).toMatchObject({
      most: 60,
      why: { code: 'redeem.offlineLimit', params: { asked: 500, most: 60 } },
    });
  });
  test('is refused with the reason and its numbers', () => {
    const found = limits({ spendable: points(1500) });
    expect(code(checkRedemption(points(0), found))).toBe(0);
    expect(code(checkRedemption(points(1000), found))).toBe(1000);
    expect(checkRedemption(points(1001), found)).toEqual({
      ok: false,
      refusal: { code: 'redeem.aboveSale', params: { asked: 1001, most: 1000 } },
    });
    expect(checkRedemption(points(1501), found)).toEqual({
      ok: false,
      refusal: { code: 'redeem.aboveBalance', params: { asked: 1501, available: 1500 } },
    });
    expect(checkRedemption(points(19), found)).toEqual({
      ok: false,
      refusal: { code: 'redeem.belowMinimum', params: { asked: 19, least: 20 } },
    });
    expect(code(checkRedemption(points(-1), found))).toBe('amount.notPositive');
    expect(code(checkRedemption(points(20), limits({ withMember: false })))).toBe('redeem.noMember');
  });
});

describe('offline', () => {
  const HOUR = 3_600_000;
  const ask = (of: Partial<Parameters<typeof offlineLimit>[0]>) =>
    offlineLimit({ programme: programme(), spentTodayOffline: points(0), wordAgeMs: HOUR, foundBy: 'card', ...of });
  test('a card is proof; a phone where the programme says so; a name or a receipt never', () => {
    expect(ask({}).most).toBe(100);
    for (const foundBy of ['phone', 'name', 'enrolled', 'receipt'] as const) {
      expect(ask({ foundBy })).toMatchObject({ most: 0, why: { code: 'redeem.needsCard' } });
    }
    const kind = { ...programme(), offline: { ...programme().offline, phoneIsProof: true } };
    expect(ask({ programme: kind, foundBy: 'phone' }).most).toBe(100);
    expect(ask({ programme: kind, foundBy: 'name' }).most).toBe(0);
  });
  test('an old word, or none, allows nothing', () => {
    expect(ask({ wordAgeMs: 24 * HOUR }).most).toBe(100);
    expect(ask({ wordAgeMs: 24 * HOUR + 1 })).toEqual({
      most: 0,
      why: { code: 'redeem.offlineStale', params: { hours: 24 } },
    });
    expect(ask({ wordAgeMs: null }).most).toBe(0);
    // A clock that was set back makes no old word fresh; a small correction makes no fresh word old.
    expect(ask({ wordAgeMs: -24 * HOUR - 1 }).most).toBe(0);
    expect(ask({ wordAgeMs: -60_000 }).most).toBe(100);
  });
  test('what was spent today counts, and never goes below none', () => {
    expect(ask({ spentTodayOffline: points(99) }).most).toBe(1);
    expect(ask({ spentTodayOffline: points(130) }).most).toBe(0);
    const found = limits({ policy: ask({ spentTodayOffline: points(50) }) });
    expect(checkRedemption(points(51), found)).toMatchObject({
      refusal: { code: 'redeem.offlineLimit', params: { asked: 51, most: 50 } },
    });
  });
});
