import type { PlainWindow } from '../../../cli/window/open.ts';
import { type Bani, bani } from '../../../domain/amount/bani.ts';
import { vatRate } from '../../../domain/amount/quantity.ts';
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

export interface Rung {
  readonly amount: string;
  readonly fiscal: string;
  readonly vat?: 2000 | 800;
  readonly card?: string;
  readonly redeem?: string;
  /** How much of it is paid by bank card, bani; the rest in cash. */
  readonly byCard?: boolean;
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

/** One sale, confirmed; returns what the register printed for it. */
export async function sellAt(till: PlainWindow, rung: Rung): Promise<Fiscal> {
  const { amount, fiscal, vat = 2000, card, redeem, byCard = false } = rung;
  if (card !== undefined) await till.ask('counter.code', { code: card });
  await till.ask('counter.amount', { amount, vat: vatRate(vat) });
  if (redeem !== undefined) await till.ask('counter.redeem', { points: redeem });
  const { total } = till.view().counter.figures;
  if (byCard) await till.ask('counter.tenders', { tenders: [{ kind: 'card', amount: total }] });
  await till.ask('counter.confirm', { total, fiscalNumber: fiscal });
  await till.ask('counter.next', {});
  return { fiscal, total };
}

/** Counts what should lie there, closes the shift and signs out. `cash` and `card`: bani. */
export async function closeShiftAt(till: PlainWindow, cash: number, card: number): Promise<void> {
  const slip = card === 0 ? null : String(card / 100).replace('.', ',');
  const { variance } = await till.ask('shift.count', { cash: [...piecesOf(cash)], slips: { card: slip, other: null } });
  assert(variance === 0, 'the drawer was counted right');
  await till.ask('shift.close', {});
  await till.ask('staff.signOut', {});
}

/** A shift without a picture: opened, its sales, counted to the ban, closed; `float` is what the shift before left. */
export async function shiftAt(
  till: PlainWindow,
  of: { readonly who: Person; readonly day: CivilDate; readonly float: number; readonly sales: readonly Rung[] },
): Promise<{ readonly receipts: readonly Fiscal[]; readonly left: number }> {
  await signInAt(till, of.who);
  await openShiftAt(till, of.day);
  const receipts: Fiscal[] = [];
  const sums = { cash: of.float, card: 0 };
  for (const rung of of.sales) {
    const receipt = await sellAt(till, rung);
    receipts.push(receipt);
    sums[rung.byCard === true ? 'card' : 'cash'] += receipt.total;
  }
  await closeShiftAt(till, sums.cash, sums.card);
  return { receipts, left: sums.cash };
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
