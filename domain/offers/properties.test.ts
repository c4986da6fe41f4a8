import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani, sumBani } from '../amount/bani.ts';
import { meets } from '../programme/filter.ts';
import { applyOffers, type OffersInput, type OffersResult } from './apply.ts';
import { goodsOf, offerLine } from './lines.ts';
import { Pool } from './sets.ts';
import { quotient } from './share.ts';
import { amount, apply, names, off, offer, percent, pieces, programme } from './testing/basket.ts';
import { anyInput, type Draw } from './testing/drawn.ts';
import { workOn } from './units.ts';

const RUNS = { numRuns: 1500 };

/** Runs a property on drawn inputs; a failing one shrinks like any other. */
function forAny(check: (input: OffersInput, draw: Draw) => void): void {
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw: Draw = (n) => gen(fc.nat, { max: n - 1 });
      check(anyInput(draw), draw);
    }),
    RUNS,
  );
}

const total = (result: OffersResult): number => off(result).reduce((sum, one) => sum + one, 0);

/** The lowest that a line may cost, reckoned here on its own. */
function floorOf({ programme: { floors } }: OffersInput, result: OffersResult, index: number): number {
  const line = result.lines[index];
  const gross = result.gross[index] ?? 0;
  if (line === undefined) return 0;
  const each = (price: number) => Math.floor((price * line.quantity * 2 + 1000) / 2000);
  const of = floors.filter((floor) => meets(floor.of, goodsOf(line)));
  const all = of.map(({ price, share }) => Math.max(each(price ?? 0), Math.ceil((gross * (share ?? 0)) / 10_000)));
  return Math.min(gross, Math.max(0, each(line.minPrice ?? 0), ...all));
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
}

describe('for any programme, basket, choices and policies', () => {
  test('sums are exact: the lines’ reductions are the offers’, and points spent are on lines', () => {
    forAny((input) => {
      const result = applyOffers(input);
      const less = off(result);
      const byLine = less.map(() => 0);
      for (const { lines, discount } of result.applied) {
        expect(sumBani(lines.map((line) => line.discount))).toBe(discount);
        for (const { line, discount: part } of lines) {
          expect(part).toBeGreaterThan(0);
          byLine[line] = (byLine[line] ?? 0) + part;
        }
      }
      expect(byLine).toEqual(less);
      const cost = result.applied.reduce((sum, one) => sum + one.points, 0);
      expect(result.spent).toBe(cost);
      expect(cost).toBeLessThanOrEqual(input.spendable);
      if (result.lines.length > 0) expect(result.spentByLine.reduce((sum, one) => sum + one, 0)).toBe(cost);
    });
  });

  test('no line goes below its floor or above its price, and excluded goods keep theirs', () => {
    forAny((input) => {
      const result = applyOffers(input);
      result.gross.forEach((gross, i) => {
        const paid = result.afterRedemption[i] ?? -1;
        expect(paid).toBeGreaterThanOrEqual(floorOf(input, result, i));
        expect(paid).toBeLessThanOrEqual(result.afterOffers[i] ?? -1);
        expect(result.afterOffers[i]).toBeLessThanOrEqual(gross);
        if (result.excluded[i] === true) expect(paid).toBe(gross);
      });
    });
  });

  test('the same input, frozen, gives the same bytes', () => {
    forAny((input) => {
      const first = JSON.stringify(applyOffers(input));
      freeze(input);
      expect(JSON.stringify(applyOffers(input))).toBe(first);
    });
  });

  test('the best for the member is never worse than as listed', () => {
    forAny((input) => {
      const by = (choose: 'asListed' | 'bestForMember') => {
        const policies = { ...input.programme.policies, choose };
        const result = applyOffers({ ...input, programme: { ...input.programme, policies } });
        return sumBani(result.gross) - sumBani(result.afterOffers);
      };
      expect(by('bestForMember')).toBeGreaterThanOrEqual(by('asListed'));
    });
  });

  test('what was chosen either applies or says why', () => {
    forAny((input) => {
      const result = applyOffers(input);
      const said = new Set([...result.applied, ...result.notApplied].map((one) => one.offer));
      for (const { offer: id, points: chosen } of input.choices.rewards) {
        const kind = input.programme.offers.find((one) => one.id === id)?.trigger.type;
        if (kind !== 'perPoint' || (chosen ?? 0) > 0) expect(said.has(id)).toBe(true);
      }
    });
  });

  test('what did not apply changes nothing', () => {
    forAny((input) => {
      if (input.programme.policies.choose === 'bestForMember' || input.programme.policies.discounts === 'best') return;
      const result = applyOffers(input);
      const refused = new Set(result.notApplied.map((one) => one.offer));
      const applied = new Set(result.applied.map((one) => one.offer));
      const rewards = input.choices.rewards.filter((one) => !refused.has(one.offer) || applied.has(one.offer));
      const again = applyOffers({ ...input, choices: { ...input.choices, rewards } });
      expect(again.afterRedemption).toEqual(result.afterRedemption);
      expect(again.spent).toBe(result.spent);
    });
  });
});

test('an offer that finds nothing to take leaves the units whole: the next one rounds as if it had never been tried', () => {
  const dear = { ...pieces('a1', 605, 6), minPrice: bani(605) };
  const lines = [dear, pieces('a2', 161, 6), pieces('a3', 482, 6)];
  const nothing = offer('nothing', {
    type: 'priceEach',
    price: bani(0),
    of: { categories: ['a'] },
    mostUnits: 1,
    which: 'dearest',
  });
  const some = offer('some', percent(405, { cap: bani(306) }));
  const policies = { rounding: { mode: 'halfUp', per: 'unit' }, oddBan: 'last' } as const;
  const tried = apply(programme([nothing, some], policies), lines);
  const untried = apply(programme([some], policies), lines);
  expect(names(tried)).toEqual(['some']);
  expect(tried.afterRedemption).toEqual(untried.afterRedemption);
});

