/** Stories that a shop would tell to explain a policy, each from its figures: played by examples.test.ts. */

export type Step = Readonly<Record<string, unknown>>;
export interface Story {
  /** Besides `policies`, which the choice itself makes. */
  readonly programme?: Readonly<Record<string, unknown>>;
  readonly policies?: Readonly<Record<string, unknown>>;
  readonly ana?: Readonly<Record<string, unknown>>;
  readonly start?: string;
  readonly steps: readonly Step[];
}
export interface Example {
  /** Numbers that the example starts from. */
  readonly given: readonly number[];
  /** Numbers that come out; the story expects just these. */
  readonly comes: readonly number[];
  readonly story: (...comes: readonly number[]) => Story;
}
export const example = (given: readonly number[], comes: readonly number[], story: Example['story']): Example => ({
  given,
  comes,
  story,
});

export const bani = (lei: number): number => Math.round(lei * 100);
export const [MILK, CHEESE, COFFEE, WINE, BREAD] = ['milk', 'cheese', 'coffee', 'wine', 'bread'];
export const line = (sku: string, lei: number, qty = 1): Step => ({ sku, qty, price: bani(lei) });
export const sale = (basket: readonly Step[], expected: Step, more: Step = {}): Step => ({
  do: 'sale',
  as: 's',
  member: 'ana',
  basket,
  ...more,
  expect: expected,
});
export const auto = (id: string, effect: Step, more: Step = {}): Step => ({
  id,
  name: id,
  trigger: { type: 'automatic' },
  effect,
  ...more,
});
export const percentOff = (percent: number, of: Step = {}): Step => ({
  type: 'percentOff',
  percent: percent * 100,
  ...of,
});
export const amountOff = (lei: number, more: Step = {}): Step => ({
  type: 'amountOff',
  amount: bani(lei),
  per: 'order',
  ...more,
});
export const skus = (...all: readonly string[]): Step => ({ of: { skus: all } });
/** A point is worth 10 bani. */
export const PAY = {
  id: 'pay',
  name: 'points',
  trigger: { type: 'perPoint', points: 1, value: 10 },
  effect: { type: 'pointsValue' },
};
export const pay = (points: number): Step => ({ redeem: [{ reward: 'pay', points }] });
export const perLei = (lei: number, more: Step = {}): Step => ({
  id: 'money',
  gives: { type: 'perMoney', points: 1, per: bani(lei) },
  ...more,
});
export const LEVELS = [
  { id: 'silver', name: 'Silver', from: bani(1000) },
  { id: 'gold', name: 'Gold', from: bani(5000) },
];

export const discounts = (to: number) =>
  example([100, 20, 10], to === 72 ? [80, 72] : [to], (...comes) => ({
    programme: { offers: [auto('a', percentOff(20), { priority: 1 }), auto('b', percentOff(10), { priority: 2 })] },
    steps: [sale([line(MILK, 100)], { total: bani(comes.at(-1) ?? 0) })],
  }));
export const choose = (to: number) =>
  example([100, 5, 10], [to], (total) => ({
    programme: {
      offers: [
        auto('a', percentOff(5), { priority: 1, exclusive: true }),
        auto('b', amountOff(10), { priority: 2, exclusive: true }),
      ],
    },
    steps: [sale([line(MILK, 100)], { total: bani(total ?? 0) })],
  }));
export const order = (to: number) =>
  example([20, 2, 10], [to], (total) => ({
    programme: {
      offers: [
        auto('order', percentOff(10), { priority: 1 }),
        auto('coffee', amountOff(2, { per: 'unit', ...skus(COFFEE) }), { priority: 2 }),
      ],
    },
    steps: [sale([line(COFFEE, 20)], { total: bani(total ?? 0) })],
  }));
export const reuse = (off: number) =>
  example([2, 50, 10], [off], (discount) => ({
    programme: {
      offers: [CHEESE, BREAD].map((free) =>
        auto(free, {
          type: 'buyGet',
          buy: [{ ...skus(WINE), units: 2 }],
          get: { ...skus(free), units: 1, reduction: { percent: 10_000 } },
        }),
      ),
    },
    steps: [sale([line(WINE, 90, 2), line(CHEESE, 50), line(BREAD, 10)], { discount: bani(discount ?? 0) })],
  }));
