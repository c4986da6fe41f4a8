import { expect, test } from 'vitest';
import { bani, NO_MONEY } from '../amount/bani.ts';
import { thousandths, vatRate } from '../amount/quantity.ts';
import { MOMENT, programme } from '../earning/testing/programme.ts';
import { recordId, storeId, uuid7 } from '../identity/ids.ts';
import { EMPTY_STANDING } from '../ledger/fold.ts';
import type { Offer, Trigger } from '../programme/offer.ts';
import { askedOfAll, mayBeAskedOfAll, movedOfAll, usedByAll } from './askedOfAll.ts';
import { saleContent } from './content.ts';
import { evaluate, type SaleInput } from './evaluate.ts';
import { isRuled, recomputed } from './recomputed.ts';

function offer(id: string, total: number | null, trigger: Trigger = { type: 'automatic' }): Offer {
  const effect = { type: 'amountOff' as const, amount: bani(100), per: 'order' as const };
  const limits = { perReceipt: null, perMember: null, perMemberDay: null, perMemberMonth: null, total };
  const rest = { active: true, when: {}, priority: 0, group: null, exclusive: false, last: false };
  return { id, name: id, trigger, effect: { ...effect, mostUnits: null, which: 'asEntered' }, limits, ...rest };
}
const code = (...codes: string[]): Trigger => ({ type: 'code', codes, issued: false });
const SHOP = programme({ offers: [offer('first', 3), offer('free', null), offer('autumn', 2, code('TOAMNA'))] });
const all = (first: number, autumn: number) => [
  { key: 'used:first', day: null, n: first },
  { key: 'used:free', day: null, n: 50 },
  { key: 'used:autumn', day: null, n: autumn },
];

function input(first: number, autumn: number, codes: readonly string[]): SaleInput {
  const choices = { codes, rewards: [], proof: null };
  return {
    programme: SHOP,
    lines: [
      {
        key: 1,
        sku: 'a',
        name: 'A',
        category: null,
        unit: 'piece',
        quantity: thousandths(1000),
        price: bani(1000),
        vat: vatRate(2000),
      },
    ],
    facts: null,
    ofAll: usedByAll(SHOP, choices, all(first, autumn)),
    choices,
    moment: MOMENT,
    tenders: ['cash'],
    products: () => null,
  };
}
const applied = (of: SaleInput): string[] => evaluate(of).applied.map((one) => one.offer);

test('a programme asks for the uses of the offers that are limited for all, and for nothing else', () => {
  expect(askedOfAll(SHOP)).toEqual(['used:first', 'used:autumn']);
  expect(['used:first', 'code:TOAMNA', 'sales', 'earned:lei'].filter(mayBeAskedOfAll)).toEqual(['used:first']);
});

test('of what a record counts, only what is everybody’s and may be asked for is summed, by key', () => {
  const count = (key: string, by: number, member: string | null = null) =>
    ({ member, key, day: null, by, line: null, whole: true }) as never;
  const counts = [
    count('used:a', 2),
    count('used:a', 1),
    count('used:b', 1),
    count('used:b', -1),
    count('code:X', 1),
    count('used:a', 9, 'somebody'),
  ];
  expect([...movedOfAll(counts)]).toEqual([['used:a', 3]]);
});

test('who has no card finds an offer for the first three used up as well, and a code of two uses', () => {
  expect(applied(input(2, 0, []))).toEqual(['first', 'free']);
  expect(applied(input(3, 0, []))).toEqual(['free']);
  expect(applied(input(3, 1, ['TOAMNA']))).toEqual(['free', 'autumn']);
  expect(applied(input(3, 2, ['TOAMNA']))).toEqual(['free']);
});

test('a record without a member carries what was asked of everybody, no code that nobody presented, and is reckoned again the same', () => {
  for (const [first, autumn, codes] of [
    [0, 0, []],
    [2, 1, []],
    [3, 1, ['TOAMNA']],
    [3, 2, ['toamna']],
  ] as const) {
    const of = input(first, autumn, codes);
    const result = evaluate(of);
    const id = recordId(uuid7(5, new Uint8Array(10)));
    const rest = { member: null, standing: EMPTY_STANDING, tenders: [], change: NO_MONEY, fiscalNumber: null };
    const sale = saleContent({ record: id, number: 'R1', input: of, result, ...rest });
    const asked = { ...(first === 0 ? {} : { first }), ...(codes.length === 0 || autumn === 0 ? {} : { autumn }) };
    expect(sale.rules?.ofAll ?? {}).toEqual(asked);
    if (!isRuled(sale)) throw new Error('a sale has its rules with it');
    const again = recomputed(
      {
        ...sale,
        tenders: [{ kind: 'cash', amount: result.total }],
        store: storeId(MOMENT.store),
        occurredAt: Date.UTC(2026, 10, 21, 10),
      },
      SHOP,
    );
    expect(again.total).toBe(result.total);
  }
});
