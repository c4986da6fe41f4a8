/** A cashier in a hurry: one customer after the other until the till is gone. */

import type { TillView } from '../../contract/till/views.ts';
import { bani } from '../../domain/amount/bani.ts';
import type { Thousandths } from '../../domain/amount/quantity.ts';
import { thousandths, vatRate } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import { ConnectionLost } from '../../renderer/client/lost.ts';
import type { Chance } from '../sample/chance.ts';
import type { Joiner } from '../sample/people.ts';
import type { PlainWindow } from '../window/open.ts';
import { type Act, type Basket, basketOf, type Known, type Made, sameBasket } from './known.ts';

export interface Cashier {
  readonly window: PlainWindow;
  readonly known: Known;
  readonly chance: Chance;
  /** People who may still be enrolled; taken from the end. */
  readonly joiners: Joiner[];
  /** Called before each act is asked for. */
  readonly onAct: () => void;
}

/** The till did something else than it said, while it was running. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';
}

/**
 * Serves customers until the connection is lost. Returns the act whose answer was lost (its effect is not known) or
 * null where nothing was asked just then. Throws on everything else.
 */
export async function serveCustomers(cashier: Cashier): Promise<Act | null> {
  let asked: Act | null = null;
  const doing = async (act: Act): Promise<void> => {
    asked = act;
    cashier.onAct();
    await perform(cashier, act);
    asked = null;
  };
  try {
    for (;;) await oneCustomer(cashier, doing);
  } catch (error) {
    if (error instanceof ConnectionLost) return asked;
    throw error;
  }
}

async function oneCustomer(cashier: Cashier, doing: (act: Act) => Promise<void>): Promise<void> {
  const { known, chance } = cashier;
  // Killed between the count and the closing: nothing is sold any more, and the shift closes as it was counted.
  if (known.counted) await doing({ does: 'closeShift' });
  if (!known.shiftOpen) await doing({ does: 'openShift' });
  // After a crash the basket may hold something already: the cashier goes on with it.
  if (known.basket.member === null && chance.hit(0.7)) await someMember(cashier, doing);
  for (let n = chance.between(known.basket.lines.length === 0 ? 1 : 0, 4); n > 0; n--) {
    await doing({ does: 'amount', line: { price: chance.between(1, 30_000), pieces: chance.between(1, 3) } });
    if (chance.hit(0.08)) await doing({ does: 'undo' });
  }
  if (known.basket.lines.length === 0) await doing({ does: 'amount', line: { price: 1250, pieces: 1 } });
  if (known.basket.lines.length > 1 && chance.hit(0.1)) {
    const at = chance.between(0, known.basket.lines.length - 1);
    const line = (await look(cashier)).counter.lines[at];
    assert(line !== undefined, 'a line that the cashier sees is there');
    await doing({ does: 'remove', at, key: line.key });
  }
  await payment(cashier, doing);
  if (chance.hit(0.08)) await voidLast(cashier, doing);
  else if (chance.hit(0.1)) await giveBack(cashier, doing);
  if (chance.hit(0.01)) {
    await doing({ does: 'countDrawer' });
    await doing({ does: 'closeShift' });
  }
}

async function someMember(cashier: Cashier, doing: (act: Act) => Promise<void>): Promise<void> {
  const { known, chance, joiners } = cashier;
  const joiner = known.members.length < 3 || chance.hit(0.05) ? joiners.pop() : undefined;
  if (joiner !== undefined) return doing({ does: 'enrol', joiner });
  const { id, card } = chance.pick(known.members);
  // The same card twice within a second is one scan: the till would rightly do nothing.
  if (card !== null && card !== lastCode(cashier) && chance.hit(0.5))
    return doing({ does: 'card', member: id, code: card });
  return doing({ does: 'member', member: id });
}

function lastCode({ window }: Cashier): string | null {
  return window.view().counter.scan?.code ?? null;
}

async function payment(cashier: Cashier, doing: (act: Act) => Promise<void>): Promise<void> {
  const { known, chance } = cashier;
  const before = await look(cashier);
  const { most, least } = before.counter.redeem;
  if (known.basket.redeem === 0 && most > 0 && chance.hit(0.4)) {
    await doing({ does: 'redeem', points: chance.between(Math.max(1, least), most) });
  }
  const total = (await look(cashier)).counter.figures.total;
  // What stood there from before a crash may no longer cover the total.
  if (known.basket.tenders.length > 0 || chance.hit(0.3)) {
    const amount = bani(Math.ceil((total + 1) / 10_000) * 10_000);
    await doing({ does: 'tenders', tenders: [{ kind: 'cash', amount }] });
  }
  const fiscalNumber = chance.hit(0.1) ? `F${known.seq}` : null;
  await doing({ does: 'confirm', total, fiscalNumber });
}

