import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_MONEY } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { type Thousandths, thousandths } from '../amount/quantity.ts';
import { civilDate } from '../calendar/civil.ts';
import { earnOnSale } from '../earning/earn.ts';
import { perMoney, rule } from '../earning/testing/programme.ts';
import { recordId } from '../identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { ANA, DAY, member, pieces, programme, SHOP } from '../offers/testing/basket.ts';
import { movementOf } from '../record/movement.ts';
import type { Return } from '../record/record.ts';
import { returnContent, type SoldSale, voidContent } from '../returns/content.ts';
import { leftToReturn, reckonReturn } from '../returns/reckon.ts';
import { saleContent } from '../sale/content.ts';
import { evaluate } from '../sale/evaluate.ts';
import { claimContent, mayClaim } from './claim.ts';
import { withClaim } from './claimed.ts';

const SALE = recordId('01930000-0000-7000-8000-000000000101');
const CLAIM = recordId('01930000-0000-7000-8000-000000000102');
const AT = Date.UTC(2026, 10, 21, 10);

const RULES = programme(
  [],
  {},
  {
    earning: [rule('lei', perMoney(3, 1000)), rule('one', { type: 'perOrder', points: points(7) })],
    claims: { days: 7 },
  },
);

type Sold = SoldSale & { readonly occurredAt: number; readonly store: string };

function soldTo(nobody: readonly { readonly price: number; readonly units: number }[]): Sold {
  const input = {
    programme: RULES,
    lines: nobody.map(({ price, units }, i) => ({ ...pieces(`a${i}`, price, units), key: i + 1 })),
    facts: null,
    choices: { codes: [], rewards: [], proof: null },
    moment: { day: DAY, time: '12:00', store: SHOP },
    tenders: null,
    products: () => null,
  };
  const result = evaluate(input);
  const sale = saleContent({
    record: SALE,
    number: 'R1',
    input,
    result,
    member: null,
    standing: EMPTY_STANDING,
    tenders: [{ kind: 'cash', amount: result.total }],
    change: NO_MONEY,
    fiscalNumber: null,
  });
  return { ...sale, id: SALE, occurredAt: AT, store: SHOP };
}

const claimedBy = (sale: Sold) =>
  claimContent({
    record: CLAIM,
    member: ANA,
    programme: RULES,
    sale,
    facts: member(),
    day: civilDate('2026-11-23'),
    earn: earnOnSale,
  });

const basket = fc.array(
  fc.record({ price: fc.integer({ min: 1, max: 30_000 }), units: fc.integer({ min: 1, max: 5 }) }),
  {
    minLength: 1,
    maxLength: 5,
  },
);

/** What one return of the sale is, as a record. */
function back(
  sale: Sold,
  earlier: readonly Return[],
  lines: readonly { index: number; quantity: Thousandths }[],
): Return {
  const figures = reckonReturn({ sale, earlier, lines, programme: RULES });
  if (!figures.ok) throw new Error(figures.refusal.code);
  return returnContent({
    number: 'R2',
    sale,
    earlier,
    figures: figures.value,
    programme: RULES,
    member: null,
    movesFor: sale.member?.member ?? null,
    tenders: [],
  });
}

const moved = (standing: Standing, record: Parameters<typeof movementOf>[0]): Standing =>
  foldMovement(standing, ANA, movementOf(record));

const NOTHING = { balance: 0, debt: 0, lots: [], tally: [] };
const bare = ({ balance, debt, lots, tally = [] }: Standing): unknown => ({ balance, debt, lots, tally });

describe('a claimed receipt', () => {
  test('in any parts and order comes back as nothing: no points, no counts, no debt', () => {
    fc.assert(
      fc.property(basket, fc.array(fc.nat(), { maxLength: 12 }), (lines, order) => {
        const sale = soldTo(lines);
        const claim = claimedBy(sale);
        const now = withClaim(sale, claim);
        let standing = moved(EMPTY_STANDING, claim);
        expect(standing.balance).toBe(now.earned);
        const returns: Return[] = [];
        const give = (index: number, quantity: Thousandths): void => {
          const one = back(now, returns, [{ index, quantity }]);
          standing = moved(standing, one);
          returns.push(one);
        };
        for (const n of order) {
          const index = n % lines.length;
          if ((leftToReturn(now, returns)[index] ?? 0) >= 1000) give(index, thousandths(1000));
        }
        leftToReturn(now, returns).forEach((left, index) => {
          if (left > 0) give(index, left);
        });
        expect(bare(standing)).toEqual(NOTHING);
      }),
    );
  });

  test('that is voided takes all of it back', () => {
    fc.assert(
      fc.property(basket, (lines) => {
        const sale = soldTo(lines);
        const claim = claimedBy(sale);
        const undone = voidContent(withClaim(sale, claim), RULES);
        expect(bare(moved(moved(EMPTY_STANDING, claim), undone))).toEqual(NOTHING);
      }),
    );
  });

  test('a claim of before, which did not say which line earned what, comes back whole too', () => {
    const sale = soldTo([
      { price: 990, units: 1 },
      { price: 2500, units: 3 },
    ]);
    const { byLine: _, ...claim } = claimedBy(sale);
    const undone = back(
      withClaim(sale, claim),
      [],
      sale.lines.map(({ quantity }, index) => ({ index, quantity })),
    );
    expect(moved(moved(EMPTY_STANDING, claim), undone)).toMatchObject({ balance: 0, lots: [] });
  });

  test('counts for tiers on the day of the sale, and is no purchase that was rung for the member', () => {
    const sale = soldTo([{ price: 5000, units: 2 }]);
    const { counts } = claimedBy(sale);
    expect(counts?.map(({ key, day, by }) => [key, day, by])).toEqual([
      ['visits', '2026-11-21', 1],
      ['spend', '2026-11-21', 10_000],
      ['points', '2026-11-21', 37],
    ]);
  });
});

describe('a claim', () => {
  const ask = (over: Partial<Parameters<typeof mayClaim>[0]>) => {
    const sale = soldTo([{ price: 5000, units: 1 }]);
    const may = mayClaim({
      programme: RULES,
      sale,
      claimed: false,
      undone: false,
      day: civilDate('2026-11-28'),
      ...over,
    });
    return may.ok ? 'may' : may.refusal.code;
  };
  test.each([
    [{}, 'may'],
    [{ day: civilDate('2026-11-29') }, 'claim.tooLate'],
    [{ claimed: true }, 'claim.taken'],
    [{ undone: true }, 'claim.undone'],
    [{ programme: { ...RULES, claims: null } }, 'claim.notAllowed'],
  ])('%#: %s', (over, code) => {
    expect(ask(over)).toBe(code);
  });
  test('of a receipt with a member is nobody’s to claim', () => {
    const sale = soldTo([{ price: 5000, units: 1 }]);
    expect(ask({ sale: withClaim(sale, claimedBy(sale)) })).toBe('claim.taken');
  });
});
