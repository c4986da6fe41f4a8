import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { GoodsFilter } from '../../domain/programme/filter.ts';
import { DEFAULT_POLICIES } from '../../domain/programme/policies.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { filterForm } from './filter.ts';
import { programmeForm, readProgramme } from './form.ts';

/** What can be read only, all the way down: what a form reads may be changed, a programme may not. */
type Still<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Still<Item>[]
    : { readonly [Key in keyof T]: Still<T[Key]> };
type Read = Still<z.output<typeof programmeForm>>;
/** True for the very same type: a key that only one of two has, optional or not, makes it false. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** The keys of a programme whose form is not exactly its type. */
type Differing = {
  [Key in keyof Read | keyof Programme]: Key extends keyof Read & keyof Programme
    ? Same<Read[Key], Still<Programme[Key]>> extends true
      ? never
      : Key
    : Key;
}[keyof Read | keyof Programme];

const least = { format: 2, version: 1, name: 'Least' };

function faults(json: unknown): string[] {
  const read = readProgramme(json);
  return read.ok ? [] : read.faults.map(({ path, fault }) => `${path}: ${fault}`);
}

test('what is read is a Programme, and a Programme is what can be read', () => {
  const same: [Differing] extends [never] ? true : Differing = true;
  const asDomain = (read: Read): Programme => read;
  const asRead = (programme: Programme): Read => programme;
  const read = programmeForm.parse(least);
  expect(same).toBe(true);
  expect(asRead(asDomain(read))).toBe(read);
});

test('a filter names every key of GoodsFilter and no other', () => {
  // A form that calls itself has its type by hand: the compiler sees only that each key here is one of the type's.
  const keys: Readonly<Record<keyof GoodsFilter, true>> = {
    skus: true,
    categories: true,
    brands: true,
    tags: true,
    priceFrom: true,
    priceTo: true,
    anyOf: true,
    except: true,
  };
  const { $defs } = z.toJSONSchema(filterForm, { io: 'input' });
  expect(Object.keys($defs?.['GoodsFilter']?.properties ?? {}).sort()).toEqual(Object.keys(keys).sort());
});

