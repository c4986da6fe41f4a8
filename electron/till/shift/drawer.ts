import type { Request } from '../../../contract/till/api.ts';
import type { ShiftRow } from '../../../db/ledger/ledger.ts';
import { type Bani, NO_MONEY } from '../../../domain/amount/bani.ts';
import { parseBani } from '../../../domain/amount/text.ts';
import { assert } from '../../../domain/assert.ts';
import type { DrawerCount } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { cashSum, cashWith } from '../../../domain/shift/cash.ts';
import type { CountSum } from '../../../domain/shift/figures.ts';
import { mayStep, type ShiftPhase, type ShiftStep, shiftPhase } from '../../../domain/shift/state.ts';
import { checkAmount } from '../counter/basket.ts';
import { isEmpty } from '../counter/state.ts';
import { wordFor } from '../people/word.ts';
import { beside, type Workings, write, writeTogether } from '../workings.ts';

/** The cash in the drawer during a shift: put in, taken out, counted. */

/** Where the till's shift stands. */
export function phaseOf(w: Workings): ShiftPhase {
  const shift = w.shift();
  return shiftPhase(shift, w.drafts.of(shift) !== null);
}

/** The open shift, where a step of it may be taken now. */
export function shiftFor(w: Workings, step: Exclude<ShiftStep, 'open'>): Outcome<ShiftRow> {
  const may = mayStep(phaseOf(w), step);
  if (!may.ok) return may;
  const shift = w.shift();
  assert(shift !== null, 'a step of a shift is of one that is open');
  return done(shift);
}

/** `shift.cash`: money that is no payment goes into the drawer, or out of it, for a reason. */
export function moveCash(w: Workings, { direction, why, money, note }: Request<'shift.cash'>): Outcome<null> {
  const shift = shiftFor(w, 'moveCash');
  if (!shift.ok) return shift;
  const words = note.trim();
  if (why === 'other' && words === '') return refused('reason.needed');
  const amount = typeof money === 'string' ? parseBani(money) : checkAmount(cashSum(money));
  if (!amount.ok) return amount;
  if (amount.value <= 0) return refused('amount.notPositive');
  const pieces = typeof money === 'string' ? {} : { cash: money };
  // Once it is counted, it is known what is there to be taken.
  const there = shift.value.turns === 0 ? null : (w.soFar.now().drawer.leaves?.cash ?? null);
  if (typeof money !== 'string' && direction === 'out' && there !== null && cashWith(there, -1, money) === null) {
    return refused('shift.notInDrawer');
  }
  write(
    w,
    { kind: 'cashMoved', direction, amount: amount.value, why, ...pieces, entries: [] },
    words === '' ? {} : { beside: beside(w, { note: words }) },
  );
  return done(null);
}

/** `shift.countDraft`: what was counted so far is on disk; null drops it. */
export function keepDraft(w: Workings, { count }: Request<'shift.countDraft'>): Outcome<null> {
  const shift = shiftFor(w, 'draft');
  if (!shift.ok) return shift;
  w.drafts.keep(shift.value, count);
  return done(null);
}

/** `shift.floatDraft`: what was counted so far before the shift opens is on disk; null drops it. */
export function keepFloat(w: Workings, { cash }: Request<'shift.floatDraft'>): Outcome<null> {
  const may = mayStep(phaseOf(w), 'open');
  if (!may.ok) return may;
  const { staff } = w.session;
  assert(staff !== null, 'whoever may count is signed in');
  w.floatDrafts.keep(staff.id, cash);
  return done(null);
}

/** `shift.count`: commits the blind count; only then is it told what should be there. */
export function countDrawer(w: Workings, input: Request<'shift.count'>): Outcome<CountSum> {
  const shift = shiftFor(w, 'count');
  if (!shift.ok) return shift;
  if (!isEmpty(w.counter.state)) return refused('shift.basketOpen');
  const content = counted(input, shift.value.turns + 1);
  if (!content.ok) return content;
  write(w, content.value);
  return lastCount(w);
}

/** `shift.recount`: another count, by a manager's word and for a reason: the use of the PIN and the count are one transaction. */
export async function recountDrawer(w: Workings, input: Request<'shift.recount'>): Promise<Outcome<CountSum>> {
  const shift = shiftFor(w, 'recount');
  if (!shift.ok) return shift;
  const reason = input.reason.trim();
  if (reason === '') return refused('reason.needed');
  const content = counted(input, shift.value.turns + 1);
  if (!content.ok) return content;
  const word = await wordFor(w, 'recount', input.staff, input.pin);
  if (!word.ok) return word;
  writeTogether(
    w,
    [
      {
        content: { kind: 'pinUsed', by: word.value.id, action: 'recount', reason: 'said', entries: [] },
        how: { beside: beside(w, { reason }) },
      },
      { content: content.value, how: {} },
    ],
    {},
  );
  return lastCount(w);
}

function counted({ cash, slips }: Request<'shift.count'>, turn: number): Outcome<DrawerCount> {
  const card = slip(slips.card);
  if (!card.ok) return card;
  const other = slip(slips.other);
  if (!other.ok) return other;
  const others = {
    ...(card.value === null ? {} : { card: card.value }),
    ...(other.value === null ? {} : { other: other.value }),
  };
  return done({ kind: 'count', turn, cash, others, entries: [] });
}

/** A slip's sum as typed; `0` is a sum, nothing typed is none. */
function slip(typed: string | null): Outcome<Bani | null> {
  const text = typed?.trim() ?? '';
  if (text === '') return done(null);
  if (/^0+([.,]0{0,2})?$/.test(text)) return done(NO_MONEY);
  return parseBani(text);
}

function lastCount(w: Workings): Outcome<CountSum> {
  const count = w.soFar.now().drawer.counted.at(-1);
  assert(count !== undefined, 'what was committed is counted');
  return done(count);
}