export const minimum = (to: number) =>
  example([200, 10, 210, 190], [to], (total) => ({
    programme: {
      offers: [
        auto('first', amountOff(20), { priority: 1 }),
        auto('from', amountOff(10), { priority: 2, when: { basket: [{ spendFrom: bani(200) }] } }),
      ],
    },
    steps: [sale([line(MILK, 210)], { total: bani(total ?? 0) })],
  }));
export const freeUnit = (brings: number, more: readonly number[]) =>
  example([2, 1, 10, brings, ...more], [20], (total) => ({
    programme: {
      offers: [
        auto('free', {
          type: 'buyGet',
          buy: [{ ...skus(MILK), units: 2 }],
          get: { ...skus(MILK), units: 1, reduction: { percent: 10_000 } },
        }),
      ],
    },
    steps: [sale([line(MILK, 10, brings)], { subtotal: bani(30), total: bani(total ?? 0) })],
  }));
export const floor = (...comes: readonly number[]) =>
  example([10, 20], comes, (milk, cheese, all) => ({
    programme: { offers: [auto('a', amountOff(10))], floors: [{ ...skus(MILK), price: bani(18) }] },
    steps: [
      sale([line(MILK, 20), line(CHEESE, 20)], {
        discount: bani(all ?? (milk ?? 0) + (cheese ?? 0)),
        lines: [
          { sku: MILK, discount: bani(milk ?? 0) },
          { sku: CHEESE, discount: bani(cheese ?? 0) },
        ],
      }),
    ],
  }));
/** A tenth of so many bani each, and what it comes to. */
export const mode = (...pairs: readonly (readonly [bani: number, rounded: number])[]) =>
  example(
    pairs.map(([of]) => of / 10),
    pairs.map(([, rounded]) => rounded),
    (...comes) => ({
      programme: { offers: [auto('a', percentOff(10))] },
      steps: pairs.map(([of], i) => sale([line(MILK, of / 100)], { discount: comes[i] })),
    }),
  );
export const tenth = { programme: { offers: [auto('a', percentOff(10))] } };
export const oddBan = (off: number, lines: readonly number[], comes: readonly number[], given = [off, ...lines]) =>
  example(given, comes, (...shares) => ({
    programme: { offers: [auto('a', amountOff(off))] },
    steps: [
      sale(
        lines.map((lei, i) => line([MILK, CHEESE, BREAD][i] ?? '', lei)),
        {
          lines: lines.map((_, i) => ({ sku: [MILK, CHEESE, BREAD][i], discount: bani(shares[i] ?? 0) })),
        },
      ),
    ],
  }));
export const earnOn = (counted: number) =>
  example([100, 10, 20], [counted], (earned) => ({
    programme: { earning: [perLei(1)], offers: [auto('a', amountOff(10)), PAY] },
    ana: { points: 200 },
    steps: [sale([line(MILK, 100)], { earned }, pay(200))],
  }));
export const whenRedeeming = (to: number) =>
  example([20, 100, 1, 10], [to], (earned) => ({
    programme: { earning: [perLei(10)], offers: [PAY] },
    ana: { points: 200 },
    steps: [sale([line(MILK, 100)], { earned, spent: 200 }, pay(200))],
  }));
export const own = (spent: number) =>
  example([0], [30], (earned) => ({
    programme: { earning: [perLei(10)], offers: [PAY] },
    policies: { earnOn: 'gross', tooMany: 'cut' },
    steps: [sale([line(MILK, 300)], { earned, spent }, pay(30))],
  }));
export const boosts = (given: readonly number[], to: number) =>
  example(given, [to], (earned) => ({
    programme: {
      earning: [perLei(10)],
      boosts: [
        { id: 'a', factor: 200 },
        { id: 'b', factor: 150 },
      ],
    },
    steps: [sale([line(MILK, 100)], { earned })],
  }));
