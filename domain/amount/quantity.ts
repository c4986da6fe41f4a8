import { assert } from '../assert.ts';

/** A quantity in thousandths: 2 pieces are 2000, 0.385 kg is 385. Always above zero in a line. */
export type Thousandths = number & { readonly unit: 'thousandths' };

export const ONE_PIECE = 1000 as Thousandths;
/** 9,999 pieces or kilograms: more in one line is a typing error. */
export const LARGEST_QUANTITY = 9_999_000;

/** Brands an integer number of thousandths. */
export function thousandths(value: number): Thousandths {
  assert(Number.isSafeInteger(value), `a quantity is an integer number of thousandths, not ${value}`);
  return (value === 0 ? 0 : value) as Thousandths;
}

/** A VAT rate in hundredths of a per cent: 20 % is 2000. */
export type VatRate = number & { readonly unit: 'hundredths of a per cent' };

/** Brands a VAT rate, 0 to 100 %. */
export function vatRate(value: number): VatRate {
  assert(Number.isSafeInteger(value) && value >= 0 && value <= 10_000, `not a VAT rate: ${value}`);
  return value as VatRate;
}
