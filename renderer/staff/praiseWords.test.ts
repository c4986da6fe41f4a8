import { describe, expect, test } from 'vitest';
import type { PraiseRow } from '../../contract/till/staff.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { wordsOf } from '../words/words.ts';
import { praiseText } from './praiseWords.ts';

const name = 'Ecaterina-Alexandrina Munteanu-Ceban';
const ROWS: readonly PraiseRow[] = [
  { name, of: 'exactInARow', times: 5 },
  { name, of: 'mostEnrolled', members: 21 },
  { name, of: 'enrolled', members: 21 },
  { name, of: 'enrolledToo' },
  { name, of: 'mostScanned', percent: 71, sales: 1234 },
  { name, of: 'scanned', percent: 71, sales: 1234 },
  { name, of: 'scannedToo' },
  { name, of: 'served', moreThan: 50 },
];

describe.each(LANGUAGES)('what is said kindly in %s', (language) => {
  const said = ROWS.map((row) => praiseText(wordsOf(language), row));

  test('names who it is of, each in words of its own', () => {
    expect(new Set(said).size).toBe(ROWS.length);
    for (const one of said) expect(one).toContain(name);
    expect(said.join(' ')).not.toMatch(/[{}]|undefined|NaN/);
    expect(said.join(' ')).toMatch(/1\s234/);
  });

  test('beside who did the most, no number stands', () => {
    for (const one of [said[3], said[6]]) expect(one).not.toMatch(/\d/);
  });
});

test('numbers are said as people say them', () => {
  expect(praiseText(wordsOf('ro'), { name: 'Ana', of: 'enrolled', members: 21 })).toBe('Ana a înscris 21 de membri.');
  expect(praiseText(wordsOf('ru'), { name: 'Ana', of: 'exactInARow', times: 22 })).toContain('22 раза подряд');
});
