import { expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { vatRate } from '../amount/quantity.ts';
import { facts, goods, MOMENT } from '../earning/testing/programme.ts';
import { type Situation, unmet } from './holds.ts';

const situation = (...lines: readonly (readonly [amount: number, rate: number])[]): Situation => ({
  moment: MOMENT,
  facts: facts(),
  lines: lines.map(([amount, rate]) => ({ goods: goods(), units: 1, amount: bani(amount), vat: vatRate(rate) })),
  codes: [],
  tenders: null,
  tier: null,
});
const asked = (from: number, withoutVat: boolean, s: Situation) =>
  unmet('x', { basket: [{ spendFrom: bani(from), withoutVat }] }, s);

test('a minimum without VAT is of the sums of each rate less what they contain', () => {
  const s = situation([11_500, 1500], [104_075, 1500], [1000, 0]);
  expect(asked(116_575, false, s)).toBeNull();
  // 1155.75 with 15 % is 1005.00 without; 10.00 has none.
  expect(asked(101_500, true, s)).toBeNull();
  expect(asked(101_501, true, s)).toMatchObject({ why: 'spend', missing: 1 });
  expect(unmet('x', { basket: [{ spendTo: bani(101_500), withoutVat: true }] }, s)).toBeNull();
  expect(unmet('x', { basket: [{ spendTo: bani(101_499), withoutVat: true }] }, s)).toMatchObject({ why: 'tooMuch' });
});
