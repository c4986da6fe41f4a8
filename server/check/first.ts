/** Sales of format 1 had no rules with them: what they were reckoned from is told by their figures. */
import { civilDateAt, civilTimeAt } from '../../domain/calendar/civil.ts';
import { LIFTED_REWARD } from '../../domain/programme/lift.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { RecordHead, Sale } from '../../domain/record/record.ts';
import { evaluate, type SaleResult } from '../../domain/sale/evaluate.ts';
import type { Facts } from '../../domain/sale/facts.ts';

/** Reckons such a sale again: its member needs no facts but enough points for what was spent. */
export function reckonFirst(sale: RecordHead & Sale, programme: Programme): SaleResult {
  const { member } = sale;
  const day = member?.civilDate ?? civilDateAt(sale.occurredAt);
  const facts: Facts | null =
    member === null
      ? null
      : {
          member: member.member,
          balance: member.balanceBefore,
          spendable: sale.spent,
          tier: null,
          tierSum: 0,
          joinedDays: 0,
          near: [],
          counters: {},
          coupons: [],
          referrer: null,
        };
  const reward = { offer: LIFTED_REWARD, points: sale.spent, times: 1, sku: null };
  return evaluate({
    programme,
    lines: sale.lines.map((line, i) => ({
      key: i + 1,
      sku: line.sku,
      name: line.name,
      category: line.category,
      // Not recorded and without influence: the price is of 1000 thousandths of whatever it is.
      unit: 'kg',
      quantity: line.quantity,
      price: line.price,
      vat: line.vat,
    })),
    facts,
    choices: { codes: [], rewards: sale.spent > 0 ? [reward] : [], proof: null },
    moment: { day, time: civilTimeAt(sale.occurredAt), store: sale.store },
    tenders: sale.tenders.map(({ kind }) => kind),
    products: () => null,
  });
}
