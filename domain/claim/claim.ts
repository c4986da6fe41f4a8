import { bani } from '../amount/bani.ts';
import type { CivilDate } from '../calendar/civil.ts';
import { civilDateAt, civilTimeAt, daysBetween } from '../calendar/civil.ts';
import type { Earned, earnOnSale } from '../earning/earn.ts';
import { meets } from '../programme/filter.ts';
import type { Programme } from '../programme/programme.ts';
import type { Sale } from '../record/record.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';
import type { Facts } from '../sale/facts.ts';

/** A sale whose points may be claimed. */
export type ClaimedSale = Pick<Sale, 'member' | 'lines' | 'rules' | 'tenders'> & {
  /** UTC ms. */
  readonly occurredAt: number;
  /** Id of the store. */
  readonly store: string;
};

/** Whether the points of a receipt may still be claimed by somebody who forgot their card: once a receipt, within days. */
export function mayClaim(of: {
  readonly programme: Programme;
  readonly sale: ClaimedSale;
  readonly claimed: boolean;
  readonly day: CivilDate;
}): Outcome<null> {
  const { programme, sale, claimed, day } = of;
  if (programme.claims === null) return refused('claim.notAllowed');
  if (sale.member !== null || claimed) return refused('claim.taken');
  const { days } = programme.claims;
  return daysBetween(civilDateAt(sale.occurredAt), day) > days ? refused('claim.tooLate', { days }) : done(null);
}

/**
 * What the sale would have earned its member: at its moment, by its own version of the programme, on what was really paid. Offers
 * are not reckoned again: the money is done with. `earn` is earnOnSale.
 */
export function claimEarned(of: {
  readonly programme: Programme;
  readonly sale: ClaimedSale;
  readonly facts: Facts;
  readonly earn: typeof earnOnSale;
}): Earned {
  const { programme, sale, facts, earn } = of;
  return earn({
    programme,
    lines: sale.lines.map((line) => {
      const { sku, category, brand = null, tags = [], price, gross, discount, quantity, unit, vat } = line;
      const goods = { sku, category, brand, tags, price };
      const net = bani(gross - discount);
      const units = unit === 'kg' ? 1 : Math.max(1, Math.floor(quantity / 1000));
      return {
        goods,
        units,
        // Which units of a line were free is not recorded, only what the line cost: all of it free, or none.
        freeUnits: discount > 0 && net === 0 ? units : 0,
        vat,
        gross,
        afterOffers: net,
        afterRedemption: net,
        excluded: programme.excluded !== null && meets(programme.excluded, goods),
      };
    }),
    facts,
    moment: { day: civilDateAt(sale.occurredAt), time: civilTimeAt(sale.occurredAt), store: sale.store },
    codes: sale.rules?.choices.codes ?? [],
    tenders: sale.tenders.map(({ kind }) => kind),
    tier: facts.tier,
    redeemed: false,
  });
}
