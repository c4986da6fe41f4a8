import { bani } from '../amount/bani.ts';
import type { CivilDate } from '../calendar/civil.ts';
import { civilDateAt, civilTimeAt, daysBetween } from '../calendar/civil.ts';
import type { Earned, earnOnSale } from '../earning/earn.ts';
import type { MemberId, RecordId } from '../identity/ids.ts';
import { tallyKey } from '../ledger/tally.ts';
import { meets } from '../programme/filter.ts';
import type { Programme } from '../programme/programme.ts';
import type { Claim, Sale } from '../record/record.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';
import { countsOf, lotEntries } from '../sale/content.ts';
import type { Facts } from '../sale/facts.ts';
import type { EngineCount } from '../sale/figures.ts';

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
  /** It was voided, or something of it came back: what is left of it was settled without a member. */
  readonly undone: boolean;
  readonly day: CivilDate;
}): Outcome<null> {
  const { programme, sale, claimed, undone, day } = of;
  if (programme.claims === null) return refused('claim.notAllowed');
  if (undone) return refused('claim.undone');
  if (sale.member !== null || claimed) return refused('claim.taken');
  const { days } = programme.claims;
  return daysBetween(civilDateAt(sale.occurredAt), day) > days ? refused('claim.tooLate', { days }) : done(null);
}

/**
 * What the sale would have earned its member: at its moment, by its own version of the programme, on what was really paid. Offers
 * are not reckoned again: the money is done with. `earn` is earnOnSale.
 */
function claimEarned(of: {
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

/**
 * A claim as its record holds it: what the sale would have earned, line by line, and what tiers count of it (spend, points, a visit) on
 * the day of the sale. It is no purchase that was rung for this member: the first purchase is still to come.
 */
export function claimContent(of: {
  readonly record: RecordId;
  readonly member: MemberId;
  readonly programme: Programme;
  readonly sale: ClaimedSale & { readonly id: RecordId };
  /** Of the member, today. */
  readonly facts: Facts;
  /** Of the claim. */
  readonly day: CivilDate;
  readonly earn: typeof earnOnSale;
}): Claim {
  const { record, member, programme, sale, facts, day, earn } = of;
  const { points: earned, byLine, lots, counts, trace } = claimEarned({ programme, sale, facts, earn });
  const on = civilDateAt(sale.occurredAt);
  const total = sale.lines.reduce((sum, { gross, discount }) => sum + gross - discount, 0);
  const count = (key: string, by: number, whole: boolean): EngineCount[] =>
    by === 0 ? [] : [{ key, day: on, by, line: null, whole, all: false }];
  const own = [
    ...count(tallyKey.visits, 1, true),
    ...count(tallyKey.spend, total, false),
    ...count(tallyKey.points, earned, false),
  ];
  return {
    kind: 'claim',
    of: sale.id,
    member,
    trace,
    entries: lotEntries(record, member, lots, day),
    counts: countsOf([...own, ...counts], member),
    byLine,
  };
}
