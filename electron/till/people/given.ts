import type { Proof } from '../../../domain/programme/programme.ts';
import { done, type Outcome } from '../../../domain/refusal/refusal.ts';
import type { Workings } from '../workings.ts';

/** Notes that the member at the counter proved something. No step to undo: what was proved stays so while they stand here. */
export function given(w: Workings, proof: Proof): Outcome<null> {
  const { state } = w.counter;
  if (!state.proofs.includes(proof)) w.counter.adjust({ ...state, proofs: [...state.proofs, proof] });
  return done(null);
}
