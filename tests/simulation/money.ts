/** The centre's books of gift cards (server/push/money.ts): balances, codes, what tills spent apart. */
import { emptyGiftCard, foldGiftCard } from '../../domain/giftcard/giftcard.ts';
import { moneyOf } from '../../domain/record/movement.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import type { CodeGiven } from '../../server/push/money.ts';
import { Issuing } from './issuing.ts';

export class Money extends Issuing {
  /** Books what a record moves on cards: what two tills spent apart is kept, and a person is told. */
  protected bookMoney(record: RecordBody): void {
    const { database, parts } = this;
    const money = moneyOf(record);
    for (const card of new Set(money.map((entry) => entry.card))) {
      const own = money.filter((entry) => entry.card === card);
      const before = database.giftCards.get(card) ?? emptyGiftCard(card);
      const after = foldGiftCard(before, own);
      const isBelow = after.balance < Math.min(0, before.balance);
      if (isBelow && parts.code.is('the centre refuses what overdraws a card')) continue;
      database.giftCards.set(card, after);
      const list = database.money.get(card) ?? [];
      list.push({ record: record.id, points: own.reduce((sum, { amount }) => sum + amount, 0) });
      database.money.set(card, list);
      if (isBelow) {
        parts.mark('giftCard.belowZero');
        if (!parts.code.is('a card below zero raises no alarm'))
          database.alarms.add(`giftCardBelowZero ${card} ${record.id} ${after.balance}`);
      }
      if (before.balance < 0 && after.balance > before.balance) parts.mark('giftCard.repaid');
      if (!parts.code.is('what a card has is told to nobody')) this.change('giftCard', card, 'chain');
      parts.proofs.money(database, card);
    }
  }

  /** Of two cards that were given one code apart the first keeps it, and a person is told. */
  protected writeCodes(codes: readonly CodeGiven[]): void {
    const { database, parts } = this;
    for (const { code, card } of codes) {
      if (database.giftCodes.has(code)) {
        parts.mark('giftCard.codeTwice');
        if (!parts.code.is('a code given twice is no alarm')) database.alarms.add(`giftCodeTwice ${card}`);
      } else database.giftCodes.set(code, card);
      this.change('giftCard', card, 'chain');
    }
  }
}
