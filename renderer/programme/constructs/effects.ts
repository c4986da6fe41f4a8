import { type Field, group, type ListShape, scalar, type VariantsShape } from '../shapes.ts';
import { OF } from './goods.ts';

const which: Field = {
  key: 'which',
  label: 'effect.which',
  shape: {
    kind: 'choice',
    options: [
      { value: 'cheapest', label: 'effect.which.cheapest' },
      { value: 'dearest', label: 'effect.which.dearest' },
      { value: 'asEntered', label: 'effect.which.asEntered' },
    ],
  },
  fresh: 'cheapest',
};
const mostUnits: Field = {
  key: 'mostUnits',
  label: 'effect.mostUnits',
  shape: scalar('count'),
  off: 'null',
  offLabel: 'form.all',
  fresh: 1,
};
const most: Field = {
  key: 'most',
  label: 'effect.most',
  shape: scalar('count'),
  off: 'null',
  offLabel: 'form.noLimit',
  fresh: 1,
};
const units: Field = { key: 'units', label: 'effect.units', shape: scalar('count'), fresh: 1 };
const percent: Field = { key: 'percent', label: 'effect.percent', shape: scalar('share'), fresh: 1000 };
const amount: Field = { key: 'amount', label: 'effect.amount', shape: scalar('money'), fresh: 1000 };
const price: Field = { key: 'price', label: 'effect.price', shape: scalar('money'), fresh: 5000 };

const parts: ListShape = {
  kind: 'list',
  of: group([OF, units]),
  fresh: { units: 1 },
  add: 'effect.partAdd',
  one: 'effect.part',
};

const REDUCTION: VariantsShape = {
  kind: 'variants',
  by: 'key',
  variants: [
    { type: 'percent', label: 'reduction.percent', fields: [percent] },
    { type: 'amount', label: 'reduction.amount', fields: [amount] },
    { type: 'price', label: 'reduction.price', fields: [price] },
  ],
};
const reduction: Field = {
  key: 'reduction',
  label: 'effect.reduction',
  shape: REDUCTION,
  fresh: { percent: 1000 },
};

/** What an offer does: domain/programme/offer.ts. */
export const EFFECT: VariantsShape = {
  kind: 'variants',
  by: 'type',
  variants: [
    { type: 'percentOff', label: 'effect.percentOff', fields: [percent, OF, mostUnits, which, cap()] },
    { type: 'amountOff', label: 'effect.amountOff', fields: [amount, per(), OF, mostUnits, which] },
    { type: 'priceEach', label: 'effect.priceEach', fields: [price, OF, mostUnits, which] },
    {
      type: 'buyGet',
      label: 'effect.buyGet',
      hint: 'effect.buyGetHint',
      fields: [
        { key: 'buy', label: 'effect.buy', shape: parts, fresh: [{ units: 2 }] },
        {
          key: 'get',
          label: 'effect.get',
          hint: 'effect.getHint',
          shape: group([OF, units, reduction]),
          fresh: { units: 1, reduction: { percent: 10_000 } },
        },
        which,
        most,
      ],
    },
    {
      type: 'bundle',
      label: 'effect.bundle',
      hint: 'effect.bundleHint',
      fields: [{ key: 'parts', label: 'effect.parts', shape: parts, fresh: [{ units: 3 }] }, reduction, which, most],
    },
    {
      type: 'freeProduct',
      label: 'effect.freeProduct',
      fields: [{ key: 'skus', label: 'goods.skus', shape: { kind: 'texts', products: true }, fresh: [] }, units],
    },
    { type: 'pointsValue', label: 'effect.pointsValue', hint: 'effect.pointsValueHint', fields: [OF] },
    {
      type: 'coupon',
      label: 'effect.coupon',
      fields: [
        { key: 'offer', label: 'effect.couponOffer', shape: { kind: 'id', of: 'offers' }, fresh: '' },
        { key: 'days', label: 'effect.couponDays', shape: scalar('days'), fresh: 30 },
      ],
    },
    { type: 'points', label: 'effect.points', fields: [points()] },
    { type: 'wallet', label: 'effect.wallet', fields: [amount] },
    {
      type: 'service',
      label: 'effect.service',
      fields: [{ key: 'text', label: 'effect.serviceText', shape: { kind: 'name', long: true }, fresh: '' }],
    },
  ],
};

function per(): Field {
  return {
    key: 'per',
    label: 'effect.per',
    shape: {
      kind: 'choice',
      options: [
        { value: 'order', label: 'effect.per.order' },
        { value: 'line', label: 'effect.per.line' },
        { value: 'unit', label: 'effect.per.unit' },
      ],
    },
    fresh: 'order',
  };
}

function cap(): Field {
  return {
    key: 'cap',
    label: 'effect.cap',
    shape: scalar('money'),
    off: 'null',
    offLabel: 'form.noLimit',
    fresh: 10_000,
  };
}

function points(): Field {
  return { key: 'points', label: 'effect.pointsGiven', shape: scalar('points'), fresh: 10 };
}
