import type { MessageKey } from '../../../resources/translations/translations.ts';
import { type Field, type GroupShape, group, type ListShape, scalar, type VariantsShape } from '../shapes.ts';
import { WHEN } from './conditions.ts';
import { OF } from './goods.ts';
import { ACTIVE, GROUP, ID, NAME } from './offers.ts';

/** When points end. */
export const EXPIRY: VariantsShape = {
  kind: 'variants',
  by: 'type',
  variants: [
    { type: 'never', label: 'expiry.never', fields: [] },
    {
      type: 'days',
      label: 'expiry.days',
      fields: [{ key: 'days', label: 'expiry.daysAfter', shape: scalar('days'), fresh: 365 }],
    },
    {
      type: 'inactivity',
      label: 'expiry.inactivity',
      fields: [{ key: 'days', label: 'expiry.idleDays', shape: scalar('days'), fresh: 180 }],
    },
    {
      type: 'endOf',
      label: 'expiry.endOf',
      fields: [
        {
          key: 'unit',
          label: 'expiry.unit',
          shape: {
            kind: 'choice',
            options: [
              { value: 'month', label: 'unit.month' },
              { value: 'year', label: 'unit.year' },
            ],
          },
          fresh: 'year',
        },
        { key: 'after', label: 'expiry.after', hint: 'expiry.afterHint', shape: scalar('count'), fresh: 0 },
      ],
    },
  ],
};

const points: Field = { key: 'points', label: 'gives.points', shape: scalar('points'), fresh: 1 };

const GIVES: VariantsShape = {
  kind: 'variants',
  by: 'type',
  variants: [
    {
      type: 'perMoney',
      label: 'gives.perMoney',
      fields: [
        points,
        { key: 'per', label: 'gives.per', shape: scalar('money'), fresh: 1000 },
        {
          key: 'rounding',
          label: 'gives.rounding',
          shape: {
            kind: 'choice',
            options: [
              { value: 'floor', label: 'gives.rounding.floor' },
              { value: 'halfUp', label: 'gives.rounding.halfUp' },
              { value: 'ceil', label: 'gives.rounding.ceil' },
              { value: 'carry', label: 'gives.rounding.carry' },
            ],
          },
          fresh: 'floor',
        },
        {
          key: 'wholeFirst',
          label: 'gives.wholeFirst',
          hint: 'gives.wholeFirstHint',
          shape: { kind: 'yes' },
          off: 'absent',
          fresh: true,
        },
        {
          key: 'above',
          label: 'gives.above',
          hint: 'gives.aboveHint',
          shape: scalar('money'),
          off: 'absent',
          fresh: 10_000,
        },
        { key: 'upTo', label: 'gives.upTo', shape: scalar('money'), off: 'absent', fresh: 50_000 },
      ],
    },
    {
      type: 'perUnit',
      label: 'gives.perUnit',
      fields: [points, { key: 'units', label: 'gives.units', shape: scalar('count'), fresh: 1 }],
    },
    { type: 'perOrder', label: 'gives.perOrder', fields: [points] },
    {
      type: 'stamps',
      label: 'gives.stamps',
      fields: [
        { key: 'card', label: 'form.stampCard', shape: { kind: 'id', of: 'stampCards' }, fresh: '' },
        { key: 'stamps', label: 'gives.stampsCount', shape: scalar('count'), fresh: 1 },
        {
          key: 'units',
          label: 'gives.stampUnits',
          shape: scalar('count'),
          off: 'null',
          offLabel: 'gives.onceASale',
          fresh: 1,
        },
      ],
    },
  ],
};

const cap = (key: string, label: MessageKey): Field => ({
  key,
  label,
  shape: scalar('points'),
  off: 'null',
  offLabel: 'form.noLimit',
  fresh: 100,
});
const NO_CAPS = { receipt: null, day: null, month: null, year: null, ever: null };

/** One way of earning: domain/programme/earning.ts. */
export const EARNING_RULE: GroupShape = group([
  NAME,
  ACTIVE,
  {
    key: 'on',
    label: 'earning.on',
    shape: {
      kind: 'suggested',
      options: [
        { value: 'sale', label: 'earning.on.sale' },
        { value: 'enrolment', label: 'earning.on.enrolment' },
        { value: 'birthday', label: 'earning.on.birthday' },
        { value: 'anniversary', label: 'earning.on.anniversary' },
        { value: 'visit', label: 'earning.on.visit' },
        { value: 'review', label: 'earning.on.review' },
        { value: 'survey', label: 'earning.on.survey' },
      ],
    },
    fresh: 'sale',
  },
  {
    key: 'gives',
    label: 'earning.gives',
    shape: GIVES,
    fresh: { type: 'perMoney', points: 1, per: 1000, rounding: 'floor' },
  },
  OF,
  WHEN,
  {
    key: 'base',
    label: 'earning.base',
    shape: {
      kind: 'choice',
      options: [
        { value: 'gross', label: 'policy.earnOn.gross' },
        { value: 'afterOffers', label: 'policy.earnOn.afterOffers' },
        { value: 'afterRedemption', label: 'policy.earnOn.afterRedemption' },
      ],
    },
    off: 'absent',
    offLabel: 'form.asPolicies',
    fresh: 'afterRedemption',
  },
  {
    key: 'caps',
    label: 'earning.caps',
    hint: 'earning.capsHint',
    shape: group([
      cap('receipt', 'limits.perReceipt'),
      cap('day', 'caps.day'),
      cap('month', 'caps.month'),
      cap('year', 'caps.year'),
      cap('ever', 'caps.ever'),
    ]),
    fresh: NO_CAPS,
  },
  { key: 'boosted', label: 'earning.boosted', hint: 'earning.boostedHint', shape: { kind: 'yes' }, fresh: true },
  {
    key: 'paidOnly',
    label: 'earning.paidOnly',
    hint: 'earning.paidOnlyHint',
    shape: { kind: 'yes' },
    off: 'absent',
    fresh: true,
  },
  GROUP,
  {
    key: 'pendingDays',
    label: 'lots.pendingDays',
    shape: scalar('days'),
    off: 'absent',
    offLabel: 'form.asLots',
    fresh: 0,
  },
  {
    key: 'expiry',
    label: 'lots.expiry',
    shape: EXPIRY,
    off: 'absent',
    offLabel: 'form.asLots',
    fresh: { type: 'days', days: 365 },
  },
  ID,
]);

export const EARNING: ListShape = {
  kind: 'list',
  of: EARNING_RULE,
  fresh: {
    id: '',
    name: '',
    active: true,
    on: 'sale',
    when: {},
    gives: { type: 'perMoney', points: 1, per: 1000, rounding: 'floor' },
    caps: NO_CAPS,
    boosted: true,
    group: null,
  },
  add: 'earning.add',
  one: 'earning.one',
};

const BOOST: GroupShape = group([
  NAME,
  ACTIVE,
  { key: 'factor', label: 'boost.factor', hint: 'boost.factorHint', shape: scalar('factor'), fresh: 200 },
  WHEN,
  OF,
  {
    key: 'rules',
    label: 'boost.rules',
    shape: { kind: 'ids', of: 'earning' },
    off: 'absent',
    offLabel: 'boost.allRules',
    fresh: [],
  },
  ID,
]);

export const BOOSTS: ListShape = {
  kind: 'list',
  of: BOOST,
  fresh: { id: '', name: '', active: true, when: {}, factor: 200 },
  add: 'boost.add',
  one: 'boost.one',
};
