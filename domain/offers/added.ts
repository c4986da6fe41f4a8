import { thousandths } from '../amount/quantity.ts';
import { type GoodsFilter, meets } from '../programme/filter.ts';
import type { Programme } from '../programme/programme.ts';
import type { BasketLine, Product } from '../sale/basket.ts';
import { offerLine } from './lines.ts';
import { addLine, type Run, type Work } from './units.ts';

/** Where units that an offer puts in are looked up. */
export interface Products {
  readonly programme: Programme;
  readonly find: (sku: string) => Product | null;
}

/** Puts pieces of a product in; none where nobody knows it, it is weighed, or no offer may touch it. */
export function addUnits(
  work: Work,
  of: { readonly sku: string; readonly units: number; readonly offer: string; readonly of: GoodsFilter | undefined },
  products: Products,
): Run[] {
  const known = products.find(of.sku) ?? work.lines.find(({ line }) => line.sku === of.sku)?.line ?? null;
  if (known === null || known.unit === 'kg' || of.units === 0) return [];
  const { name, category, unit, price, vat, brand, tags, minPrice } = known;
  const line: BasketLine = {
    key: work.lines.reduce((most, each) => Math.max(most, each.line.key), 0) + 1,
    sku: of.sku,
    name,
    category,
    unit,
    quantity: thousandths(of.units * 1000),
    price,
    vat,
    ...(brand === undefined ? {} : { brand }),
    ...(tags === undefined ? {} : { tags }),
    ...(minPrice === undefined ? {} : { minPrice }),
  };
  const made = offerLine(products.programme, line, of.offer);
  if (made.excluded || made.gross <= made.floor || !meets(of.of, made.goods)) return [];
  return [addLine(work, made)];
}
