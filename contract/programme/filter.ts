import * as z from 'zod';
import type { GoodsFilter } from '../../domain/programme/filter.ts';
import { baniForm, MOST_RULES, wordsForm } from './fields.ts';

/** Which goods; see domain/programme/filter. A filter may hold filters. */
export const filterForm: z.ZodType<GoodsFilter> = z
  .strictObject({
    skus: wordsForm.exactOptional().describe('Products by their number in the catalogue.'),
    categories: wordsForm
      .exactOptional()
      .describe('Categories, each with what is below it: "dairy" holds "dairy/milk".'),
    brands: wordsForm.exactOptional(),
    tags: wordsForm.exactOptional().describe('Goods that bear at least one of these tags.'),
    priceFrom: baniForm(0).exactOptional().describe('Bani for one piece or kilogram; this price included.'),
    priceTo: baniForm(0).exactOptional().describe('Bani for one piece or kilogram; this price included.'),
    get anyOf(): z.ZodExactOptional<z.ZodArray<z.ZodType<GoodsFilter>>> {
      return z.array(filterForm).min(1).max(MOST_RULES).exactOptional().describe('At least one of these holds too.');
    },
    get except(): z.ZodExactOptional<z.ZodType<GoodsFilter>> {
      return filterForm.exactOptional().describe('But not these.');
    },
  })
  .meta({
    id: 'GoodsFilter',
    description:
      'Goods that meet every list named (in one list any one suffices), one of "anyOf", and not "except". {} means all goods. An amount typed without a product has no sku, category, brand or tag.',
  });
