import type { Request } from '../../../contract/till/api.ts';
import type { LeftView, ShiftProposal, ZView } from '../../../contract/till/shift.ts';
import { assert } from '../../../domain/assert.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import { type ShiftId, shiftId } from '../../../domain/identity/ids.ts';
import type { ShiftOpened } from '../../../domain/record/record.ts';
import { done, type Outcome, type Refusal, refused } from '../../../domain/refusal/refusal.ts';
import type { ZFigures } from '../../../domain/shift/figures.ts';
import { openingQuestions } from '../../../domain/shift/opening.ts';
import { mayStep } from '../../../domain/shift/state.ts';
import { beside, today, type Workings, write } from '../workings.ts';
import { phaseOf, shiftFor } from './drawer.ts';
import { bookExpiry } from './expiry.ts';
import { printedZ } from './printed.ts';
import { zView } from './reports.ts';
import { figuresOf } from './soFar.ts';

/** `shift.propose`: the day that the shift would belong to (today, unless another was chosen), what must be asked, what was left. */
export function proposeShift(w: Workings, { businessDay }: Request<'shift.propose'>): Outcome<ShiftProposal> {
  const day = businessDay ?? today(w);
  return done({
    businessDay: day,
    today: today(w),
    questions: questionsFor(w, day),
    number: w.ledger.nextShiftNumber(),
    left: leftBefore(w)?.view ?? null,
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

/** What the last shift left in the drawer; null: there was none, or it was closed without a count. */
function leftBefore(w: Workings): { readonly shift: ShiftId; readonly view: LeftView } | null {
  const identity = w.identity();
  const [last] = w.ledger.closedShifts(null, 1);
  const shift = last?.opened.shift ?? null;
  if (identity === null || last === undefined || shift === null) return null;
  const leaves = last.closed.z?.drawer.leaves ?? null;
  if (leaves === null) return null;
  const staffName = w.rules.staffName(identity.store, last.closed.staff);
  return { shift, view: { number: last.number, staffName, ...leaves } };
}

/**
 * `shift.open`: refuses with the first question that was not answered yes. The answers stand in the record, and what lies in the drawer:
 * taken over as the shift before left it, or counted.
 */
export function openShift(w: Workings, input: Request<'shift.open'>): Outcome<null> {
  const may = mayStep(phaseOf(w), 'open');
  if (!may.ok) return may;
  const { businessDay } = input;
  const questions = questionsFor(w, businessDay);
  const open = questions.find(({ code }) => !input.confirmed.includes(code));
  if (open !== undefined) return { ok: false, refusal: open };
  const confirmed = questions.flatMap(({ code }): ShiftOpened['confirmed'] => {
    if (code === 'shift.clockBehind') return ['clockBehind'];
    return code === 'shift.dayOff' ? ['dayOff'] : [];
  });
  const before = leftBefore(w);
  const float = input.float === 'left' ? (before?.view.cash ?? null) : input.float;
  if (float === null) return refused('shift.floatNeeded');
  const takenOver = before === null ? {} : { takenOver: { shift: before.shift, left: before.view.sum } };
  const shift = { id: shiftId(w.newUuid()), businessDay };
  write(w, { kind: 'shiftOpened', confirmed, float, ...takenOver, entries: [] }, { shift });
  bookExpiry(w);
  return done(null);
}

/**
 * `shift.close`: the shift that was counted ends, with its Z: the figures derived from its records stand in the record, the form as it goes
 * onto paper beside it, both for ever. What stands on the counter is put away: nothing more is sold once the drawer is counted.
 */
export function closeShift(w: Workings): Outcome<ZView> {
  const open = shiftFor(w, 'close');
  if (!open.ok) return open;
  const { sales, total } = open.value;
  const z: ZFigures = { number: w.ledger.lastZ() + 1, ...figuresOf(w.ledger, null) };
  const printed = beside(w, printedZ(w, open.value, z));
  write(w, { kind: 'shiftClosed', sales, total, z, entries: [] }, { beside: printed, counter: null });
  w.counter.cleared();
  const closed = w.ledger.closedShift(z.number);
  assert(closed !== null, 'what was closed is there');
  return done(zView(w, closed));
}
