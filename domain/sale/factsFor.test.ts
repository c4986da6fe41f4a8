import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { addDays, type CivilDate, civilDate } from '../calendar/civil.ts';
import { boost, MEMBER, NO_CAPS, perMoney, perOrder, programme, rule } from '../earning/testing/programme.ts';
import { lotOf, memberId, recordId, uuid7 } from '../identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../ledger/fold.ts';
import type { Standing } from '../ledger/standing.ts';
import type { Offer, OfferLimits, Trigger } from '../programme/offer.ts';
import type { Programme } from '../programme/programme.ts';
import { factsFor } from './factsFor.ts';

const TODAY = civilDate('2026-11-21');
const on = (days: number): CivilDate => addDays(TODAY, days);
const FRIEND = memberId(uuid7(9, new Uint8Array(10)));
const LOT = lotOf(recordId(uuid7(1, new Uint8Array(10))), 0);
const NO_LIMITS: OfferLimits = {
  perReceipt: null,
  perMember: null,
  perMemberDay: null,
  perMemberMonth: null,
  total: null,
};

function offer(id: string, limits: Partial<OfferLimits> = {}, trigger: Trigger = { type: 'automatic' }): Offer {
  const effect = { type: 'service' as const, text: 'x' };
  const rest = { active: true, when: {}, effect, priority: 0, group: null, exclusive: false, last: false };
  return { id, name: id, trigger, limits: { ...NO_LIMITS, ...limits }, ...rest };
}
function standing(
  counts: readonly (readonly [key: string, day: CivilDate | null, by: number])[],
  coupons: readonly (readonly [code: string, until: CivilDate])[] = [],
): Standing {
  return foldMovement(EMPTY_STANDING, MEMBER, {
    entries: [],
    counts: counts.map(([key, day, by]) => ({ member: MEMBER, key, day, by, line: null, whole: true })),
    issued: coupons.map(([code, until]) => ({ code, offer: 'next', until, member: MEMBER })),
    usedCodes: [],
    recalled: [],
  });
}
function know(made: Programme, over: Partial<Parameters<typeof factsFor>[0]> = {}) {
  const known = { standing: EMPTY_STANDING, joined: on(-100), birthday: null, referrer: null, day: TODAY, all: [] };
  return factsFor({ programme: made, member: MEMBER, ...known, ...over });
}

describe('what rules know of a member', () => {
  test('of nobody special is nothing special', () => {
    expect(know(programme())).toEqual({
      member: MEMBER,
      balance: 0,
      spendable: 0,
      tier: null,
      tierSum: 0,
      joinedDays: 100,
      near: [],
      counters: {},
      coupons: [],
      referrer: null,
    });
  });
  test('points that wait are in the balance, and not spendable', () => {
    const waits = { points: points(5), contra: 'earn' as const, lot: LOT, expires: null, from: on(1), member: MEMBER };
    const start = standing([]);
    const later = foldMovement(start, MEMBER, {
      entries: [waits],
      counts: [],
      issued: [],
      usedCodes: [],
      recalled: [],
    });
    expect(know(programme(), { standing: later })).toMatchObject({ balance: 5, spendable: 0 });
  });
  test('the tier and what its window holds', () => {
    const made = programme({
      tiers: {
        by: 'visits',
        window: { type: 'ever' },
        grace: 0,
        levels: [{ id: 'silver', name: 's', from: 3, benefits: '' }],
      },
    });
    const known = know(made, {
      standing: standing([
        ['visits', on(-1), 4],
        ['given:silver', on(0), 1],
      ]),
    });
    expect(known).toMatchObject({ tier: 'silver', tierSum: 4, counters: { 'given:silver': 1 } });
    expect(know(made, { standing: standing([['given:silver', on(-1), 1]]) }).counters).toEqual({});
  });
  test('the days since joining, none before the day itself', () => {
    expect([on(-3), TODAY, on(1)].map((joined) => know(programme(), { joined }).joinedDays)).toEqual([3, 0, 0]);
  });
  test('coupons, those that ended lately with them', () => {
    const held = standing(
      [],
      [
        ['A', on(-61)],
        ['Z', on(-1)],
        ['B', TODAY],
        ['C', on(9)],
      ],
    );
    expect(know(programme(), { standing: held }).coupons.map(({ code }) => code)).toEqual(['B', 'C', 'Z']);
  });
});

