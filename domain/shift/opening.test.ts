import { expect, test } from 'vitest';
import { civilDate } from '../calendar/civil.ts';
import { openingQuestions } from './opening.ts';

const TODAY = civilDate('2026-11-21');
const YESTERDAY = civilDate('2026-11-20');

test('nothing is asked on a usual morning, nor at a till that has sold nothing yet', () => {
  expect(openingQuestions({ lastOccurredAt: 10, now: 10, businessDay: TODAY, today: TODAY })).toEqual([]);
  expect(openingQuestions({ lastOccurredAt: null, now: 0, businessDay: TODAY, today: TODAY })).toEqual([]);
});
test('a clock behind the last record and a day that is not today are asked about, both at once if both', () => {
  expect(openingQuestions({ lastOccurredAt: 11, now: 10, businessDay: YESTERDAY, today: TODAY })).toEqual([
    { code: 'shift.clockBehind', params: { last: 11, now: 10 } },
    { code: 'shift.dayOff', params: { day: YESTERDAY, today: TODAY } },
  ]);
});
