import { type Field, type GroupShape, type Shape, scalar } from '../shapes.ts';

const texts: Shape = { kind: 'texts' };

/** Which goods: domain/programme/filter.ts. */
export const GOODS: GroupShape = {
  kind: 'group',
  chosen: true,
  fields: [
    { key: 'skus', label: 'goods.skus', shape: { kind: 'texts', products: true }, off: 'absent', fresh: [] },
    {
      key: 'categories',
      label: 'goods.categories',
      hint: 'goods.categoriesHint',
      shape: texts,
      off: 'absent',
      fresh: [],
    },
    { key: 'brands', label: 'goods.brands', shape: texts, off: 'absent', fresh: [] },
    { key: 'tags', label: 'goods.tags', shape: texts, off: 'absent', fresh: [] },
    { key: 'priceFrom', label: 'goods.priceFrom', shape: scalar('money'), off: 'absent', fresh: 0 },
    { key: 'priceTo', label: 'goods.priceTo', shape: scalar('money'), off: 'absent', fresh: 10_000 },
    {
      key: 'anyOf',
      label: 'goods.anyOf',
      shape: {
        kind: 'list',
        of: { kind: 'lazy', shape: () => GOODS },
        fresh: {},
        add: 'goods.anyOfAdd',
        one: 'goods.anyOfOne',
      },
      off: 'absent',
      fresh: [{}],
    },
    {
      key: 'except',
      label: 'goods.except',
      shape: { kind: 'lazy', shape: () => GOODS },
      off: 'absent',
      fresh: {},
    },
  ],
};

/** The goods that a rule is about; left out: all. */
export const OF: Field = {
  key: 'of',
  label: 'goods.of',
  shape: GOODS,
  off: 'absent',
  offLabel: 'goods.all',
  fresh: {},
};
