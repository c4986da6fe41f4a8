import { bani } from '../../amount/bani.ts';
import { points } from '../../amount/points.ts';
import { thousandths } from '../../amount/quantity.ts';
import { assert } from '../../assert.ts';
import { addDays } from '../../calendar/civil.ts';
import { perMoney, perOrder, rule } from '../../earning/testing/programme.ts';
import { lotOf, type RecordId, recordId, uuid7 } from '../../identity/ids.ts';
import type { Entry } from '../../ledger/entry.ts';
import { EMPTY_STANDING, foldMovement } from '../../ledger/fold.ts';
import type { Standing } from '../../ledger/standing.ts';
import { ANA, DAY, SHOP } from '../../offers/testing/basket.ts';
import { anyInput, type Draw } from '../../offers/testing/drawn.ts';
import { DEFAULT_POLICIES } from '../../programme/policies.ts';
import type { Programme } from '../../programme/programme.ts';
import type { Tiers } from '../../programme/tiers.ts';
import { movementOf } from '../../record/movement.ts';
import type { Return, Sale } from '../../record/record.ts';
import { returnContent } from '../../returns/content.ts';
import { type Chosen, leftToReturn, reckonReturn } from '../../returns/reckon.ts';
import { saleContent } from '../content.ts';
import { evaluate, type SaleInput } from '../evaluate.ts';
import { factsFor } from '../factsFor.ts';

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
export interface World {
  readonly programme: Programme;
  readonly standing: Standing;
  readonly input: SaleInput;
}

export function world(draw: Draw, policies: (draw: Draw) => Programme['policies']): World {
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
  const standing = foldMovement(EMPTY_STANDING, ANA, {
    entries: [openingLot(draw, 0, 3000), ...Array.from({ length: draw(3) }, (_, i) => openingLot(draw, i + 1, 40))],
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

/** A lot of some kind that is there before: without an end, with one, confirmed some day, prolonged by purchases. */
function openingLot(draw: Draw, n: number, most: number): Entry {
  const base: Entry = { member: ANA, points: points(1 + draw(most)), contra: 'opening', lot: lotOf(OPENING, n) };
  const earned = addDays(DAY, -draw(20));
  switch (draw(5)) {
    case 0:
      return { ...base, expires: addDays(DAY, draw(30)), earned };
    case 1:
      return { ...base, expires: addDays(earned, 40), earned, idleDays: 40 };
    case 2:
      return { ...base, expires: addDays(DAY, 10), earned, from: addDays(DAY, draw(4) - 2) };
    default:
      return { ...base, expires: null };
  }
}

export const plain = (): Programme['policies'] => DEFAULT_POLICIES;

export function soldIn({ standing, input }: World): Sale & { readonly id: RecordId } {
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

export const drawOf = (seed: number): Draw => {
  // A small generator, so that one number is one world: fast-check shrinks and shows it.
  let state = (seed ^ 0x9e37_79b9) >>> 0;
  return (n) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x1234_5677) >>> 0;
    return n <= 0 ? 0 : (state >>> 3) % n;
  };
};
/** Every choice besides what is done about points that are missing. */
export const anyPolicies = (draw: Draw): Programme['policies'] => ({
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

/** One return: of which lines (bit by bit), and how much of what is left of each, in hundredths. */
export interface Cut {
  readonly lines: number;
  readonly share: number;
}

const ALL_LINES = -1;

/** Brings a sale back in so many parts; the last takes the rest. `between`: what happens to the member after each. */
export function returned(
  of: World,
  sale: Sale & { readonly id: RecordId },
  cuts: readonly Cut[],
  between: (standing: Standing) => Standing = (standing) => standing,
): Return[] {
  const returns: Return[] = [];
  let standing = between(foldMovement(of.standing, ANA, movementOf(sale)));
  for (const { lines: which, share } of [...cuts, { lines: ALL_LINES, share: 100 }]) {
    const left = leftToReturn(sale, returns);
    const lines = left.map((quantity, index) => ({
      index,
      quantity: thousandths(((which >> index) & 1) === 1 ? Math.floor((quantity * share) / 100) : 0),
    }));
    if (lines.every((line) => line.quantity === 0)) continue;
    const back = giveBack(of, sale, returns, lines, standing);
    returns.push(back);
    standing = between(foldMovement(standing, ANA, movementOf(back)));
  }
  return returns;
}

/** One return as its record holds it. */
export function giveBack(
  { programme }: { readonly programme: Programme | null },
  sale: Sale & { readonly id: RecordId },
  earlier: readonly Return[],
  lines: readonly Chosen[],
  standing: Standing | null,
): Return {
  const figures = reckonReturn({ sale, earlier, lines, programme, standing });
  assert(figures.ok, 'what was sold can come back');
  return returnContent({
    number: 'R2',
    sale,
    earlier,
    figures: figures.value,
    programme,
    member: null,
    movesFor: ANA,
    tenders: [],
  });
}

export function standingAfter(of: World, sale: Sale, returns: readonly Return[]): Standing {
  return [sale, ...returns].reduce(
    (standing: Standing, one) => foldMovement(standing, ANA, movementOf(one)),
    of.standing,
  );
}

/** What a standing says, apart from empty lists: of each lot its end and terms too. */
export const said = ({ balance, debt, lots, tally = [], coupons = [] }: Standing): string =>
  JSON.stringify({
    balance,
    debt,
    lots: lots.map(({ id, points: left, expires, from, earned, idleDays }) => [
      id,
      left,
      expires,
      from,
      earned,
      idleDays,
    ]),
    tally,
    coupons,
  });

export const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
