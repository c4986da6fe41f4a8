import { describe, expect, test } from 'vitest';
import { ALARM_KINDS } from '../../domain/alarm/alarm.ts';
import { LANGUAGES } from '../../domain/person/person.ts';
import { wordsOf } from '../words/words.ts';
import { alarmWords, kindTitle } from './alarmWords.ts';

const OVERDRAFT = { kind: 'overdraft', detail: { spent: 21, owed: 1 } } as const;

describe.each(LANGUAGES)('in %s', (language) => {
  const words = wordsOf(language);

  test.each([...ALARM_KINDS, null])('%s says what happened, what was kept, what to do', (kind) => {
    // Also where the detail lacks what the words would like.
    const said = Object.values(alarmWords(words, { kind, detail: {} }));
    expect(said).toHaveLength(4);
    for (const one of said) expect(one).toMatch(/^\S.{8,}$/);
    expect(new Set(said).size).toBe(4);
    expect(said.join(' ')).not.toMatch(/[{}]|undefined|NaN/);
  });

  test('no two kinds are called the same', () => {
    const titles = ALARM_KINDS.map((kind) => kindTitle(words, kind));
    expect(new Set(titles).size).toBe(titles.length);
  });
});

test('numbers are said as people say them', () => {
  expect(alarmWords(wordsOf('ro'), OVERDRAFT).what).toContain('21 de puncte la a doua. Datoria a ajuns la 1 punct.');
  expect(alarmWords(wordsOf('ru'), OVERDRAFT).what).toContain('21 балл. Долг составил 1 балл.');
  const card = { kind: 'giftCardBelowZero', detail: { balance: -12_550 } } as const;
  expect(alarmWords(wordsOf('ro'), card).what).toContain('−125,50 lei');
  expect(kindTitle(wordsOf('en'), 'stampsFromTheMoon')).toBe('Something new from the centre');
});
