import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { civilDate } from '../calendar/civil.ts';
import { columnsOf, isHeadings } from './columns.ts';
import { type ImportPlan, readRow } from './row.ts';

const TODAY = civilDate('2026-11-26');
const PLAN: ImportPlan = {
  columns: columnsOf([
    'Nume',
    'Prenume',
    'Telefon',
    'Nr. card',
    'Data nașterii',
    'Limba',
    'Puncte',
    'Expiră la',
    'Publicitate',
  ]),
  language: 'ro',
  pointsUntil: civilDate('2027-12-31'),
  consented: true,
  codes: { cardPrefixes: ['290'], weighed: [] },
  today: TODAY,
};
const row = (...cells: string[]) => readRow(cells, PLAN);
const faultsOf = (...cells: string[]) => row(...cells).faults.map(({ field, fault }) => `${field}: ${fault}`);

describe('which column tells what', () => {
  test.each([
    [['Nume', 'Prenume', 'Telefon'], { lastName: 0, firstName: 1, phone: 2 }],
    [['Nume', 'Telefon', 'SOLD PUNCTE'], { name: 0, phone: 1, points: 2 }],
    [['ФИО', 'Номер телефона', 'Дата рождения', 'Баллы'], { name: 0, phone: 1, birthday: 2, points: 3 }],
    [['Имя', 'Фамилия', 'Номер карты'], { firstName: 0, lastName: 1, card: 2 }],
    [['customer_name', 'Mobile', 'Date of Birth', 'Card No.', 'id'], { name: 0, phone: 1, birthday: 2, card: 3 }],
    [['Ziua de naștere', 'Numărul cardului'], { birthday: 0, card: 1 }],
  ])('%j', (headings, columns) => expect(columnsOf(headings)).toEqual(columns));

  test('of two columns that mean one thing the first is taken', () =>
    expect(columnsOf(['Telefon', 'Mobil'])).toEqual({ phone: 0 }));

  test('a first line of people is no headings', () => {
    expect(isHeadings(['Nume', 'Telefon', ''])).toBe(true);
    expect(isHeadings(['Ana Rusu', '069123456'])).toBe(false);
    expect(isHeadings(['name', '069123456'])).toBe(false);
  });
});

describe('a row', () => {
  test('is read whole', () =>
    expect(
      row('Țurcanu', ' Ștefan ', '069 123 456', '2900000000018', '21.11.1990', 'rusă', '1 234', '31/12/2026', 'da'),
    ).toEqual({
      member: {
        person: {
          name: 'Ștefan Țurcanu',
          callName: '',
          phone: '+37369123456',
          language: 'ru',
          birthday: '1990-11-21',
          marketing: true,
        },
        card: '2900000000018',
        points: 1234,
        pointsUntil: '2026-12-31',
      },
      faults: [],
    }));

  test('what the list does not tell is what was said for all', () =>
    expect(row('Rusu', '', '69123456', '', '', '', '5,00', '', '').member).toMatchObject({
      person: { name: 'Rusu', language: 'ro', birthday: null, marketing: false },
      card: null,
      points: 5,
      pointsUntil: '2027-12-31',
    }));

  test('points that are none have no end', () =>
    expect(row('Rusu', '', '69123456', '', '', '', '', '', '').member).toMatchObject({ points: 0, pointsUntil: null }));

  test('everything that is wrong is said at once, and nobody comes of it', () => {
    const read = row('', '', '12', '4840000000017', '31.02.1990', 'klingon', '12,5', 'never', 'perhaps');
    expect(read.member).toBeNull();
    expect(read.faults.map(({ field, fault }) => `${field}: ${fault}`)).toEqual([
      'name: nameMissing',
      'phone: phoneInvalid',
      'card: cardInvalid',
      'birthday: birthdayInvalid',
      'language: languageUnknown',
      'points: pointsFraction',
      'pointsUntil: dateInvalid',
      'marketing: answerUnclear',
    ]);
  });

  test.each([
    ['neither phone nor card', ['A', '', '', '', '', '', '', '', ''], 'null: neitherPhoneNorCard'],
    ['a phone of another country', ['A', '', '+40 721 234 567', '', '', '', '', '', ''], 'phone: phoneForeign'],
    ['a birthday to come', ['A', '', '69123456', '', '27.11.2026', '', '', '', ''], 'birthday: birthdayInvalid'],
    ['points below zero', ['A', '', '69123456', '', '', '', '-5', '', ''], 'points: pointsNegative'],
    ['a thousand or one', ['A', '', '69123456', '', '', '', '1.234', '', ''], 'points: pointsInvalid'],
    [
      'a card’s number among the points',
      ['A', '', '69123456', '', '', '', '2900000000018', '', ''],
      'points: pointsInvalid',
    ],
    ['points that ended', ['A', '', '69123456', '', '', '', '10', '25.11.2026', ''], 'pointsUntil: dateOver'],
    ['a name that is too long', ['A'.repeat(81), '', '69123456', '', '', '', '', '', ''], 'name: nameTooLong'],
  ])('%s is refused', (_, cells, fault) => expect(faultsOf(...cells)).toEqual([fault]));

  test('an end that is over does not matter where there are no points', () =>
    expect(faultsOf('A', '', '69123456', '', '', '', '0', '25.11.2020', '')).toEqual([]));

  test('without consent nobody is taken over; a column may say no for one', () => {
    expect(readRow(['A', '', '69123456'], { ...PLAN, consented: false }).faults).toMatchObject([
      { fault: 'consentMissing' },
    ]);
    const columns = { ...PLAN.columns, consent: 9 };
    const said = (word: string) => readRow(['A', '', '69123456', '', '', '', '', '', '', word], { ...PLAN, columns });
    expect(said('да').faults).toEqual([]);
    expect(said('nu').faults).toMatchObject([{ field: 'consent', fault: 'consentMissing' }]);
  });

  test('whatever stands in a list, either a member comes of a row or faults do', () =>
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 12 }), (cells) => {
        const { member, faults } = readRow(cells, PLAN);
        expect(member === null).toBe(faults.length > 0);
        if (member !== null) {
          expect(member.points).toBeGreaterThanOrEqual(0);
          expect(member.person.phone ?? member.card).not.toBeNull();
        }
      }),
    ));

  test('points come as they were written, whatever the spaces', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.constantFrom('', ' ', '\u00A0', '\u202F', "'"),
        (n, gap) => {
          const text = String(n).replace(/\B(?=(\d{3})+$)/g, gap);
          expect(row('A', '', '69123456', '', '', '', text, '', '').member?.points).toBe(n);
        },
      ),
    ));
});
