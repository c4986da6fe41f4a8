import { type Bani, bani, sumBani } from '../amount/bani.ts';
import { mulDivHalfUp } from '../amount/exact.ts';
import type { Thousandths, VatRate } from '../amount/quantity.ts';
import type { VatLine } from '../record/record.ts';

/** price (bani a piece or a kilogram) × quantity, rounded half up to the ban. */
export function lineGross(price: Bani, quantity: Thousandths): Bani {
  return bani(mulDivHalfUp(price, quantity, 1000));
}

/** The VAT contained in an amount that includes it: total × rate / (100 % + rate), rounded half up. */
export function vatContained(total: Bani, rate: VatRate): Bani {
  return bani(mulDivHalfUp(total, rate, 10_000 + rate));
}

/** The sums by VAT rate, the highest rate first. */
export function vatLines(
  lines: readonly { readonly rate: VatRate; readonly gross: Bani; readonly discount: Bani }[],
): readonly VatLine[] {
  const rates = [...new Set(lines.map((line) => line.rate))].sort((a, b) => b - a);
  return rates.map((rate) => {
    const of = lines.filter((line) => line.rate === rate);
    const gross = sumBani(of.map((line) => line.gross));
    const discount = sumBani(of.map((line) => line.discount));
    const total = bani(gross - discount);
    return { rate, gross, discount, total, vat: vatContained(total, rate) };
  });
}