describe('what is left out', () => {
  test('of a programme', () => {
    expect(readProgramme(least)).toEqual({
      ok: true,
      programme: {
        ...least,
        startsAtMs: 0,
        excluded: null,
        earning: [],
        boosts: [],
        offers: [],
        stampCards: [],
        tiers: null,
        lots: { pendingDays: 0, expiry: { type: 'never' }, warnDays: 30 },
        floors: [],
        referral: null,
        transfers: null,
        claims: null,
        proofs: [],
        giftCards: { days: null, offline: false },
        offline: { mostPointsPerDay: 0, oldestWordHours: 24, phoneIsProof: false },
        policies: DEFAULT_POLICIES,
      },
    });
  });

  test('of rules, boosts and offers', () => {
    const read = programmeForm.parse({
      ...least,
      earning: [{ id: 'money', gives: { type: 'perMoney', points: 1, per: 1000 } }],
      boosts: [{ id: 'twice', factor: 200 }],
      offers: [
        { id: 'off', trigger: { type: 'automatic' }, effect: { type: 'amountOff', amount: 500 } },
        { id: 'points', trigger: { type: 'perPoint', points: 1, value: 5 }, effect: { type: 'pointsValue' } },
      ],
      policies: { discounts: 'best', rounding: { mode: 'floor' } },
    });
    expect(read.earning).toEqual([
      {
        id: 'money',
        name: 'money',
        active: true,
        on: 'sale',
        when: {},
        gives: { type: 'perMoney', points: 1, per: 1000, rounding: 'floor' },
        caps: { receipt: null, day: null, month: null, year: null, ever: null },
        boosted: true,
        group: null,
      },
    ]);
    expect(read.boosts).toEqual([{ id: 'twice', name: 'twice', active: true, when: {}, factor: 200 }]);
    expect(read.offers[0]).toEqual({
      id: 'off',
      name: 'off',
      active: true,
      trigger: { type: 'automatic' },
      when: {},
      effect: { type: 'amountOff', amount: 500, per: 'order', mostUnits: null, which: 'cheapest' },
      priority: 0,
      group: null,
      exclusive: false,
      last: false,
      limits: { perReceipt: null, perMember: null, perMemberDay: null, perMemberMonth: null, total: null },
    });
    expect(read.offers[1]?.trigger).toEqual({
      type: 'perPoint',
      points: 1,
      value: 5,
      least: 1,
      step: 1,
      largestShare: 10_000,
      most: null,
    });
    expect(read.policies).toEqual({
      ...DEFAULT_POLICIES,
      discounts: 'best',
      rounding: { mode: 'floor', per: DEFAULT_POLICIES.rounding.per },
    });
  });

  test('once filled in, it reads the same', () => {
    const once = programmeForm.parse({
      ...least,
      tiers: { by: 'spend', window: { type: 'ever' }, levels: [{ id: 'a', from: 1 }] },
    });
    expect(programmeForm.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });
});

describe('what is wrong', () => {
  const offer = (effect: unknown): unknown => ({ id: 'o', trigger: { type: 'automatic' }, effect });
  test.each([
    ['nothing at all', null, [': needs object']],
    ['a format of the future', { ...least, format: 3 }, ['format: needs one of 2']],
    ['a misspelt key', { ...least, earnings: [] }, ['earnings: unknown key']],
    ['a key that is no word', { ...least, 'a b': 1 }, ['["a b"]: unknown key']],
    [
      'a key that means something to the language',
      JSON.parse('{"format":2,"version":1,"name":"N","__proto__":1}'),
      ['__proto__: unknown key'],
    ],
    [
      'several at once, in order',
      { format: 2, version: 0, zeal: 1 },
      ['name: missing', 'version: least 1', 'zeal: unknown key'],
    ],
    [
      'a type that is not there',
      { ...least, offers: [offer({ type: 'gift' })] },
      [expect.stringMatching(/^offers\[0\]\.effect\.type: needs one of amountOff, /)],
    ],
    [
      'a part of what was meant',
      { ...least, offers: [offer({ type: 'bundle', parts: [{ units: 0 }], reduction: { percent: 10_001 } })] },
      ['offers[0].effect.parts[0].units: least 1', 'offers[0].effect.reduction.percent: most 10000'],
    ],
    [
      'two reductions',
      { ...least, offers: [offer({ type: 'bundle', parts: [{}], reduction: { percent: 1, amount: 1 } })] },
      ['offers[0].effect.reduction: form'],
    ],
    ['a fraction', { ...least, claims: { days: 1.5 } }, ['claims.days: needs integer']],
    [
      'a day that is none',
      { ...least, boosts: [{ id: 'b', factor: 1, when: { from: '2027-02-29' } }] },
      ['boosts[0].when.from: form'],
    ],
    [
      'what refers to nothing',
      { ...least, boosts: [{ id: 'b', factor: 1, rules: ['gone'] }] },
      ['boosts[0].rules[0]: unknown'],
    ],
  ])('%s', (_, json, expected) => {
    expect(faults(json)).toEqual(expected);
  });

  test('numbers in paths are sorted as numbers', () => {
    const earning = Array.from({ length: 12 }, () => ({ id: '?' }));
    expect(faults({ ...least, earning }).map((fault) => fault.split(':')[0])).toEqual(
      earning.flatMap((_, i) => [`earning[${i}].gives`, `earning[${i}].id`]),
    );
  });

  test('more combinations than the publisher can bear', () => {
    const best = { ...least, policies: { choose: 'bestForMember' } };
    const checks = (combinations: number) => ({ combinations: () => combinations, most: 10 });
    expect(readProgramme(best, checks(10))).toMatchObject({ ok: true });
    expect(readProgramme(best, checks(11))).toEqual({
      ok: false,
      faults: [{ path: 'policies.choose', fault: 'too many combinations' }],
    });
    expect(readProgramme(least, checks(11))).toMatchObject({ ok: true });
  });
});

describe('a programme of format 1', () => {
  const first = {
    format: 1,
    version: 3,
    name: 'First',
    startsAtMs: 5,
    earning: { points: 1, perBani: 1000 },
    redemption: { pointValue: 10, leastPoints: 50, largestShare: 5000 },
    expiryDays: 365,
    excludedCategories: ['tobacco'],
    offline: { mostPointsPerDay: 200, oldestWordHours: 24, phoneIsProof: false },
  };

  test('is lifted, and what comes out is of format 2', () => {
    const read = readProgramme(first);
    expect(read).toMatchObject({ ok: true, programme: { format: 2, version: 3, name: 'First', startsAtMs: 5 } });
    expect(read.ok && readProgramme(JSON.parse(JSON.stringify(read.programme)))).toEqual(read);
  });

  test('is read for ever, even where it would not be published today', () => {
    expect(readProgramme({ ...first, earning: { points: 5000, perBani: 1 } })).toMatchObject({ ok: true });
  });

  test('is refused with its path where it is wrong', () => {
    expect(faults({ ...first, redemption: { ...first.redemption, largestShare: 10_001 } })).toEqual([
      'redemption.largestShare: most 10000',
    ]);
  });
});
