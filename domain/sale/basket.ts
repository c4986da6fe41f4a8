import type { Bani } from '../amount/bani.ts';
import type { Thousandths, VatRate } from '../amount/quantity.ts';

/** A product as the counter needs it. */
export interface Product {
  readonly sku: string;
  /** EAN-13, EAN-8, UPC-A or the shop's own code, digits. */
  readonly ean: string;
  /** In the shop's first language. */
  readonly name: string;
  readonly category: string;
  /** Bani for one piece, or for one kilogram. */
  readonly price: Bani;
  readonly vat: VatRate;
  readonly unit: 'piece' | 'kg';
  /** Left out: none. */
  readonly brand?: string;
  readonly tags?: readonly string[];
  /** Bani for one piece or kilogram below which no offer takes it; left out: the programme's floors alone. */
  readonly minPrice?: Bani;
}

/** One line while the sale is being rung. */
export interface BasketLine {
  /** Names the line while it lives; never reused within a basket. */
  readonly key: number;
  /** Null: an amount with its VAT rate. */
  readonly sku: string | null;
  readonly name: string;
  readonly category: string | null;
  readonly unit: 'piece' | 'kg';
  readonly quantity: Thousandths;
  readonly price: Bani;
  readonly vat: VatRate;
  readonly brand?: string;
  readonly tags?: readonly string[];
  readonly minPrice?: Bani;
}

/** Many lines in one receipt are a mistake or an attack long before this. */
export const MOST_LINES = 500;
