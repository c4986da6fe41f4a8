import { describe, expect, test } from 'vitest';
import type { WeekFrom } from '../../contract/till/staff.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { wordsOf } from '../words/words.ts';
import { whoseText } from './whoseWords.ts';

const TODAY = civilDate('2026-11-21');
/** 16:05 and, the day before, 21:40 in Chișinău. */
const [NOW, BEFORE] = [Date.UTC(2026, 10, 21, 14, 5), Date.UTC(2026, 10, 20, 19, 40)];
const store = (tills: { number: number; at: number | null }[], missing = 0): WeekFrom => {
  return { is: 'store', heardAt: NOW, tills, missing };
};

describe.each(LANGUAGES)('whose figures a week holds, in %s', (language) => {
  const words = wordsOf(language);
  const said = (from: WeekFrom, isNow = true): string => whoseText(words, from, isNow, TODAY);

  test('a till alone has nothing to say; why the store’s are not there is told apart', () => {
    expect(said({ is: 'till', why: 'alone' })).toBe('');
    expect(said({ is: 'till', why: 'away' })).not.toBe(said({ is: 'till', why: 'old' }));
  });

  test('each till up to when it was heard, with its day where that is not today, and nothing of a week that is whole', () => {
    const behind = store([
      { number: 1, at: NOW },
      { number: 2, at: BEFORE },
      { number: 3, at: null },
    ]);
    expect(said(behind)).toMatch(/1 – 16:05; .*2 – 20 .*, 21:40; .*3 – \D+\.$/);
    expect(said(behind, false)).not.toBe(said(behind));
    expect(said(store([]), false)).toMatch(/^[^.]*16:05\.$/);
    expect(said(store([], 21))).toContain('21');
  });
});

test('the records that are missing are said as people say numbers', () => {
  const missing = (language: 'ro' | 'ru', count: number): string =>
    whoseText(wordsOf(language), store([], count), true, TODAY);
  expect(missing('ro', 1)).toContain('Ultima înregistrare a acestei case nu este încă');
  expect(missing('ro', 21)).toContain('Ultimele 21 de înregistrări');
  expect(missing('ru', 21)).toContain('Последней 21 записи');
  expect(missing('ru', 5)).toContain('Последних 5 записей');
});
