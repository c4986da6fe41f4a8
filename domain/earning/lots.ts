import { never } from '../assert.ts';
import { addDays, type CivilDate } from '../calendar/civil.ts';
import { periodEnd } from '../calendar/periods.ts';
import type { EarningRule, Expiry } from '../programme/earning.ts';
import type { Programme } from '../programme/programme.ts';
import type { NewLot } from '../sale/figures.ts';

/** When points earned on a day may be spent, and until when. */
export type LotTerms = Pick<NewLot, 'expires' | 'from' | 'idleDays'>;

/**
 * The terms of a lot earned on a day, by a rule or (null) by the programme. An end is counted from the day on which the points
 * are confirmed; under `expiryDay` = `until` the last usable day is the one before it.
 */
export function newLotTerms(
  programme: Programme,
  rule: Pick<EarningRule, 'pendingDays' | 'expiry'> | null,
  day: CivilDate,
): LotTerms {
  const pendingDays = rule?.pendingDays ?? programme.lots.pendingDays;
  const expiry = rule?.expiry ?? programme.lots.expiry;
  const confirmed = addDays(day, pendingDays);
  const end = endOf(expiry, confirmed);
  return {
    expires: end === null ? null : programme.policies.expiryDay === 'until' ? addDays(end, -1) : end,
    from: pendingDays === 0 ? null : confirmed,
    idleDays:
      expiry.type === 'inactivity' ? expiry.days - (programme.policies.expiryDay === 'until' ? 1 : 0) || null : null,
  };
}

function endOf(expiry: Expiry, confirmed: CivilDate): CivilDate | null {
  switch (expiry.type) {
    case 'never':
      return null;
    case 'days':
    case 'inactivity':
      return addDays(confirmed, expiry.days);
    case 'endOf':
      return periodEnd(confirmed, expiry.unit, expiry.after);
    default:
      return never(expiry);
  }
}
