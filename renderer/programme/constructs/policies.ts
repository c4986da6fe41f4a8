import { DEFAULT_POLICIES, type Policies } from '../../../domain/programme/policies.ts';
import type { MessageKey } from '../../../resources/translations/translations.ts';
import { at, type Json, type Path } from '../json.ts';
import { type Field, group } from '../shapes.ts';

/** One choice of a policy, and what it comes to, told by an example. */
export interface PolicyChoice {
  readonly value: string | boolean;
  readonly label: MessageKey;
  readonly example: MessageKey;
}

export interface Policy {
  /** Within `policies`. */
  readonly path: readonly [key: keyof Policies, part?: 'mode' | 'per'];
  readonly label: MessageKey;
  readonly choices: readonly PolicyChoice[];
}

const choice = (value: string | boolean, label: MessageKey, example: MessageKey): PolicyChoice => ({
  value,
  label,
  example,
});

/** Where programmes disagree: domain/programme/policies.ts, in the order in which a sale meets them. */
export const POLICIES: readonly { readonly title: MessageKey; readonly policies: readonly Policy[] }[] = [
  {
    title: 'policies.reductions',
    policies: [
      {
        path: ['discounts'],
        label: 'policy.discounts',
        choices: [
          choice('remaining', 'policy.discounts.remaining', 'policy.discounts.remaining.example'),
          choice('original', 'policy.discounts.original', 'policy.discounts.original.example'),
          choice('best', 'policy.discounts.best', 'policy.discounts.best.example'),
        ],
      },
      {
        path: ['choose'],
        label: 'policy.choose',
        choices: [
          choice('asListed', 'policy.choose.asListed', 'policy.choose.asListed.example'),
          choice('bestForMember', 'policy.choose.bestForMember', 'policy.choose.bestForMember.example'),
        ],
      },
      {
        path: ['order'],
        label: 'policy.order',
        choices: [
          choice('productsFirst', 'policy.order.productsFirst', 'policy.order.productsFirst.example'),
          choice('asListed', 'policy.order.asListed', 'policy.order.asListed.example'),
        ],
      },
      {
        path: ['reuseUnits'],
        label: 'policy.reuseUnits',
        choices: [
          choice(false, 'policy.reuseUnits.no', 'policy.reuseUnits.no.example'),
          choice(true, 'policy.reuseUnits.yes', 'policy.reuseUnits.yes.example'),
        ],
      },
      {
        path: ['minimumBase'],
        label: 'policy.minimumBase',
        choices: [
          choice('before', 'policy.minimumBase.before', 'policy.minimumBase.before.example'),
          choice('after', 'policy.minimumBase.after', 'policy.minimumBase.after.example'),
        ],
      },
      {
        path: ['freeUnit'],
        label: 'policy.freeUnit',
        choices: [
          choice('scanned', 'policy.freeUnit.scanned', 'policy.freeUnit.scanned.example'),
          choice('added', 'policy.freeUnit.added', 'policy.freeUnit.added.example'),
        ],
      },
      {
        path: ['belowFloor'],
        label: 'policy.belowFloor',
        choices: [
          choice('movesOn', 'policy.belowFloor.movesOn', 'policy.belowFloor.movesOn.example'),
          choice('lost', 'policy.belowFloor.lost', 'policy.belowFloor.lost.example'),
        ],
      },
    ],
  },
  {
    title: 'policies.rounding',
    policies: [
      {
        path: ['rounding', 'mode'],
        label: 'policy.mode',
        choices: [
          choice('halfUp', 'policy.mode.halfUp', 'policy.mode.halfUp.example'),
          choice('floor', 'policy.mode.floor', 'policy.mode.floor.example'),
          choice('ceil', 'policy.mode.ceil', 'policy.mode.ceil.example'),
          choice('halfEven', 'policy.mode.halfEven', 'policy.mode.halfEven.example'),
        ],
      },
      {
        path: ['rounding', 'per'],
        label: 'policy.per',
        choices: [
          choice('offer', 'policy.per.offer', 'policy.per.offer.example'),
          choice('line', 'policy.per.line', 'policy.per.line.example'),
          choice('unit', 'policy.per.unit', 'policy.per.unit.example'),
          choice('once', 'policy.per.once', 'policy.per.once.example'),
        ],
      },
      {
        path: ['oddBan'],
        label: 'policy.oddBan',
        choices: [
          choice('largestRemainder', 'policy.oddBan.largestRemainder', 'policy.oddBan.largestRemainder.example'),
          choice('first', 'policy.oddBan.first', 'policy.oddBan.first.example'),
          choice('last', 'policy.oddBan.last', 'policy.oddBan.last.example'),
        ],
      },
      {
        path: ['pointsRounding'],
        label: 'policy.pointsRounding',
        choices: [
          choice('perRule', 'policy.pointsRounding.perRule', 'policy.pointsRounding.perRule.example'),
          choice('perLine', 'policy.pointsRounding.perLine', 'policy.pointsRounding.perLine.example'),
          choice('once', 'policy.pointsRounding.once', 'policy.pointsRounding.once.example'),
        ],
      },
    ],
  },
  {
    title: 'policies.earning',
    policies: [
      {
        path: ['earnOn'],
        label: 'policy.earnOn',
        choices: [
          choice('afterRedemption', 'policy.earnOn.afterRedemption', 'policy.earnOn.afterRedemption.example'),
          choice('afterOffers', 'policy.earnOn.afterOffers', 'policy.earnOn.afterOffers.example'),
          choice('gross', 'policy.earnOn.gross', 'policy.earnOn.gross.example'),
        ],
      },
      {
        path: ['earnWhenRedeeming'],
        label: 'policy.earnWhenRedeeming',
        choices: [
          choice(true, 'policy.earnWhenRedeeming.yes', 'policy.earnWhenRedeeming.yes.example'),
          choice(false, 'policy.earnWhenRedeeming.no', 'policy.earnWhenRedeeming.no.example'),
        ],
      },
      {
        path: ['spendOwnPoints'],
        label: 'policy.spendOwnPoints',
        choices: [
          choice(false, 'policy.spendOwnPoints.no', 'policy.spendOwnPoints.no.example'),
          choice(true, 'policy.spendOwnPoints.yes', 'policy.spendOwnPoints.yes.example'),
        ],
      },
      {
        path: ['boosts'],
        label: 'policy.boosts',
        choices: [
          choice('multiply', 'policy.boosts.multiply', 'policy.boosts.multiply.example'),
          choice('add', 'policy.boosts.add', 'policy.boosts.add.example'),
          choice('best', 'policy.boosts.best', 'policy.boosts.best.example'),
        ],
      },
      {
        path: ['tierCounts'],
        label: 'policy.tierCounts',
        choices: [
          choice('before', 'policy.tierCounts.before', 'policy.tierCounts.before.example'),
          choice('withSale', 'policy.tierCounts.withSale', 'policy.tierCounts.withSale.example'),
        ],
      },
      {
        path: ['tierByHand'],
        label: 'policy.tierByHand',
        choices: [
          choice('floor', 'policy.tierByHand.floor', 'policy.tierByHand.floor.example'),
          choice('lock', 'policy.tierByHand.lock', 'policy.tierByHand.lock.example'),
        ],
      },
    ],
  },
  {
    title: 'policies.points',
    policies: [
      {
        path: ['tooMany'],
        label: 'policy.tooMany',
        choices: [
          choice('refuse', 'policy.tooMany.refuse', 'policy.tooMany.refuse.example'),
          choice('cut', 'policy.tooMany.cut', 'policy.tooMany.cut.example'),
        ],
      },
      {
        path: ['lotOrder'],
        label: 'policy.lotOrder',
        choices: [
          choice('earliestExpiry', 'policy.lotOrder.earliestExpiry', 'policy.lotOrder.earliestExpiry.example'),
          choice('earliestEarned', 'policy.lotOrder.earliestEarned', 'policy.lotOrder.earliestEarned.example'),
        ],
      },
      {
        path: ['expiryDay'],
        label: 'policy.expiryDay',
        choices: [
          choice('through', 'policy.expiryDay.through', 'policy.expiryDay.through.example'),
          choice('until', 'policy.expiryDay.until', 'policy.expiryDay.until.example'),
        ],
      },
    ],
  },
  {
    title: 'policies.returns',
    policies: [
      {
        path: ['spentBack'],
        label: 'policy.spentBack',
        choices: [
          choice('proportion', 'policy.spentBack.proportion', 'policy.spentBack.proportion.example'),
          choice('last', 'policy.spentBack.last', 'policy.spentBack.last.example'),
        ],
      },
      {
        path: ['takeBack'],
        label: 'policy.takeBack',
        choices: [
          choice('belowZero', 'policy.takeBack.belowZero', 'policy.takeBack.belowZero.example'),
          choice('toZero', 'policy.takeBack.toZero', 'policy.takeBack.toZero.example'),
          choice('withhold', 'policy.takeBack.withhold', 'policy.takeBack.withhold.example'),
          choice('askManager', 'policy.takeBack.askManager', 'policy.takeBack.askManager.example'),
        ],
      },
      {
        path: ['couponsBack'],
        label: 'policy.couponsBack',
        choices: [
          choice(true, 'policy.couponsBack.yes', 'policy.couponsBack.yes.example'),
          choice(false, 'policy.couponsBack.no', 'policy.couponsBack.no.example'),
        ],
      },
    ],
  },
];

/** What is meant where a programme does not say; part of the format. */
export function defaultOf({ path }: Policy): Json {
  const defaults: Json = { ...DEFAULT_POLICIES, rounding: { ...DEFAULT_POLICIES.rounding } };
  return (
    at(
      defaults,
      path.filter((step) => step !== undefined),
    ) ?? null
  );
}

/** Where a policy stands in a programme. */
export function policyPath({ path }: Policy): Path {
  return ['policies', ...path.filter((step) => step !== undefined)];
}

const all = POLICIES.flatMap(({ policies }) => policies);
const asField = (policy: Policy, key: string): Field => ({
  key,
  label: policy.label,
  shape: { kind: 'choice', options: policy.choices },
  off: 'absent',
  fresh: defaultOf(policy),
});

/** The same as fields: for the difference between two versions. */
export const POLICY_FIELDS: readonly Field[] = [
  ...all.filter(({ path }) => path[1] === undefined).map((policy) => asField(policy, policy.path[0])),
  {
    key: 'rounding',
    label: 'policies.rounding',
    shape: group(all.flatMap((policy) => (policy.path[1] === undefined ? [] : [asField(policy, policy.path[1])]))),
    off: 'absent',
    fresh: {},
  },
];
