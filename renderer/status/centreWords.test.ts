import { expect, test } from 'vitest';
import { wordsOf } from '../words/words.ts';
import { centreWords } from './centreWords.ts';

const NOW = 1_795_000_000_000;
const said = (state: 'connected' | 'offline' | 'alone' | 'alarm', agoMs: number | null, loaded: number | null = null) =>
  centreWords(
    wordsOf('ro'),
    { state, heardAt: agoMs === null ? null : NOW - agoMs, loaded, restored: false, clockSkewMs: null },
    NOW,
  );

test('the age of the centre’s word is said in the unit that a person would use', () => {
  expect(said('connected', 5_000).text).toBe('Centru: chiar acum');
  expect(said('connected', 3 * 60_000).text).toBe('Centru: acum 3 min');
  expect(said('connected', 60 * 60_000).text).toBe('Centru: acum 1 oră');
  expect(said('offline', 26 * 3_600_000).text).toBe('Centru: acum 26 de ore · fără legătură');
  expect(said('offline', 7 * 86_400_000).text).toBe('Centru: acum 7 zile · fără legătură');
  expect(said('offline', null).text).toContain('încă niciodată');
});

test('a clock that was set back does not make an age below zero', () => {
  expect(said('connected', -3_600_000).text).toBe('Centru: chiar acum');
});

test('what needs somebody is said louder than what only waits', () => {
  expect(said('connected', 0).mood).toBe('ok');
  expect(said('offline', 0).mood).toBe('attention');
  expect(said('alarm', 0).mood).toBe('stop');
  expect(said('alone', null).mood).toBe('none');
  expect(said('connected', 0, 12_000)).toMatchObject({ mood: 'attention', text: 'Vin clienții: 12\u00A0000' });
});
