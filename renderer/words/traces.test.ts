import { describe, expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { thousandths, vatRate } from '../../domain/amount/quantity.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import type { FirstProgramme as Programme } from '../../domain/programme/first.ts';
import { reckonSale } from '../../domain/sale/testing/first.ts';
import { stepsOf, traceText } from './traces.ts';
import { wordsOf } from './words.ts';

const PROGRAMME: Programme = {
  format: 1,
  version: 1,
  name: 'words',
  startsAtMs: 0,
  earning: { points: points(1), perBani: bani(1000) },
  redemption: { pointValue: bani(25), leastPoints: points(1), largestShare: 10_000 },
  expiryDays: 365,
  excludedCategories: ['tutun'],
  offline: { mostPointsPerDay: points(100), oldestWordHours: 24, phoneIsProof: false },
};

const line = (key: number, category: string) => ({
  key,
  sku: `${key}`,
  name: 'x',
  category,
  unit: 'piece' as const,
  quantity: thousandths(1000),
  price: bani(20_000),
  vat: vatRate(2000),
});

const { trace } = reckonSale({
  lines: [line(1, 'cafea'), line(2, 'tutun')],
  programme: PROGRAMME,
  spend: points(40),
  withMember: true,
});

describe.each(LANGUAGES)('the explanation in %s', (language) => {
  test('says every value that a real reckoning wrote', () => {
    expect(trace.map(({ code }) => code).sort()).toEqual(['earn.excluded', 'earn.perMoney', 'redeem.value']);
    for (const step of trace) expect(traceText(wordsOf(language), step)).not.toContain('…');
  });
});

test('each movement of a sale is explained by its own steps', () => {
  const codes = (contra: 'earn' | 'redeem', moved: number): string[] =>
    stepsOf(trace, contra, points(moved)).map(({ code }) => code);
  expect(codes('redeem', -40)).toEqual(['redeem.value']);
  expect(codes('earn', 19).sort()).toEqual(['earn.excluded', 'earn.perMoney']);
});

test('what an earlier return missed and this one takes or gives is said apart, in every language', () => {
  for (const language of LANGUAGES) {
    const words = wordsOf(language);
    const said = (code: 'return.earned' | 'return.withheld', params: Record<string, number>): string =>
      traceText(words, { code, params });
    const [now, late] = [said('return.earned', { points: 10 }), said('return.earned', { points: 10, late: 1 })];
    const kept = said('return.withheld', { amount: 100, points: 10 });
    const given = said('return.withheld', { amount: -100, points: 10 });
    expect(new Set([now, late, kept, given]).size).toBe(4);
    for (const text of [kept, given]) expect(text).toContain('1,00');
    expect(given).not.toMatch(/[-−]/);
  }
});