async function voidLast({ known }: Cashier, doing: (act: Act) => Promise<void>): Promise<void> {
  const sale = known.sales.at(-1);
  if (sale !== undefined) await doing({ does: 'void', sale });
}

async function giveBack({ known, chance, window }: Cashier, doing: (act: Act) => Promise<void>): Promise<void> {
  if (known.sales.length === 0) return;
  const sale = chance.pick(known.sales);
  const { total } = await window.ask('returns.quote', { receipt: sale.id, lines: firstLine(sale.pieces) });
  await doing({ does: 'return', sale, total });
}

function firstLine(pieces: number): { index: number; quantity: Thousandths }[] {
  return [{ index: 0, quantity: thousandths(pieces * 1000) }];
}

/** Asks for the view, and holds it against what the cashier knows. */
export async function look({ window, known }: Pick<Cashier, 'window' | 'known'>): Promise<TillView> {
  const view = await window.ask('hello', {});
  const seen = basketOf(view.counter);
  const expected = shown(known.basket, view);
  if (sameBasket(seen, expected)) return view;
  throw new Disagreement(`the basket is ${JSON.stringify(seen)} and should be ${JSON.stringify(expected)}`);
}

/** A basket as the window shows it: of the chosen points only what the sale can take now. */
export function shown(basket: Basket, { counter }: TillView): Basket {
  const { most, least } = counter.redeem;
  const redeem = Math.min(basket.redeem, most);
  return { ...basket, redeem: redeem < least ? 0 : redeem };
}

/** Does one thing and takes note of what the till answered. */
async function perform(cashier: Cashier, act: Act): Promise<void> {
  const { window, known } = cashier;
  switch (act.does) {
    case 'enrol': {
      const { person, card } = act.joiner;
      await window.ask('members.enrol', {
        name: person.name,
        callName: person.callName,
        phone: person.phone ?? '',
        language: person.language,
        birthday: person.birthday ?? '',
        card: card ?? '',
        consent: true,
        marketing: person.marketing,
        samePhone: true,
      });
      const id = window.view().counter.member?.id;
      if (id === undefined) throw new Disagreement(`${person.name} was enrolled and does not stand at the counter`);
      known.enrolled(act.joiner, id);
      return;
    }
    case 'member':
      await window.ask('counter.member', { member: act.member, foundBy: 'phone' });
      break;
    case 'card':
      await window.ask('counter.code', { code: act.code });
      break;
    case 'amount': {
      const { price, pieces } = act.line;
      const amount = `${pieces}*${Math.floor(price / 100)},${String(price % 100).padStart(2, '0')}`;
      await window.ask('counter.amount', { amount, vat: vatRate(2000) });
      break;
    }
    case 'remove':
      await window.ask('counter.remove', { line: act.key });
      break;
    case 'undo':
      await window.ask('counter.undo', {});
      break;
    case 'redeem':
      await window.ask('counter.redeem', { points: String(act.points) });
      break;
    case 'tenders':
      await window.ask('counter.tenders', { tenders: [...act.tenders] });
      break;
    case 'confirm': {
      const { total, fiscalNumber } = act;
      return note(cashier, act, await window.ask('counter.confirm', { total: bani(total), fiscalNumber }));
    }
    case 'void':
      return note(cashier, act, await window.ask('receipts.void', { receipt: act.sale.id }));
    case 'return': {
      const asked = { receipt: act.sale.id, lines: firstLine(act.sale.pieces), tender: 'cash' } as const;
      return note(cashier, act, await window.ask('returns.confirm', { ...asked, total: bani(act.total) }));
    }
    case 'countDrawer':
      await window.ask('shift.count', { cash: [], slips: { card: null, other: null } });
      known.shift('countDrawer');
      return;
    case 'closeShift':
      await window.ask('shift.close', {});
      known.shift('closeShift');
      return;
    case 'openShift': {
      const { businessDay } = await window.ask('shift.propose', { businessDay: null });
      await window.ask('shift.open', { businessDay, confirmed: [], float: [] });
      known.shift('openShift');
      return;
    }
  }
  known.changed(act);
}

function note(
  { known }: Cashier,
  act: Extract<Act, { does: 'confirm' | 'void' | 'return' }>,
  made: Made & { readonly balanceAfter: number | null },
): void {
  const balance = known.did(act, made);
  if (balance === made.balanceAfter) return;
  throw new Disagreement(
    `${made.kind} ${made.number} left ${made.balanceAfter} points and should have left ${balance}`,
  );
}
