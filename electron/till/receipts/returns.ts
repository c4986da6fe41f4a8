import type { Request } from '../../../contract/till/api.ts';
import type { Confirmed, ReturnQuote } from '../../../contract/till/views.ts';
import type { SaleRecord } from '../../../db/ledger/ledger.ts';
import type { KnownMember } from '../../../db/members.ts';
import { bani, NO_MONEY, sumBani } from '../../../domain/amount/bani.ts';
import { NO_POINTS, points } from '../../../domain/amount/points.ts';
import { ONE_PIECE } from '../../../domain/amount/quantity.ts';
import { parseBani } from '../../../domain/amount/text.ts';
import type { CivilDate } from '../../../domain/calendar/civil.ts';
import { readReceiptNumber } from '../../../domain/card/receiptNumber.ts';
import { hasEnded, lastDay } from '../../../domain/giftcard/giftcard.ts';
import { givenBack, isKept, tendersBack } from '../../../domain/giftcard/movement.ts';
import { type GiftCardId, recordId } from '../../../domain/identity/ids.ts';
import { fold } from '../../../domain/ledger/fold.ts';
import type { Programme } from '../../../domain/programme/programme.ts';
import type {
  HandedTender,
  MemberInputs,
  ReferralBonus,
  Return,
  ReturnLine,
  Tender,
} from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { returnContent } from '../../../domain/returns/content.ts';
import { wholeBack } from '../../../domain/returns/counts.ts';
import { type ReturnFigures, reckonReturn } from '../../../domain/returns/reckon.ts';
import { vatLines } from '../../../domain/sale/vat.ts';
import { checkAmount } from '../counter/basket.ts';
import { nextReceiptNumber } from '../counter/confirm.ts';
import { endingOn, knownCard, leftOn } from '../giftcards/cards.ts';
import { bonusUndone } from '../people/bonus.ts';
import { today, type Workings, write, writeTogether } from '../workings.ts';
import { type KnownReceipt, knownReceipt, saleNow } from './find.ts';

type Asked = Pick<Request<'returns.quote'>, 'receipt' | 'lines'>;

interface Reckoned {
  readonly known: KnownReceipt;
  readonly sale: SaleRecord;
  readonly member: KnownMember | null;
  /** The sale's own version; null: not known here (any more). */
  readonly programme: Programme | null;
  readonly figures: ReturnFigures;
}

/** Reckons a return against everything that came back of the sale before, here and elsewhere. */
function reckon(w: Workings, { receipt, lines }: Asked): Outcome<Reckoned> {
  const known = knownReceipt(w, { id: receipt });
  if (known === null) return refused('receipt.unknown', { number: '' });
  const { returns: earlier } = known;
  const sale = saleNow(known);
  // What came back cannot come back again.
  if (sale === null) return refused('return.nothing');
  if (known.voided) return refused('return.voided');
  const member = sale.member === null ? null : w.members.find(sale.member.member);
  const programme = w.rules.version(sale.programmeVersion);
  const managerAllowed = w.session.staff?.role === 'manager';
  const standing = member?.standing ?? null;
  const figures = reckonReturn({ sale, earlier, lines, programme, standing, managerAllowed });
  return figures.ok ? done({ known, sale, member, programme, figures: figures.value }) : figures;
}

/** `returns.quote`: what these lines would give back; nothing is written. */
export function quoteReturn(w: Workings, input: Asked): Outcome<ReturnQuote> {
  const reckoned = reckon(w, input);
  if (!reckoned.ok) return reckoned;
  const { figures, member } = reckoned.value;
  const { total, vat, earnedBack, spentBack } = figures;
  const balanceAfter = member === null ? null : points(member.standing.balance - earnedBack + spentBack);
  const back = moneyBack(reckoned.value, 'cash');
  const kept = back.flatMap(({ kind, amount, card }) =>
    kind === 'giftCard' || kind === 'wallet' ? [{ kind, ending: endingOn(w, card), amount }] : [],
  );
  const byHand = bani(total - sumBani(kept.map(({ amount }) => amount)));
  return done({ total, vat, earnedBack, spentBack, balanceAfter, kept, byHand });
}

/**
 * How the money goes back: to gift cards and the e-wallet what they paid, as far as they have not got it back yet; the rest by hand,
 * as the cashier says.
 */
function moneyBack({ sale, known, figures }: Reckoned, by: HandedTender): Tender[] {
  const kept = tendersBack(sale.tenders, givenBack(known.returns), figures.total).filter(isKept);
  const rest = bani(figures.total - sumBani(kept.map(({ amount }) => amount)));
  return rest === 0 ? kept : [...kept, { kind: by, amount: rest }];
}

