import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { NO_POINTS } from '../amount/points.ts';
import { thousandths, vatRate } from '../amount/quantity.ts';
import { foldMovement } from '../ledger/fold.ts';
import { ANA } from '../offers/testing/basket.ts';
import type { Draw } from '../offers/testing/drawn.ts';
import type { Programme } from '../programme/programme.ts';
import { movementOf } from '../record/movement.ts';
import type { Return, ReturnLine, Sale } from '../record/record.ts';
import { anyPolicies, drawOf, giveBack, said, soldIn, sum, world } from '../sale/testing/worlds.ts';
import { leftToReturn } from './reckon.ts';
import { matchTyped, settledReturn } from './typed.ts';

const taking = (draw: Draw): Programme['policies'] => ({
  ...anyPolicies(draw),
  takeBack: (['belowZero', 'toZero', 'withhold'] as const)[draw(3)] ?? 'toZero',
});
const worlds = fc.nat(2 ** 31).map((seed) => ({ seed, of: world(drawOf(seed), taking) }));
/** Parts of any lines, each at a till that knew the receipt or typed at one that did not. */
const steps = fc.array(
  fc.record({ lines: fc.integer({ min: 1, max: 255 }), share: fc.integer({ min: 1, max: 100 }), typed: fc.boolean() }),
  { maxLength: 6 },
);

/** A return as a till writes it that knows nothing of the receipt; each line names its product. */
function typedOf(sale: Sale, lines: readonly { readonly index: number; readonly quantity: number }[]): Return {
  const typed = lines.map(({ index, quantity }): ReturnLine => {
    const sold = sale.lines[index] ?? expect.fail('a line of the sale');
    const gross = bani(Math.floor((sold.price * quantity) / 1000));
    const { sku, name, price, vat } = sold;
    const amounts = { gross, discount: bani(0), earned: NO_POINTS, spent: NO_POINTS };
    return { line: null, sku, name, quantity: thousandths(quantity), price, vat, ...amounts };
  });
  return {
    kind: 'return',
    number: 'R',
    of: null,
    ofNumber: sale.number,
    member: null,
    lines: typed,
    vat: [],
    tenders: [],
    total: bani(sum(typed.map(({ gross }) => gross))),
    earnedBack: NO_POINTS,
    spentBack: NO_POINTS,
    trace: [],
    entries: [],
  };
}

const moved = (back: Return): string => JSON.stringify(movementOf(back));

describe('a typed return, once its receipt is known', () => {
  test('moves points, lots, counts and coupons as a return at a till that knew it, mixed with such in any order', () => {
    fc.assert(
      fc.property(worlds, steps, ({ of }, some) => {
        const sale = soldIn(of);
        // Two lines of one product would be one choice of many; which of them came back only a receipt in the hand tells.
        if (sale.lines.length === 0 || new Set(sale.lines.map(({ sku }) => sku)).size < sale.lines.length) return;
        let standing = foldMovement(of.standing, ANA, movementOf(sale));
        const earlier: Return[] = [];
        const all = { lines: 255, share: 100, typed: true };
        for (const step of [...some, all]) {
          const lines = leftToReturn(sale, earlier)
            .map((left, index) => ({ index, quantity: thousandths(Math.ceil((left * step.share) / 100)) }))
            .filter(({ index, quantity }) => quantity > 0 && (step.lines >> (index % 8)) % 2 === 1);
          if (lines.length === 0) continue;
          const known = giveBack(of, sale, earlier, lines, standing);
          const settled = settledReturn({
            sale,
            back: typedOf(sale, lines),
            earlier,
            programme: of.programme,
            standing,
            member: ANA,
          });
          if (!settled.ok) expect.fail(settled.refusal.code);
          expect(settled.unmatched).toBe(0);
          expect(moved(settled.value)).toBe(moved(known));
          expect(settled.value.lines).toEqual(known.lines);
          expect([settled.value.earnedBack, settled.value.spentBack]).toEqual([known.earnedBack, known.spentBack]);
          // Only the money is as it was handed over.
          expect([settled.value.withheld, settled.value.of]).toEqual([undefined, sale.id]);
          const next = step.typed ? settled.value : known;
          earlier.push(next);
          standing = foldMovement(standing, ANA, movementOf(next));
        }
        if (of.programme.policies.takeBack === 'belowZero' && of.programme.policies.couponsBack) {
          expect(said(standing)).toBe(said(of.standing));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('which goods a typed amount is', () => {
  const line = (sku: string | null, price: number, quantity: number, discount: number, vat = 2000) => ({
    sku,
    name: sku ?? '',
    category: null,
    quantity: thousandths(quantity),
    price: bani(price),
    vat: vatRate(vat),
    gross: bani(Math.round((price * quantity) / 1000)),
    discount: bani(discount),
    earned: NO_POINTS,
    spent: NO_POINTS,
  });
  const sale: Parameters<typeof matchTyped>[0] = {
    lines: [line('milk', 2150, 2000, 430), line('bananas', 3200, 1240, 0, 800), line(null, 5000, 1000, 0)],
  };
  const typed = (price: number, vat = 2000) =>
    ({ ...line(null, price, 1000, 0, vat), line: null }) satisfies ReturnLine;
  const match = (...lines: ReturnLine[]) => matchTyped(sale, [], lines);

  test.each([
    ['a price', [typed(2150)], [[0, 1000]], 0],
    [
      'two of it',
      [typed(2150), typed(2150)],
      [
        [0, 1000],
        [0, 1000],
      ],
      0,
    ],
    ['what a piece cost less its discount', [typed(1935)], [[0, 1000]], 0],
    ['all of a weighed line', [typed(3968, 800)], [[1, 1240]], 0],
    ['an amount without a product', [typed(5000)], [[2, 1000]], 0],
    ['another rate', [typed(2150, 800)], [], 1000],
    ['more than was sold', [typed(5000), typed(5000)], [[2, 1000]], 1000],
  ] as const)('%s', (_, lines, chosen, unmatched) => {
    const found = match(...lines);
    expect([found.chosen.map(({ index, quantity }) => [index, quantity]), found.unmatched]).toEqual([
      chosen,
      unmatched,
    ]);
  });
});
