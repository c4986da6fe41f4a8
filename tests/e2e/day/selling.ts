import type { PlainWindow } from '../../../cli/window/open.ts';
import { type Bani, bani } from '../../../domain/amount/bani.ts';
import { ONE_PIECE, vatRate } from '../../../domain/amount/quantity.ts';
import { assert } from '../../../domain/assert.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import { type CashCount, DENOMINATIONS } from '../../../domain/shift/cash.ts';

/** What is only volume, done at a served till over its window's own socket. */

export interface Person {
  readonly name: string;
  readonly pin: string;
}

/** A receipt as the cash register's file has it. */
export interface Fiscal {
  readonly fiscal: string;
  readonly total: Bani;
}

/** A sale of one amount, as it is rung. */
export interface Rung {
  readonly amount: string;
  readonly fiscal: string;
  readonly vat?: 2000 | 800;
  /** The member's card. */
  readonly card?: string;
  /** Points used. */
  readonly redeem?: string;
  /** By bank card, all of it; left out: in cash. */
  readonly byCard?: boolean;
  /** At once undone; or brought back whole, for which the register prints a receipt of its own. */
  readonly after?: 'undone' | { readonly back: string };
}

export async function signInAt(till: PlainWindow, { name, pin }: Person): Promise<void> {
  const staff = (await till.ask('staff.list', {})).find((one) => one.name === name);
  assert(staff !== undefined, `${name} works at this till`);
  await till.ask('staff.signIn', { staff: staff.id, pin });
}

/** Opens a shift of a day with what the shift before left, whatever is asked about the day is answered yes. */
export async function openShiftAt(till: PlainWindow, businessDay: CivilDate): Promise<void> {
  const { questions, left } = await till.ask('shift.propose', { businessDay });
  await till.ask('shift.open', {
    businessDay,
    confirmed: questions.map(({ code }) => code),
    float: left?.cash == null ? [] : 'left',
  });
}

/** One sale, confirmed, and what became of it; returns what the register printed: of what is undone it keeps nothing. */
export async function sellAt(till: PlainWindow, rung: Rung): Promise<readonly Fiscal[]> {
  const { amount, fiscal, vat = 2000, card, redeem, byCard = false, after } = rung;
  if (card !== undefined) await till.ask('counter.code', { code: card });
  await till.ask('counter.amount', { amount, vat: vatRate(vat) });
  if (redeem !== undefined) await till.ask('counter.redeem', { points: redeem });
  const { total } = till.view().counter.figures;
  if (byCard) await till.ask('counter.tenders', { tenders: [{ kind: 'card', amount: total }] });
  const { id: receipt } = await till.ask('counter.confirm', { total, fiscalNumber: fiscal });
  await till.ask('counter.next', {});
  if (after === undefined) return [{ fiscal, total }];
  if (after === 'undone') {
    await till.ask('receipts.void', { receipt });
    return [];
  }
  const lines = [{ index: 0, quantity: ONE_PIECE }];
  const quote = await till.ask('returns.quote', { receipt, lines });
  const back = await till.ask('returns.confirm', { receipt, lines, tender: 'cash', total: quote.total });
  await till.ask('receipts.fiscal', { receipt: back.id, fiscalNumber: after.back });
  return [
    { fiscal, total },
    { fiscal: after.back, total: bani(-back.total) },
  ];
}

/** Counts what should lie there, closes the shift and signs out; returns the code on the form of its Z. `cash` and `card`: bani. */
async function closeShiftAt(till: PlainWindow, cash: number, card: number): Promise<string> {
  const slip = card === 0 ? null : String(card / 100).replace('.', ',');
  const { variance } = await till.ask('shift.count', { cash: [...piecesOf(cash)], slips: { card: slip, other: null } });
  assert(variance === 0, 'the drawer was counted right');
  const { code } = await till.ask('shift.close', {});
  await till.ask('staff.signOut', {});
  assert(code !== null, 'the form of a Z carries its code');
  return code;
}

/** A shift without a picture: opened, its sales, counted to the ban, closed; `float` is what the shift before left, `code` its Z form's. */
export async function shiftAt(
  till: PlainWindow,
  of: { readonly who: Person; readonly day: CivilDate; readonly float: number; readonly sales: readonly Rung[] },
): Promise<{ readonly receipts: readonly Fiscal[]; readonly left: number; readonly code: string }> {
  await signInAt(till, of.who);
  await openShiftAt(till, of.day);
  const receipts: Fiscal[] = [];
  const sums = { cash: of.float, card: 0 };
  for (const rung of of.sales) {
    const printed = await sellAt(till, rung);
    receipts.push(...printed);
    sums[rung.byCard === true ? 'card' : 'cash'] += printed.reduce((sum, { total }) => sum + total, 0);
  }
  const code = await closeShiftAt(till, sums.cash, sums.card);
  return { receipts, left: sums.cash, code };
}

/** Money as the fewest pieces, notes first. */
function piecesOf(sum: number): CashCount {
  let left = sum;
  return DENOMINATIONS.flatMap((of) => {
    const pieces = Math.floor(left / of.value);
    left -= pieces * of.value;
    return pieces === 0 ? [] : [{ ...of, value: bani(of.value), pieces }];
  });
}
