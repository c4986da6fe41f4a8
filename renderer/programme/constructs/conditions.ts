import { TENDER_KINDS } from '../../../domain/record/record.ts';
import type { MessageKey } from '../../../resources/translations/translations.ts';
import { type Field, type GroupShape, group, type Shape, scalar } from '../shapes.ts';
import { OF } from './goods.ts';

const texts: Shape = { kind: 'texts' };
const optional = (key: string, label: MessageKey, shape: Shape, fresh: Field['fresh']): Field => ({
  key,
  label,
  shape,
  off: 'absent',
  fresh,
});
const around = group([
  { key: 'before', label: 'conditions.daysBefore', shape: scalar('days'), fresh: 0 },
  { key: 'after', label: 'conditions.daysAfter', shape: scalar('days'), fresh: 0 },
]);

/** What must be in the basket. */
const BASKET: GroupShape = {
  kind: 'group',
  chosen: true,
  fields: [
    OF,
    optional('spendFrom', 'conditions.spendFrom', scalar('money'), 10_000),
    optional('spendTo', 'conditions.spendTo', scalar('money'), 100_000),
    optional('withoutVat', 'conditions.withoutVat', { kind: 'yes' }, true),
    optional('unitsFrom', 'conditions.unitsFrom', scalar('count'), 2),
    optional('unitsTo', 'conditions.unitsTo', scalar('count'), 10),
    optional('differentFrom', 'conditions.differentFrom', scalar('count'), 2),
  ],
};

/** When a rule holds: domain/programme/conditions.ts. */
export const CONDITIONS: GroupShape = {
  kind: 'group',
  chosen: true,
  fields: [
    optional('from', 'conditions.from', scalar('day'), ''),
    optional('until', 'conditions.until', scalar('day'), ''),
    optional(
      'weekdays',
      'conditions.weekdays',
      {
        kind: 'ticks',
        options: [
          { value: 1, label: 'weekday.1' },
          { value: 2, label: 'weekday.2' },
          { value: 3, label: 'weekday.3' },
          { value: 4, label: 'weekday.4' },
          { value: 5, label: 'weekday.5' },
          { value: 6, label: 'weekday.6' },
          { value: 7, label: 'weekday.7' },
        ],
      },
      [1],
    ),
    optional(
      'hours',
      'conditions.hours',
      {
        kind: 'list',
        of: group([
          { key: 'from', label: 'conditions.hourFrom', shape: scalar('time'), fresh: '08:00' },
          { key: 'to', label: 'conditions.hourTo', shape: scalar('time'), fresh: '10:00' },
        ]),
        fresh: { from: '08:00', to: '10:00' },
        add: 'conditions.hoursAdd',
        one: 'conditions.hoursOne',
      },
      [{ from: '08:00', to: '10:00' }],
    ),
    optional(
      'basket',
      'conditions.basket',
      {
        kind: 'list',
        of: BASKET,
        fresh: { spendFrom: 10_000 },
        add: 'conditions.basketAdd',
        one: 'conditions.basketOne',
      },
      [{ spendFrom: 10_000 }],
    ),
    optional(
      'who',
      'conditions.who',
      {
        kind: 'choice',
        options: [
          { value: 'member', label: 'conditions.who.member' },
          { value: 'none', label: 'conditions.who.none' },
          { value: 'any', label: 'conditions.who.any' },
        ],
      },
      'member',
    ),
    optional('tiers', 'conditions.tiers', { kind: 'ids', of: 'tiers', none: 'conditions.noTier' }, []),
    optional('birthday', 'conditions.birthday', around, { before: 0, after: 0 }),
    optional('anniversary', 'conditions.anniversary', around, { before: 0, after: 0 }),
    optional(
      'purchase',
      'conditions.purchase',
      {
        kind: 'group',
        chosen: true,
        fields: [
          optional('from', 'conditions.purchaseFrom', scalar('count'), 1),
          optional('to', 'conditions.purchaseTo', scalar('count'), 1),
          optional('every', 'conditions.purchaseEvery', scalar('count'), 5),
        ],
      },
      { from: 1, to: 1 },
    ),
    optional(
      'joinedDays',
      'conditions.joinedDays',
      {
        kind: 'group',
        chosen: true,
        fields: [
          optional('from', 'conditions.joinedFrom', scalar('days'), 0),
          optional('to', 'conditions.joinedTo', scalar('days'), 30),
        ],
      },
      { to: 30 },
    ),
    optional('stores', 'conditions.stores', texts, []),
    optional('codes', 'conditions.codes', texts, []),
    optional(
      'tenders',
      'conditions.tenders',
      { kind: 'ticks', options: TENDER_KINDS.map((kind) => ({ value: kind, label: `tender.${kind}` as const })) },
      ['card'],
    ),
  ],
};

export const WHEN: Field = {
  key: 'when',
  label: 'conditions.when',
  hint: 'conditions.whenHint',
  shape: CONDITIONS,
  fresh: {},
};
