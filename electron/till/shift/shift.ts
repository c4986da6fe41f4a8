import type { Request } from '../../../contract/till/api.ts';
import type { ShiftProposal } from '../../../contract/till/views.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import { shiftId } from '../../../domain/identity/ids.ts';
import type { ShiftOpened } from '../../../domain/record/record.ts';
import { done, type Outcome, type Refusal, refused } from '../../../domain/refusal/refusal.ts';
import { openingQuestions } from '../../../domain/shift/opening.ts';
import { isEmpty } from '../counter/state.ts';
import { today, type Workings, write } from '../workings.ts';
import { bookExpiry } from './expiry.ts';

/** `shift.propose`: the day that the shift would belong to (today, unless another was chosen) and what must be asked. */
export function proposeShift(w: Workings, { businessDay }: Request<'shift.propose'>): Outcome<ShiftProposal> {
  const day = businessDay ?? today(w);
  return done({
    businessDay: day,
    today: today(w),
    questions: questionsFor(w, day),
    number: w.ledger.nextShiftNumber(),
  });
}

function questionsFor(w: Workings, businessDay: CivilDate): Refusal[] {
  return openingQuestions({
    lastOccurredAt: w.ledger.lastOccurredAt(),
    now: w.clock(),
    businessDay,
    today: today(w),
  });
}

/** `shift.open`: refuses with the first question that was not answered yes. The answers stand in the record. */
export function openShift(w: Workings, input: Request<'shift.open'>): Outcome<null> {
  if (w.shift() !== null) return refused('shift.alreadyOpen');
  const { businessDay } = input;
  const questions = questionsFor(w, businessDay);
  const open = questions.find(({ code }) => !input.confirmed.includes(code));
  if (open !== undefined) return { ok: false, refusal: open };
  const confirmed = questions.flatMap(({ code }): ShiftOpened['confirmed'] => {
    if (code === 'shift.clockBehind') return ['clockBehind'];
    return code === 'shift.dayOff' ? ['dayOff'] : [];
  });
  const shift = { id: shiftId(w.newUuid()), businessDay };
  write(w, { kind: 'shiftOpened', confirmed, entries: [] }, { shift });
  bookExpiry(w);
  return done(null);
}

/** `shift.close`: what stands in the basket must be sold or cleared first. */
export function closeShift(w: Workings): Outcome<null> {
  const shift = w.shift();
  if (shift === null) return refused('shift.notOpen');
  if (!isEmpty(w.counter.state)) return refused('shift.basketOpen');
  const { sales, total } = shift;
  write(w, { kind: 'shiftClosed', sales, total, entries: [] }, { counter: null });
  w.counter.cleared();
  return done(null);
}
