import { type Bani, bani } from '../../domain/amount/bani.ts';
import { NO_POINTS, type Points, points } from '../../domain/amount/points.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import { receiptNumber } from '../../domain/card/receiptNumber.ts';
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import { spendable } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { FirstProgramme as Programme } from '../../domain/programme/first.ts';
import type { MemberInputs, Return, Sale, Tender, Void } from '../../domain/record/record.ts';
import { returnEntries, voidEntries } from '../../domain/returns/entries.ts';
import { leftToReturn, reckonReturn } from '../../domain/returns/reckon.ts';
import type { BasketLine } from '../../domain/sale/basket.ts';
import { debtRepaid, saleEntries } from '../../domain/sale/entries.ts';
import { reckonSale } from '../../domain/sale/reckon.ts';
import { mostRedeemable } from '../../domain/sale/redeem.ts';
import { settleTenders } from '../../domain/sale/tenders.ts';
import type { Chance } from './chance.ts';
import { FIRST_LIFE } from './shop.ts';

/** A sale of the sample's past and what became of it. */
export interface Sold {
  readonly id: RecordId;
  readonly sale: Sale;
  readonly returns: Return[];
  voided: boolean;
}

/** How often somebody who can spend points does, and all of them. */
const SPENDS = 0.24;
const SPENDS_ALL = 0.45;

/** One sale, reckoned by the rules of the house. */
export function saleDraft(of: {
  readonly id: RecordId;
  readonly till: number;
  readonly seq: number;
  readonly basket: readonly BasketLine[];
  readonly programme: Programme;
  readonly member: {
    readonly id: MemberId;
    readonly standing: Standing;
    readonly foundBy: MemberInputs['foundBy'];
  } | null;
  readonly today: CivilDate;
  readonly fiscalNumber: string | null;
  readonly chance: Chance;
}): Sale {
  const { basket, programme, member, chance } = of;
  const plain = reckonSale({ lines: basket, programme, spend: NO_POINTS, withMember: member !== null });
  const spend = member === null ? NO_POINTS : wish(of, plain.discountable, member.standing);
  const figures = spend === 0 ? plain : reckonSale({ lines: basket, programme, spend, withMember: true });
  const settled = settleTenders(figures.total, handedOver(figures.total, chance));
  assert(settled.ok, 'the sample pays what is due');
  const repaid = member === null ? null : debtRepaid(member.standing, figures.earned);
  return {
    kind: 'sale',
    number: receiptNumber(of.till, FIRST_LIFE, of.seq),
    member:
      member === null
        ? null
        : {
            member: member.id,
            balanceBefore: member.standing.balance,
            foundBy: member.foundBy,
            civilDate: of.today,
            redeemed: figures.spent > 0 ? 'online' : null,
          },
    lines: basket.map(({ sku, name, category, quantity, price, vat }, i) => {
      const line = figures.lines[i];
      assert(line !== undefined, 'figures are aligned with their lines');
      const { gross, discount, earned, spent } = line;
      return { sku, name, category, quantity, price, vat, gross, discount, earned, spent };
    }),
    vat: figures.vat,
    tenders: settled.value.tenders,
    change: settled.value.change,
    gross: figures.gross,
    discount: figures.discount,
    total: figures.total,
    earned: figures.earned,
    spent: figures.spent,
    fiscalNumber: of.fiscalNumber,
    trace: repaid === null ? figures.trace : [...figures.trace, repaid],
    entries:
      member === null
        ? []
        : saleEntries({
            record: of.id,
            member: member.id,
            standing: member.standing,
            figures,
            programme,
            today: of.today,
          }),
  };
}

/** How many points somebody wants to spend. */
function wish(
  { programme, today, chance }: { readonly programme: Programme; readonly today: CivilDate; readonly chance: Chance },
  discountable: Bani,
  standing: Standing,
): Points {
  if (!chance.hit(SPENDS)) return NO_POINTS;
  const { most, least } = mostRedeemable({ programme, discountable, spendable: spendable(standing, today) });
  if (most < least || most === 0) return NO_POINTS;
  if (chance.hit(SPENDS_ALL)) return most;
  return points(chance.between(Math.ceil(least / 10), Math.floor(most / 10)) * 10 || least);
}

/** Notes of 10, 50, 100 and 200 lei, small money now and then; cards pay to the ban. */
function handedOver(total: Bani, chance: Chance): Tender[] {
  if (total === 0) return [];
  if (chance.hit(0.53)) return [{ kind: 'card', amount: total }];
  if (chance.hit(0.03)) return [{ kind: 'other', amount: total }];
  const note = chance.pick([50, 1000, 5000, 10_000, 20_000]);
  return [{ kind: 'cash', amount: bani(Math.ceil(total / note) * note) }];
}

/** Brings one or two lines of a sale back, whole or in part; null where nothing is left to bring back. */
export function returnDraft(of: {
  readonly sold: Sold;
  readonly till: number;
  readonly seq: number;
  readonly standing: Standing | null;
  readonly today: CivilDate;
  readonly chance: Chance;
}): Return | null {
  const { id, sale, returns, voided } = of.sold;
  if (voided) return null;
  const left = leftToReturn(sale, returns).flatMap((quantity, index) => (quantity > 0 ? [{ index, quantity }] : []));
  if (left.length === 0) return null;
  const first = of.chance.pick(left);
  const pieces = first.quantity % 1000 === 0 ? first.quantity / 1000 : 1;
  const quantity = pieces > 1 ? thousandths(of.chance.between(1, pieces) * 1000) : first.quantity;
  const reckoned = reckonReturn({ sale, earlier: returns, lines: [{ index: first.index, quantity }] });
  assert(reckoned.ok, 'the sample returns no more than was sold');
  const figures = reckoned.value;
  const member = sale.member;
  const made: Return = {
    kind: 'return',
    number: receiptNumber(of.till, FIRST_LIFE, of.seq),
    of: id,
    ofNumber: sale.number,
    member:
      member === null || of.standing === null
        ? null
        : {
            member: member.member,
            balanceBefore: of.standing.balance,
            foundBy: 'receipt',
            civilDate: of.today,
            redeemed: null,
          },
    lines: figures.lines,
    vat: figures.vat,
    tenders: figures.total === 0 ? [] : [{ kind: sale.tenders[0]?.kind ?? 'cash', amount: figures.total }],
    total: figures.total,
    earnedBack: figures.earnedBack,
    spentBack: figures.spentBack,
    trace: figures.trace,
    entries: returnEntries({
      figures,
      sale: { id, entries: sale.entries },
      earlier: returns,
      member: member?.member ?? null,
    }),
  };
  returns.push(made);
  return made;
}

/** Undoes a whole sale. */
export function voidOf({ id, sale }: Sold): Void {
  return {
    kind: 'void',
    of: id,
    ofNumber: sale.number,
    member: sale.member?.member ?? null,
    total: sale.total,
    tenders: sale.tenders,
    entries: voidEntries({ id, entries: sale.entries }),
  };
}
