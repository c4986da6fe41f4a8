import type { Request } from '../../../contract/till/api.ts';
import type { ClosedDay } from '../../../contract/till/day.ts';
import { assert } from '../../../domain/assert.ts';
import { dayClosed } from '../../../domain/day/signing.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { beside, type Workings, writeTogether } from '../workings.ts';
import { mayClose } from './closing.ts';
import { checksIn, saidOf } from './drawn.ts';
import { rightView } from './right.ts';
import { closedDay } from './signed.ts';

/** The words that bind: signing a day, and giving the closing right to another till. Each takes the PIN of the manager who is signed in. */

/** `day.sign`: the use of the PIN and the close are one transaction; what was said is forgotten once it stands in the record. */
export async function signDay(w: Workings, { seen, pin }: Request<'day.sign'>): Promise<Outcome<ClosedDay>> {
  const before = signable(w, seen);
  if (!before.ok) return before;
  const proven = await w.session.vouch(w.session.staff ?? undefined, pin);
  if (!proven.ok) return proven;
  // Signed, or drawn up anew, while the PIN was tried: only what was seen is signed.
  const now = signable(w, seen);
  if (!now.ok) return now;
  const of = now.value;
  const { account } = of.drawing;
  const { id: by } = proven.value;
  const checks = checksIn(w, of);
  const content = dayClosed(account, checks, saidOf(of), by);
  const keys = new Set([
    ...checks.flatMap(({ differences }) => differences.map(({ key }) => key)),
    ...account.tills.map(({ till }) => till),
  ]);
  const notes = of.said.notes(keys);
  writeTogether(
    w,
    [
      { content: { kind: 'pinUsed', by, action: 'closeDay', reason: 'signed', entries: [] }, how: {} },
      { content, how: Object.keys(notes).length === 0 ? {} : { beside: beside(w, { notes }) } },
    ],
    {},
  );
  w.closing.stop();
  // What was said and typed is put away with it.
  w.closing.right();
  const closed = closedDay(w, content.number);
  assert(closed !== null, 'what was signed is there');
  return done(closed);
}

/** What may be signed just now, and is exactly what was seen. */
function signable(
  w: Workings,
  seen: string,
): Outcome<Extract<ReturnType<Workings['closing']['drawn']>, { ok: true }>['value']['with']> {
  const right = w.closing.right();
  const may = mayClose(right, rightView(w, right).till);
  if (!may.ok) return may;
  const drawn = w.closing.drawn();
  if (!drawn.ok) return drawn;
  const { view, with: of } = drawn.value;
  const { account, lastZ } = of.drawing;
  if (right.after !== null && account.day <= right.after.day)
    return refused('day.closedAlready', { day: right.after.day });
  if (right.after?.record !== account.previous?.record) return refused('day.changed');
  if (view.seen !== seen) return refused('day.changed');
  if (closedSince(w, lastZ, account.day)) {
    w.closing.again();
    return refused('day.changed');
  }
  const { length: count } = view.hindrances;
  return count === 0 ? done(of) : refused('day.hindered', { count });
}

/** Whether a shift of the day, or of one before, was closed here since it was drawn up. */
function closedSince(w: Workings, lastZ: number, day: string): boolean {
  const since = w.ledger.lastZ() - lastZ;
  if (since <= 0) return false;
  return w.ledger
    .closedShifts(null, since)
    .some(({ opened }) => opened.businessDay !== null && opened.businessDay <= day);
}

/** `day.pass`: the closing right goes to another till of the store, as of the day closed last. */
export async function passRight(w: Workings, { till, pin }: Request<'day.pass'>): Promise<Outcome<null>> {
  const before = passable(w, till);
  if (!before.ok) return before;
  const proven = await w.session.vouch(w.session.staff ?? undefined, pin);
  if (!proven.ok) return proven;
  // Passed, or a day signed, while the PIN was tried.
  const may = passable(w, till);
  if (!may.ok) return may;
  const { after } = w.closing.right();
  const { id: by } = proven.value;
  writeTogether(
    w,
    [
      { content: { kind: 'pinUsed', by, action: 'passClosing', reason: 'passed', entries: [] }, how: {} },
      { content: { kind: 'closingPassed', to: till, after, by, entries: [] }, how: {} },
    ],
    {},
  );
  w.closing.drop();
  return done(null);
}

function passable(w: Workings, till: Request<'day.pass'>['till']): Outcome<null> {
  const right = w.closing.right();
  const view = rightView(w, right);
  const may = mayClose(right, view.till);
  if (!may.ok) return may;
  if (till === w.identity()?.till) return refused('day.passSelf');
  return view.others.some(({ id }) => id === till) ? done(null) : refused('till.unknown');
}
