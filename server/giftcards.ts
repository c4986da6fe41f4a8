/** What a till asks of a gift card: where it stands, and whether it may pay. Only the till's record takes its money. */
import type { GiftCardHoldRequest, GiftCardHoldResponse, GiftCardLookRequest } from '../contract/sync/messages.ts';
import { type Bani, bani, NO_MONEY } from '../domain/amount/bani.ts';
import { civilDateAt } from '../domain/calendar/civil.ts';
import { type GiftCardStanding, payable } from '../domain/giftcard/giftcard.ts';
import type { GiftCardId, RecordId, TillId } from '../domain/identity/ids.ts';
import { type Asking, type Database, statement } from './database.ts';
import { HOLD_MS, toBeCounted } from './holds.ts';
import { readGiftCard, type SentState } from './pull/states.ts';
import { type GiftCardRow, giftCardOf, lockGiftCard } from './push/money.ts';

const OTHERS = statement<{ held: number }>(
  'giftcards.others',
  `SELECT COALESCE(sum(amount), 0)::bigint AS held FROM money_hold
   WHERE card = $1 AND record <> $2 AND (expires_ms > $3 OR ${toBeCounted('money_hold')})`,
);
const STORED = statement<{ till: string }>('giftcards.stored', 'SELECT till FROM counted_record WHERE id = $1');
const HOLD = statement(
  'giftcards.hold',
  `INSERT INTO money_hold (record, card, till, amount, expires_ms) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (record, card) DO UPDATE SET amount = EXCLUDED.amount, expires_ms = EXCLUDED.expires_ms
   WHERE money_hold.till = EXCLUDED.till`,
);
const EXPIRE = statement(
  'giftcards.expire',
  `DELETE FROM money_hold WHERE expires_ms <= $1 AND NOT ${toBeCounted('money_hold')}`,
);
const COUNTED = statement<{ seq: number }>(
  'giftcards.counted',
  'SELECT counted_seq AS seq FROM incarnation WHERE till = $1 AND id = $2',
);
const STANDING = statement<GiftCardRow>(
  'giftcards.standing',
  'SELECT id, member, balance, expires FROM gift_card WHERE id = $1',
);
const BY_CODE = statement<{ card: GiftCardId }>('giftcards.byCode', 'SELECT card FROM gift_code WHERE code = $1');

/** No record has this id: every hold is another's. */
const NO_RECORD = '00000000-0000-0000-0000-000000000000';

/**
 * Holds money for the record to come, as points are held: asking again under the same id renews the hold and may change its amount;
 * it never counts against itself. Refused (not granted) where the card, less what others hold, has too little or has ended.
 */
export async function holdMoney(
  database: Database,
  till: TillId,
  request: GiftCardHoldRequest,
  nowMs: number,
): Promise<GiftCardHoldResponse> {
  const { record, card, amount } = request;
  return database.transaction('write', async (asking) => {
    // The card's row is the lock: holds of one card, and the records that move it, take turns.
    const standing = await lockGiftCard(asking, card);
    const available = await availableOn(asking, standing, record, nowMs);
    const [stored] = await asking.rows(STORED, [record]);
    // Its record is here already: the answer to an earlier question was lost, and nothing is left to hold.
    if (stored !== undefined) return { granted: stored.till === till, available };
    if (amount <= 0 || amount > available) return { granted: false, available };
    const held = await asking.change(HOLD, [record, card, till, amount, nowMs + HOLD_MS]);
    return { granted: held === 1, available };
  });
}

async function availableOn(
  asking: Asking,
  standing: GiftCardStanding | null,
  record: RecordId | typeof NO_RECORD,
  nowMs: number,
): Promise<Bani> {
  if (standing === null) return NO_MONEY;
  const [others] = await asking.rows(OTHERS, [standing.card, record, nowMs]);
  return bani(Math.max(0, payable(standing, civilDateAt(nowMs)) - (others?.held ?? 0)));
}

/** Where the card stands that a code leads to, with what of the asking till it contains; null: no such card. */
export async function lookAtGiftCard(
  database: Database,
  till: TillId,
  { code, incarnation }: GiftCardLookRequest,
  nowMs: number,
): Promise<{ readonly card: SentState | null }> {
  // One picture, so that the balance and the number that it contains agree.
  return database.transaction('snapshot', async (asking) => {
    const [found] = await asking.rows(BY_CODE, [code]);
    if (found === undefined) return { card: null };
    const [counted] = await asking.rows(COUNTED, [till, incarnation]);
    const sent = await readGiftCard(asking, found.card, { incarnation, counted: counted?.seq ?? 0 });
    const [row] = await asking.rows(STANDING, [found.card]);
    if (sent === null || row === undefined) return { card: null };
    const available = await availableOn(asking, giftCardOf(row), NO_RECORD, nowMs);
    return { card: { ...sent, available } };
  });
}

/** Drops holds whose time is over. */
export async function expireMoneyHolds(database: Database, nowMs: number): Promise<number> {
  return database.change(EXPIRE, [nowMs]);
}
