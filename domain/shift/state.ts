import { never } from '../assert.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';

/**
 * Where a shift stands. Nothing of it is kept but the log and a draft: `open` sells; `counting` sells too, and a count that was begun
 * waits for whoever goes on with it; `counted` waits to be closed, and its variance is known; `recounting`: another count was begun.
 */
export type ShiftPhase = 'none' | 'open' | 'counting' | 'counted' | 'recounting';

/** What somebody wants to do. `sell` is all that moves goods, points and the members' money. */
export type ShiftStep = 'open' | 'sell' | 'moveCash' | 'draft' | 'count' | 'recount' | 'close';

/** The phase, from what is in the log and whether a draft of the next count is kept. */
export function shiftPhase(shift: { readonly turns: number } | null, isDraft: boolean): ShiftPhase {
  if (shift === null) return 'none';
  if (shift.turns === 0) return isDraft ? 'counting' : 'open';
  return isDraft ? 'recounting' : 'counted';
}

/** Whether a step may be taken now. */
export function mayStep(phase: ShiftPhase, step: ShiftStep): Outcome<null> {
  switch (phase) {
    case 'none':
      if (step === 'open') return done(null);
      return refused(step === 'sell' ? 'sale.noShift' : 'shift.notOpen');
    case 'open':
    case 'counting':
      if (step === 'open') return refused('shift.alreadyOpen');
      return step === 'recount' || step === 'close' ? refused('shift.notCounted') : done(null);
    case 'counted':
    case 'recounting':
      if (step === 'open') return refused('shift.alreadyOpen');
      // Whoever counted has seen the variance: another count needs a manager.
      return step === 'sell' || step === 'count' ? refused('shift.counted') : done(null);
    default:
      return never(phase);
  }
}
