import { PROOFS } from '../../../domain/programme/programme.ts';
import { type Field, type GroupShape, group, type ListShape, scalar } from '../shapes.ts';
import { BOOSTS, EARNING } from './earning.ts';
import { GOODS, OF } from './goods.ts';
import { CLAIMS, LOTS, REFERRAL, STAMP_CARDS, TIERS, TRANSFERS } from './members.ts';
import { OFFERS } from './offers.ts';
import { POLICY_FIELDS } from './policies.ts';

const FLOORS: ListShape = {
  kind: 'list',
  of: group([
    OF,
    { key: 'price', label: 'floors.price', shape: scalar('money'), off: 'absent', offLabel: 'form.none', fresh: 1000 },
    { key: 'share', label: 'floors.share', shape: scalar('share'), off: 'absent', offLabel: 'form.none', fresh: 5000 },
  ]),
  fresh: { share: 5000 },
  add: 'floors.add',
  one: 'floors.one',
};

const PROOF_LINES: ListShape = {
  kind: 'list',
  of: group([
    {
      key: 'upTo',
      label: 'proofs.upTo',
      shape: scalar('points'),
      off: 'null',
      offLabel: 'proofs.anyNumber',
      fresh: 100,
    },
    {
      key: 'by',
      label: 'proofs.by',
      shape: { kind: 'ticks', options: PROOFS.map((proof) => ({ value: proof, label: `proofs.${proof}` as const })) },
      fresh: ['card'],
    },
  ]),
  fresh: { upTo: null, by: ['card'] },
  add: 'proofs.add',
  one: 'proofs.one',
};

const NONE = { off: 'null', offLabel: 'form.none' } as const;

/** A whole programme as the editor knows it; format, number and start are given when it is published. */
export const FIELDS = {
  name: { key: 'name', label: 'programme.name', shape: scalar('text'), fresh: '' },
  excluded: {
    key: 'excluded',
    label: 'programme.excluded',
    hint: 'programme.excludedHint',
    shape: GOODS,
    ...NONE,
    fresh: {},
  },
  floors: { key: 'floors', label: 'programme.floors', hint: 'programme.floorsHint', shape: FLOORS, fresh: [] },
  earning: { key: 'earning', label: 'section.earning', shape: EARNING, fresh: [] },
  boosts: { key: 'boosts', label: 'section.boosts', shape: BOOSTS, fresh: [] },
  offers: { key: 'offers', label: 'section.offers', shape: OFFERS, fresh: [] },
  stampCards: { key: 'stampCards', label: 'section.stampCards', shape: STAMP_CARDS, fresh: [] },
  tiers: {
    key: 'tiers',
    label: 'section.tiers',
    shape: TIERS,
    ...NONE,
    fresh: { by: 'spend', window: { type: 'rolling', days: 365 }, grace: 0, levels: [] },
  },
  lots: {
    key: 'lots',
    label: 'section.lots',
    shape: LOTS,
    fresh: { pendingDays: 0, expiry: { type: 'days', days: 365 }, warnDays: 30 },
  },
  referral: {
    key: 'referral',
    label: 'programme.referral',
    shape: REFERRAL,
    ...NONE,
    fresh: { referrerPoints: 50, friendPoints: 50, spendFrom: 10_000, withinDays: null, most: null },
  },
  transfers: {
    key: 'transfers',
    label: 'programme.transfers',
    shape: TRANSFERS,
    ...NONE,
    fresh: { least: 10, mostPerDay: 500, mostPerMonth: null },
  },
  claims: { key: 'claims', label: 'programme.claims', shape: CLAIMS, ...NONE, fresh: { days: 7 } },
  proofs: { key: 'proofs', label: 'programme.proofs', hint: 'programme.proofsHint', shape: PROOF_LINES, fresh: [] },
  giftCards: {
    key: 'giftCards',
    label: 'programme.giftCards',
    shape: group([
      { key: 'days', label: 'giftCards.days', shape: scalar('days'), off: 'null', offLabel: 'form.noEnd', fresh: 365 },
      { key: 'offline', label: 'giftCards.offline', shape: { kind: 'yes' }, fresh: false },
    ]),
    fresh: { days: null, offline: false },
  },
  offline: {
    key: 'offline',
    label: 'programme.offline',
    hint: 'programme.offlineHint',
    shape: group([
      { key: 'mostPointsPerDay', label: 'offline.mostPointsPerDay', shape: scalar('points'), fresh: 100 },
      { key: 'oldestWordHours', label: 'offline.oldestWordHours', shape: scalar('hours'), fresh: 24 },
      { key: 'phoneIsProof', label: 'offline.phoneIsProof', shape: { kind: 'yes' }, fresh: false },
    ]),
    fresh: { mostPointsPerDay: 100, oldestWordHours: 24, phoneIsProof: false },
  },
  policies: { key: 'policies', label: 'section.policies', shape: group(POLICY_FIELDS), fresh: {} },
} as const satisfies Readonly<Record<string, Field>>;

export const PROGRAMME: GroupShape = group(Object.values(FIELDS));

/** The pages of the editor, each with what it shows. */
export const SECTIONS = {
  general: [FIELDS.name, FIELDS.excluded, FIELDS.floors],
  offers: [FIELDS.offers],
  earning: [FIELDS.earning],
  boosts: [FIELDS.boosts],
  stampCards: [FIELDS.stampCards],
  tiers: [FIELDS.tiers],
  lots: [FIELDS.lots],
  members: [FIELDS.referral, FIELDS.transfers, FIELDS.claims],
  redeeming: [FIELDS.proofs, FIELDS.offline, FIELDS.giftCards],
  policies: [FIELDS.policies],
} as const satisfies Readonly<Record<string, readonly Field[]>>;
export type Section = keyof typeof SECTIONS;
