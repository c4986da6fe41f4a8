import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bani } from '../amount/bani.ts';
import { points } from '../amount/points.ts';
import { type MemberId, memberId, recordId, uuid7 } from '../identity/ids.ts';
import { EMPTY_STANDING, foldMovement } from '../ledger/fold.ts';
import { ANA, DAY, member, programme } from '../offers/testing/basket.ts';
import type { Programme } from '../programme/programme.ts';
import type { Facts } from '../sale/facts.ts';
import { counterName } from '../sale/facts.ts';
import { bonusEnded, bonusOfSale, broughtBy, broughtByCount, mayRefer, referralBonus } from './referral.ts';

const id = (n: number): MemberId => memberId(uuid7(n, new Uint8Array(10)));
const RECORD = recordId(uuid7(99, new Uint8Array(10)));
const ION = id(2);

type Referral = NonNullable<Programme['referral']>;
const friends = (over: Partial<Referral> = {}): Programme =>
  programme(
    [],
    {},
    {
      referral: {
        referrerPoints: points(100),
        friendPoints: points(50),
        spendFrom: bani(10_000),
        withinDays: 30,
        most: 2,
        ...over,
      },
    },
  );

describe('who brought whom', () => {
  test('never makes a ring, nor a row that ends in itself, whatever is asked in whatever order', () => {
    const asks = fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 40 });
    fc.assert(
      fc.property(asks, (all) => {
        const by = new Map<MemberId, MemberId>();
        for (const [x, y] of all) {
          const [friend, referrer] = [id(x), id(y)];
          const referrerOf = (of: MemberId): MemberId | null => by.get(of) ?? null;
          const alreadyReferred = by.has(friend);
          const may = mayRefer({ programme: friends(), referrer, friend, friendSales: 0, alreadyReferred, referrerOf });
          if (may.ok) by.set(friend, referrer);
          else expect(may.refusal.code).toMatch(/^refer\.(self|ring|notNew)$/);
          expect(may.ok && (friend === referrer || alreadyReferred)).toBe(false);
        }
        for (const start of by.keys()) {
          const seen = new Set<MemberId>();
          for (let at: MemberId | undefined = start; at !== undefined; at = by.get(at)) {
            expect(seen.has(at)).toBe(false);
            seen.add(at);
          }
        }
      }),
    );
  });

  test('is noted of somebody new only, and hangs on no circle that is stored', () => {
    const asked = { programme: friends(), referrer: id(1), friend: ION, friendSales: 0, alreadyReferred: false };
    const nobody = (): null => null;
    expect(mayRefer({ ...asked, referrerOf: nobody })).toMatchObject({ ok: true });
    expect(mayRefer({ ...asked, friendSales: 1, referrerOf: nobody })).toMatchObject({
      refusal: { code: 'refer.notNew' },
    });
    expect(mayRefer({ ...asked, programme: programme([]), referrerOf: nobody })).toMatchObject({
      refusal: { code: 'refer.notAllowed' },
    });
    const circle = (of: MemberId): MemberId => (of === id(1) ? id(3) : id(1));
    expect(mayRefer({ ...asked, referrerOf: circle })).toMatchObject({ ok: true });
  });

  test('stands in the friend’s own counts', () => {
    const noted = foldMovement(EMPTY_STANDING, ION, {
      entries: [],
      counts: [broughtByCount(ION, ANA)],
      issued: [],
      usedCodes: [],
      recalled: [],
    });
    expect(broughtBy(noted.tally)).toBe(ANA);
    expect(broughtBy(undefined)).toBeNull();
  });
});

