/** What a till knows of gift cards, of both files together (db/giftcards.ts). */
import { emptyGiftCard, foldGiftCard, type GiftCardStanding } from '../../domain/giftcard/giftcard.ts';
import type { GiftCardId } from '../../domain/identity/ids.ts';
import { moneyOf } from '../../domain/record/movement.ts';
import { Knowing } from './known.ts';

export class Purse extends Knowing {
  /** Where a card stands: the centre's word and the own records not counted in it. Null: nothing is known of it here. */
  giftCard(card: GiftCardId): { readonly standing: GiftCardStanding; readonly code: string | null } | null {
    const told = this.replica.giftCards.get(card)?.state;
    const own = this.log.paidAfter(card, told?.counted ?? null);
    if (told === undefined && own.length === 0) return null;
    const code = told?.code ?? [...this.log.giftCodes].find(([, one]) => one === card)?.[0] ?? null;
    const { balance, expires, member } = told ?? emptyGiftCard(card);
    const before = { card, balance, ...(expires === undefined ? {} : { expires }), member };
    if (told !== undefined && this.parts.code.is('a card is worth what the centre told last'))
      return { standing: before, code };
    const money = own.flatMap(({ record }) => (record === null ? [] : moneyOf(record)));
    return {
      standing: foldGiftCard(
        before,
        money.filter((entry) => entry.card === card),
      ),
      code,
    };
  }

  /** The card that a code leads to: of two that were given one code apart, the one that the centre says. */
  giftCardOf(code: string): GiftCardId | null {
    const told = [...this.replica.giftCards.rows.values()].find(({ state }) => state.code === code);
    return told?.state.id ?? this.log.giftCodes.get(code) ?? null;
  }
}
