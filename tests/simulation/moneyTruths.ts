/** What is true of money on gift cards (DESIGN §5: they obey the same truths): truths as those in truths.ts. */
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { hasEnded, payable } from '../../domain/giftcard/giftcard.ts';
import { brokenMoney } from '../../domain/giftcard/truths.ts';
import type { GiftCardId, RecordId } from '../../domain/identity/ids.ts';
import { moneyOf } from '../../domain/record/movement.ts';
import { prove } from './broken.ts';
import type { Centre } from './centre.ts';
import type { Database, MoneyHoldRow } from './database.ts';
import type { LogRecord } from './log.ts';
import { countedRecords } from './personTruths.ts';
import type { Till } from './till.ts';

/** 2: at the centre a card's balance is the sum of its entries, after each record that moves it. */
export function cardIsSum({ giftCards, money }: Database, card: GiftCardId): void {
  const sum = (money.get(card) ?? []).reduce((all, { points }) => all + points, 0);
  const balance = giftCards.get(card)?.balance ?? 0;
  prove(2, 'cardIsSum', balance === sum, () => `${card}: ${balance} stands, ${sum} were booked`);
}

/** 2: at a till it is what the centre had counted when it told, and the own live records that were not in it, each once. */
export function cardAtTillIsSum(till: Till, card: GiftCardId): void {
  const known = till.giftCard(card);
  if (till.doubtful || known === null) return;
  const basis = till.replica.giftCards.get(card)?.basis;
  const told = (basis?.list ?? []).slice(0, basis?.length);
  const ids = new Set<RecordId>(told.map(({ record }) => record));
  let sum = told.reduce((all, { points }) => all + points, 0);
  for (const { id, record } of till.log.paidAfter(card, null)) {
    if (record === null || ids.has(id)) continue;
    for (const entry of moneyOf(record)) if (entry.card === card) sum += entry.amount;
  }
  const { balance } = known.standing;
  prove(2, 'cardAtTillIsSum', balance === sum, () => `till ${till.parts.n}, ${card}: shows ${balance}, entries ${sum}`);
}

/** 2: what a record moves on cards is what its tenders say. */
export function moneyHoldsTogether({ id, record }: LogRecord): void {
  const broken = record === null ? [] : brokenMoney(record);
  prove(2, 'moneyHoldsTogether', broken.length === 0, () => `${id}: ${broken.join(', ')}`);
}

/** 9: what others hold of a card is not promised again. */
export function heldIsThere({ giftCards, moneyHolds }: Database, { card }: MoneyHoldRow, nowMs: number): void {
  const standing = giftCards.get(card);
  const may = standing === undefined ? 0 : payable(standing, civilDateAt(nowMs));
  let held = 0;
  for (const hold of moneyHolds.values()) if (hold.card === card) held += hold.amount;
  prove(9, 'heldIsThere', held <= may, () => `${held} are held of ${card}, which may pay ${may}`);
}

/** 2: a card pays what the centre held for it; without the centre only where the programme says so, and never after its last day. */
export function cardMayPay(till: Till, { id, record }: LogRecord, granted: ReadonlyMap<string, number>): void {
  if (record?.kind !== 'sale') return;
  for (const { card, amount, contra } of record.money ?? []) {
    if (contra !== 'redeem') continue;
    const held = granted.get(`${id} ${card}`) ?? 0;
    const isHeld = till.parts.programme.giftCards.offline || held >= -amount;
    prove(2, 'cardMayPay', isHeld, () => `${card} paid ${-amount} with ${held} held`);
    const standing = till.giftCard(card)?.standing;
    const isOver = standing !== undefined && hasEnded(standing, civilDateAt(record.occurredAt));
    prove(2, 'cardMayPay', !isOver, () => `${card} ended on ${standing?.expires} and paid ${-amount}`);
  }
}

/** 2 and 4: each card has what all counted records moved on it, each once; one below zero was put before somebody. */
export function cardsAreWhole({ database }: Centre): void {
  const sums = new Map<GiftCardId, number>();
  const once = new Map(countedRecords(database).map((record) => [record.id, record]));
  for (const record of once.values()) {
    for (const { card, amount } of moneyOf(record)) sums.set(card, (sums.get(card) ?? 0) + amount);
    if (record.kind !== 'giftCard' || record.action !== 'issue') continue;
    const text = database.besides.get(record.id)?.text;
    const code: unknown = text === undefined ? null : JSON.parse(text).code;
    if (typeof code !== 'string') continue;
    const isIts = database.giftCodes.get(code) === record.card;
    const isKnown = isIts || database.alarms.has(`giftCodeTwice ${record.card}`);
    prove(9, 'cardsAreWhole', isKnown, () => `${record.card} was sold with a code that is another's`);
  }
  for (const [card, sum] of sums) {
    const balance = database.giftCards.get(card)?.balance ?? 0;
    prove(4, 'cardsAreWhole', balance === sum, () => `${card}: ${balance} stands, ${sum} were moved`);
    const isTold = balance >= 0 || [...database.alarms].some((one) => one.startsWith(`giftCardBelowZero ${card} `));
    prove(9, 'cardsAreWhole', isTold, () => `${card} stands at ${balance}, and nobody was told`);
  }
}

/** 2: when all is still, each till says of each card what the centre says, and finds it by its code. */
export function tillsAgreeOnCards(tills: readonly Till[], { database }: Centre): void {
  for (const till of tills) {
    const { n } = till.parts;
    for (const [card, { balance, expires }] of database.giftCards) {
      const shown = till.giftCard(card)?.standing;
      const isSame = shown?.balance === balance && shown.expires === expires;
      prove(2, 'tillsAgreeOnCards', isSame, () => `till ${n}, ${card}: ${shown?.balance}, the centre ${balance}`);
    }
    for (const [code, card] of database.giftCodes) {
      const found = till.giftCardOf(code);
      // A card that was lost with a dead disk and with the centre may have had the same code.
      const isSame = found === card || (found !== null && !database.giftCards.has(found));
      prove(9, 'tillsAgreeOnCards', isSame, () => `${code} leads to ${found} at till ${n}, at the centre to ${card}`);
    }
  }
}
