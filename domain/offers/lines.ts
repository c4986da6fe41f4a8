import { type Bani, bani } from '../amount/bani.ts';
import { mulDivHalfUp } from '../amount/exact.ts';
import { type Goods, meets } from '../programme/filter.ts';
import type { Programme } from '../programme/programme.ts';
import type { BasketLine } from '../sale/basket.ts';
import { quotient } from './share.ts';

/** A line of the basket as offers see it. */
export interface OfferLine {
  readonly line: BasketLine;
  readonly goods: Goods;
  /** Pieces; a weighed line is one. */
  readonly units: number;
  readonly gross: Bani;
  /** What the whole line costs at least; never above gross. */
  readonly floor: Bani;
  readonly excluded: boolean;
  /** The offer that put it in; null: it was rung. */
  readonly added: string | null;
}

/** What filters can tell of a line. */
export function goodsOf(line: BasketLine): Goods {
  const { sku, category, price, brand = null, tags = [] } = line;
  return { sku, category, brand, tags, price };
}

/** A line with everything that offers ask of it; linear in the programme's floors. */
export function offerLine(programme: Programme, line: BasketLine, added: string | null): OfferLine {
  const goods = goodsOf(line);
  const { quantity } = line;
  const gross = bani(mulDivHalfUp(line.price, quantity, 1000));
  const pieces = line.unit === 'piece' && quantity > 0 && quantity % 1000 === 0;
  return {
    line,
    goods,
    units: pieces ? quantity / 1000 : 1,
    gross,
    floor: bani(Math.min(gross, floorOf(programme, line, goods, gross))),
    excluded: programme.excluded !== null && meets(programme.excluded, goods),
    added,
  };
}

/** The highest of all floors of a line. A share is rounded up: a floor is never undercut by a part of a ban. */
function floorOf(programme: Programme, line: BasketLine, goods: Goods, gross: Bani): number {
  let floor = line.minPrice === undefined ? 0 : mulDivHalfUp(line.minPrice, line.quantity, 1000);
  for (const { of, price, share } of programme.floors) {
    if (!meets(of, goods)) continue;
    if (price !== undefined) floor = Math.max(floor, mulDivHalfUp(price, line.quantity, 1000));
    if (share !== undefined) floor = Math.max(floor, quotient(gross, share, 10_000, 'ceil'));
  }
  return floor;
}
