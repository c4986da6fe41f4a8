import { describe, expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import type { Conditions } from '../../domain/programme/conditions.ts';
import type { EarningRule, Expiry, Gives } from '../../domain/programme/earning.ts';
import type { GoodsFilter } from '../../domain/programme/filter.ts';
import type { Effect, Offer, Trigger } from '../../domain/programme/offer.ts';
import { DEFAULT_POLICIES } from '../../domain/programme/policies.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { wordsOf } from '../words/words.ts';
import { defaultOf, POLICIES, policyPath } from './constructs/policies.ts';
import { PROGRAMME } from './constructs/programme.ts';
import { placeOf } from './describing.ts';
import { asJson, blankProgramme, brokenText, draftFrom, draftText, newDraft, readDraft, readJson } from './draft.ts';
import { at, isList, isObject, type Json, type Path, pathText, put } from './json.ts';
import { isScalar, readScalar, scalarText } from './scalars.ts';
import { type Field, freshVariant, opened, type Shape, variantOf } from './shapes.ts';

const goods: GoodsFilter = {
  skus: ['1'],
  categories: ['cafea'],
  brands: ['b'],
  tags: ['t'],
  priceFrom: bani(1),
  priceTo: bani(2),
  anyOf: [{ skus: ['2'] }],
  except: { tags: ['promo'] },
};
const when: Conditions = {
  from: civilDate('2026-11-01'),
  until: civilDate('2026-11-30'),
  weekdays: [1, 7],
  hours: [{ from: '08:00', to: '10:00' }],
  stores: ['s'],
  who: 'member',
  tiers: ['gold', null],
  birthday: { before: 1, after: 2 },
  anniversary: { before: 0, after: 0 },
  purchase: { from: 1, to: 2, every: 5 },
  joinedDays: { from: 1, to: 30 },
  basket: [{ of: goods, spendFrom: bani(1), spendTo: bani(9), unitsFrom: 1, unitsTo: 9, differentFrom: 2 }],
  codes: ['A'],
  tenders: ['card'],
};
const triggers: readonly Trigger[] = [
  { type: 'automatic' },
  { type: 'code', codes: ['VARA10'], issued: true },
  { type: 'points', points: points(100) },
  { type: 'stamps', card: 'cups', stamps: 5 },
  {
    type: 'perPoint',
    points: points(10),
    value: bani(100),
    least: points(10),
    step: points(10),
    largestShare: 5000,
    most: points(500),
  },
];
const which = 'dearest';
const effects: readonly Effect[] = [
  { type: 'amountOff', amount: bani(1), per: 'unit', of: goods, mostUnits: 2, which },
  { type: 'percentOff', percent: 1000, of: goods, mostUnits: 1, which, cap: bani(5) },
  { type: 'priceEach', price: bani(5), of: goods, mostUnits: 1, which },
  { type: 'bundle', parts: [{ of: goods, units: 3 }], reduction: { price: bani(5) }, which, most: 2 },
  { type: 'bundle', parts: [{ units: 3 }], reduction: { amount: bani(5) }, which, most: 2 },
  {
    type: 'buyGet',
    buy: [{ of: goods, units: 2 }],
    get: { of: goods, units: 1, reduction: { percent: 10_000 } },
    which,
    most: 1,
  },
  { type: 'freeProduct', skus: ['1'], units: 1 },
  { type: 'pointsValue', of: goods },
  { type: 'coupon', offer: 'o0', days: 30 },
  { type: 'wallet', amount: bani(5) },
  { type: 'points', points: points(5) },
  { type: 'service', text: { ro: 'a', ru: 'b', en: 'c' } },
];
const gives: readonly Gives[] = [
  { type: 'perMoney', points: points(1), per: bani(1000), rounding: 'carry' },
  { type: 'perUnit', points: points(1), units: 2 },
  { type: 'perOrder', points: points(1) },
  { type: 'stamps', card: 'cups', stamps: 1, units: 2 },
];
const expiries: readonly Expiry[] = [
  { type: 'never' },
  { type: 'days', days: 30 },
  { type: 'inactivity', days: 30 },
  { type: 'endOf', unit: 'month', after: 1 },
];
const offers = effects.map(
  (effect, place): Offer => ({
    id: `o${place}`,
    name: { ro: 'x', ru: 'х', en: 'x' },
    active: true,
    trigger: triggers[place % triggers.length] ?? { type: 'automatic' },
    when,
    effect,
    priority: 1,
    group: 'g',
    exclusive: true,
    last: false,
    limits: { perReceipt: 1, perMember: 2, perMemberDay: 3, perMemberMonth: 4, total: 5 },
  }),
);
const earning = gives.map(
  (give, place): EarningRule => ({
    id: `e${place}`,
    name: 'x',
    active: true,
    on: 'sale',
    when,
    of: goods,
    gives: give,
    base: 'gross',
    caps: { receipt: points(1), day: points(2), month: points(3), year: points(4), ever: points(5) },
    boosted: true,
    group: 'g',
    pendingDays: 3,
    expiry: expiries[place] ?? { type: 'never' },
  }),
);

/** A programme with everything that can be in one: what the types gain must be added here, or they complain. */
const EVERYTHING: Programme = {
  format: 2,
  version: 3,
  name: 'Tot',
  startsAtMs: 1_795_000_000_000,
  excluded: goods,
  earning,
  boosts: [{ id: 'b', name: 'x', active: true, when, of: goods, rules: ['e0'], factor: 150 }],
  offers,
  stampCards: [{ id: 'cups', name: 'Cafea' }],
  tiers: {
    by: 'spend',
    window: { type: 'calendar', unit: 'quarter' },
    grace: 'nextPeriod',
    levels: [{ id: 'gold', name: 'Aur', from: 100_000, benefits: 'dublu' }],
  },
  lots: { pendingDays: 1, expiry: { type: 'days', days: 365 }, warnDays: 30 },
  floors: [{ of: goods, price: bani(100), share: 5000 }],
  referral: { referrerPoints: 1, friendPoints: 2, spendFrom: bani(3), withinDays: 4, most: 5 },
  transfers: { least: 1, mostPerDay: 2, mostPerMonth: 3 },
  claims: { days: 7 },
  proofs: [{ upTo: points(100), by: ['card', 'phone', 'pin', 'code'] }],
  giftCards: { days: 365, offline: false },
  offline: { mostPointsPerDay: points(100), oldestWordHours: 72, phoneIsProof: false },
  policies: DEFAULT_POLICIES,
};

const GIVEN_BY_THE_TILL: ReadonlySet<string> = new Set(['format', 'version', 'startsAtMs']);
const words = wordsOf('en');

/** Every single value of a JSON, with its path. */
function leaves(json: Json, path: Path = []): { readonly path: Path; readonly value: Json }[] {
  if (isList(json)) return json.flatMap((each, place) => leaves(each, [...path, place]));
  if (isObject(json)) return Object.entries(json).flatMap(([key, each]) => leaves(each, [...path, key]));
  return [{ path, value: json }];
}

/** The nearest place on the way to a leaf that a form field writes: a list of texts is one field. */
function fieldOf(json: Json, path: Path): { readonly shape: Shape; readonly path: Path } | null {
  for (let depth = path.length; depth > 0; depth--) {
    const here = path.slice(0, depth);
    const { shape } = placeOf(words, json, here);
    if (shape !== null && !['group', 'variants', 'list'].includes(opened(shape).kind)) return { shape, path: here };
  }
  return null;
}

describe('a programme and its draft', () => {
  test('a draft is the same programme, and is read as it was kept', () => {
    const draft = draftFrom(EVERYTHING);
    expect(draft.json).toEqual(EVERYTHING);
    for (const each of [draft, newDraft(), { ...draft, text: '{"name":' }])
      expect(readDraft(draftText(each))).toEqual(each);
    expect(['{', '[]', '{}', null].map((text) => brokenText({ ...draft, text }) === null)).toEqual([
      false,
      false,
      true,
      true,
    ]);
    for (const none of [null, '', 'x', '[]', '{"json":[]}']) expect(readDraft(none)).toBeNull();
  });

  test('a text is JSON, or it is said why not', () => {
    expect(readJson(JSON.stringify(EVERYTHING))).toEqual({ ok: true, json: asJson(EVERYTHING) });
    expect(readJson('{')).toMatchObject({ ok: false });
  });

  test('no part of a programme is without a form', () => {
    const json = asJson(EVERYTHING);
    const without = leaves(json)
      .filter(({ path }) => !GIVEN_BY_THE_TILL.has(String(path[0])))
      .filter(({ path }) => fieldOf(json, path) === null)
      .map(({ path }) => pathText(path));
    expect(without).toEqual([]);
  });

  test('writing back what each field shows changes nothing', () => {
    let json = asJson(EVERYTHING);
    for (const { path, value } of leaves(json)) {
      const shape = placeOf(words, json, path).shape;
      if (shape?.kind !== 'scalar' || shape.as === 'tierSum') continue;
      expect(isScalar(shape.as, value), pathText(path)).toBe(true);
      json = put(json, path, readScalar(shape.as, scalarText(shape.as, value)));
    }
    expect(json).toEqual(EVERYTHING);
  });
});

describe('what a form begins with', () => {
  /** Every field of a shape, those of its variants and lists too; a shape that holds itself once. */
  function fields(shape: Shape, seen: ReadonlySet<Shape> = new Set()): readonly Field[] {
    const is = opened(shape);
    if (seen.has(is)) return [];
    const now = new Set([...seen, is]);
    const own =
      is.kind === 'group' ? is.fields : is.kind === 'variants' ? is.variants.flatMap((each) => each.fields) : [];
    return [
      ...own,
      ...own.flatMap((field) => fields(field.shape, now)),
      ...(is.kind === 'list' ? fields(is.of, now) : []),
    ];
  }

  test('is something that the form itself shows', () => {
    const odd = fields(PROGRAMME).filter(({ shape, fresh }) => {
      const is = opened(shape);
      if (is.kind === 'variants') return variantOf(is, fresh) === undefined;
      if (is.kind === 'choice') return !is.options.some(({ value }) => value === fresh);
      if (is.kind === 'list' || is.kind === 'ticks' || is.kind === 'texts' || is.kind === 'ids') return !isList(fresh);
      return is.kind === 'group' && !isObject(fresh);
    });
    expect(odd.map(({ key }) => key)).toEqual([]);
  });

  test('a kind chosen is that kind', () => {
    for (const { shape } of fields(PROGRAMME)) {
      const is = opened(shape);
      if (is.kind !== 'variants') continue;
      for (const variant of is.variants) expect(variantOf(is, freshVariant(is, variant))).toBe(variant);
    }
  });

  test('a new programme has every part', () => {
    expect(Object.keys(blankProgramme() ?? {}).sort()).toEqual(Object.keys(EVERYTHING).sort());
  });
});

test('every policy is shown, each with its default among the choices', () => {
  const all = POLICIES.flatMap(({ policies }) => policies);
  const paths = all.map((policy) => pathText(policyPath(policy)));
  expect(paths.sort()).toEqual(
    leaves(asJson(DEFAULT_POLICIES))
      .map(({ path }) => pathText(['policies', ...path]))
      .sort(),
  );
  for (const policy of all) {
    expect(policy.choices.filter(({ value }) => value === defaultOf(policy))).toHaveLength(1);
    expect(at(asJson(EVERYTHING), policyPath(policy))).toBe(defaultOf(policy));
  }
});
