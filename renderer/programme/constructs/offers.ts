import type { MessageKey } from '../../../resources/translations/translations.ts';
import { type Field, type GroupShape, group, type ListShape, scalar, type VariantsShape } from '../shapes.ts';
import { WHEN } from './conditions.ts';
import { EFFECT } from './effects.ts';

export const ID: Field = { key: 'id', label: 'form.id', hint: 'form.idHint', shape: scalar('code'), fresh: '' };
export const NAME: Field = { key: 'name', label: 'form.name', shape: { kind: 'name' }, fresh: '' };
export const ACTIVE: Field = { key: 'active', label: 'form.active', shape: { kind: 'yes' }, fresh: true };
export const GROUP: Field = {
  key: 'group',
  label: 'form.group',
  hint: 'form.groupHint',
  shape: scalar('text'),
  off: 'null',
  offLabel: 'form.noGroup',
  fresh: '',
};

const points = (label: MessageKey, key = 'points', fresh = 100): Field => ({
  key,
  label,
  shape: scalar('points'),
  fresh,
});

/** What sets an offer going. */
const TRIGGER: VariantsShape = {
  kind: 'variants',
  by: 'type',
  variants: [
    { type: 'automatic', label: 'trigger.automatic', fields: [] },
    {
      type: 'code',
      label: 'trigger.code',
      fields: [
        { key: 'codes', label: 'trigger.codes', hint: 'trigger.codesHint', shape: { kind: 'texts' }, fresh: [] },
        { key: 'issued', label: 'trigger.issued', hint: 'trigger.issuedHint', shape: { kind: 'yes' }, fresh: false },
      ],
    },
    { type: 'points', label: 'trigger.points', fields: [points('trigger.cost')] },
    {
      type: 'stamps',
      label: 'trigger.stamps',
      fields: [
        { key: 'card', label: 'form.stampCard', shape: { kind: 'id', of: 'stampCards' }, fresh: '' },
        { key: 'stamps', label: 'trigger.stampsCost', shape: scalar('count'), fresh: 5 },
      ],
    },
    {
      type: 'perPoint',
      label: 'trigger.perPoint',
      hint: 'trigger.perPointHint',
      fields: [
        points('trigger.perPoints', 'points', 1),
        { key: 'value', label: 'trigger.value', shape: scalar('money'), fresh: 10 },
        points('trigger.least', 'least', 1),
        points('trigger.step', 'step', 1),
        { key: 'largestShare', label: 'trigger.largestShare', shape: scalar('share'), fresh: 10_000 },
        { ...points('trigger.most', 'most', 1000), off: 'null', offLabel: 'form.noLimit' },
      ],
    },
  ],
};

const limit = (key: string, label: MessageKey): Field => ({
  key,
  label,
  shape: scalar('count'),
  off: 'null',
  offLabel: 'form.noLimit',
  fresh: 1,
});
const LIMITS: GroupShape = group([
  limit('perReceipt', 'limits.perReceipt'),
  limit('perMember', 'limits.perMember'),
  limit('perMemberDay', 'limits.perMemberDay'),
  limit('perMemberMonth', 'limits.perMemberMonth'),
  limit('total', 'limits.total'),
]);
const NO_LIMITS = { perReceipt: null, perMember: null, perMemberDay: null, perMemberMonth: null, total: null };

/** One offer: domain/programme/offer.ts. */
export const OFFER: GroupShape = group([
  NAME,
  ACTIVE,
  { key: 'trigger', label: 'offer.trigger', shape: TRIGGER, fresh: { type: 'automatic' } },
  {
    key: 'effect',
    label: 'offer.effect',
    shape: EFFECT,
    fresh: { type: 'percentOff', percent: 1000, mostUnits: null, which: 'cheapest', cap: null },
  },
  WHEN,
  { key: 'limits', label: 'offer.limits', hint: 'offer.limitsHint', shape: LIMITS, fresh: NO_LIMITS },
  { key: 'priority', label: 'offer.priority', hint: 'offer.priorityHint', shape: scalar('count'), fresh: 0 },
  GROUP,
  { key: 'exclusive', label: 'offer.exclusive', hint: 'offer.exclusiveHint', shape: { kind: 'yes' }, fresh: false },
  { key: 'last', label: 'offer.last', hint: 'offer.lastHint', shape: { kind: 'yes' }, fresh: false },
  {
    key: 'notOnReduced',
    label: 'offer.notOnReduced',
    hint: 'offer.notOnReducedHint',
    shape: { kind: 'yes' },
    off: 'absent',
    fresh: true,
  },
  ID,
]);

export const OFFERS: ListShape = {
  kind: 'list',
  of: OFFER,
  fresh: {
    id: '',
    name: '',
    active: true,
    trigger: { type: 'automatic' },
    when: {},
    effect: { type: 'percentOff', percent: 1000, mostUnits: null, which: 'cheapest', cap: null },
    priority: 0,
    group: null,
    exclusive: false,
    last: false,
    limits: NO_LIMITS,
  },
  add: 'offer.add',
  one: 'offer.one',
};
