import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { recordId, tillId, uuid7 } from '../identity/ids.ts';
import { normalFiscal } from './fiscal.ts';
import { everyReceiptDifference, MOST_OF_A_KIND, receiptDifferences } from './receipts.ts';
import type { OurReceipt, RegisterReceipt } from './register.ts';

const id = (n: number): string => uuid7(n + 1, new Uint8Array(10));
const TILL = tillId(id(1_000_000));

function own(n: number, fiscal: string | null, total: number): OurReceipt {
  const of = { record: recordId(id(n)), till: TILL, seq: n + 1, kind: total < 0 ? 'return' : 'sale' };
  return { ...of, at: 1000 + n, staff: null, member: null, number: `R${n}`, fiscal, total: bani(total), points: null };
}
function printed(row: number, fiscal: string, total: number): RegisterReceipt {
  return { fiscal, total: bani(total), at: null, row };
}

const net = (of: readonly { readonly total: number }[]): number => of.reduce((sum, { total }) => sum + total, 0);

test('one missing on either side, one amount that differs, one twice: each is named with what it comes to', () => {
  const ours = [own(1, '000481', 23_531), own(2, '482', 500), own(3, '484', -1200), own(4, null, 99), own(5, '485', 7)];
  const theirs = [
    printed(2, '481', 28_531),
    printed(3, '482', 500),
    printed(4, '482', 500),
    printed(5, '483', 6490),
    printed(6, ' 000 484 ', -1200),
  ];
  expect(receiptDifferences(ours, theirs).map(({ key, code, amount, many }) => [key, code, amount?.by, many])).toEqual([
    [`receiptAmount:${id(1)}`, 'receiptAmount', -5000, 1],
    ['receiptTwice:482:2', 'receiptTwice', -500, 1],
    ['receiptMissing:483', 'receiptMissing', -6490, 0],
    [`receiptExtra:${id(5)}`, 'receiptExtra', 7, 1],
  ]);
});

test('of a number that two receipts here carry, equal amounts belong together', () => {
  const ours = [own(1, '7', 100), own(2, '07', 250)];
  expect(receiptDifferences(ours, [printed(2, '7', 250)]).map(({ key }) => key)).toEqual([`receiptExtra:${id(1)}`]);
  expect(receiptDifferences(ours, [printed(2, '7', 250), printed(3, '7', 100)])).toEqual([]);
  expect(
    receiptDifferences(ours, [printed(2, '7', 250), printed(3, '7', 120)]).map(({ amount }) => amount?.by),
  ).toEqual([-20]);
});

/** A day's receipts by number, and how each is written: with zeros, spaces, a sign before it. */
const written = fc.constantFrom(
  (n: string) => n,
  (n: string) => n.padStart(8, '0'),
  (n: string) => ` ${n} `,
  (n: string) => `№ ${n}`,
  (n: string) => `'0${n}`,
  (n: string) => `${n.slice(0, 1)}\u00a0${n.slice(1)}`,
);
const amount = fc.integer({ min: -500_000, max: 500_000 }).filter((total) => total !== 0);
const day = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9999 }), amount, written, written), {
  selector: ([n]) => n,
  maxLength: 60,
});

/** What was planted, by what is done with the receipt of each place. */
type Deed = 'same' | 'notHere' | 'notThere' | 'differs' | 'twiceThere';
const deeds = fc.array(
  fc.record({
    deed: fc.constantFrom<Deed>('same', 'same', 'same', 'notHere', 'notThere', 'differs', 'twiceThere'),
    by: fc.integer({ min: 1, max: 999 }),
  }),
  { minLength: 60, maxLength: 60 },
);

