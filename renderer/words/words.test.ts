import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import IntlMessageFormat from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { civilDate } from '../../domain/calendar/civil.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { REFUSAL_CODES, refuse } from '../../domain/refusal/refusal.ts';
import { ARGUMENTS } from '../../resources/translations/arguments.ts';
import { type MessageKey, TRANSLATIONS } from '../../resources/translations/translations.ts';
import { rateText, refusalDetails, refusalText } from './refusals.ts';
import { wordsOf } from './words.ts';

type Elements = ReturnType<IntlMessageFormat['getAst']>;
const LITERAL = 0;
const POUND = 7;
const PLURAL = 6;

/** Calls back with every element of a message, however deep. */
function walk(elements: Elements, see: (element: Elements[number]) => void): void {
  for (const element of elements) {
    see(element);
    if ('options' in element) for (const option of Object.values(element.options)) walk(option.value, see);
  }
}

function argumentsOf(message: string, language: string): string[] {
  const found = new Set<string>();
  walk(new IntlMessageFormat(message, language).getAst(), (element) => {
    if (element.type !== LITERAL && element.type !== POUND) found.add(element.value);
  });
  return [...found].sort();
}

const keys = Object.keys(TRANSLATIONS.ro) as MessageKey[]; // the keys of a JSON object are what its type says
const needed: Readonly<Record<string, readonly string[]>> = ARGUMENTS;

describe.each(LANGUAGES)('the messages in %s', (language) => {
  const messages = TRANSLATIONS[language];

  test('are all there, and none too many', () => {
    expect(Object.keys(messages).sort()).toEqual([...keys].sort());
    expect(keys.filter((key) => messages[key].trim() === '')).toEqual([]);
  });

  test('parse, and take exactly the arguments that the types ask for', () => {
    const found = Object.fromEntries(keys.map((key) => [key, argumentsOf(messages[key], language)]));
    const asked = Object.fromEntries(keys.map((key) => [key, [...(needed[key] ?? [])].sort()]));
    expect(found).toEqual(asked);
  });

  test('have every plural form that the language has', () => {
    const forms: readonly string[] = { ro: ['one', 'few', 'other'], ru: ['one', 'other'], en: ['one', 'other'] }[
      language
    ];
    for (const key of keys) {
      walk(new IntlMessageFormat(messages[key], language).getAst(), (element) => {
        if (element.type === PLURAL && 'options' in element) {
          expect(Object.keys(element.options), `${language} ${key}`).toEqual(expect.arrayContaining([...forms]));
        }
      });
    }
  });

  test('stand in their own alphabet, with comma-below ș and ț', () => {
    const text = Object.values(messages).join(' ');
    expect(text).not.toMatch(/[şţŞŢ]/);
    const said = Object.entries(messages).filter(([key]) => !key.startsWith('language.'));
    if (language === 'ru') expect(said.filter(([, message]) => /[ăâîșț]/i.test(message))).toEqual([]);
    else expect(said.filter(([, message]) => /[а-яё]/i.test(message))).toEqual([]);
  });
});

test('no key of the arguments is forgotten by the messages', () => {
  expect(Object.keys(ARGUMENTS).filter((key) => !keys.some((each) => each === key))).toEqual([]);
});

describe('plurals', () => {
  test('are said as each language says them', () => {
    const points = (language: 'ro' | 'ru' | 'en', n: number) => wordsOf(language).say('member.mayUse', { points: n });
    const said = (language: 'ro' | 'ru' | 'en', ...all: number[]) => all.map((n) => points(language, n));
    expect(said('ro', 1, 2, 19, 20, 101).map((text) => text.replace(/^\D+/, ''))).toEqual([
      '1 punct',
      '2 puncte',
      '19 puncte',
      '20 de puncte',
      '101 puncte',
    ]);
    expect(said('ru', 1, 2, 5, 21, 22).map((text) => text.replace(/^\D+/, ''))).toEqual([
      '1 балл',
      '2 балла',
      '5 баллов',
      '21 балл',
      '22 балла',
    ]);
    expect(points('en', 1)).toBe('Can use 1 point now');
    expect(points('ro', 1284)).toContain('1\u00A0284 de puncte');
  });
});

