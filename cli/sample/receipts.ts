import { type Bani, bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { thousandths } from '../../domain/amount/quantity.ts';
import { assert } from '../../domain/assert.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import { receiptNumber } from '../../domain/card/receiptNumber.ts';
import type { MemberId, RecordId, StoreId } from '../../domain/identity/ids.ts';
import { EMPTY_STANDING } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { MemberInputs, Return, Sale, Tender, Void } from '../../domain/record/record.ts';
import { returnContent, voidContent } from '../../domain/returns/content.ts';
import { leftToReturn, reckonReturn } from '../../domain/returns/reckon.ts';
import type { BasketLine } from '../../domain/sale/basket.ts';
import { saleContent } from '../../domain/sale/content.ts';
import { evaluate, type SaleInput } from '../../domain/sale/evaluate.ts';
import { type ChosenReward, NO_CHOICES } from '../../domain/sale/facts.ts';
import { factsFor } from '../../domain/sale/factsFor.ts';
import { spend } from '../../domain/sale/spending.ts';
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
    readonly joined: CivilDate;
    readonly birthday: CivilDate | null;
    readonly foundBy: MemberInputs['foundBy'];
  } | null;
  readonly today: CivilDate;
  /** `HH:MM`. */
  readonly time: string;
  readonly store: StoreId;
  readonly fiscalNumber: string | null;
  readonly chance: Chance;
}): Sale {
  const { basket, programme, member, chance } = of;
  const standing = member?.standing ?? EMPTY_STANDING;
  const plain: SaleInput = {
    programme,
    lines: basket,
    facts:
      member === null
        ? null
        : factsFor({
            programme,
            member: member.id,
            standing,
            joined: member.joined,
            birthday: member.birthday,
            referrer: null,
            day: of.today,
            all: [],
          }),
    choices: NO_CHOICES,
    moment: { day: of.today, time: of.time, store: of.store },
    tenders: null,
    products: () => null,
  };
  const wished = member === null ? null : wish(plain, chance);
  const input: SaleInput = wished === null ? plain : { ...plain, choices: { ...NO_CHOICES, rewards: [wished] } };
  const result = evaluate(input);
  const settled = settleTenders(result.total, handedOver(result.total, chance));
  assert(settled.ok, 'the sample pays what is due');
  return saleContent({
    record: of.id,
    number: receiptNumber(of.till, FIRST_LIFE, of.seq),
    input,
    result,
    member:
      member === null
        ? null
        : { member: member.id, foundBy: member.foundBy, redeemed: result.spent > 0 ? 'online' : null },
    standing,
    tenders: settled.value.tenders,
    change: settled.value.change,
    fiscalNumber: of.fiscalNumber,
  });
}

/** How many points somebody wants to spend; null: none. */
function wish(input: SaleInput, chance: Chance): ChosenReward | null {
  if (!chance.hit(SPENDS)) return null;
  const [free] = spend({ input, wanted: new Map(), policy: null }).free;
  if (free === undefined || free.limits.most === 0) return null;
  const { most, least } = free.limits;
  const some = chance.hit(SPENDS_ALL)
    ? most
    : chance.between(Math.ceil(least / 10), Math.floor(most / 10)) * 10 || least;
  return { offer: free.offer.id, points: points(some), times: 1, sku: null };
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
  readonly programme: Programme;
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
  const reckoned = reckonReturn({
    sale,
    earlier: returns,
    lines: [{ index: first.index, quantity }],
    programme: of.programme,
    standing: of.standing,
  });
  assert(reckoned.ok, 'the sample returns no more than was sold');
  const figures = reckoned.value;
  const member = sale.member;
  const made = returnContent({
    number: receiptNumber(of.till, FIRST_LIFE, of.seq),
    sale: { ...sale, id },
    earlier: returns,
    figures,
    programme: of.programme,
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
    movesFor: member?.member ?? null,
    tenders: figures.total === 0 ? [] : [{ kind: sale.tenders[0]?.kind ?? 'cash', amount: figures.total }],
  });
  returns.push(made);
  return made;
}

/** Undoes a whole sale. */
export function voidOf({ id, sale }: Sold, programme: Programme): Void {
  return voidContent({ ...sale, id }, programme);
}
