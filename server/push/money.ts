/** What records move on gift cards and e-wallets becomes balances: locked in one order, folded by the domain's rules. */
import { bani } from '../../domain/amount/bani.ts';
import { assert } from '../../domain/assert.ts';
import { type CivilDate, civilDate } from '../../domain/calendar/civil.ts';
import { foldGiftCard, type GiftCardEntry, type GiftCardStanding } from '../../domain/giftcard/giftcard.ts';
import type { GiftCardId, MemberId, RecordId, StoreId, TillId } from '../../domain/identity/ids.ts';
import { type Alarm, raise } from '../alarms.ts';
import { type Asking, statement } from '../database.ts';
import type { Change } from '../pull/feed.ts';

/** What one record moves, in the order of the log. */
export interface MoneyBooking {
  readonly record: RecordId;
  readonly till: TillId;
  readonly store: StoreId;
  readonly businessDay: CivilDate | null;
  readonly occurredMs: number;
  readonly money: readonly GiftCardEntry[];
}

/** A card as the table has it. */
export interface GiftCardRow {
  id: GiftCardId;
  member: MemberId | null;
  balance: number;
  expires: string | null;
}

/** Brands a stored card. */
export function giftCardOf({ id, member, balance, expires }: GiftCardRow): GiftCardStanding {
  return {
    card: id,
    balance: bani(balance),
    ...(expires === null ? {} : { expires: expires === '' ? null : civilDate(expires) }),
    member,
  };
}

/** How a last day stands in its column. */
export const lastDayCell = ({ expires }: { readonly expires?: CivilDate | null }): string | null =>
  expires === undefined ? null : (expires ?? '');

// In the order of the ids, here and in LOCK, after the members: two batches that share cards wait, never in a circle.
const ENSURE = statement(
  'money.ensure',
  'INSERT INTO gift_card (id) SELECT c FROM unnest($1::uuid[]) c ORDER BY c ON CONFLICT DO NOTHING',
);
const LOCK = statement<GiftCardRow & { entries: number }>(
  'money.lock',
  `SELECT id, member, balance, expires, entries FROM gift_card
   WHERE id = ANY ($1::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
);
const WRITE = statement(
  'money.write',
  `UPDATE gift_card g SET member = u.member, balance = u.balance, expires = u.expires, entries = u.entries
   FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::bigint[]) AS u (id, member, balance, expires, entries)
   WHERE g.id = u.id`,
);
const ENTRIES = statement(
  'money.entries',
  `INSERT INTO money (card, n, record, amount, contra, member, expires, store, business_day, occurred_ms)
   SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::text[], $6::uuid[], $7::text[],
     $8::uuid[], $9::date[], $10::bigint[])`,
);
const CODES = statement<{ code: string }>(
  'money.codes',
  `INSERT INTO gift_code (code, card) SELECT * FROM unnest($1::text[], $2::uuid[]) AS u (code) ORDER BY code
   ON CONFLICT (code) DO NOTHING RETURNING code`,
);

/** Where a card stands, locked until the transaction ends; null: nothing ever moved on it. */
export async function lockGiftCard(asking: Asking, card: GiftCardId): Promise<GiftCardStanding | null> {
  const [row] = await asking.rows(LOCK, [[card]]);
  return row === undefined ? null : giftCardOf(row);
}

/**
 * Books what records move in order; returns what changed for the feed. What two tills spent apart is kept (truth 9): a card that
 * comes to stand below zero is put before a person, once for each record that took it there.
 */
export async function bookMoney(asking: Asking, bookings: readonly MoneyBooking[], nowMs: number): Promise<Change[]> {
  const cards = [...new Set(bookings.flatMap(({ money }) => money.map(({ card }) => card)))].sort();
  if (cards.length === 0) return [];
  await asking.change(ENSURE, [cards]);
  const rows = await asking.rows(LOCK, [cards]);
  assert(rows.length === cards.length, 'every card of a batch has a balance');
  const written: { readonly standing: GiftCardStanding; readonly entries: number }[] = [];
  const entries: { readonly n: number; readonly booking: MoneyBooking; readonly entry: GiftCardEntry }[] = [];
  const alarms: Alarm[] = [];
  for (const row of rows) {
    let standing = giftCardOf(row);
    let n = row.entries;
    for (const booking of bookings) {
      const own = booking.money.filter(({ card }) => card === row.id);
      if (own.length === 0) continue;
      const before = standing.balance;
      standing = foldGiftCard(standing, own);
      for (const entry of own) entries.push({ n: ++n, booking, entry });
      if (standing.balance < Math.min(0, before)) alarms.push(belowZero(booking, standing));
    }
    written.push({ standing, entries: n });
  }
  await asking.change(WRITE, [
    written.map(({ standing }) => standing.card),
    written.map(({ standing }) => standing.member),
    written.map(({ standing }) => standing.balance),
    written.map(({ standing }) => lastDayCell(standing)),
    written.map((one) => one.entries),
  ]);
  await asking.change(ENTRIES, [
    entries.map(({ entry }) => entry.card),
    entries.map(({ n }) => n),
    entries.map(({ booking }) => booking.record),
    entries.map(({ entry }) => entry.amount),
    entries.map(({ entry }) => entry.contra),
    entries.map(({ entry }) => entry.member ?? null),
    entries.map(({ entry }) => lastDayCell(entry)),
    entries.map(({ booking }) => booking.store),
    entries.map(({ booking }) => booking.businessDay),
    entries.map(({ booking }) => booking.occurredMs),
  ]);
  await raise(asking, alarms, nowMs);
  return cards.map(changed);
}

function belowZero({ record, till }: MoneyBooking, { card, balance }: GiftCardStanding): Alarm {
  return { kind: 'giftCardBelowZero', key: `${card} ${record}`, till, detail: { card, record, balance } };
}

/** A card for the feed: every till of the chain may be asked to take it. */
const changed = (card: GiftCardId): Change => ({ kind: 'giftCard', key: card, scope: 'chain', endsMs: null });

/** A card that was issued, and the code that stood beside its record. */
export interface CodeGiven {
  readonly code: string;
  readonly card: GiftCardId;
}

/** Keeps the codes of new cards. Of two cards that were given one code apart the first keeps it, and a person is told. */
export async function writeCodes(
  asking: Asking,
  codes: readonly CodeGiven[],
  till: TillId,
  nowMs: number,
): Promise<Change[]> {
  if (codes.length === 0) return [];
  const once = new Map(codes.toReversed().map((one) => [one.code, one]));
  const first = [...once.values()];
  const kept = await asking.rows(CODES, [first.map(({ code }) => code), first.map(({ card }) => card)]);
  const written = new Set(kept.map(({ code }) => code));
  const twice = codes.filter(({ code, card }) => !(written.has(code) && once.get(code)?.card === card));
  // The code is money in the hand: the alarm names the card that did not get it.
  const alarms = twice.map(({ card }): Alarm => ({ kind: 'giftCodeTwice', key: card, till, detail: { card } }));
  await raise(asking, alarms, nowMs);
  return codes.map(({ card }) => changed(card));
}