describe('windows around birthdays and days of joining', () => {
  const birthday = { before: 3, after: 3 };
  const made = programme({
    earning: [rule('rule', perOrder(1), { when: { birthday } }), rule('plain', perOrder(1))],
    boosts: [boost('boost', 200, { when: { birthday: { before: 0, after: 0 } } })],
    offers: [
      { ...offer('offer'), when: { anniversary: birthday } },
      { ...offer('both'), when: { birthday, anniversary: birthday } },
    ],
  });
  const near = (born: string | null, day: string, joined = '2020-06-15') =>
    know(made, {
      birthday: born === null ? null : civilDate(born),
      day: civilDate(day),
      joined: civilDate(joined),
    }).near;
  test('open what they are the condition of', () => {
    expect(near('1990-11-21', '2026-11-21')).toEqual(['rule', 'boost']);
    expect(near('1990-11-24', '2026-11-21')).toEqual(['rule']);
    expect(near('1990-11-25', '2026-11-21')).toEqual([]);
    expect(near(null, '2026-11-21')).toEqual([]);
    expect(near(null, '2026-06-14')).toEqual(['offer']);
    expect(near('1990-06-14', '2026-06-14')).toEqual(['rule', 'boost', 'offer', 'both']);
  });
  test('reach over New Year, and 29 February is 28 in other years', () => {
    expect(near('1990-01-01', '2026-12-29')).toEqual(['rule']);
    expect(near('1990-12-31', '2027-01-03')).toEqual(['rule']);
    expect(near('2000-02-29', '2027-02-28')).toEqual(['rule', 'boost']);
    expect(near('2000-02-29', '2028-02-28')).toEqual(['rule']);
  });
  test('of the day of joining open from the first year on', () => {
    expect(near(null, '2026-06-15', '2026-06-15')).toEqual([]);
    expect(near(null, '2027-06-12', '2026-06-15')).toEqual(['offer']);
  });
});

describe('counters', () => {
  test('are those that some rule asks for, and no others', () => {
    const made = programme({
      earning: [
        rule('carry', perMoney(1, 1000, 'carry')),
        rule('floor', perMoney(1, 1000)),
        rule('capped', perOrder(5), {
          caps: { receipt: points(1), day: points(9), month: points(9), year: points(9), ever: points(9) },
        }),
        rule('monthly', perOrder(5), { caps: { ...NO_CAPS, month: points(9) } }),
      ],
      stampCards: [{ id: 'coffee', name: 'c' }],
      offers: [
        offer('limited', { perMember: 3, perMemberDay: 1, perMemberMonth: 2 }),
        offer('free'),
        offer('monthly', { perMemberMonth: 1 }),
        offer('total', { total: 100 }, { type: 'code', codes: ['NOV', 'DEC', 'NEVER'], issued: true }),
      ],
      referral: { referrerPoints: 1, friendPoints: 1, spendFrom: bani(0), withinDays: null, most: 5 },
    });
    const counted = standing(
      [
        ['sales', null, 7],
        ['visits', TODAY, 1],
        ['stamps:coffee', null, 4],
        ['stamps:old', null, 9],
        ['carry:carry', null, -12],
        ['carry:floor', null, 5],
        ['earned:capped', null, 1000],
        ['earned:capped', civilDate('2026-01-01'), 100],
        ['earned:capped', civilDate('2026-11-01'), 10],
        ['earned:capped', TODAY, 1],
        ['earned:monthly', TODAY, 3],
        ['earned:floor', TODAY, 3],
        ['used:limited', civilDate('2026-10-31'), 4],
        ['used:limited', civilDate('2026-11-01'), 2],
        ['used:limited', TODAY, 1],
        ['used:free', TODAY, 1],
        ['used:monthly', on(1), 1],
        ['used:total', TODAY, 2],
        ['code:NOV', null, 1],
        ['referrals', null, 2],
        ['transferred', TODAY, 50],
      ],
      [['MINE', on(5)]],
    );
    const all = [
      { key: 'used:total', day: TODAY, n: 41 },
      { key: 'used:free', day: TODAY, n: 41 },
      { key: 'code:DEC', day: null, n: 6 },
      { key: 'code:MINE', day: null, n: 1 },
      { key: 'code:OTHER', day: null, n: 1 },
    ];
    expect(know(made, { standing: counted, all }).counters).toEqual({
      sales: 7,
      'stamps:coffee': 4,
      'carry:carry': -12,
      'earned:capped:day': 1,
      'earned:capped:month': 11,
      'earned:capped:year': 111,
      'earned:capped': 1111,
      'earned:monthly:month': 3,
      'used:limited:day': 1,
      'used:limited:month': 3,
      'used:limited': 7,
      'all:total': 41,
      'code:MINE': 1,
      referrals: 2,
    });
  });
});

describe('who brought the member', () => {
  const bonus = (withinDays: number | null) =>
    programme({ referral: { referrerPoints: 1, friendPoints: 1, spendFrom: bani(0), withinDays, most: null } });
  test('matters until the bonus was given, in time, and never oneself', () => {
    const of = (made: Programme, over = {}) => know(made, { referrer: FRIEND, ...over }).referrer;
    expect(of(bonus(null))).toBe(FRIEND);
    expect(of(programme())).toBeNull();
    expect(of(bonus(null), { standing: standing([['sales', null, 1]]) })).toBe(FRIEND);
    expect(of(bonus(null), { standing: standing([['rewarded', null, 1]]) })).toBeNull();
    expect([of(bonus(100)), of(bonus(99))]).toEqual([FRIEND, null]);
    expect(of(bonus(null), { referrer: MEMBER })).toBeNull();
  });
});
