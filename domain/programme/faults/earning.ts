import type { Conditions } from '../conditions.ts';
import type { EarningRule } from '../earning.ts';
import type { Programme } from '../programme.ts';
import { filterFaults } from './conditions.ts';
import { type Fault, faultIf } from './ids.ts';
import { expiryFaults } from './members.ts';

/** More points than this for one ban would leave the numbers that are exact. */
const MOST_POINTS_PER_BAN = 1000;
const FAULT_OF_TOO_MANY = `most ${MOST_POINTS_PER_BAN} a ban` as const;

/** What is wrong with earning rules and boosts, besides their conditions. */
export function earningFaults(programme: Programme): Fault[] {
  const rules = new Set(programme.earning.map(({ id }) => id));
  return [
    ...programme.earning.flatMap((rule, i) => ruleFaults(programme, rule, `earning[${i}]`)),
    ...programme.boosts.flatMap(({ when, of, rules: named = [] }, i) => [
      ...(of === undefined ? [] : filterFaults(of, `boosts[${i}].of`)),
      ...faultIf(when.who === 'none', `boosts[${i}].when.who`, 'needs member'),
      ...named.flatMap((rule, j) => faultIf(!rules.has(rule), `boosts[${i}].rules[${j}]`, 'unknown')),
    ]),
  ];
}

function ruleFaults(programme: Programme, rule: EarningRule, path: string): Fault[] {
  return [
    ...(rule.of === undefined ? [] : filterFaults(rule.of, `${path}.of`)),
    ...faultIf(rule.when.who === 'none', `${path}.when.who`, 'needs member'),
    ...givesFaults(programme, rule, `${path}.gives`),
    ...expiryFaults(rule.expiry, programme.policies, `${path}.expiry`),
    ...faultIf(rule.paidOnly === true && !countsUnits(rule), `${path}.paidOnly`, 'needs units of a sale'),
    ...(rule.on === 'sale' ? [] : eventFaults(rule, path)),
  ];
}

function givesFaults({ stampCards }: Programme, { gives }: EarningRule, path: string): Fault[] {
  if (gives.type === 'stamps') {
    return faultIf(!stampCards.some(({ id }) => id === gives.card), `${path}.card`, 'unknown');
  }
  if (gives.type !== 'perMoney') return [];
  const carried = gives.rounding === 'carry' && gives.wholeFirst === true;
  return [
    ...faultIf(gives.points > gives.per * MOST_POINTS_PER_BAN, `${path}.points`, FAULT_OF_TOO_MANY),
    ...faultIf(gives.upTo !== undefined && gives.upTo <= (gives.above ?? 0), `${path}.upTo`, 'order'),
    ...faultIf(carried, `${path}.wholeFirst`, 'needs rounding without rest'),
  ];
}

/** Whether a rule has units to count: those of a sale, by piece or for a stamp. */
function countsUnits({ on, gives }: EarningRule): boolean {
  return on === 'sale' && (gives.type === 'perUnit' || gives.type === 'stamps');
}

/** An event has no goods, no prices and no ways of paying: a rule that asks for them would never give anything. */
function eventFaults({ gives, when, of }: EarningRule, path: string): Fault[] {
  const goods = gives.type === 'perMoney' || gives.type === 'perUnit';
  const asked: readonly (keyof Conditions)[] = ['basket', 'codes', 'tenders'];
  return [
    ...faultIf(goods, `${path}.gives.type`, 'needs sale'),
    ...faultIf(gives.type === 'stamps' && gives.units !== null, `${path}.gives.units`, 'needs sale'),
    ...faultIf(of !== undefined, `${path}.of`, 'needs sale'),
    ...asked.flatMap((key) => faultIf(when[key] !== undefined, `${path}.when.${key}`, 'needs sale')),
  ];
}
