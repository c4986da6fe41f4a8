import type { Request } from '../../../contract/till/api.ts';
import type { GiftCardView } from '../../../contract/till/giftcards.ts';
import { type Bani, NO_MONEY } from '../../../domain/amount/bani.ts';
import { parseBani } from '../../../domain/amount/text.ts';
import { readCode } from '../../../domain/card/codes.ts';
import { topUp } from '../../../domain/giftcard/giftcard.ts';
import type { GiftCardSold } from '../../../domain/giftcard/sold.ts';
import { type GiftCardId, giftCardId } from '../../../domain/identity/ids.ts';
import type { HandedTender } from '../../../domain/record/record.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { checkAmount } from '../counter/basket.ts';
import { beside, today, type Workings, write } from '../workings.ts';
import { cardByCode, cardView, readCard } from './cards.ts';

/** Gift cards sold and filled up: money for money, on disk when it answers. It is no sale of goods and has no VAT. */

/** Shorter codes are guessed; longer ones, or other signs, no scanner reads whole. */
const CODE = /^[\x21-\x7e]{8,64}$/;

/** `giftCards.issue`: a new card. The centre is asked whether the code is free; where it cannot be asked, it is sold all the same. */
export async function issueGiftCard(w: Workings, input: Request<'giftCards.issue'>): Promise<Outcome<GiftCardView>> {
  const amount = amountOf(input.amount);
  if (!amount.ok) return amount;
  const code = await freeCode(w, input.code);
  if (!code.ok) return code;
  const card = giftCardId(w.newUuid());
  return sell(w, { action: 'issue', card, code: code.value, amount: amount.value, tender: input.tender });
}

/** `giftCards.topUp`: more money on a card; it lasts anew from today. */
export async function fillUp(w: Workings, input: Request<'giftCards.topUp'>): Promise<Outcome<GiftCardView>> {
  const amount = amountOf(input.amount);
  if (!amount.ok) return amount;
  const code = input.code.trim();
  const found = await readCard(w, code);
  if (!found.ok) return found;
  return sell(w, { action: 'topUp', card: found.value.card, code, amount: amount.value, tender: input.tender });
}

function amountOf(text: string): Outcome<Bani> {
  const amount = parseBani(text);
  if (!amount.ok) return amount;
  return amount.value <= 0 ? refused('amount.notPositive') : checkAmount(amount.value);
}

async function freeCode(w: Workings, text: string): Promise<Outcome<string>> {
  const code = text.trim();
  const meaning = readCode(code, w.rules.chain());
  if (meaning.kind === 'refused' && meaning.refusal.code === 'code.checkDigit') {
    return { ok: false, refusal: meaning.refusal };
  }
  const goods = meaning.kind === 'product' && w.replica.product({ ean: meaning.ean }) !== null;
  const receipt =
    meaning.kind === 'receipt' || (meaning.kind === 'refused' && meaning.refusal.code === 'receipt.checkDigit');
  if (!CODE.test(code) || receipt || meaning.kind === 'weighed' || goods) {
    return refused('giftCard.badCode', { code });
  }
  const ofMember = meaning.kind === 'card' ? meaning.code : code;
  if (w.members.byCard(ofMember) !== null) return refused('card.taken', { code });
  const read = await readCard(w, code);
  return read.ok ? refused('giftCard.taken', { code }) : done(code);
}

function sell(
  w: Workings,
  of: {
    readonly action: 'issue' | 'topUp';
    readonly card: GiftCardId;
    readonly code: string;
    readonly amount: Bani;
    readonly tender: HandedTender;
  },
): Outcome<GiftCardView> {
  const { action, card, code, amount, tender } = of;
  const entry = topUp(w.rules.holding(), card, amount, today(w));
  if (!entry.ok) return entry;
  const content: GiftCardSold = {
    kind: 'giftCard',
    action,
    card,
    member: null,
    of: null,
    amount,
    tenders: [{ kind: tender, amount }],
    change: NO_MONEY,
    money: [entry.value],
    entries: [],
  };
  write(w, content, action === 'issue' ? { beside: beside(w, { code }) } : {});
  const standing = cardByCode(w, code);
  return standing === null ? refused('giftCard.unknown', { code }) : done(cardView(w, code, standing, null));
}
