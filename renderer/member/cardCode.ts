import { cardCodeField } from '../../contract/fields.ts';

/** Whether a scanned text can be a card's code at all; what it leads to the till knows. */
export function isCardCode(text: string): boolean {
  return cardCodeField.safeParse(text).success;
}
