import { zText } from '../../../contract/shift.ts';
import type { Request } from '../../../contract/till/api.ts';
import type { SeenFigures, XView, ZRow, ZView } from '../../../contract/till/shift.ts';
import { zCode } from '../../../contract/zCode.ts';
import type { ClosedShift } from '../../../db/ledger/ledger.ts';
import { assert } from '../../../domain/assert.ts';
import { paperOf } from '../../../domain/day/paper.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { may } from '../../../domain/roles/permissions.ts';
import type { Workings } from '../workings.ts';
import { figuresOf } from './soFar.ts';

/** X and Z: what a shift came to, looked at. Nothing here writes. */

const MOST_ROWS = 50;

/** Whether whoever is signed in may know what the drawer should hold, and see everybody's Zs. */
function seesAll(w: Workings): boolean {
  const role = w.session.staff?.role;
  return role !== undefined && may(role, 'drawer');
}

/** `shift.x`: the figures so far. Who is going to count the drawer blind sees sales, VAT and points, and not the drawer. */
export function xReport(w: Workings): Outcome<XView> {
  const shift = w.shift();
  if (shift === null) return refused('shift.notOpen');
  const { number, businessDay, openedAt, staff } = shift;
  const figures = w.soFar.now();
  const seen: SeenFigures = seesAll(w) || shift.turns > 0 ? figures : { ...figures, drawer: null, giftCards: null };
  return done({ number, businessDay, openedAt, staffName: nameOf(w, staff), at: w.clock(), figures: seen });
}

/** `shift.zList`: a page of Zs, newest first; those of shifts that they opened or closed for who may not see all. */
export function zList(w: Workings, { before }: Request<'shift.zList'>): Outcome<readonly ZRow[]> {
  const rows: ZRow[] = [];
  let from = before;
  while (rows.length < MOST_ROWS) {
    const page = w.ledger.closedShifts(from, MOST_ROWS);
    rows.push(...page.filter((shift) => isSeen(w, shift)).map((shift) => zRow(w, shift)));
    const last = page.at(-1);
    if (last === undefined || last.number === 1) break;
    from = last.number;
  }
  return done(rows.slice(0, MOST_ROWS));
}

/** `shift.z`: a Z again, the same for ever. */
export function zAgain(w: Workings, { number }: Request<'shift.z'>): Outcome<ZView> {
  const shift = w.ledger.closedShift(number);
  if (shift === null || !isSeen(w, shift)) return refused('z.unknown', { number });
  return done(zView(w, shift));
}

/** Who closed a shift has seen its Z, and must not lose it with Esc. */
function isSeen(w: Workings, { opened, closed }: ClosedShift): boolean {
  const staff = w.session.staff?.id;
  return seesAll(w) || opened.staff === staff || closed.staff === staff;
}

/** A closed shift as its Z shows it. */
export function zView(w: Workings, shift: ClosedShift): ZView {
  const { closed, number } = shift;
  return {
    ...zRow(w, shift),
    figures: closed.z ?? figuresOf(w.ledger, number),
    printed: printedOf(w, closed.id),
    code: codeOf(w, shift),
  };
}

/** The code on the form of a Z; a version of before made none. */
function codeOf(w: Workings, { opened, closed }: ClosedShift): string | null {
  const identity = w.identity();
  const { shift, businessDay: day, staff, occurredAt: openedAt } = opened;
  if (identity === null || closed.z === undefined || shift === null || day === null) return null;
  const { store, till, number } = identity;
  const head = { store, till, number, shift, day, staff, openedAt, closedAt: closed.occurredAt };
  return zCode(paperOf(head, closed.z));
}

function printedOf(w: Workings, id: ClosedShift['closed']['id']): ZView['printed'] {
  const text = w.ledger.besideOf(id);
  return text === null ? null : zText.parse(JSON.parse(text.text));
}

function zRow(w: Workings, { number, opened, closed }: ClosedShift): ZRow {
  const { businessDay } = opened;
  assert(businessDay !== null, 'a shift has a business day');
  return {
    number,
    businessDay,
    openedAt: opened.occurredAt,
    closedAt: closed.occurredAt,
    staffName: nameOf(w, opened.staff),
    sales: closed.sales,
    total: closed.total,
    variance: closed.z?.drawer.counted.at(-1)?.variance ?? null,
  };
}

function nameOf(w: Workings, staff: ClosedShift['opened']['staff']): string | null {
  const identity = w.identity();
  return identity === null ? null : w.rules.staffName(identity.store, staff);
}
