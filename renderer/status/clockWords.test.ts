import { expect, test } from 'vitest';
import { wordsOf } from '../words/words.ts';
import { clockWords } from './clockWords.ts';

const MINUTE = 60_000;
const said = (skewMs: number | null) => clockWords(wordsOf('ro'), skewMs);

test('a clock that is right, or of which nothing is known, is not spoken of', () => {
  expect([null, 0, 119_000, -119_999].map(said)).toEqual([null, null, null, null]);
});

test('how far it is off is said in the unit that a person would use, and in which direction', () => {
  // The centre's less the till's: below zero, the till is ahead.
  expect(said(-7 * MINUTE)).toBe('Ceasul casei e înainte cu 7 minute');
  expect(said(2 * MINUTE)).toBe('Ceasul casei e în urmă cu 2 minute');
  expect(said(-60 * MINUTE)).toBe('Ceasul casei e înainte cu 60 de minute');
  expect(said(3 * 60 * MINUTE)).toBe('Ceasul casei e în urmă cu 3 ore');
  expect(said(-3 * 24 * 60 * MINUTE)).toBe('Ceasul casei e înainte cu 3 zile');
  expect(clockWords(wordsOf('ru'), -21 * MINUTE)).toBe('Часы кассы спешат на 21 минуту');
});