/** Prices all different, so that no choice hangs on the order of lines, and none so low that an offer takes it all. */
const basket = fc
  .uniqueArray(fc.integer({ min: 100, max: 5000 }), { minLength: 1, maxLength: 8 })
  .chain((prices) =>
    fc.tuple(
      fc.constant(prices.map((price, i) => ({ price, sku: `${'abc'[i % 3]}${i}` }))),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: prices.length, maxLength: prices.length }),
    ),
  )
  .map(([goods, units]) => goods.map(({ sku, price }, i) => pieces(sku, price, units[i] ?? 1)));

/** One offer of each kind whose sum or choice could hang on the order of lines. */
const severalOffers = programme([
  offer('set', {
    type: 'bundle',
    parts: [
      { of: { categories: ['a'] }, units: 1 },
      { of: { categories: ['b'] }, units: 1 },
    ],
    reduction: { percent: 1500 },
    which: 'dearest',
    most: null,
  }),
  offer('third', {
    type: 'buyGet',
    buy: [{ of: { categories: ['c'] }, units: 2 }],
    get: { units: 1, reduction: { percent: 5000 } },
    which: 'cheapest',
    most: null,
  }),
  offer('five', amount(7, { per: 'unit', of: { categories: ['a'] } })),
  offer('tenth', percent(1000)),
  offer('sum', amount(13)),
]);

test('under the default policies the order of lines changes no total while no offer takes a line whole', () => {
  fc.assert(
    fc.property(basket, fc.nat(), (lines, turn) => {
      const at = turn % lines.length;
      const turned = [...lines.slice(at), ...lines.slice(0, at)].reverse();
      expect(total(apply(severalOffers, turned))).toBe(total(apply(severalOffers, lines)));
    }),
    RUNS,
  );
});

test('an odd ban of equal remainder goes to the earlier line: where a later offer takes a line whole, that ban is the difference', () => {
  // A set of a0, b1, a3, b4 at 15 % off: 219.6, 545.85, 0.6 and 427.95. The last odd ban is a0's or a3's.
  const lines = [
    pieces('a0', 1464),
    pieces('b1', 3639),
    pieces('c2', 1619, 2),
    pieces('a3', 4),
    pieces('b4', 2853),
    pieces('c5', 3420),
  ];
  expect(total(apply(severalOffers, lines))).toBe(3288);
  expect(total(apply(severalOffers, lines.toReversed()))).toBe(3287);
});

test('an amount divided gives each line its exact share, rounded down or up', () => {
  fc.assert(
    fc.property(basket, fc.integer({ min: 1, max: 5000 }), (lines, sum) => {
      const result = apply(programme([offer('o', amount(sum))]), lines);
      const gross = sumBani(result.gross);
      const whole = Math.min(sum, gross);
      expect(total(result)).toBe(whole);
      result.gross.forEach((one, i) => {
        const exact = (whole * one) / gross;
        expect(Math.abs((off(result)[i] ?? 0) - exact)).toBeLessThan(1);
      });
    }),
    RUNS,
  );
});

test('half to even rounds as many halves up as down', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000_000), fc.nat(10_000), (sum, share) => {
      const [down, up] = [quotient(sum, share, 10_000, 'floor'), quotient(sum, share, 10_000, 'ceil')];
      const even = quotient(sum, share, 10_000, 'halfEven');
      const rest = Number((BigInt(sum) * BigInt(share)) % 10_000n);
      expect(even).toBe(rest === 5000 ? (down % 2 === 0 ? down : up) : rest < 5000 ? down : up);
      expect(up - down).toBe(rest === 0 ? 0 : 1);
    }),
  );
  expect(bani(quotient(5, 5000, 10_000, 'halfEven'))).toBe(2);
});

/** Whether units can be dealt to parts one by one so that each part has all it needs: every way is tried. */
function canFill(suits: readonly (readonly boolean[])[], needs: readonly number[]): boolean {
  if (needs.every((need) => need === 0)) return true;
  const [first, ...others] = suits;
  if (first === undefined) return false;
  const without = (part: number) => needs.map((need, i) => (i === part ? need - 1 : need));
  return (
    canFill(others, needs) ||
    first.some((suit, part) => suit && (needs[part] ?? 0) > 0 && canFill(others, without(part)))
  );
}

test('there are as many sets as can be put together at all, and choosing completes them in any order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.array(fc.boolean(), { minLength: 3, maxLength: 3 })), {
        maxLength: 4,
      }),
      fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('cheapest' as const, 'dearest' as const),
      (lines, units, which) => {
        const rules = programme([]);
        const rung = lines.map(([n], i) => offerLine(rules, pieces(`a${i}`, 10 + i, n), null));
        const work = workOn(rules.policies, rung, new Map());
        const demands = units.map((n, part) => ({ lines: lines.map(([, suits]) => suits[part] === true), units: n }));
        const pool = new Pool(work, demands, null);
        const each = lines.flatMap(([n, suits]) => Array.from({ length: n }, () => suits));
        const fills = (sets: number) =>
          canFill(
            each,
            units.map((n) => n * sets),
          );
        expect(fills(pool.most)).toBe(true);
        expect(fills(pool.most + 1)).toBe(false);
        units.forEach((n, part) => {
          const chosen = pool.choose(part, pool.order(part, which), n * pool.most);
          expect(chosen.reduce((sum, run) => sum + run.units, 0)).toBe(n * pool.most);
        });
      },
    ),
    { numRuns: 400 },
  );
});
