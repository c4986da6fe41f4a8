import { type Bani, bani, LARGEST_BANI, sumBani } from '../../../domain/amount/bani.ts';
import {
  LARGEST_QUANTITY,
  ONE_PIECE,
  type Thousandths,
  thousandths,
  type VatRate,
} from '../../../domain/amount/quantity.ts';
import { parseBani, parseQuantity } from '../../../domain/amount/text.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { type BasketLine, MOST_LINES, type Product } from '../../../domain/sale/basket.ts';
import { lineGross } from '../../../domain/sale/vat.ts';
import type { CounterState } from './state.ts';

/** What may be put into the basket, and how it changes: pure functions from one state of the counter to the next. */

/** The quantity typed before a code or an amount (`3*`, `0,385*`), and the rest of the text. */
export function splitQuantity(text: string): { readonly quantity: string | null; readonly rest: string } {
  const found = /^\s*(\d[\d\s.,]*?)\s*[*×]\s*(\S.*)$/.exec(text);
  if (found?.[1] === undefined || found[2] === undefined) return { quantity: null, rest: text };
  return { quantity: found[1], rest: found[2] };
}

/** Adds a product: one more of an equal line of pieces, or a line of its own where it is weighed. */
export function addProduct(state: CounterState, product: Product, quantity: Thousandths): Outcome<CounterState> {
  const equal = product.unit === 'kg' ? undefined : state.lines.findLast((line) => isOf(line, product));
  if (equal !== undefined) return withQuantity(state, equal, thousandths(equal.quantity + quantity));
  return addLine(state, { ...lineOf(product), quantity });
}

function isOf(line: BasketLine, product: Product): boolean {
  return line.sku === product.sku && line.price === product.price && line.vat === product.vat && line.unit === 'piece';
}

/** Adds what a label of the shop's scales says: grams of it, or the price of the packet. */
export function addWeighed(
  state: CounterState,
  product: Product,
  value: number,
  unit: 'grams' | 'bani',
): Outcome<CounterState> {
  if (unit === 'grams') return addLine(state, { ...lineOf(product), unit: 'kg', quantity: thousandths(value) });
  // The label's price is what the buyer was shown: no quantity times price may come out a ban beside it.
  return addLine(state, { ...lineOf(product), unit: 'piece', quantity: ONE_PIECE, price: bani(value) });
}

function lineOf(product: Product): Omit<BasketLine, 'key' | 'quantity'> {
  const { sku, name, category, unit, price, vat, brand, tags, minPrice } = product;
  return {
    sku,
    name,
    category,
    unit,
    price,
    vat,
    ...(brand === undefined ? {} : { brand }),
    ...(tags === undefined ? {} : { tags }),
    ...(minPrice === undefined ? {} : { minPrice }),
  };
}

/** Adds a typed amount (`12,50`, or `3*12,50`) at a VAT rate. */
export function addAmount(state: CounterState, text: string, vat: VatRate): Outcome<CounterState> {
  const { quantity, rest } = splitQuantity(text);
  const price = parseBani(rest);
  if (!price.ok) return price;
  if (price.value <= 0) return refused('amount.notPositive');
  const pieces = quantity === null ? done(ONE_PIECE) : parseQuantity(quantity, 'piece');
  if (!pieces.ok) return pieces;
  return addLine(state, {
    sku: null,
    name: '',
    category: null,
    unit: 'piece',
    quantity: pieces.value,
    price: price.value,
    vat,
  });
}

function checkQuantity(quantity: Thousandths): Outcome<Thousandths> {
  if (quantity <= 0) return refused('quantity.notPositive');
  if (quantity > LARGEST_QUANTITY) return refused('quantity.tooLarge', { most: LARGEST_QUANTITY });
  return done(quantity);
}

function addLine(state: CounterState, line: Omit<BasketLine, 'key'>): Outcome<CounterState> {
  if (state.lines.length >= MOST_LINES) return refused('sale.tooManyLines', { most: MOST_LINES });
  const checked = checkQuantity(line.quantity);
  if (!checked.ok) return checked;
  if (line.price <= 0) return refused('amount.notPositive');
  if (line.price > LARGEST_BANI) return refused('amount.tooLarge', { most: LARGEST_BANI });
  const added = { key: state.nextKey, ...line };
  return checkTotal({
    ...state,
    lines: [...state.lines, added],
    nextKey: state.nextKey + 1,
    selected: added.key,
  });
}

/** Gives a line another quantity, typed by the cashier. */
export function changeQuantity(state: CounterState, key: number, text: string): Outcome<CounterState> {
  const line = state.lines.find((each) => each.key === key);
  if (line === undefined) return refused('sale.lineUnknown');
  const quantity = parseQuantity(text, line.unit, line.name);
  return quantity.ok ? withQuantity(state, line, quantity.value) : quantity;
}

function withQuantity(state: CounterState, line: BasketLine, quantity: Thousandths): Outcome<CounterState> {
  const checked = checkQuantity(quantity);
  if (!checked.ok) return checked;
  const lines = state.lines.map((each) => (each.key === line.key ? { ...each, quantity } : each));
  return checkTotal({ ...state, lines, selected: line.key });
}

/** Takes a line out. */
export function removeLine(state: CounterState, key: number): Outcome<CounterState> {
  const at = state.lines.findIndex((each) => each.key === key);
  if (at < 0) return refused('sale.lineUnknown');
  const lines = state.lines.toSpliced(at, 1);
  const selected = (lines[at] ?? lines.at(-1))?.key ?? null;
  return done({ ...state, lines, selected });
}

/** Says which line the next typed quantity goes to. */
export function selectLine(state: CounterState, key: number): Outcome<CounterState> {
  if (!state.lines.some((each) => each.key === key)) return refused('sale.lineUnknown');
  return done({ ...state, selected: key });
}

/** No line and no receipt may be larger than the largest amount: more is a typing error, not a sale. */
function checkTotal(state: CounterState): Outcome<CounterState> {
  const checked = checkAmount(sumBani(state.lines.map(({ price, quantity }) => lineGross(price, quantity))));
  return checked.ok ? done(state) : checked;
}

/** Refuses an amount above the largest. */
export function checkAmount(amount: Bani): Outcome<Bani> {
  return amount > LARGEST_BANI ? refused('amount.tooLarge', { most: LARGEST_BANI }) : done(amount);
}
