import type { EarningCaps, EarningRule } from '../programme/earning.ts';
import { counterName, type Facts } from '../sale/facts.ts';

/** What caps leave of a rule's points. */
export interface Capped {
  readonly kept: number;
  readonly lost: number;
  /** The cap that cut most; 0 where nothing is lost. */
  readonly most: number;
}

/** Cuts points down to the caps of a rule, as far as the member has used them up. */
export function capped(earned: number, rule: EarningRule, facts: Facts): Capped {
  const { caps, id } = rule;
  let kept = earned;
  let most = 0;
  const cut = (cap: number | null, name: ((rule: string) => string) | null): void => {
    if (cap === null) return;
    const used = name === null ? 0 : Math.max(0, facts.counters[name(id)] ?? 0);
    const room = Math.max(0, cap - used);
    if (room < kept) {
      kept = room;
      most = cap;
    }
  };
  cut(caps.receipt, null);
  cut(caps.day, counterName.earnedDay);
  cut(caps.month, counterName.earnedMonth);
  cut(caps.year, counterName.earnedYear);
  cut(caps.ever, counterName.earnedEver);
  return { kept, lost: earned - kept, most };
}

/** Whether what a rule gives must be counted: a cap reaches beyond the receipt. */
export function countsForCaps(caps: EarningCaps): boolean {
  return caps.day !== null || caps.month !== null || caps.year !== null || caps.ever !== null;
}
