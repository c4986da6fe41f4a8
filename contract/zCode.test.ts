import fc from 'fast-check';
import { expect, test } from 'vitest';
import { civilDate } from '../domain/calendar/civil.ts';
import { type PaperZ, paperOf } from '../domain/day/paper.ts';
import { shiftId, staffId, storeId, tillId, uuid7 } from '../domain/identity/ids.ts';
import { shiftFigures } from '../domain/shift/figures.ts';
import { happeningsOf } from '../domain/shift/testing/happenings.ts';
import { inCoins, live } from '../domain/shift/testing/shifts.ts';
import { isZCode, LONGEST_Z_CODE, readZCode, zCode } from './zCode.ts';

const id = (n: number): string => uuid7(1_790_000_000_000 + n, new Uint8Array(10).fill(n));
const paper: fc.Arbitrary<PaperZ> = fc
  .record({
    laid: fc.nat(5_000_000),
    all: fc.array(fc.nat(), { maxLength: 200 }),
    later: fc.integer({ min: 1, max: 80 }),
    number: fc.integer({ min: 1, max: 99 }),
  })
  .map(({ laid, all, later, number }) =>
    paperOf(
      {
        store: storeId(id(1)),
        till: tillId(id(2)),
        number,
        shift: shiftId(id(3)),
        day: civilDate('2026-11-21'),
        staff: number % 2 === 0 ? null : staffId(id(4)),
        openedAt: 1_790_000_000_000,
        closedAt: 1_790_000_000_000 + later * 1000 - 5000,
      },
      { number: later, ...shiftFigures(live(inCoins(laid), happeningsOf(all), later).records) },
    ),
  );
const codeOf = (of: PaperZ): string => {
  const code = zCode(of);
  if (code === null) throw new Error('a shift of two lives has a code');
  return code;
};

test('the code of any Z says again what it was made of, and fits on receipt paper', () => {
  fc.assert(
    fc.property(paper, (of) => {
      const code = codeOf(of);
      expect(code).toMatch(/^LZ1[A-Z2-7]+$/);
      expect(code.length).toBeLessThan(LONGEST_Z_CODE);
      expect(isZCode(code)).toBe(true);
      expect(readZCode(code)).toEqual(of);
      expect(readZCode(` ${code.toLowerCase()}\r`)).toEqual(of);
    }),
  );
});

test('one sign read wrongly, lost or doubled is no Z', () => {
  fc.assert(
    fc.property(paper, fc.nat(), fc.nat(30), (of, at, by) => {
      const code = codeOf(of);
      // The last sign carries bits of no meaning.
      const place = 3 + (at % (code.length - 4));
      const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
      const other = digits[(digits.indexOf(code[place] ?? '') + 1 + by) % 32] ?? '';
      expect(readZCode(code.slice(0, place) + other + code.slice(place + 1))).toBeNull();
      const lost = readZCode(code.slice(0, place) + code.slice(place + 1));
      expect(lost).toBeNull();
    }),
  );
});

test('cards, products and receipts are no Z, and a later form is not guessed at', () => {
  for (const code of ['4840000000019', 'LZ1', 'LZ1ABC', 'R0001', `LZ1${'A'.repeat(300)}`]) {
    expect(readZCode(code)).toBeNull();
  }
  const [of] = fc.sample(paper, { numRuns: 1, seed: 1 });
  if (of === undefined) throw new Error('a sample');
  expect(readZCode(codeOf(of).replace('LZ1', 'LZ2'))).toBeNull();
});

test('a shift of many lives of a till has none', () => {
  const [of] = fc.sample(paper, { numRuns: 1, seed: 1 });
  const [range] = of?.ranges ?? [];
  if (of === undefined || range === undefined) throw new Error('a sample');
  expect(zCode({ ...of, ranges: Array.from({ length: 9 }, () => range) })).toBeNull();
});
