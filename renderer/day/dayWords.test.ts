import { describe, expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { type Behind, LOOKS } from '../../domain/day/account.ts';
import { DIFFERENCES, type DifferenceCode } from '../../domain/day/difference.ts';
import { CHECK_STATES, CHECKS } from '../../domain/day/recorded.ts';
import { memberId, recordId, staffId, tillId } from '../../domain/identity/ids.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { wordsOf } from '../words/words.ts';
import {
  amountText,
  checkTitle,
  differenceText,
  figureText,
  identityText,
  shortHash,
  tillStateText,
} from './dayWords.ts';

const ANA = staffId('01900000-0000-7000-8000-000000000001');
const VASILE = memberId('01900000-0000-7000-8000-000000000002');
const NAMES = { staff: { [ANA]: 'Ana Rusu' }, members: { [VASILE]: 'Vasile Ceban' } };

/** What domain gives each difference, so that its words can be said whole; the lists of difference.ts say the same in comments. */
const PARAMS: Readonly<Record<DifferenceCode, Readonly<Record<string, string | number>>>> = {
  hashDiffers: { till: 2, seq: 1377 },
  linkBroken: { till: 2, seq: 1377 },
  numberMissing: { till: 2, seq: 1377 },
  unreadable: { till: 2, seq: 1377 },
  fromFuture: { till: 2, seq: 1377 },
  entriesDiffer: { till: 2, seq: 1377 },
  balanceDiffers: {},
  zDiffers: { till: 2, seq: 1377 },
  damaged: {},
  pointsDiffer: { expected: 821_001, kept: 820_901 },
  cashVariance: { till: 1, z: 212 },
  slipVariance: { till: 1, z: 212, kind: 'card' },
  registerTotal: { ours: 123_450, theirs: 123_451 },
  registerVat: { rate: 2000, ours: 123_450, theirs: 123_451 },
  registerTender: { kind: 'cash', ours: 123_450, theirs: 123_451 },
  receiptMissing: { fiscal: '000733' },
  receiptExtra: { number: 'R1', fiscal: '000733' },
  receiptAmount: { fiscal: '000733', ours: 123_450, theirs: 123_451 },
  receiptTwice: { fiscal: '000733', row: 12 },
  receiptMissingMore: { many: 1204, first: '481', last: '2310' },
  receiptExtraMore: { many: 1204, first: '481', last: '2310' },
  receiptAmountMore: { many: 1204, first: '481', last: '2310' },
  receiptTwiceMore: { many: 1204, first: '481', last: '2310' },
  fiscalTwice: { fiscal: '000733' },
  headDiffers: { till: 2 },
  notHeard: { till: 2 },
  shiftOpen: { till: 2 },
  goodwill: { many: 7 },
  adjust: { many: 7 },
  voids: { many: 7 },
  returns: { many: 7 },
  offline: { many: 7 },
  overdraft: { many: 7 },
  manyPoints: { many: 7 },
  ownCard: { many: 7 },
  noMember: { many: 7, of: 30 },
};

const OF = {
  points: {
    opening: points(812_440),
    groups: {
      issued: points(18_906),
      redeemed: points(-9215),
      returned: points(0),
      expired: points(-1130),
      adjusted: points(0),
    },
    closing: points(821_001),
  },
  sums: { total: bani(41_230_450) },
  asOf: Date.UTC(2026, 10, 21, 19, 14),
};

describe.each(LANGUAGES)('the close of the day in %s', (language) => {
  const words = wordsOf(language);

  test('each difference has a sentence of its own, and no value is left unsaid', () => {
    const said = DIFFERENCES.map((code) => differenceText(words, { code, params: PARAMS[code] }, NAMES));
    for (const [at, text] of said.entries()) {
      expect(text, DIFFERENCES[at]).not.toMatch(/[{}…]|undefined|NaN/);
      expect(text.length, DIFFERENCES[at]).toBeGreaterThan(8);
    }
    expect(new Set(said).size).toBe(DIFFERENCES.length);
  });

  test('values are shown as people read them', () => {
    const text = (code: DifferenceCode): string => differenceText(words, { code, params: PARAMS[code] }, NAMES);
    expect(text('registerTotal')).toContain('1\u00A0234,50');
    expect(text('pointsDiffer')).toContain('821\u00A0001');
    expect(text('registerVat')).toContain('20 %');
    expect(text('noMember')).toContain('30');
  });

  test('a value that another version left out, or a difference that it does not know, breaks nothing', () => {
    expect(differenceText(words, { code: 'registerTotal', params: {} }, NAMES)).toMatch(/…/);
    expect(differenceText(words, { code: 'ofTomorrow', params: {} }, NAMES).length).toBeGreaterThan(8);
  });

  test('each check has a name and a figure in each of its states', () => {
    for (const check of CHECKS) {
      for (const state of CHECK_STATES) {
        const many = state === 'bad' || state === 'look' ? 3 : 0;
        const of = { check, state, figure: { records: 4317 }, differences: { length: many } };
        expect(checkTitle(words, of)).not.toMatch(/[{}…]/);
        const figure = figureText(words, of, OF);
        expect(figure, `${check} ${state}`).not.toMatch(/[{}…]|undefined|NaN/);
        if (check !== 'looks') expect(figure, `${check} ${state}`).not.toBe('');
      }
    }
  });

  test('each state of a till has a shape and a word', () => {
    const texts = (['closed', 'open', 'silent', 'retired'] as const).map((state) =>
      tillStateText(words, { state, heardAt: null }),
    );
    expect(new Set(texts.map(({ text }) => text)).size).toBe(4);
    for (const { mark } of texts) expect(mark).not.toBe('');
    const since = tillStateText(words, { state: 'silent', heardAt: Date.UTC(2026, 10, 21, 15, 40) });
    expect(since.text).toContain('17:40');
  });
});

const ro = wordsOf('ro');
const row = (member: Behind['member']): Behind => ({
  record: recordId('01900000-0000-7000-8000-000000000003'),
  till: tillId('01900000-0000-7000-8000-000000000004'),
  seq: 1,
  kind: 'sale',
  at: 0,
  staff: ANA,
  member,
  number: null,
  fiscal: null,
  total: null,
  points: null,
});

test('what needs a look names whose it is: the cashier, and the one member of all its records', () => {
  const of = (behind: readonly Behind[]): string =>
    differenceText(ro, { code: 'returns', params: { many: 2, staff: ANA }, behind }, NAMES);
  expect(of([row(VASILE), row(VASILE)])).toMatch(/· Ana Rusu · Vasile Ceban$/);
  expect(of([row(VASILE), row(null)])).toMatch(/· Ana Rusu$/);
  const money = differenceText(
    ro,
    { code: 'receiptAmount', params: PARAMS.receiptAmount, behind: [row(VASILE)] },
    NAMES,
  );
  expect(money).not.toContain('Vasile');
  expect([...LOOKS].every((code) => PARAMS[code]['many'] !== undefined)).toBe(true);
});

test('the identity of the points leaves out what did not move, and keeps each sign', () => {
  expect(identityText(OF.points).replaceAll('\u00A0', ' ')).toBe('812 440 + 18 906 − 9 215 − 1 130 = 821 001');
});

test('an amount has its sign; turnover that only needs a look has none above zero', () => {
  expect(amountText({ unit: 'bani', by: bani(-5000) }, 'money')).toBe('−50,00');
  expect(amountText({ unit: 'bani', by: bani(6490) }, 'money')).toBe('+64,90');
  expect(amountText({ unit: 'bani', by: bani(6490) }, 'looks')).toBe('64,90');
  expect(amountText({ unit: 'points', by: points(300) }, 'looks')).toBe('+300');
  expect(amountText(null, 'money')).toBeNull();
});

test('a hash is short enough to compare by eye', () => {
  expect(shortHash(`7f3a${'0'.repeat(56)}c21e`)).toBe('7f3a…c21e');
});
