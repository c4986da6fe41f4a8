import * as z from 'zod';
import { emptyGiftCard, type GiftCardStanding } from '../domain/giftcard/giftcard.ts';
import { baniField, cardCodeField, civilDateField, giftCardIdField, memberIdField } from './fields.ts';

/** What stands beside the record that issues a gift card: its code. Who holds it holds the money, so it is in no chained bytes. */
export const giftCardText = z.object({ code: cardCodeField });
export type GiftCardText = z.infer<typeof giftCardText>;

/** Where a gift card or e-wallet stands, as it is stored and sent. */
export const moneyStanding = {
  balance: baniField,
  /** Null: no end; left out: no entry said. */
  expires: civilDateField.nullable().exactOptional(),
  /** Whose e-wallet it is; null: a gift card. */
  member: memberIdField.nullable(),
};

const stored = z.object({ card: giftCardIdField, ...moneyStanding });

/** A standing from its JSON. */
export function giftCardFrom(json: string): GiftCardStanding {
  const { card, balance, expires, member } = stored.parse(JSON.parse(json));
  return { ...emptyGiftCard(card, member), balance, ...(expires === undefined ? {} : { expires }) };
}
