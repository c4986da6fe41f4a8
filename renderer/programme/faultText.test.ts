import { expect, test } from 'vitest';
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
