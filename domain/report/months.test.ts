import fc from 'fast-check';
import { expect, test } from 'vitest';
import { civilDate } from '../calendar/civil.ts';
import { CONTRA_ACCOUNTS } from '../ledger/entry.ts';
import { growth, liabilities, Months, monthOf } from './months.ts';

const month = fc.integer({ min: 0, max: 40 }).map((n) => {
  const at = `${2024 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}-15`;
  return monthOf(civilDate(at));
});
const movement = fc.record({
  month,
  contra: fc.constantFrom(...CONTRA_ACCOUNTS),
  by: fc.integer({ min: -100_000, max: 100_000 }),
});

test('whatever was given and taken, the columns come to what balances grew by, and the last liability to the sum of all', () => {
  fc.assert(
    fc.property(fc.array(movement, { minLength: 1, maxLength: 80 }), (movements) => {
      const months = new Months();
      for (const { month: of, contra, by } of movements) months.points(of, contra, by);
      const rows = months.rows();
      for (const row of rows) {
        const inMonth = movements.filter((one) => one.month === row.month);
        expect(growth(row)).toBe(inMonth.reduce((sum, { by }) => sum + by, 0) || 0);
      }
      expect(liabilities(rows).at(-1)).toBe(movements.reduce((sum, { by }) => sum + by, 0) || 0);
    }),
  );
});

test('no month between the first and the last is missing, over the turn of a year too', () => {
  const months = new Months();
  months.points(monthOf(civilDate('2027-02-01')), 'earn', 3);
  months.points(monthOf(civilDate('2026-11-30')), 'redeem', -2);
  expect(months.rows().map(({ month: of }) => of)).toEqual(['2026-11', '2026-12', '2027-01', '2027-02']);
  expect(liabilities(months.rows())).toEqual([-2, -2, -2, 1]);
});

test('a voided sale is no sale, a return is less turnover and still a sale', () => {
  const months = new Months();
  const of = monthOf(civilDate('2026-11-21'));
  months.receipt(of, { kind: 'sale', withMember: true, total: 1000 });
  months.receipt(of, { kind: 'sale', withMember: true, total: 700 });
  months.receipt(of, { kind: 'void', withMember: true, total: -700 });
  months.receipt(of, { kind: 'return', withMember: true, total: -300 });
  expect(months.rows()).toMatchObject([{ sales: 1, withMember: 1, turnover: 700 }]);
});
