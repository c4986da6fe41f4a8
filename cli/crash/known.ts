/** What a cashier knows of a till: what was confirmed, what stands on the counter, who has how many points. */
import type { Confirmed, CounterView } from '../../contract/till/views.ts';
import { assert, never } from '../../domain/assert.ts';
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import type { HandedMoney, RecordBody, Tender } from '../../domain/record/record.ts';
import type { Joiner } from '../sample/people.ts';

export interface KnownLine {
  /** Bani for a piece. */
  readonly price: number;
  readonly pieces: number;
}

/** What stands on the counter. */
export interface Basket {
  readonly member: MemberId | null;
  readonly lines: readonly KnownLine[];
  readonly redeem: number;
  readonly tenders: readonly Tender[];
}

export const EMPTY_BASKET: Basket = { member: null, lines: [], redeem: 0, tenders: [] };

/** A sale that may still be voided or returned from. */
export interface KnownSale {
  readonly id: RecordId;
  readonly number: string;
  readonly total: number;
  readonly member: MemberId | null;
  readonly earned: number;
  readonly spent: number;
  readonly pieces: number;
}

/** One thing that a cashier does. */
export type Act =
  | { readonly does: 'enrol'; readonly joiner: Joiner }
  | { readonly does: 'member'; readonly member: MemberId }
  | { readonly does: 'card'; readonly member: MemberId; readonly code: string }
  | { readonly does: 'amount'; readonly line: KnownLine }
  | { readonly does: 'remove'; readonly at: number; readonly key: number }
  | { readonly does: 'undo' }
  | { readonly does: 'redeem'; readonly points: number }
  | { readonly does: 'tenders'; readonly tenders: readonly HandedMoney[] }
  | { readonly does: 'confirm'; readonly total: number; readonly fiscalNumber: string | null }
  | { readonly does: 'void'; readonly sale: KnownSale }
  | { readonly does: 'return'; readonly sale: KnownSale; readonly total: number }
  | { readonly does: 'countDrawer' }
  | { readonly does: 'closeShift' }
  | { readonly does: 'openShift' };

/** The record that an act makes; null: it only changes what stands on the counter. */
export function recordOf(act: Act): RecordBody['kind'] | null {
  switch (act.does) {
    case 'enrol':
      return 'enrolment';
    case 'confirm':
      return 'sale';
    case 'void':
      return 'void';
    case 'return':
      return 'return';
    case 'countDrawer':
      return 'count';
    case 'closeShift':
      return 'shiftClosed';
    case 'openShift':
      return 'shiftOpened';
    case 'member':
    case 'card':
    case 'amount':
    case 'remove':
    case 'undo':
    case 'redeem':
    case 'tenders':
      return null;
    default:
      return never(act);
  }
}

/** The cashier's memory over all crashes; the till is compared with it. */
export class Known {
  basket: Basket = EMPTY_BASKET;
  /** Baskets that undo leads back to; a crash forgets them. */
  earlier: Basket[] = [];
  /** Every record that was seen confirmed and has an id on the window. */
  readonly confirmed: { readonly id: RecordId; readonly number: string; readonly kind: Confirmed['kind'] }[] = [];
  readonly members: { readonly id: MemberId; readonly card: string | null }[] = [];
  readonly balances = new Map<MemberId, number>();
  /** Sales of the open shift that were neither voided nor returned from, oldest first. */
  sales: KnownSale[] = [];
  /** Where the log was when it was last looked at, and how many records were confirmed since. */
  head = { seq: 0, hash: '' };
  since = 0;
  shiftOpen = false;
  /** The drawer is counted: the shift waits to be closed. */
  counted = false;
  shiftSales = 0;
  shiftTotal = 0;

  get seq(): number {
    return this.head.seq + this.since;
  }

  /** The basket after an act, if the till did it. */
  after(act: Act): Basket {
    const { basket } = this;
    switch (act.does) {
      case 'enrol':
        // Who it is the till decides; the caller puts the id in.
        return basket;
      case 'member':
      case 'card':
        return { ...basket, member: act.member };
      case 'amount':
        return { ...basket, lines: [...basket.lines, act.line] };
      case 'remove':
        return { ...basket, lines: basket.lines.toSpliced(act.at, 1) };
      case 'undo':
        return this.earlier.at(-1) ?? basket;
      case 'redeem':
        return { ...basket, redeem: act.points };
      case 'tenders':
        return { ...basket, tenders: act.tenders };
      case 'confirm':
      case 'closeShift':
        return EMPTY_BASKET;
      case 'void':
      case 'return':
      case 'openShift':
      case 'countDrawer':
        return basket;
      default:
        return never(act);
    }
  }

  /** The till answered an act that makes no record. */
  changed(act: Act): void {
    assert(recordOf(act) === null, `${act.does} makes a record`);
    const next = this.after(act);
    if (act.does === 'undo') this.earlier.pop();
    else this.earlier.push(this.basket);
    this.basket = next;
  }

  /** A member was enrolled, seen or not. */
  enrolled(joiner: Joiner, id: MemberId): void {
    this.since += 1;
    this.members.push({ id, card: joiner.card });
    this.balances.set(id, 0);
    this.earlier.push(this.basket);
    this.basket = { ...this.basket, member: id };
  }

  shift(act: 'countDrawer' | 'closeShift' | 'openShift'): void {
    this.since += 1;
    this.counted = act === 'countDrawer';
    if (this.counted) return;
    this.shiftOpen = act === 'openShift';
    this.shiftSales = 0;
    this.shiftTotal = 0;
    this.sales = [];
    if (act === 'closeShift') this.clear();
  }

  /** A sale, return or void was confirmed. Returns the member's balance after it, as it must be. */
  did(act: Extract<Act, { does: 'confirm' | 'void' | 'return' }>, made: Made): number | null {
    this.since += 1;
    this.confirmed.push({ id: made.id, number: made.number, kind: made.kind });
    const member = act.does === 'confirm' ? this.basket.member : act.sale.member;
    if (act.does === 'confirm') {
      const pieces = this.basket.lines[0]?.pieces ?? 0;
      this.sales.push({ ...made, member, pieces });
      this.clear();
      this.shiftSales += 1;
      this.shiftTotal += made.total;
    } else {
      this.sales = this.sales.filter(({ id }) => id !== act.sale.id);
      this.shiftTotal -= made.total;
      if (act.does === 'void') this.shiftSales -= 1;
    }
    if (member === null) return null;
    const moved = act.does === 'confirm' ? made.earned - made.spent : made.spent - made.earned;
    const balance = (this.balances.get(member) ?? 0) + moved;
    this.balances.set(member, balance);
    return balance;
  }

  /** The process is gone: what it only remembered is too. */
  crashed(): void {
    this.earlier = [];
  }

  private clear(): void {
    this.basket = EMPTY_BASKET;
    this.earlier = [];
  }
}

/** Of a confirmed sale, return or void: what the window or the log says of it. */
export type Made = Pick<Confirmed, 'id' | 'number' | 'kind' | 'total' | 'earned' | 'spent'>;

/** The counter as the window shows it, in the cashier's words. */
export function basketOf(view: CounterView): Basket {
  return {
    member: view.member?.id ?? null,
    lines: view.lines.map(({ price, quantity }) => ({ price, pieces: quantity / 1000 })),
    redeem: view.redeem.chosen,
    tenders: view.tenders,
  };
}

export function sameBasket(a: Basket, b: Basket): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
