import type { Request } from '../../../contract/till/api.ts';
import type { GiftCardView } from '../../../contract/till/giftcards.ts';
import { bani } from '../../../domain/amount/bani.ts';
import type { GiftCardSold } from '../../../domain/giftcard/sold.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { type Workings, write } from '../workings.ts';
import { cardByCode, cardView, readCard } from './cards.ts';

/**
 * `giftCards.undo`: a card sold, or filled up, by mistake in the open shift. One record takes the money off again and names the one that
 * put it there; the buyer gets it back as it was paid. Refuses with giftCard.notThisShift where this is not the last that the shift put
 * on the card, or it is undone, and with giftCard.tooLittle {available} where some of it was spent.
 */
export async function undoSold(w: Workings, input: Request<'giftCards.undo'>): Promise<Outcome<GiftCardView>> {
  const code = input.code.trim();
  const found = await readCard(w, code);
  if (!found.ok) return found;
  const { card, balance } = found.value;
  const shift = w.shift();
  const sold = shift === null ? undefined : w.ledger.soldOn(card, shift.id).at(-1);
  if (sold?.id !== input.record) return refused('giftCard.notThisShift');
  if (balance < sold.amount) return refused('giftCard.tooLittle', { available: bani(Math.max(0, balance)) });
  const content: GiftCardSold = {
    kind: 'giftCard',
    action: 'undo',
    card,
    member: null,
    of: sold.id,
    amount: sold.amount,
    tenders: sold.tenders,
    change: sold.change,
    money: [{ card, amount: bani(-sold.amount), contra: 'giftcard' }],
    entries: [],
  };
  write(w, content, { reverses: sold.id, programmeVersion: sold.programmeVersion });
  const standing = cardByCode(w, code);
  return standing === null ? refused('giftCard.unknown', { code }) : done(cardView(w, code, standing, null));
}
