import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { type Points, points } from '../amount/points.ts';
import { thousandths } from '../amount/quantity.ts';
import { assert } from '../assert.ts';
import { perMoney, perOrder, rule } from '../earning/testing/programme.ts';
import { lotOf, type RecordId, recordId, uuid7 } from '../identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import { ANA, DAY, NO_LIMITS, SHOP } from '../offers/testing/basket.ts';
import { anyInput, type Draw } from '../offers/testing/drawn.ts';
import { DEFAULT_POLICIES } from '../programme/policies.ts';
import type { Programme } from '../programme/programme.ts';
import type { Tiers } from '../programme/tiers.ts';
import { movementOf } from '../record/movement.ts';
import type { Return, Sale } from '../record/record.ts';
import { returnContent, voidContent } from '../returns/content.ts';
import { leftToReturn, reckonReturn } from '../returns/reckon.ts';
import { tierOn } from '../tier/tier.ts';
import { saleContent } from './content.ts';
import { evaluate, type SaleInput } from './evaluate.ts';
import { factsFor } from './factsFor.ts';
import { isRuled, recomputed } from './recomputed.ts';

const SALE = recordId(uuid7(1, new Uint8Array(10)));
const OPENING = recordId(uuid7(0, new Uint8Array(10).fill(7)));

const TIERS: Tiers = {
  by: 'spend',
  window: { type: 'rolling', days: 365 },
  grace: 0,
  levels: [
    { id: 'silver', name: 'silver', from: 1000, benefits: '' },
    { id: 'gold', name: 'gold', from: 4000, benefits: '' },
  ],
};

/** Of what a draw makes, whole sales: rules that earn, a level to reach, a member who has points. */
interface World {
  readonly programme: Programme;
  readonly standing: Standing;
  readonly input: SaleInput;
}

function world(draw: Draw, policies: (draw: Draw) => Programme['policies']): World {
  const drawn = anyInput(draw);
  const programme: Programme = {
    ...drawn.programme,
    earning: [
      rule('money', perMoney(1 + draw(3), 10 + draw(200), draw(4) === 0 ? 'carry' : 'floor')),
      rule(
        'order',
        perOrder(draw(20) + 1),
        draw(2) === 0 ? {} : { caps: { receipt: points(9), day: points(15), month: null, year: null, ever: null } },
      ),
      rule('stamps', { type: 'stamps', card: 's', stamps: 1 + draw(2), units: draw(2) === 0 ? null : 1 + draw(2) }),
    ],
    stampCards: [{ id: 's', name: 's' }],
    tiers: TIERS,
    policies: policies(draw),
  };
  const opening = points(1 + draw(3000));
  const standing = foldMovement(EMPTY_STANDING, ANA, {
    entries: [{ member: ANA, points: opening, contra: 'opening', lot: lotOf(OPENING, 0), expires: null }],
    counts: [],
    issued: [],
    usedCodes: [],
    recalled: [],
  });
  const facts = factsFor({
    programme,
    member: ANA,
    standing,
    joined: DAY,
    birthday: null,
    referrer: null,
    day: DAY,
    all: [],
  });
  const { lines, choices, products } = drawn;
  const input: SaleInput = {
    programme,
    lines,
    facts,
    choices,
    moment: { day: DAY, time: '12:00', store: SHOP },
    tenders: ['cash'],
    products,
  };
  return { programme, standing, input };
}

const plain = (): Programme['policies'] => DEFAULT_POLICIES;

function soldIn({ standing, input }: World): Sale & { readonly id: RecordId } {
  const result = evaluate(input);
  const sale = saleContent({
    record: SALE,
    number: 'R1',
    input,
    result,
    member: { member: ANA, foundBy: 'card', redeemed: result.spent > 0 ? 'online' : null },
    standing,
    tenders: result.total === 0 ? [] : [{ kind: 'cash', amount: result.total }],
    change: bani(0),
    fiscalNumber: null,
  });
  return { ...sale, id: SALE };
}

const drawOf = (seed: number): Draw => {
  // A small generator, so that one number is one world: fast-check shrinks and shows it.
  let state = (seed ^ 0x9e37_79b9) >>> 0;
  return (n) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x1234_5677) >>> 0;
    return n <= 0 ? 0 : (state >>> 3) % n;
  };
};
const worlds = (policies: (draw: Draw) => Programme['policies'] = plain) =>
  fc.nat(2 ** 31).map((seed) => ({ seed, of: world(drawOf(seed), policies) }));

