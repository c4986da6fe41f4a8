import type { MessageKey } from '../../../resources/translations/translations.ts';
import { type Field, type GroupShape, group, type ListShape, scalar } from '../shapes.ts';
import { EXPIRY } from './earning.ts';
import { ID, NAME } from './offers.ts';

/** Cards of stamps, levels, and what members do with points: domain/programme/tiers.ts. */
export const STAMP_CARDS: ListShape = {
  kind: 'list',
  of: group([NAME, ID]),
  fresh: { id: '', name: '' },
  add: 'stampCard.add',
  one: 'form.stampCard',
};

export const TIERS: GroupShape = group([
  {
    key: 'by',
    label: 'tiers.by',
    shape: {
      kind: 'choice',
      options: [
        { value: 'spend', label: 'tiers.by.spend' },
        { value: 'points', label: 'tiers.by.points' },
        { value: 'visits', label: 'tiers.by.visits' },
      ],
    },
    fresh: 'spend',
  },
  {
    key: 'window',
    label: 'tiers.window',
    shape: {
      kind: 'variants',
      by: 'type',
      variants: [
        { type: 'ever', label: 'tiers.window.ever', fields: [] },
        {
          type: 'rolling',
          label: 'tiers.window.rolling',
          fields: [{ key: 'days', label: 'tiers.window.days', shape: scalar('days'), fresh: 365 }],
        },
        {
          type: 'calendar',
          label: 'tiers.window.calendar',
          fields: [
            {
              key: 'unit',
              label: 'expiry.unit',
              shape: {
                kind: 'choice',
                options: [
                  { value: 'month', label: 'unit.month' },
                  { value: 'quarter', label: 'unit.quarter' },
                  { value: 'year', label: 'unit.year' },
                ],
              },
              fresh: 'year',
            },
          ],
        },
      ],
    },
    fresh: { type: 'rolling', days: 365 },
  },
  {
    key: 'grace',
    label: 'tiers.grace',
    hint: 'tiers.graceHint',
    shape: { kind: 'daysOrWord', word: 'nextPeriod', label: 'tiers.grace.nextPeriod' },
    fresh: 0,
  },
  {
    key: 'levels',
    label: 'tiers.levels',
    hint: 'tiers.levelsHint',
    shape: {
      kind: 'list',
      of: group([
        NAME,
        { key: 'from', label: 'tiers.from', shape: scalar('tierSum'), fresh: 0 },
        { key: 'benefits', label: 'tiers.benefits', shape: { kind: 'name', long: true }, fresh: '' },
        ID,
      ]),
      fresh: { id: '', name: '', from: 0, benefits: '' },
      add: 'tiers.add',
      one: 'tiers.one',
    },
    fresh: [],
  },
]);

export const LOTS: GroupShape = group([
  { key: 'pendingDays', label: 'lots.pendingDays', hint: 'lots.pendingHint', shape: scalar('days'), fresh: 0 },
  { key: 'expiry', label: 'lots.expiry', shape: EXPIRY, fresh: { type: 'days', days: 365 } },
  { key: 'warnDays', label: 'lots.warnDays', shape: scalar('days'), fresh: 30 },
]);

const points = (key: string, label: MessageKey, fresh: number): Field => ({
  key,
  label,
  shape: scalar('points'),
  fresh,
});
const unlimited = { off: 'null', offLabel: 'form.noLimit' } as const;

export const REFERRAL: GroupShape = group([
  points('referrerPoints', 'referral.referrerPoints', 50),
  points('friendPoints', 'referral.friendPoints', 50),
  { key: 'spendFrom', label: 'referral.spendFrom', shape: scalar('money'), fresh: 10_000 },
  { key: 'withinDays', label: 'referral.withinDays', shape: scalar('days'), ...unlimited, fresh: 30 },
  { key: 'most', label: 'referral.most', shape: scalar('count'), ...unlimited, fresh: 10 },
]);

export const TRANSFERS: GroupShape = group([
  points('least', 'transfers.least', 10),
  { ...points('mostPerDay', 'transfers.mostPerDay', 500), ...unlimited },
  { ...points('mostPerMonth', 'transfers.mostPerMonth', 1000), ...unlimited },
]);

export const CLAIMS: GroupShape = group([{ key: 'days', label: 'claims.days', shape: scalar('days'), fresh: 7 }]);