export const tierCounts = (to: number) =>
  example([1000, 950, 100], [to], (earned) => ({
    programme: {
      earning: [perLei(10)],
      tiers: { by: 'spend', window: { type: 'ever' }, levels: [{ id: 'gold', from: bani(1000) }] },
      boosts: [{ id: 'g', when: { tiers: ['gold'] }, factor: 200 }],
    },
    ana: { spend: [{ day: '2026-10-01', bani: bani(950) }] },
    steps: [sale([line(MILK, 100)], { earned })],
  }));
export const byHand = (tier: string) =>
  example([1000, 5000, 6000], [], () => ({
    programme: { tiers: { by: 'spend', window: { type: 'ever' }, levels: LEVELS } },
    ana: { tier: 'silver', spend: [{ day: '2026-10-01', bani: bani(6000) }] },
    steps: [{ do: 'check', member: 'ana', expect: { tier } }],
  }));
export const spentBack = (given: readonly number[], money: number, ofPoints: number) =>
  example(given, [money], (total) => ({
    programme: { offers: [PAY] },
    ana: { points: 200 },
    steps: [
      sale([line(MILK, 50, 2)], { total: bani(80) }, pay(200)),
      {
        do: 'return',
        of: 's',
        lines: [{ sku: MILK, qty: 1 }],
        expect: { total: bani(total ?? 0), spent: -ofPoints * 10 },
      },
    ],
  }));
/** 30 points earned of which 20 are gone; then all of it comes back. */
export const takeBack = (
  given: readonly number[],
  comes: readonly number[],
  expected: (...comes: readonly number[]) => Step,
) =>
  example(given, comes, (...all) => ({
    programme: { earning: [perLei(10)], offers: [PAY] },
    steps: [
      sale([line(MILK, 300)], { earned: 30 }),
      { do: 'adjust', member: 'ana', points: -20, expect: { balance: 10 } },
      { do: 'return', of: 's', expect: expected(...all) },
    ],
  }));
export const couponsBack = (again: number) =>
  example([100], again === 90 ? [90] : [90, 100], (first) => ({
    programme: {
      offers: [
        {
          id: 'vara',
          name: 'VARA10',
          trigger: { type: 'code', codes: ['VARA10'] },
          effect: percentOff(10),
          limits: { perMember: 1 },
        },
      ],
    },
    steps: [
      sale([line(MILK, 100)], { total: bani(first ?? 0) }, { coupons: ['VARA10'] }),
      { do: 'void', of: 's' },
      sale([line(MILK, 100)], again === 90 ? { total: bani(90) } : { refused: 'offer.usedUp' }, {
        as: 'again',
        coupons: ['VARA10'],
      }),
      ...(again === 90 ? [] : [sale([line(MILK, 100)], { total: bani(again) }, { as: 'without' })]),
    ],
  }));
export const lots = (ana: readonly Step[], left: string) =>
  example([50], [], () => ({
    programme: { offers: [PAY] },
    ana: { lots: ana },
    steps: [
      sale([line(MILK, 100)], { spent: 50 }, pay(50)),
      { do: 'check', member: 'ana', expect: { lots: [{ points: 50, expires: left }] } },
    ],
  }));
/** Earned on 1 May for 30 days: 31 May is the day. */
export const expiry = (given: readonly number[], good: number) =>
  example(given, [], () => ({
    programme: { earning: [perLei(10)], lots: { expiry: { type: 'days', days: 30 } } },
    start: '2026-05-01T10:00:00+03:00',
    steps: [
      sale([line(MILK, 100)], { earned: 10 }),
      { do: 'wait', days: good - 1 },
      { do: 'check', member: 'ana', expect: { balance: 10 } },
      { do: 'wait', days: 1 },
      { do: 'check', member: 'ana', expect: { balance: 0 } },
    ],
  }));
export const rounding = (given: readonly number[], comes: readonly number[], story: (earned?: number) => Story) =>
  example(given, comes, (...all) => story(all.at(-1)));
export const twoLines = (earned?: number): Story => ({
  programme: { earning: [perLei(10)] },
  steps: [sale([line(MILK, 15), line(CHEESE, 15)], { earned })],
});
