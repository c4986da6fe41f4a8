import { assert } from '../assert.ts';
import { civilDateAt } from '../calendar/civil.ts';
import type { Programme } from '../programme/programme.ts';
import type { RuleInputs, Sale, SaleLine } from '../record/record.ts';
import type { BasketLine, Product } from './basket.ts';
import { evaluate, type SaleResult } from './evaluate.ts';

/** A sale of format 2 as its record holds it. */
export type RuledSale = Sale & { readonly rules: RuleInputs };

/** With what stands in its record's head. */
export type RecordedSale = RuledSale & {
  /** Id of the store. */
  readonly store: string;
  /** UTC ms. */
  readonly occurredAt: number;
};

/** Whether a sale can be reckoned again by `recomputed`: format 1 had no rules with it. */
export function isRuled(sale: Sale): sale is RuledSale {
  return sale.rules !== undefined;
}

/** Reckons a recorded sale again from nothing but the record and its version of the programme (truth 6). */
export function recomputed(sale: RecordedSale, programme: Programme): SaleResult {
  const { rules } = sale;
  const rung = sale.lines.filter((line) => line.added === undefined);
  const put = new Map(sale.lines.filter((line) => line.added !== undefined).map((line) => [line.sku, line]));
  return evaluate({
    programme,
    lines: rung.map(basketLine),
    facts: rules.facts,
    ...(rules.ofAll === undefined ? {} : { ofAll: rules.ofAll }),
    choices: rules.choices,
    moment: {
      day: sale.member?.civilDate ?? civilDateAt(sale.occurredAt),
      time: rules.time,
      store: sale.store,
    },
    tenders: sale.tenders.map(({ kind }) => kind),
    products: (sku) => {
      const line = put.get(sku);
      return line === undefined ? null : productOf(line);
    },
  });
}

function basketLine(line: SaleLine, i: number): BasketLine {
  const { sku, name, category, quantity, price, vat, unit = 'piece', brand, tags, minPrice } = line;
  return {
    key: i + 1,
    sku,
    name,
    category,
    unit,
    quantity,
    price,
    vat,
    ...(brand === undefined ? {} : { brand }),
    ...(tags === undefined ? {} : { tags }),
    ...(minPrice === undefined ? {} : { minPrice }),
  };
}

/** A product that an offer put in, as the line still tells of it. */
function productOf(line: SaleLine): Product {
  const { sku, name, category, price, vat, unit = 'piece', brand, tags, minPrice } = line;
  assert(sku !== null, 'an offer puts in products only');
  return {
    sku,
    ean: '',
    name,
    category: category ?? '',
    price,
    vat,
    unit,
    ...(brand === undefined ? {} : { brand }),
    ...(tags === undefined ? {} : { tags }),
    ...(minPrice === undefined ? {} : { minPrice }),
  };
}
