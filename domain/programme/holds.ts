import { type Bani, bani, sumBani } from '../amount/bani.ts';
import type { VatRate } from '../amount/quantity.ts';
import type { CivilDate } from '../calendar/civil.ts';
import { counterName, type Facts, type Moment } from '../sale/facts.ts';
import { vatContained } from '../sale/vat.ts';
import type { BasketCondition, Conditions } from './conditions.ts';
import { type Goods, type GoodsFilter, meets } from './filter.ts';

/** A line as conditions see it. */
export interface ConditionLine {
  readonly goods: Goods;
  /** Pieces; a weighed line is one. */
  readonly units: number;
  /** Bani, before or after other offers, as the caller's policy says. */
  readonly amount: Bani;
  /** Contained in the amount; left out: none. */
  readonly vat?: VatRate;
}

/** What conditions are asked of. */
export interface Situation {
  readonly moment: Moment;
  /** Null: no member. */
  readonly facts: Facts | null;
  /** Lines that count: without the excluded goods. */
  readonly lines: readonly ConditionLine[];
  readonly codes: readonly string[];
  /** Ways of paying, where they are known yet. */
  readonly tenders: readonly string[] | null;
  /** The tier that counts; null: none. */
  readonly tier: string | null;
}

/** Why conditions do not hold: the first that fails; `missing` where more of something would do. */
export type Unmet =
  | { readonly why: 'time' | 'store' | 'member' | 'tier' | 'code' | 'tender' }
  | { readonly why: 'spend'; readonly missing: Bani; readonly of: GoodsFilter | undefined }
  | { readonly why: 'units' | 'different'; readonly missing: number; readonly of: GoodsFilter | undefined }
  | { readonly why: 'tooMuch'; readonly of: GoodsFilter | undefined };

/** Asks the conditions of a rule (`id` names it in facts.near); null: they all hold. Never throws; pure. */
export function unmet(id: string, when: Conditions, s: Situation): Unmet | null {
  const { moment, facts } = s;
  if (when.from !== undefined && moment.day < when.from) return { why: 'time' };
  if (when.until !== undefined && moment.day > when.until) return { why: 'time' };
  if (when.weekdays !== undefined && !when.weekdays.includes(weekday(moment.day))) return { why: 'time' };
  if (when.hours !== undefined && !when.hours.some(({ from, to }) => inHours(moment.time, from, to)))
    return { why: 'time' };
  if (when.stores !== undefined && !when.stores.includes(moment.store)) return { why: 'store' };
  if (!holdsOfMember(id, when, facts)) return { why: 'member' };
  if (when.tiers !== undefined && (facts === null || !when.tiers.includes(s.tier))) return { why: 'tier' };
  if (when.codes !== undefined && !when.codes.some((code) => s.codes.includes(code))) return { why: 'code' };
  const { tenders } = when;
  if (tenders !== undefined && !(s.tenders ?? []).some((kind) => tenders.includes(kind))) return { why: 'tender' };
  for (const demand of when.basket ?? []) {
    const failed = unmetBasket(demand, s.lines);
    if (failed !== null) return failed;
  }
  return null;
}

/** 1 Monday … 7 Sunday. */
export function weekday(day: CivilDate): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

/** Text of one form compares as time does; a stretch over midnight is two. */
function inHours(time: string, from: string, to: string): boolean {
  return from <= to ? time >= from && time < to : time >= from || time < to;
}

function holdsOfMember(id: string, when: Conditions, facts: Facts | null): boolean {
  if (when.who === 'none' && facts !== null) return false;
  if (when.who === 'member' && facts === null) return false;
  const asks =
    when.birthday !== undefined ||
    when.anniversary !== undefined ||
    when.purchase !== undefined ||
    when.joinedDays !== undefined;
  if (!asks) return true;
  if (facts === null) return false;
  if (when.birthday !== undefined || when.anniversary !== undefined) if (!facts.near.includes(id)) return false;
  if (when.purchase !== undefined) {
    const nth = (facts.counters[counterName.sales] ?? 0) + 1;
    const { from = 1, to, every } = when.purchase;
    if (nth < from || (to !== undefined && nth > to)) return false;
    if (every !== undefined && nth % every !== 0) return false;
  }
  const { from = 0, to } = when.joinedDays ?? {};
  return facts.joinedDays >= from && (to === undefined || facts.joinedDays <= to);
}

function unmetBasket(demand: BasketCondition, lines: readonly ConditionLine[]): Unmet | null {
  const { of, spendFrom, spendTo, unitsFrom, unitsTo, differentFrom } = demand;
  const found = of === undefined ? lines : lines.filter(({ goods }) => meets(of, goods));
  const units = found.reduce((sum, line) => sum + line.units, 0);
  if (unitsFrom !== undefined && units < unitsFrom) return { why: 'units', missing: unitsFrom - units, of };
  if (unitsTo !== undefined && units > unitsTo) return { why: 'tooMuch', of };
  if (differentFrom !== undefined) {
    const different = new Set(found.map(({ goods }) => goods.sku)).size;
    if (different < differentFrom) return { why: 'different', missing: differentFrom - different, of };
  }
  const spend = demand.withoutVat === true ? withoutVat(found) : sumBani(found.map(({ amount }) => amount));
  if (spendFrom !== undefined && spend < spendFrom) {
    return { why: 'spend', missing: bani(spendFrom - spend), of };
  }
  return spendTo !== undefined && spend > spendTo ? { why: 'tooMuch', of } : null;
}

/** What goods cost without VAT: of each rate the sum less what it contains, as on the receipt. */
function withoutVat(lines: readonly ConditionLine[]): Bani {
  const byRate = new Map<VatRate | undefined, number>();
  for (const { amount, vat } of lines) byRate.set(vat, (byRate.get(vat) ?? 0) + amount);
  let sum = 0;
  for (const [rate, amount] of byRate) sum += amount - (rate === undefined ? 0 : vatContained(bani(amount), rate));
  return bani(sum);
}