describe('for any day and whatever was planted in it', () => {
  test('exactly what was planted is found', () => {
    fc.assert(
      fc.property(day, deeds, fc.array(amount, { maxLength: 5 }), (receipts, done, unnumbered) => {
        const ours: OurReceipt[] = unnumbered.map((total, i) => own(5000 + i, i % 2 === 0 ? null : ' - ', total));
        const theirs: RegisterReceipt[] = [];
        const planted: string[] = [];
        for (const [i, [n, total, here, there]] of receipts.entries()) {
          const { deed, by } = done[i] ?? { deed: 'same', by: 1 };
          const fiscal = String(n);
          if (deed !== 'notHere') ours.push(own(i, here(fiscal), total));
          if (deed !== 'notThere') theirs.push(printed(i + 2, there(fiscal), deed === 'differs' ? total + by : total));
          if (deed === 'twiceThere') theirs.push(printed(i + 500, there(fiscal), total));
          if (deed === 'notHere') planted.push(`receiptMissing:${fiscal}`);
          if (deed === 'notThere') planted.push(`receiptExtra:${id(i)}`);
          if (deed === 'differs') planted.push(`receiptAmount:${id(i)}`);
          if (deed === 'twiceThere') planted.push(`receiptTwice:${fiscal}:2`);
        }
        expect(new Set(receiptDifferences(ours, theirs).map(({ key }) => key))).toEqual(new Set(planted));
      }),
      { numRuns: 300 },
    );
  });

  /** Few numbers, so that all of them stand there more than once. */
  const any = fc.tuple(fc.constantFrom('1', '01', '2', '3', '30', 'A1'), fc.constantFrom(-100, 50, 70, 100));
  test('the differences come to what we are above the register, each has one key, and no order changes them', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 14 }), fc.array(any, { maxLength: 14 }), (here, there) => {
        const ours = here.map(([fiscal, total], i) => own(i, fiscal, total));
        const theirs = there.map(([fiscal, total], i) => printed(i + 2, fiscal, total));
        const found = receiptDifferences(ours, theirs);
        expect(found.reduce((sum, one) => sum + (one.amount?.by ?? 0), 0)).toBe(net(ours) - net(theirs));
        expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
        // At least as many as the sides differ in number, and nothing where they are the same.
        expect(found.length).toBeGreaterThanOrEqual(Math.abs(ours.length - theirs.length));
        expect(receiptDifferences(ours.toReversed(), theirs.toReversed())).toEqual(found);
        expect(
          receiptDifferences(
            ours,
            ours.map((one) => printed(one.seq, one.fiscal ?? '', one.total)),
          ),
        ).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a file of another day', () => {
  const most = MOST_OF_A_KIND;
  const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 5 * most, size: 'max' });
  const kinds = new Set<string>();
  test('however many differ: of each kind so many are told one by one, the rest as one; both come to the same', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.array(amount, { minLength: 1, maxLength: 4 }), (here, there, totals) => {
        const of = (n: number): number => totals[n % totals.length] ?? 1;
        const ours = here.map((n, i) => own(i, String(n), of(n)));
        const theirs = there.flatMap((n, i) => {
          const one = printed(i + 2, String(n), n % 3 === 0 ? of(n) : of(n + 1));
          return n % 2 === 0 ? [one] : [one, { ...one, row: one.row + 1000 }];
        });
        const every = everyReceiptDifference(ours, theirs);
        const told = receiptDifferences(ours, theirs);
        const sum = (of: readonly { readonly amount: { readonly by: number } | null }[]): number =>
          of.reduce((all, one) => all + (one.amount?.by ?? 0), 0);
        expect(sum(told)).toBe(net(ours) - net(theirs));
        expect(sum(told)).toBe(sum(every));
        expect(told.length).toBeLessThanOrEqual(4 * (most + 1));
        expect(new Set(told.map(({ key }) => key)).size).toBe(told.length);
        const many = told.reduce(
          (all, { code, params }) => all + (code.endsWith('More') ? Number(params['many']) : 1),
          0,
        );
        expect(many).toBe(every.length);
        for (const { code } of told) kinds.add(code);
        // What is behind them is counted whole.
        expect(told.reduce((all, one) => all + one.many, 0)).toBe(every.reduce((all, one) => all + one.many, 0));
        expect(receiptDifferences(ours.toReversed(), theirs.toReversed())).toEqual(told);
      }),
      { numRuns: 200 },
    );
    expect([...kinds].filter((code) => code.endsWith('More'))).toHaveLength(4);
  });

  test('the rest says from which number to which, and keeps its key whatever is in it', () => {
    const theirs = Array.from({ length: most + 3 }, (_, n) => printed(n + 2, String(n + 1), 100));
    expect(receiptDifferences([], theirs).slice(most)).toEqual([
      {
        key: 'receiptMissing:more',
        code: 'receiptMissingMore',
        params: { many: 3, first: String(most + 1), last: String(most + 3) },
        amount: { unit: 'bani', by: -300 },
        at: null,
        behind: [],
        many: 0,
      },
    ]);
    expect(receiptDifferences([], theirs.slice(1)).at(-1)?.key).toBe('receiptMissing:more');
    // One more than are told one by one is told, too.
    expect(receiptDifferences([], theirs.slice(2)).at(-1)?.key).toBe(`receiptMissing:${most + 3}`);
  });
});

test('however it is written, a number has one form; what says nothing has none', () => {
  for (const text of ['481', '000481', ' 481 ', '4 8 1', '№481', "'0481", 'Nr. 481', 'No 481', '#481', '４８１']) {
    expect(normalFiscal(text), text).toBe('481');
  }
  for (const text of ['a0481', 'A-0481', 'А0481'.replace('А', 'A')]) expect(normalFiscal(text)).toBe('A0481');
  for (const text of ['', ' ', '-', '№']) expect(normalFiscal(text), text).toBeNull();
  expect(normalFiscal('000')).toBe('0');
});

test('a file in which the wrong column was chosen as the number is one long difference, and no endless one', () => {
  const ours = Array.from({ length: 20_000 }, (_, n) => own(n, '1', n + 1));
  const theirs = ours.map((one) => printed(one.seq, '1', one.total));
  expect(receiptDifferences(ours, theirs)).toEqual([]);
  expect(receiptDifferences(ours.slice(1), theirs)).toHaveLength(1);
});
