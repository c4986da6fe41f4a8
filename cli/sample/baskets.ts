import { bani } from '../../domain/amount/bani.ts';
import { ONE_PIECE, type Thousandths, thousandths, vatRate } from '../../domain/amount/quantity.ts';
import type { BasketLine } from '../../domain/sale/basket.ts';
import { type Chance, weighted } from './chance.ts';
import type { Goods } from './lists.ts';

/** Grams of one weighing, from and to, by category. */
const WEIGHTS: Readonly<Record<string, readonly [number, number]>> = {
  'legume-fructe': [250, 2600],
  carne: [400, 2200],
  peste: [400, 1500],
  lactate: [150, 600],
  mezeluri: [150, 700],
  dulciuri: [120, 600],
};
const OTHER_WEIGHTS = [200, 1200] as const;
const MOST_LINES = 24;

/** How a basket of that shop is filled: a few things mostly, many sometimes, the popular ones often. */
export function basketsOf(goods: readonly Goods[]): (chance: Chance) => BasketLine[] {
  const product = weighted(goods.map((one) => [one, one.popularity] as const));
  return (chance) => {
    if (chance.hit(0.015)) return [amountLine(chance)];
    const lines = new Map<string, BasketLine>();
    const wanted = Math.min(MOST_LINES, 1 + Math.floor(-Math.log(1 - chance.next()) * 4.2));
    for (let i = 0; i < wanted; i++) {
      const { sku, name, category, unit, price, vat } = product(chance);
      if (lines.has(sku)) continue;
      const quantity = unit === 'kg' ? weighing(category, chance) : pieces(chance);
      lines.set(sku, { key: lines.size + 1, sku, name, category, unit, quantity, price, vat });
    }
    return [...lines.values()];
  };
}

/** A line without a product: an amount with the standard VAT rate, as cashiers do when a label does not read. */
function amountLine(chance: Chance): BasketLine {
  return {
    key: 1,
    sku: null,
    name: '',
    category: null,
    unit: 'piece',
    quantity: ONE_PIECE,
    price: bani(chance.between(10, 240) * 50),
    vat: vatRate(2000),
  };
}

function weighing(category: string, chance: Chance): Thousandths {
  const [least, most] = WEIGHTS[category] ?? OTHER_WEIGHTS;
  return thousandths(chance.between(least, most));
}

function pieces(chance: Chance): Thousandths {
  const count = chance.hit(0.8) ? 1 : chance.hit(0.7) ? 2 : chance.between(3, 6);
  return thousandths(count * 1000);
}
