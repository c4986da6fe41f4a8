/** Reckoning a basket under a programme: what each change at the counter costs before anything is painted. */
import { readProgramme } from '../../contract/programme/form.ts';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { thousandths, vatRate } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { memberId } from '../../domain/identity/ids.ts';
import { combinations, MOST_COMBINATIONS } from '../../domain/offers/choose.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { BasketLine } from '../../domain/sale/basket.ts';
import { evaluate, type SaleInput } from '../../domain/sale/evaluate.ts';
import { spend } from '../../domain/sale/spending.ts';
import { type Chance, chanceFrom } from '../sample/chance.ts';

const CATEGORIES = ['coffee', 'dairy', 'bread', 'tea', 'sweets', 'things'];
const MEMBER = memberId('01900000-0000-7000-8000-000000000001');

/**
 * The rules of a large programme, a third earning, two thirds offers of every kind, in a fixed mix. With `contending` only so many
 * offers stand in each other's way: as many as a programme may have that chooses the best for the member.
 */
export function programmeOf(
  rules: number,
  policies: Readonly<Record<string, unknown>> = {},
  contending = rules,
): Programme {
  const category = (i: number): string => CATEGORIES[i % CATEGORIES.length] ?? '';
  let sets = 0;
  const made = Array.from({ length: rules }, (_, i): readonly [string, unknown] => {
    const of = { categories: [category(i)] };
    const offer = (effect: unknown, more: object = {}): readonly [string, unknown] => [
      'offers',
      { id: `o${i}`, name: `o${i}`, trigger: { type: 'automatic' }, effect, ...more },
    ];
    const kind = i % 6;
    const contends = kind === 2 || kind === 5;
    if (contends && sets++ >= contending) return offer({ type: 'percentOff', percent: 100 + i, of });
    switch (kind) {
      case 0:
        return ['earning', { id: `e${i}`, of, gives: { type: 'perMoney', points: 1 + (i % 3), per: 1000 } }];
      case 1:
        return offer({ type: 'percentOff', percent: 100 + i, of });
      case 2:
        return offer({ type: 'buyGet', buy: [{ of, units: 2 }], get: { of, units: 1, reduction: { percent: 5000 } } });
      case 3:
        return ['boosts', { id: `b${i}`, name: `b${i}`, of, when: { weekdays: [1, 2, 3, 4, 5, 6] }, factor: 110 }];
      case 4:
        return offer({ type: 'amountOff', amount: 100, per: 'order' }, { when: { basket: [{ of, spendFrom: 5000 }] } });
      default:
        return offer(
          { type: 'percentOff', percent: 1000, of, mostUnits: 1, which: 'cheapest' },
          { group: `g${i % 4}`, when: { who: 'member' } },
        );
    }
  });
  const all = (kind: string): unknown[] => made.filter(([one]) => one === kind).map(([, rule]) => rule);
  const json = {
    format: 2,
    version: 1,
    name: 'bench',
    earning: all('earning'),
    boosts: all('boosts'),
    offers: all('offers'),
    policies,
  };
  const bound = contending < rules ? { combinations, most: MOST_COMBINATIONS } : {};
  const read = readProgramme(json, bound);
  assert(read.ok, 'the bench’s programme has the form');
  return read.programme;
}

/** A basket of so many lines. */
export function basketOf(lines: number, chance: Chance): BasketLine[] {
  return Array.from({ length: lines }, (_, i): BasketLine => {
    const category = CATEGORIES[chance.between(0, CATEGORIES.length - 1)] ?? '';
    return {
      key: i + 1,
      sku: `p${chance.between(1, 400)}`,
      name: 'x',
      category,
      unit: 'piece',
      quantity: thousandths(1000 * chance.between(1, 4)),
      price: bani(chance.between(300, 20_000)),
      vat: vatRate(i % 3 === 0 ? 800 : 2000),
    };
  });
}

function saleOf(programme: Programme, lines: readonly BasketLine[]): SaleInput {
  return {
    programme,
    lines,
    facts: {
      member: MEMBER,
      balance: points(500),
      spendable: points(500),
      tier: null,
      tierSum: 0,
      joinedDays: 100,
      near: [],
      counters: {},
      coupons: [],
      referrer: null,
    },
    choices: { codes: [], rewards: [], proof: null },
    moment: { day: civilDate('2026-11-25'), time: '12:00', store: 'A' },
    tenders: null,
    products: () => null,
  };
}

/** The same programme with rewards to choose from, a third of which the member cannot afford, and points to be spent freely. */
export function withRewards(programme: Programme, rewards: number): Programme {
  const effects = [
    { type: 'amountOff', amount: 500, per: 'order' },
    { type: 'percentOff', percent: 1000, of: { categories: ['coffee'] } },
    { type: 'service', text: 'x' },
  ];
  const made = Array.from({ length: rewards }, (_, i) => ({
    id: `r${i}`,
    trigger: { type: 'points', points: 20 + i * 40 },
    effect: effects[i % 3],
  }));
  const pay = {
    id: 'pay',
    trigger: { type: 'perPoint', points: 1, value: 10, least: 10, largestShare: 5000 },
    effect: { type: 'pointsValue' },
  };
  const read = readProgramme({ format: 2, version: 1, name: 'rewards', offers: [...made, pay] });
  assert(read.ok, 'the rewards have the form');
  return { ...programme, offers: [...programme.offers, ...read.programme.offers] };
}

/** Times in ms of all that a view says of one sale: its figures, and what each reward would do. */
export function choosingTimes(programme: Programme, lines: number, count: number): number[] {
  return times(programme, lines, count, (input) => spend({ input, wanted: new Map(), policy: null }));
}

/** Times of so many evaluations in ms, each of another basket of `lines` lines. */
export function evaluationTimes(programme: Programme, lines: number, count: number): number[] {
  return times(programme, lines, count, evaluate);
}

function times(programme: Programme, lines: number, count: number, work: (input: SaleInput) => unknown): number[] {
  const chance = chanceFrom(`rules/${lines}`);
  const inputs = Array.from({ length: count }, () => saleOf(programme, basketOf(lines, chance)));
  for (const input of inputs.slice(0, Math.ceil(count / 3))) work(input);
  return inputs.map((input) => {
    const begun = performance.now();
    work(input);
    return performance.now() - begun;
  });
}
