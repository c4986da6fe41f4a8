import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { bani } from '../../domain/amount/bani.ts';
import { vatRate } from '../../domain/amount/quantity.ts';
import type { Product } from '../../domain/sale/basket.ts';
import { projectDir } from '../places.ts';

/** The sample's lists of names and goods: data in resources/sample, semicolons between fields, a header line. */

const PEOPLES = ['romanian', 'russian', 'ukrainian', 'gagauz', 'bulgarian'] as const;
export type People = (typeof PEOPLES)[number];

const nameRow = z.object({
  people: z.enum(PEOPLES),
  part: z.enum(['surname', 'female', 'male']),
  /** How frequent, against the others of its list. */
  weight: z.coerce.number().int().min(1),
  name: z.string().min(1),
  /** A surname's form for a woman; empty where it is the same. */
  feminine: z.string(),
});
export type NameRow = z.infer<typeof nameRow>;

const goodsRow = z.object({
  sku: z.string().regex(/^\d{5}$/),
  ean: z.string().regex(/^\d{7}$|^\d{13}$/),
  category: z.string().min(1),
  vat: z.coerce.number().transform(vatRate),
  unit: z.enum(['piece', 'kg']),
  /** Bani for a piece or a kilogram. */
  price: z.coerce.number().transform(bani),
  /** How often it is bought, against the others. */
  popularity: z.coerce.number().int().min(1),
  name: z.string().min(1),
});
/** A product and how often it is bought, against the others. */
export type Goods = Product & { readonly popularity: number };

export function readNames(): NameRow[] {
  return rows('names.csv').map((row) => nameRow.parse(row));
}

export function readGoods(): Goods[] {
  return rows('products.csv').map((row) => goodsRow.parse(row));
}

function rows(file: string): Record<string, string>[] {
  const text = readFileSync(join(projectDir(), 'resources', 'sample', file), 'utf8');
  const [header = '', ...lines] = text.trim().split(/\r?\n/);
  const fields = header.split(';');
  return lines.map((line) => Object.fromEntries(line.split(';').map((value, i) => [fields[i] ?? '', value])));
}
