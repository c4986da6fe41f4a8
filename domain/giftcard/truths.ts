import type { GiftCardId } from '../identity/ids.ts';
import { walletOf } from '../identity/ids.ts';
import { moneyOf } from '../record/movement.ts';
import type { RecordContent, Tender } from '../record/record.ts';
import type { GiftCardEntry } from './giftcard.ts';
import { isKept } from './movement.ts';

/**
 * What a record by itself says of gift cards and e-wallets that cannot be true; empty when it holds together. A till asks before
 * it writes, the centre of each record that it takes in.
 */
export function brokenMoney(record: RecordContent): readonly string[] {
  const broken: string[] = [];
  const must = (holds: boolean, truth: string): void => {
    if (!holds) broken.push(truth);
  };
  const money = moneyOf(record);
  must(
    money.every(({ amount }) => amount !== 0),
    'every movement of money moves some',
  );
  must(
    money.every(({ card, member }) => member === undefined || card === walletOf(member)),
    'an e-wallet has the id of its member',
  );
  switch (record.kind) {
    case 'sale':
      must(agree(record.tenders, money, 'redeem', -1), 'cards pay what their tenders say');
      must(onlyBonus(money, 'redeem', 1), 'offers give to the member’s e-wallet alone');
      break;
    case 'return':
      must(agree(record.tenders, money, 'return', 1), 'cards get back what their tenders say');
      must(onlyBonus(money, 'return', -1), 'only what offers gave is taken back');
      break;
    case 'void':
      must(agree(record.tenders, money, 'redeem', 1), 'cards get back what they paid');
      must(onlyBonus(money, 'redeem', -1), 'only what offers gave is taken back');
      break;
    case 'giftCard': {
      const { amount, tenders, card, action } = record;
      must(amount > 0, 'what is put on a card is above zero');
      must(tenders.reduce((sum, one) => sum + one.amount, 0) === amount, 'the tenders pay what is put on the card');
      must(!tenders.some(isKept), 'no gift card pays for another');
      const [entry] = money;
      const signed = action === 'undo' ? -amount : amount;
      must(
        money.length === 1 && entry?.card === card && entry.contra === 'giftcard' && entry.amount === signed,
        'the card gets what was paid for it',
      );
      must((record.of === null) === (action !== 'undo'), 'only what is undone names a record');
      break;
    }
    default:
      break;
  }
  return broken;
}

/** Whether the entries of a contra account are exactly what the tenders of cards say, card by card. */
function agree(
  tenders: readonly Tender[],
  money: readonly GiftCardEntry[],
  contra: GiftCardEntry['contra'],
  sign: 1 | -1,
): boolean {
  const sums = new Map<GiftCardId, number>();
  const add = (card: GiftCardId, amount: number): void => {
    sums.set(card, (sums.get(card) ?? 0) + amount);
  };
  for (const tender of tenders.filter(isKept)) {
    if (tender.card === undefined) return false;
    add(tender.card, sign * tender.amount);
  }
  for (const entry of money) if (entry.contra === contra) add(entry.card, -entry.amount);
  return [...sums.values()].every((sum) => sum === 0);
}

/** Whether all that is not of the tenders is a bonus on an e-wallet, of one sign. */
function onlyBonus(money: readonly GiftCardEntry[], paying: GiftCardEntry['contra'], sign: 1 | -1): boolean {
  return money.every(
    ({ contra, member, amount }) =>
      contra === paying || (contra === 'bonus' && member !== undefined && amount * sign > 0),
  );
}
