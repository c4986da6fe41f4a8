import type { BasketCondition, Conditions } from '../conditions.ts';
import type { GoodsFilter } from '../filter.ts';
import type { Programme } from '../programme.ts';
import { type Fault, faultIf, orderFaults } from './ids.ts';

/** The longest stretch before or after a birthday, in days: a longer one would open again before it closed. */
export const MOST_WINDOW_DAYS = 183;

/** What is wrong with the goods that a filter names. */
export function filterFaults(filter: GoodsFilter, path: string): Fault[] {
  return [
    ...orderFaults(filter.priceFrom, filter.priceTo, `${path}.priceTo`),
    ...(filter.anyOf ?? []).flatMap((one, i) => filterFaults(one, `${path}.anyOf[${i}]`)),
    ...(filter.except === undefined ? [] : filterFaults(filter.except, `${path}.except`)),
  ];
}

/** What is wrong with the conditions at a path: ends before begins, times that are none, levels that are not there. */
export function conditionFaults(programme: Programme, when: Conditions, path: string): Fault[] {
  const levels = new Set((programme.tiers?.levels ?? []).map(({ id }) => id));
  return [
    ...orderFaults(when.from, when.until, `${path}.until`),
    ...(when.weekdays ?? []).flatMap((day, i) =>
      faultIf(!Number.isInteger(day) || day < 1 || day > 7, `${path}.weekdays[${i}]`, 'form'),
    ),
    ...(when.hours ?? []).flatMap((stretch, i) => hoursFaults(stretch, `${path}.hours[${i}]`)),
    ...faultIf(when.who === 'none' && asksMember(when), `${path}.who`, 'needs member'),
    ...(when.tiers ?? []).flatMap((tier, i) =>
      faultIf(tier !== null && !levels.has(tier), `${path}.tiers[${i}]`, 'unknown'),
    ),
    ...windowFaults(when.birthday, `${path}.birthday`),
    ...windowFaults(when.anniversary, `${path}.anniversary`),
    ...orderFaults(when.purchase?.from, when.purchase?.to, `${path}.purchase.to`),
    ...orderFaults(when.joinedDays?.from, when.joinedDays?.to, `${path}.joinedDays.to`),
    ...(when.basket ?? []).flatMap((demand, i) => basketFaults(demand, `${path}.basket[${i}]`)),
  ];
}

function hoursFaults({ from, to }: { readonly from: string; readonly to: string }, path: string): Fault[] {
  return [
    ...faultIf(!/^([01]\d|2[0-3]):[0-5]\d$/.test(from), `${path}.from`, 'form'),
    ...faultIf(!/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(to), `${path}.to`, 'form'),
    ...faultIf(from === to, `${path}.to`, 'empty'),
  ];
}

function asksMember(when: Conditions): boolean {
  return [when.tiers, when.birthday, when.anniversary, when.purchase, when.joinedDays].some(
    (asked) => asked !== undefined,
  );
}

function windowFaults(window: Conditions['birthday'], path: string): Fault[] {
  if (window === undefined) return [];
  return [
    ...faultIf(window.before > MOST_WINDOW_DAYS, `${path}.before`, `most ${MOST_WINDOW_DAYS}`),
    ...faultIf(window.after > MOST_WINDOW_DAYS, `${path}.after`, `most ${MOST_WINDOW_DAYS}`),
  ];
}

function basketFaults(demand: BasketCondition, path: string): Fault[] {
  const { of, spendFrom, spendTo, unitsFrom, unitsTo, differentFrom } = demand;
  const asks = [spendFrom, spendTo, unitsFrom, unitsTo, differentFrom].some((asked) => asked !== undefined);
  return [
    ...(of === undefined ? [] : filterFaults(of, `${path}.of`)),
    ...orderFaults(spendFrom, spendTo, `${path}.spendTo`),
    ...orderFaults(unitsFrom, unitsTo, `${path}.unitsTo`),
    ...faultIf(!asks, path, 'empty'),
    ...faultIf(
      demand.withoutVat === true && spendFrom === undefined && spendTo === undefined,
      `${path}.withoutVat`,
      'needs spendFrom or spendTo',
    ),
  ];
}