/** Gift cards that have ended and get money back last anew: money on a card that cannot pay would be no money. */
function lastDays(w: Workings, tenders: readonly Tender[]): Map<GiftCardId, CivilDate | null> {
  const ended = tenders.flatMap(({ kind, card }) => {
    const standing = kind === 'giftCard' && card !== undefined ? knownCard(w, card)?.standing : undefined;
    return standing !== undefined && hasEnded(standing, today(w)) ? [standing.card] : [];
  });
  return new Map(ended.map((card) => [card, lastDay(w.rules.holding(), today(w))]));
}

/** `returns.confirm`: one record; `total` is what the cashier saw. */
export function confirmReturn(w: Workings, input: Request<'returns.confirm'>): Outcome<Confirmed> {
  const reckoned = reckon(w, input);
  if (!reckoned.ok) return reckoned;
  const { known, sale, member, programme, figures } = reckoned.value;
  if (figures.total !== input.total) return refused('sale.changed', { expected: input.total, now: figures.total });
  const tenders = moneyBack(reckoned.value, input.tender);
  const content = returnContent({
    number: nextReceiptNumber(w),
    sale,
    earlier: known.returns,
    figures,
    programme,
    member: sale.member === null ? null : memberInputs(w, sale.member, member),
    movesFor: member?.id ?? sale.member?.member ?? null,
    tenders,
    wallet: sale.member === null ? NO_MONEY : w.giftCards.wallet(sale.member.member).standing.balance,
    lastDays: lastDays(w, tenders),
  });
  const nothingLeft = wholeBack(sale, [...known.returns, content]);
  return done(writeReturn(w, content, member, sale.programmeVersion, nothingLeft ? bonusUndone(w, sale) : null));
}

function memberInputs(w: Workings, sold: MemberInputs, member: KnownMember | null): MemberInputs {
  return {
    member: member?.id ?? sold.member,
    balanceBefore: member?.standing.balance ?? NO_POINTS,
    foundBy: 'receipt',
    civilDate: today(w),
    redeemed: null,
  };
}

function writeReturn(
  w: Workings,
  content: Return,
  member: KnownMember | null,
  programmeVersion: number | null,
  /** The end of the bonus that the sale had brought; null: none. */
  undone: ReferralBonus | null,
): Confirmed {
  const id = recordId(w.newUuid());
  const how = { id, reverses: content.of, programmeVersion };
  if (undone === null) write(w, content, how);
  else
    writeTogether(
      w,
      [
        { content, how },
        { content: undone, how: { programmeVersion } },
      ],
      {},
    );
  const confirmed: Confirmed = {
    id,
    kind: 'return',
    number: content.number,
    total: content.total,
    change: NO_MONEY,
    earned: content.earnedBack,
    spent: content.spentBack,
    balanceBefore: member?.standing.balance ?? null,
    balanceAfter: member === null ? null : fold(member.standing, content.entries).balance,
    memberName: member?.person?.name ?? null,
    fiscalNumber: null,
    issued: [],
    tierReached: null,
    kept: leftOn(w, content.tenders),
    walletGiven: NO_MONEY,
  };
  w.counter.show(confirmed);
  return confirmed;
}

/**
 * `returns.typed`: the receipt is not known here and the centre could not say. Lines as amounts, no points: the
 * centre settles those when it knows the receipt.
 */
export function typedReturn(w: Workings, input: Request<'returns.typed'>): Outcome<Confirmed> {
  const number = input.number.trim();
  const read = number === '' ? done(null) : readReceiptNumber(number);
  if (!read.ok) return read;
  const lines: ReturnLine[] = [];
  for (const { name, amount, vat } of input.lines) {
    const price = parseBani(amount);
    if (!price.ok) return price;
    if (!w.rules.chain().vatRates.includes(vat)) return refused('vat.unknownRate', { rate: vat });
    lines.push({
      line: null,
      sku: null,
      name: name.trim(),
      quantity: ONE_PIECE,
      price: price.value,
      vat,
      gross: price.value,
      discount: NO_MONEY,
      earned: NO_POINTS,
      spent: NO_POINTS,
    });
  }
  const total = sumBani(lines.map(({ gross }) => gross));
  const checked = checkAmount(total);
  if (!checked.ok) return checked;
  const content: Return = {
    kind: 'return',
    number: nextReceiptNumber(w),
    of: null,
    ofNumber: read.value?.number ?? '',
    member: null,
    lines,
    vat: vatLines(lines.map(({ vat: rate, gross, discount }) => ({ rate, gross, discount }))),
    tenders: [{ kind: input.tender, amount: total }],
    total: bani(total),
    earnedBack: NO_POINTS,
    spentBack: NO_POINTS,
    trace: [],
    entries: [],
  };
  return done(writeReturn(w, content, null, null, null));
}