describe('the bonus for a friend’s first purchase that qualifies', () => {
  const bonus = (facts: Partial<Facts>, over: { of?: Programme; paid?: number; referrals?: number } = {}) =>
    referralBonus({
      programme: over.of ?? friends(),
      facts: member({ member: ION, referrer: ANA, ...facts }),
      paid: bani(over.paid ?? 10_000),
      referrals: over.referrals ?? 0,
      sale: RECORD,
      day: DAY,
    });

  test('gives both theirs, in lots of their own, and counts for the one who brought', () => {
    const found = bonus({});
    expect(found?.entries.map((one) => [one.member, one.points, one.contra])).toEqual([
      [ANA, 100, 'bonus'],
      [ION, 50, 'bonus'],
    ]);
    expect(new Set(found?.entries.map((one) => one.lot)).size).toBe(2);
    expect(found?.counts.map(({ member: whose, key, by }) => [whose, key, by])).toEqual([
      [ANA, 'referrals', 1],
      [ION, 'rewarded', 1],
    ]);
  });

  test.each([
    ['was brought by nobody', bonus({ referrer: null })],
    ['is the one who brought, since a merge', bonus({ referrer: ION })],
    ['brought it before', bonus({ counters: { [counterName.rewarded]: 1 } })],
    ['pays too little', bonus({}, { paid: 9999 })],
    ['comes too late', bonus({ joinedDays: 31 })],
    ['is one too many', bonus({}, { referrals: 2 })],
    ['is in a programme without one', bonus({}, { of: programme([]) })],
  ])('is none where the friend %s', (_, found) => {
    expect(found).toBeNull();
  });

  test('comes with a later purchase where the first paid too little', () => {
    expect(bonus({ counters: { [counterName.sales]: 3 } })).not.toBeNull();
  });

  test('comes on the last day, for the last friend, for exactly the least', () => {
    expect(bonus({ joinedDays: 30 }, { referrals: 1 })).not.toBeNull();
    expect(
      bonus({ joinedDays: 4000 }, { of: friends({ withinDays: null, most: null }), referrals: 500 }),
    ).not.toBeNull();
  });

  test('of no points for one of them makes no lot of none', () => {
    const found = bonus({}, { of: friends({ friendPoints: points(0) }) });
    expect(found?.entries).toHaveLength(1);
  });
});

describe('a bonus whose record is not at hand', () => {
  const facts = member({ member: ION, referrer: ANA });
  const sale = {
    id: RECORD,
    member: { member: ION, balanceBefore: points(0), foundBy: 'card', civilDate: DAY, redeemed: null } as const,
    total: bani(10_000),
    rules: { time: '12:00', choices: { codes: [], rewards: [], proof: null }, facts },
  };
  const rewarded = [{ key: 'rewarded', day: null, n: 1 }];
  const asked = { programme: friends(), sale, friend: ION, referrer: ANA, tally: rewarded };

  test('is the one that was given, lot by lot; ended, nothing is left of it', () => {
    const given = referralBonus({ ...asked, facts, paid: sale.total, referrals: 1, sale: RECORD, day: DAY });
    const again = bonusOfSale(asked);
    expect(again).toEqual(given);
    if (given === null || again === null) return;
    for (const whose of [ANA, ION]) {
      const all = [given, { ...again, ...bonusEnded(again) }];
      const left = all.reduce((standing, one) => foldMovement(standing, whose, one), EMPTY_STANDING);
      expect(left).toEqual(EMPTY_STANDING);
    }
  });

  test.each([
    ['none was given, or it was ended', { tally: [] }],
    ['the sale paid too little', { sale: { ...sale, total: bani(1) } }],
    [
      'nobody had brought the friend when they bought',
      { sale: { ...sale, rules: { ...sale.rules, facts: { ...facts, referrer: null } } } },
    ],
    ['the sale is nobody’s', { sale: { ...sale, member: null } }],
    ['the sale has no rules', { sale: { id: RECORD, member: sale.member, total: sale.total } }],
    ['the two are one person since', { referrer: ION }],
  ])('is none where %s', (_, over) => {
    expect(bonusOfSale({ ...asked, ...over })).toBeNull();
  });
});
