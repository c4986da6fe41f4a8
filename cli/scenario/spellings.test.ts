import { describe, expect, test } from 'vitest';
import { readScenario } from './form.ts';
import { type Failure, play } from './play.ts';

const SHOP = {
  format: 2,
  version: 1,
  name: 'shop',
  earning: [
    { id: 'money', gives: { type: 'perMoney', points: 1, per: 1000 } },
    { id: 'cup', of: { skus: ['coffee'] }, gives: { type: 'stamps', card: 'cups', units: 1 } },
    { id: 'survey', on: 'survey', gives: { type: 'perOrder', points: 20 } },
    { id: 'welcome', on: 'enrolment', gives: { type: 'perOrder', points: 50 } },
  ],
  stampCards: [{ id: 'cups' }],
  transfers: { least: 1 },
  referral: { referrerPoints: 10, friendPoints: 5 },
  offers: [
    { id: 'points', trigger: { type: 'perPoint', points: 1, value: 10 }, effect: { type: 'pointsValue' } },
    { id: 'tea', trigger: { type: 'points', points: 30 }, effect: { type: 'freeProduct', skus: ['tea', 'mint'] } },
    { id: 'tasting', trigger: { type: 'points', points: 5 }, effect: { type: 'service', text: 'A tasting' } },
    { id: 'give', trigger: { type: 'code', codes: ['GIVE'] }, effect: { type: 'coupon', offer: 'next', days: 30 } },
    { id: 'next', trigger: { type: 'code', issued: true }, effect: { type: 'amountOff', amount: 500 } },
  ],
};

const FILE = {
  name: 'spellings',
  programme: SHOP,
  catalogue: [
    { sku: 'coffee', price: 2000 },
    { sku: 'tea', price: 1500 },
    { sku: 'mint', price: 1600 },
  ],
  members: [
    { id: 'ana', joined: '2026-01-10', points: 200 },
    { id: 'bob', joined: '2026-01-10' },
  ],
  giftcards: [{ card: 'G', amount: 5000 }],
  start: '2026-11-21T10:00:00+02:00',
};

function played(...steps: object[]): Failure | null | object {
  const read = readScenario(JSON.stringify({ ...FILE, steps }));
  return read.ok ? play(read.scenario) : read.faults;
}