const anyPolicies = (draw: Draw): Programme['policies'] => ({
  ...DEFAULT_POLICIES,
  earnOn: (['gross', 'afterOffers', 'afterRedemption'] as const)[draw(3)] ?? 'gross',
  earnWhenRedeeming: draw(2) === 0,
  spendOwnPoints: draw(3) === 0,
  discounts: (['remaining', 'original', 'best'] as const)[draw(3)] ?? 'best',
  choose: draw(3) === 0 ? 'bestForMember' : 'asListed',
  pointsRounding: (['perLine', 'perRule', 'once'] as const)[draw(3)] ?? 'once',
  boosts: (['multiply', 'add', 'best'] as const)[draw(3)] ?? 'best',
  tierCounts: draw(2) === 0 ? 'before' : 'withSale',
  tooMany: draw(2) === 0 ? 'cut' : 'refuse',
  spentBack: draw(2) === 0 ? 'last' : 'proportion',
  couponsBack: draw(2) === 0,
});

const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);

describe('a sale under any programme and any policy', () => {
  test('its sums are exact and nothing is below zero', () => {
    fc.assert(
      fc.property(worlds(anyPolicies), ({ of }) => {
        const result = evaluate(of.input);
        expect(sum(result.figures.map((line) => line.gross))).toBe(result.gross);
        expect(sum(result.figures.map((line) => line.discount))).toBe(result.discount);
        expect(sum(result.applied.map((one) => one.discount))).toBe(result.discount);
        expect(sum(result.figures.map((line) => line.spent))).toBe(of.input.lines.length === 0 ? 0 : result.spent);
        expect(sum(result.vat.map((line) => line.total))).toBe(result.total);
        expect(sum(result.lots.map((lot) => lot.points))).toBe(result.earned);
        expect(result.total).toBeGreaterThanOrEqual(0);
        for (const { gross, discount, earned, spent } of result.figures) {
          expect(discount).toBeGreaterThanOrEqual(0);
          expect(discount).toBeLessThanOrEqual(gross);
          expect(earned).toBeGreaterThanOrEqual(0);
          expect(spent).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('its record, read back from its bytes, is reckoned again to the same figures, twice, in any time zone', () => {
    const zone = process.env['TZ'];
    try {
      fc.assert(
        fc.property(
          worlds(anyPolicies),
          fc.constantFrom('UTC', 'Pacific/Auckland', 'America/St_Johns'),
          ({ of }, tz) => {
            const sale = soldIn(of);
            process.env['TZ'] = tz;
            // The bytes are all that another machine has; contract/record proves that they are read as written.
            const read: typeof sale = structuredClone(sale);
            assert(isRuled(read), 'a sale of today has its rules with it');
            const again = recomputed({ ...read, store: SHOP, occurredAt: Date.UTC(2026, 10, 21, 10) }, of.programme);
            const figures = { total: again.total, earned: again.earned, spent: again.spent, offers: again.applied };
            const { total, earned, spent, offers } = sale;
            expect(JSON.stringify(figures)).toBe(JSON.stringify({ total, earned, spent, offers }));
            expect(JSON.stringify(again.figures.map(({ excluded: _, ...line }) => line))).toBe(
              JSON.stringify(
                sale.lines.map(({ gross, discount, earned: e, spent: s }) => ({
                  gross,
                  discount,
                  earned: e,
                  spent: s,
                })),
              ),
            );
          },
        ),
        { numRuns: 200 },
      );
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  test('the lots that are left add up to the balance, whatever was spent and earned', () => {
    fc.assert(
      fc.property(worlds(anyPolicies), ({ of }) => {
        const sale = soldIn(of);
        const after = foldMovement(of.standing, ANA, movementOf(sale));
        expect(after.balance).toBe(of.standing.balance + sale.earned - sale.spent);
        expect(sum(after.lots.map((lot) => lot.points)) - after.debt).toBe(after.balance);
      }),
      { numRuns: 200 },
    );
  });
});

/** Brings a sale back in so many parts, each of any lines; the last takes the rest. */
function returned(of: World, sale: Sale & { readonly id: RecordId }, cuts: readonly number[]): Return[] {
  const returns: Return[] = [];
  let standing = foldMovement(of.standing, ANA, movementOf(sale));
  const bring = (share: number): void => {
    const left = leftToReturn(sale, returns);
    const lines = left.map((quantity, index) => ({
      index,
      quantity: thousandths(Math.floor((quantity * share) / 100)),
    }));
    if (lines.every((line) => line.quantity === 0)) return;
    const figures = reckonReturn({ sale, earlier: returns, lines, programme: of.programme, standing });
    assert(figures.ok, 'what was sold can come back');
    const back = returnContent({
      number: 'R2',
      sale,
      earlier: returns,
      figures: figures.value,
      programme: of.programme,
      member: null,
      movesFor: ANA,
      tenders: [],
    });
    returns.push(back);
    standing = foldMovement(standing, ANA, movementOf(back));
  };
  for (const cut of cuts) bring(cut);
  bring(100);
  return returns;
}

function standingAfter(of: World, sale: Sale, returns: readonly Return[]): Standing {
  return [sale, ...returns].reduce(
    (standing: Standing, one) => foldMovement(standing, ANA, movementOf(one)),
    of.standing,
  );
}

/** What a standing says, apart from empty lists. */
const said = ({ balance, debt, lots, tally = [], coupons = [] }: Standing): string =>
  JSON.stringify({ balance, debt, lots: lots.map((lot) => [lot.id, lot.points]), tally, coupons });

describe('what comes back, under the default policies', () => {
  test('a sale and its full return: nothing happened, in points, money and tier', () => {
    fc.assert(
      fc.property(worlds(), ({ of }) => {
        const sale = soldIn(of);
        const [back] = returned(of, sale, []);
        if (sale.lines.length === 0) return;
        assert(back !== undefined, 'goods came back');
        expect(back.total).toBe(sale.total);
        expect([back.earnedBack, back.spentBack]).toEqual([sale.earned, sale.spent]);
        const now = standingAfter(of, sale, [back]);
        expect(said(now)).toBe(said(of.standing));
        expect(tierOn(of.programme, now, DAY).tier).toBe(tierOn(of.programme, of.standing, DAY).tier);
      }),
      { numRuns: 300 },
    );
  });

  test('any sequence of partial returns is one full return', () => {
    fc.assert(
      fc.property(worlds(), fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 4 }), ({ of }, cuts) => {
        const sale = soldIn(of);
        const parts = returned(of, sale, cuts);
        expect(sum(parts.map((one) => one.total))).toBe(sale.lines.length === 0 ? 0 : sale.total);
        expect(sum(parts.map((one) => one.earnedBack))).toBe(sale.lines.length === 0 ? 0 : sale.earned);
        if (sale.lines.length > 0) expect(said(standingAfter(of, sale, parts))).toBe(said(of.standing));
      }),
      { numRuns: 300 },
    );
  });

  test('a void undoes everything that a sale moved', () => {
    fc.assert(
      fc.property(worlds(), ({ of }) => {
        const sale = soldIn(of);
        const voided = voidContent(sale, of.programme);
        const now = foldMovement(foldMovement(of.standing, ANA, movementOf(sale)), ANA, movementOf(voided));
        expect(said(now)).toBe(said(of.standing));
      }),
      { numRuns: 200 },
    );
  });
});

describe('what comes back, under every policy', () => {
  const taking = (draw: Draw): Programme['policies'] => ({
    ...anyPolicies(draw),
    takeBack: (['belowZero', 'toZero', 'withhold'] as const)[draw(3)] ?? 'toZero',
  });

  test('money and points given back never exceed what was paid and spent, and are never below zero', () => {
    fc.assert(
      fc.property(worlds(taking), fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 3 }), ({ of }, cuts) => {
        const sale = soldIn(of);
        const parts = returned(of, sale, cuts);
        for (const { total, earnedBack, spentBack, withheld = 0 } of parts) {
          for (const one of [total, earnedBack, spentBack, withheld]) expect(one).toBeGreaterThanOrEqual(0);
        }
        const money = sum(parts.map((one) => one.total + (one.withheld ?? 0)));
        expect(money).toBe(sale.lines.length === 0 ? 0 : sale.total);
        expect(sum(parts.map((one) => one.spentBack))).toBe(sale.lines.length === 0 ? 0 : sale.spent);
        expect(sum(parts.map((one) => one.earnedBack))).toBeLessThanOrEqual(sale.earned);
      }),
      { numRuns: 300 },
    );
  });
});

test('the order of lines does not matter where nothing is divided: points, money and offers are the same', () => {
  const limits = NO_LIMITS;
  fc.assert(
    fc.property(fc.nat(2 ** 31), (seed) => {
      const { input } = world(drawOf(seed), plain);
      // Offers on a whole order divide odd bani among lines; named goods and earning do not.
      const offers = input.programme.offers
        .filter(({ effect }) => effect.type === 'percentOff' && effect.of !== undefined && effect.mostUnits === null)
        .filter(({ effect }) => effect.type === 'percentOff' && effect.cap === null)
        .map((offer) => ({ ...offer, limits }))
        .slice(0, 1);
      const programme: Programme = { ...input.programme, offers };
      const of = (lines: SaleInput['lines']): readonly [number, number, Points] => {
        const { total, discount, earned } = evaluate({
          ...input,
          programme,
          lines,
          choices: { codes: [], rewards: [], proof: null },
        });
        return [total, discount, earned];
      };
      expect(of(input.lines.toReversed())).toEqual(of(input.lines));
    }),
    { numRuns: 300 },
  );
});
