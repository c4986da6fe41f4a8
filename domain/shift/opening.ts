import type { CivilDate } from '../calendar/civil.ts';
import { type Refusal, refuse } from '../refusal/refusal.ts';

/**
 * What must be asked, and answered yes, before a shift opens: a clock that is behind the last record, and a business
 * day that is not the calendar's (chosen, never computed, so a night shop may well mean it). Instants are UTC ms.
 */
export function openingQuestions(input: {
  readonly lastOccurredAt: number | null;
  readonly now: number;
  readonly businessDay: CivilDate;
  readonly today: CivilDate;
}): Refusal[] {
  const { lastOccurredAt, now, businessDay, today } = input;
  const questions: Refusal[] = [];
  if (lastOccurredAt !== null && now < lastOccurredAt) {
    questions.push(refuse('shift.clockBehind', { last: lastOccurredAt, now }));
  }
  if (businessDay !== today) questions.push(refuse('shift.dayOff', { day: businessDay, today }));
  return questions;
}
