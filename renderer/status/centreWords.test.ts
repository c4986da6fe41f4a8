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

test('a file of members on its way: how much of it, how long it takes, and what was kept when the line is cut', () => {
  const on = (some: object): string =>
    centreWords(
      wordsOf('ro'),
      {
        state: 'syncing',
        heardAt: NOW,
        loaded: null,
        restored: false,
        clockSkewMs: null,
        snapshot: { phase: 'download', bytes: 58_000_000, of: 129_000_000, leftMs: null, cut: false, ...some },
      },
      NOW,
    ).text;
  expect(on({})).toBe('Vin clienții: 44\u00A0% (58 din 129\u00A0MB)');
  expect(on({ leftMs: 130_000 })).toBe('Vin clienții: 44\u00A0% (58 din 129\u00A0MB) · încă 2 minute');
  expect(on({ leftMs: 30_000 })).toContain('încă sub un minut');
  expect(on({ cut: true })).toBe('Legătura s-a întrerupt la 44\u00A0%: continuă de acolo când revine');
  expect(on({ phase: 'unpack', bytes: 128_999_999 })).toBe('Se despachetează clienții: 99\u00A0%');
  expect(on({ phase: 'check' })).toBe('Se verifică fișierul cu clienți');
  expect(on({ phase: 'fold' })).toBe('Se adaugă operațiunile acestei case');
});

test('what needs somebody is said louder than what only waits', () => {
  expect(said('connected', 0).mood).toBe('ok');
  expect(said('offline', 0).mood).toBe('attention');
  expect(said('alarm', 0).mood).toBe('stop');
  expect(said('alone', null).mood).toBe('none');
  expect(said('connected', 0, 12_000)).toMatchObject({ mood: 'attention', text: 'Vin clienții: 12\u00A0000' });
});
