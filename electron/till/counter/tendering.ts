import { LARGEST_BANI } from '../../../domain/amount/bani.ts';
import type { HandedMoney } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import type { CounterState } from './state.ts';

/** Takes what was handed over so far; whether it suffices shows on the screen and is settled when confirming. */
export function checkTenders(state: CounterState, tenders: readonly HandedMoney[]): Outcome<CounterState> {
  for (const { amount } of tenders) {
    if (amount <= 0) return refused('amount.notPositive');
    if (amount > LARGEST_BANI) return refused('amount.tooLarge', { most: LARGEST_BANI });
  }
  return done({ ...state, tenders });
}
