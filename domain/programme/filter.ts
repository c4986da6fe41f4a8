import type { Bani } from '../amount/bani.ts';

/** What a filter can tell of a line. An amount typed without a product has no sku, category or brand, and no tags. */
export interface Goods {
  readonly sku: string | null;
  readonly category: string | null;
  readonly brand: string | null;
  readonly tags: readonly string[];
  /** Bani for one piece or kilogram. */
  readonly price: Bani;
}

/**
 * Which goods: those that meet every list named here (in one list any one suffices), meet one of `anyOf` where it is
 * named, and are not in `except`. The empty filter means all goods. A category means itself and what is below it:
 * `dairy` holds `dairy/milk`.
 */
export interface GoodsFilter {
  readonly skus?: readonly string[];
  readonly categories?: readonly string[];
  readonly brands?: readonly string[];
  readonly tags?: readonly string[];
  /** Bani for one piece or kilogram, both ends included. */
  readonly priceFrom?: Bani;
  readonly priceTo?: Bani;
  readonly anyOf?: readonly GoodsFilter[];
  readonly except?: GoodsFilter;
}

/** Whether the goods of a line are meant. Pure; the cost is linear in what the filter names. */
export function meets(filter: GoodsFilter | undefined, goods: Goods): boolean {
  if (filter === undefined) return true;
  const { skus, categories, brands, tags, priceFrom, priceTo, anyOf, except } = filter;
  if (skus !== undefined && (goods.sku === null || !skus.includes(goods.sku))) return false;
  if (categories !== undefined && !categories.some((category) => within(goods.category, category))) return false;
  if (brands !== undefined && (goods.brand === null || !brands.includes(goods.brand))) return false;
  if (tags !== undefined && !tags.some((tag) => goods.tags.includes(tag))) return false;
  if (priceFrom !== undefined && goods.price < priceFrom) return false;
  if (priceTo !== undefined && goods.price > priceTo) return false;
  if (anyOf !== undefined && !anyOf.some((one) => meets(one, goods))) return false;
  return except === undefined || !meets(except, goods);
}

function within(category: string | null, wanted: string): boolean {
  return category !== null && (category === wanted || category.startsWith(`${wanted}/`));
}
