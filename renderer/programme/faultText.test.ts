import { expect, test } from 'vitest';
import { LANGUAGES } from '../../domain/person/person.ts';
import { FAULT_CODES } from '../../domain/programme/faults/ids.ts';
import { wordsOf } from '../words/words.ts';
import { blankProgramme } from './draft.ts';
import { faultText } from './faultText.ts';
import { put } from './json.ts';

const en = wordsOf('en');
const programme = put(
  blankProgramme(),
  ['offers'],
  [{ id: 'a', name: { ro: 'a', ru: '', en: 'a' }, effect: { type: 'percentOff', percent: 20_000 } }],
);
const said = (path: string, fault: string): string => faultText(en, programme, path, fault);

test('a limit is said as its field is written', () => {
  expect(said('offers[0].effect.percent', 'most 10000')).toBe('At most 100.');
  expect(said('offers[0].priority', 'least -5')).toBe('At least -5.');
  expect(said('name', 'least 1')).toBe('It cannot be empty.');
  expect(said('offers[0].name.ru', 'least 1')).toBe('It cannot be empty.');
  expect(said('name', 'most 120')).toBe('At most 120.');
});

test('other faults have words too, and an unknown one stands as it came', () => {
  expect(said('offers[0].when', 'missing')).toBe('It is missing.');
  expect(said('offers[0].effect.type', 'needs one of a, b')).toBe('It must be one of: a, b.');
  expect(said('lots.pendingDays', 'needs integer')).toBe('It must be a whole number.');
  expect(said('offers[0].colour', 'unknown key')).toBe('A programme has no such thing.');
  expect(said('tiers', 'levels must rise')).toBe('levels must rise');
});

test.each(LANGUAGES)('every fault that the checks may find has words of its own in %s', (language) => {
  const words = wordsOf(language);
  const texts = FAULT_CODES.map((fault) => faultText(words, programme, 'offers[0]', fault));
  expect(new Set(texts).size).toBe(FAULT_CODES.length);
  for (const [i, text] of texts.entries()) {
    expect(text).not.toBe(FAULT_CODES[i]);
    expect(text).toMatch(/^.{8,}\.$/);
  }
});

test('a fault of the checks is never taken for one of the form', () => {
  expect(said('offers[0].when.who', 'needs member')).toBe('It needs a member: a sale without one cannot have it.');
  expect(said('earning[0].gives.points', 'most 1000 a ban')).toBe('At most 1000 points for one ban.');
});