describe('what is written otherwise means the same', () => {
  test.each([
    [{ do: 'sale', member: 'ana', basket: [{ product: 'tea', quantity: 2 }], expect: { total: 3000 } }],
    [{ do: 'sale', basket: [{ sku: 'tea' }], tenders: { cash: 2000 }, expect: { change: 500, due: 0 } }],
    [{ do: 'sale', basket: [{ sku: 'tea' }], tenders: [{ type: 'gift card', number: 'G' }], expect: { due: 0 } }],
    [
      {
        do: 'sale',
        basket: [{ sku: 'tea' }],
        tenders: [{ kind: 'giftCard', card: 'G' }],
        expect: { giftcards: { G: 3500 } },
      },
    ],
    [
      {
        do: 'sale',
        basket: [{ sku: 'tea' }],
        tenders: { giftcard: { card: 'G', amount: 500 } },
        expect: { due: 1000 },
      },
    ],
    [{ do: 'sale', basket: [{ sku: 'tea' }], tenders: ['card'], expect: { due: 0, total: 1500 } }],
    [{ do: 'sale', member: 'ana', basket: [{ sku: 'tea' }], redeem: ['tea'], expect: { total: 0, applied: ['tea'] } }],
    [
      {
        do: 'sale',
        member: 'ana',
        basket: [{ sku: 'mint' }, { sku: 'tea' }],
        redeem: [{ offer: 'tea', product: 'mint' }],
        expect: { discount: 1600 },
      },
    ],
    [{ do: 'redeem', member: 'ana', offer: 'tasting', expect: { services: ['A tasting'], spent: 5, balance: 195 } }],
    [{ do: 'redeem', member: 'ana', reward: 'tasting', expect: { services: ['tasting'] } }],
    [{ do: 'event', member: 'ana', type: 'survey', expect: { earned: 20 } }],
    [{ do: 'giftCard', code: 'H', amount: 100, action: 'issue', expect: { balance: 100 } }],
    [{ do: 'giftcard', card: 'G', amount: 100, action: 'top up', expect: { balance: 5100 } }],
    [{ do: 'check', giftcard: 'G', expect: { balance: 5000 } }],
    [{ do: 'check', member: 'ana', expect: { stamps: 0, coupons: [], balance: 200 } }],
    [{ do: 'enroll', member: 'cy', birthday: '1990-05-01', expect: { balance: 50, earned: 50 } }],
    [{ do: 'enrol', as: 'cy', joined: '2026-11-21', phone: '069', expect: { balance: 50 } }],
    [{ do: 'enrol', member: { id: 'cy', name: 'Cy', email: 'cy@example.md' }, expect: { balance: 50 } }],
    [{ do: 'refer', referrer: 'ana', friend: 'bob', expect: { balance: 0 } }],
    [{ do: 'merge', from: 'bob', into: 'ana', expect: { balance: 200 } }],
    [{ do: 'merge', member: 'bob', with: 'ana', expect: { balance: 200 } }],
    [{ do: 'wait', hours: 3, expect: { expired: 0 } }],
    [{ do: 'transfer', from: 'ana', to: 'bob', points: 50, expect: { from: 150, to: 50 } }],
    [
      {
        do: 'sale',
        member: 'ana',
        basket: [{ sku: 'coffee', qty: 3 }],
        expect: { stamps: 3, coupons: [], pending: 0, debt: 0, lots: [{ points: 200 }, { points: 6 }] },
      },
    ],
  ])('%j', (step) => {
    expect(played(step)).toBeNull();
  });

  test('a coupon that a sale gave is named by the sale, by its offer, by both, or by the code itself', () => {
    const give = {
      do: 'sale',
      as: 's',
      member: 'ana',
      basket: [{ sku: 'tea' }],
      coupons: 'GIVE',
      expect: { issued: ['next'] },
    };
    for (const coupon of ['next', { offer: 'next' }, { of: 's' }, { of: 's', offer: 'next' }]) {
      const use = {
        do: 'sale',
        member: 'ana',
        basket: [{ sku: 'tea' }],
        coupons: [coupon],
        expect: { discount: 500, coupons: [] },
      };
      const again = { do: 'sale', member: 'ana', basket: [{ sku: 'tea' }], coupons: [coupon], expect: { discount: 0 } };
      expect(played(give, use, again)).toBeNull();
    }
    const nobody = {
      do: 'sale',
      member: 'bob',
      basket: [{ sku: 'tea' }],
      coupons: [{ of: 's' }],
      expect: { discount: 0 },
    };
    expect(played(give, nobody)).toBeNull();
    expect(
      played({ ...give, coupons: [], expect: {} }, { ...nobody, expect: { refused: 'offer.unknown' } }),
    ).toBeNull();
  });

  test('one sum for what was spent or earned before', () => {
    const tiers = { by: 'spend', window: { type: 'ever' }, levels: [{ id: 'gold', from: 5000 }] };
    const members = [{ id: 'ana', joined: '2026-01-10', spend: 5000, earned: 7 }];
    const steps = [{ do: 'check', member: 'ana', expect: { tier: 'gold' } }];
    const read = readScenario(JSON.stringify({ ...FILE, programme: { ...SHOP, tiers }, members, steps }));
    expect(read.ok && play(read.scenario)).toBeNull();
  });

  test('goods come back line by line, whole where no number is said', () => {
    const sold = { do: 'sale', as: 's', member: 'ana', basket: [{ sku: 'tea', qty: 2 }, { sku: 'mint' }] };
    expect(played(sold, { do: 'return', sale: 's', lines: ['tea'], expect: { total: 3000, balance: 201 } })).toBeNull();
    expect(played(sold, { do: 'return', of: 's', lines: [{ line: 1 }], expect: { total: 1600 } })).toBeNull();
    expect(played(sold, { do: 'return', of: 's', expect: { total: 4600, balance: 200 } })).toBeNull();
    const twice = { do: 'return', of: 's', lines: ['tea'] };
    expect(played(sold, twice, { ...twice, expect: { refused: 'return.aboveSold' } })).toBeNull();
  });
});

describe('what is still wrong is still said', () => {
  test.each([
    [{ do: 'sale', basket: [{ sku: 'tea', qantity: 1 }] }, 'steps[0].basket[0]'],
    [{ do: 'sale', basket: [{ sku: 'tea', qty: 1, quantity: 1 }] }, 'steps[0].basket[0]'],
    [{ do: 'sale', basket: [], coupons: [{ ofer: 'next' }] }, 'steps[0].coupons[0]'],
    [{ do: 'selling', basket: [] }, 'steps[0].do'],
    [{ do: 'enrol', member: 'cy', birthdy: '1990-05-01' }, 'steps[0].member'],
    [{ do: 'merge', member: 'bob' }, 'steps[0]'],
  ])('%j', (step, path) => {
    expect(played(step)).toContainEqual(expect.objectContaining({ path: expect.stringContaining(path) }));
  });

  test('a text means an object only by its own name', () => {
    const sold = { do: 'sale', member: 'ana', basket: [{ sku: 'tea' }], redeem: ['tea'] };
    expect(played({ ...sold, expect: { offers: ['points'] } })).toMatchObject({ key: 'offers[0]' });
    expect(played({ do: 'check', member: 'ana', expect: { stamps: 1 } })).toMatchObject({ key: 'stamps' });
  });
});