test('no message waits for a screen that does not say it', () => {
  const house = dirname(fileURLToPath(new URL('..', import.meta.url)));
  // The till itself says what it prints.
  const said = ['renderer/**/*.{ts,tsx}', 'electron/till/**/*.ts', 'electron/day/**/*.ts'];
  const code = globSync(said, { cwd: house, exclude: ['**/*.test.*'] })
    .map((path) => readFileSync(`${house}/${path}`, 'utf8'))
    .join('\n');
  // `tender.${kind}` says every message that begins so.
  const begun = [...code.matchAll(/`([a-z]+\.[\w.]*)\$\{/g)].map((found) => found[1] ?? '');
  // A day's files name their words without what all of them begin with.
  const unsaid = keys.filter((key) => {
    const word = key.replace(/^dayfile\./, '');
    return !code.includes(`'${word}'`) && !begun.some((start) => word.startsWith(start));
  });
  expect(unsaid).toEqual([]);
});

/** One refusal of each code with the values that domain gives it. */
const SAMPLES: Readonly<Record<string, string | number>> = {
  event: 'birthday',
  code: '4840001234567',
  phone: '+40 721 000 000',
  most: 500,
  text: 'abc',
  product: 'Lapte 2,5 %',
  rate: 2000,
  expected: 23531,
  now: 23532,
  missing: 1250,
  over: 100,
  asked: 100,
  available: 40,
  least: 10,
  hours: 73,
  name: 'Ana',
  number: 'R0001010000015',
  left: 1500,
  waitS: 30,
  role: 'manager',
  last: 1_795_000_000_000,
  day: '2026-11-21',
  today: '2026-11-22',
  url: 'http://localhost',
  path: '/dev/ttyUSB0',
  detail: 'SQLITE_CORRUPT',
  until: '2026-11-30',
  from: '2026-12-01',
  needed: 50,
  step: 10,
  by: 'card',
  points: 12,
  days: 7,
  till: 2,
  count: 3,
};

describe.each(LANGUAGES)('refusals in %s', (language) => {
  test.each(REFUSAL_CODES)('%s has words, and no value is left unsaid', (code) => {
    const names: readonly string[] = needed[`refusal.${code}`] ?? [];
    const params = Object.fromEntries(names.map((name) => [name, SAMPLES[name] ?? `no sample for ${name}`]));
    const text = refusalText(wordsOf(language), refuse(code, params));
    expect(text).not.toMatch(/[{}…]|no sample|undefined|NaN/);
    expect(text.length).toBeGreaterThan(10);
    expect(text).not.toContain(code);
  });

  test('a value that is missing does not break the screen', () => {
    expect(refusalText(wordsOf(language), refuse('tender.short'))).toMatch(/…/);
  });
});

test('values are shown as people read them', () => {
  const ro = wordsOf('ro');
  expect(refusalText(ro, refuse('tender.short', { missing: 123450 }))).toContain('1\u00A0234,50 lei');
  expect(refusalText(ro, refuse('return.aboveSold', { product: 'Brânză', left: 385 }))).toContain('0,385');
  expect(refusalText(ro, refuse('shift.dayOff', { day: '2026-11-21', today: '2026-11-22' }))).toContain('21 noiembrie');
  expect([2000, 800, 1250].map(rateText)).toEqual(['20', '8', '12,5']);
  expect(ro.day(civilDate('2026-11-30'), civilDate('2027-01-01'))).toContain('2026');
});

test('only what the installer needs is behind details', () => {
  expect(refusalDetails(refuse('till.broken', { detail: 'SQLITE_CORRUPT' }))).toBe('till.broken: SQLITE_CORRUPT');
  expect(refusalDetails(refuse('code.unknown', { code: '1' }))).toBeNull();
});
