/** The states of a page of the feed, as they are in the transaction's picture. */
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { type GiftCardId, type IncarnationId, madeAt, type StoreId } from '../../domain/identity/ids.ts';
import type { Language } from '../../domain/person/person.ts';
import { readAlarms } from '../alarms.ts';
import { type Asking, statement } from '../database.ts';
import { readClosedDays, readRights } from '../days/closing.ts';
import { type GiftCardRow, giftCardOf } from '../push/money.ts';
import type { FeedKind } from './feed.ts';

/** A state as it is sent: the form of contract/sync/states, of which the brands have become text. */
export interface SentState {
  readonly kind: FeedKind;
  readonly [field: string]: unknown;
}

interface MemberRow {
  key: string;
  id: string;
  /** Null: erased, and the enrolment is not held (any more). */
  joined: CivilDate | null;
  name: string | null;
  call_name: string;
  phone: string | null;
  language: Language;
  birthday: CivilDate | null;
  marketing: boolean;
  pin: unknown;
  version: number | null;
  erased: boolean;
  balance: number | null;
  debt: number | null;
  lots: unknown;
  tally: unknown[] | null;
  coupons: unknown[] | null;
}
const MEMBERS = statement<MemberRow>(
  'states.members',
  // Looked up one by one, never joined: two thousand of a million are soon found, and a plan that reads whole tables for each page must not
  // come to mind (OFFSET 0 keeps each look-up by itself).
  // Who is erased is told also where the enrolment is lost: other tills may have heard of it before a restored centre forgot it.
  `SELECT asked.id AS key, asked.id, m.joined, p.name, p.call_name, p.phone, p.language, p.birthday, p.marketing, p.pin,
     p.version, e.member IS NOT NULL AS erased, s.balance, s.debt, s.lots, s.tally, s.coupons
   FROM unnest($1::uuid[]) AS asked (id)
     LEFT JOIN LATERAL (SELECT joined FROM member WHERE id = asked.id OFFSET 0) m ON true
     LEFT JOIN LATERAL (SELECT member FROM erased WHERE member = asked.id OFFSET 0) e ON true
     LEFT JOIN LATERAL (SELECT * FROM person WHERE member = asked.id OFFSET 0) p ON true
     LEFT JOIN LATERAL (SELECT * FROM member_standing WHERE member = asked.id OFFSET 0) s ON true
   WHERE m.joined IS NOT NULL OR e.member IS NOT NULL`,
);
const MERGES = statement<{ key: string; id: string; member: string; alias: string; undone: boolean }>(
  'states.merges',
  'SELECT record AS key, record AS id, member, alias, undone FROM member_merge WHERE record = ANY ($1::uuid[])',
);
const CARDS = statement<{ key: string; code: string; member: string; blocked: boolean }>(
  'states.cards',
  'SELECT code AS key, code, member, blocked FROM card WHERE code = ANY ($1)',
);
const GIFT_CARDS = statement<GiftCardRow & { code: string | null }>(
  'states.giftCards',
  `SELECT g.id, g.member, g.balance, g.expires, (SELECT min(code) FROM gift_code c WHERE c.card = g.id) AS code
   FROM gift_card g WHERE g.id = ANY ($1::uuid[])`,
);
const PRODUCTS = statement<{ key: string; sku: string }>(
  'states.products',
  `SELECT sku AS key, sku, ean, name, category, price, vat, unit, active, brand, tags, min_price AS "minPrice"
   FROM product WHERE sku = ANY ($1)`,
);
const STAFF = statement<{ key: string; id: string; store: string; active: boolean; pin: unknown }>(
  'states.staff',
  'SELECT id AS key, id, store, name, role, language, pin, active FROM staff WHERE id = ANY ($1::uuid[])',
);
const PROGRAMMES = statement<{ key: string; programme: unknown }>(
  'states.programmes',
  'SELECT version::text AS key, programme FROM programme WHERE version = ANY ($1::int[])',
);
const CHAIN = statement<{ state: Record<string, unknown> }>('states.chain', 'SELECT state FROM chain');
const STORES = statement<{ key: string; id: string }>(
  'states.stores',
  'SELECT id AS key, id, name, address FROM store WHERE id = ANY ($1::uuid[])',
);
const TILLS = statement<{ key: string; id: string; retired: unknown }>(
  'states.tills',
  `SELECT id AS key, id, store, number, CASE WHEN retired_ms IS NOT NULL THEN jsonb_build_object('at', retired_ms,
     'incarnation', retired_incarnation, 'seq', retired_seq, 'hash', retired_hash) END AS retired
   FROM till WHERE id = ANY ($1::uuid[])`,
);
const TOTALS = statement<{ key: string; n: number }>('states.totals', 'SELECT key, n FROM total WHERE key = ANY ($1)');

interface ReceiptRow {
  key: string;
  id: string;
  number: string;
  store: string;
  till: string;
  occurred_ms: number;
  body: string;
  fiscal_number: string | null;
  voided: boolean;
  returns: string[] | null;
  claims: string[] | null;
}
const RECEIPT_COLUMNS = `
  SELECT r.id AS key, r.id, r.number, r.store, r.till, r.occurred_ms, rec.body,
    COALESCE(n.fiscal_number, r.fiscal_number) AS fiscal_number, COALESCE(n.voided, false) AS voided,
    -- A typed return as its settlement says it: so a till that knows the receipt knows which of its lines came back.
    (SELECT array_agg(CASE WHEN c.body IS NULL THEN b.body
         ELSE (b.body::jsonb || c.body || jsonb_build_object('of', r.id))::text END ORDER BY rr.occurred_ms, rr.id)
       FROM receipt_return rr
       JOIN record b ON b.till = rr.till AND b.incarnation = rr.incarnation AND b.seq = rr.seq
       LEFT JOIN centre_record c ON c.cause = rr.id AND c.kind = 'settlement'
     WHERE rr.sale = r.id) AS returns,
    (SELECT array_agg(b.body ORDER BY c.occurred_ms, c.id) FROM receipt_claim c
       JOIN record b ON b.till = c.till AND b.incarnation = c.incarnation AND b.seq = c.seq
     WHERE c.sale = r.id) AS claims
  FROM receipt r
    JOIN record rec ON rec.till = r.till AND rec.incarnation = r.incarnation AND rec.seq = r.seq
    LEFT JOIN receipt_note n ON n.sale = r.id`;
const RECEIPTS = statement<ReceiptRow>('states.receipts', `${RECEIPT_COLUMNS} WHERE r.id = ANY ($1::uuid[])`);
const RECEIPT_BY_NUMBER = statement<ReceiptRow>(
  'states.receiptByNumber',
  `${RECEIPT_COLUMNS} WHERE r.number = $1 ORDER BY r.occurred_ms DESC LIMIT 1`,
);

/** Whose eyes the states are for: what they may see, and which of their own numbers the standings contain. */
export interface Asker {
  readonly store: StoreId;
  readonly incarnation: IncarnationId;
  /** The number counted of that incarnation in the same picture of the database. */
  readonly counted: number;
}

type Told = readonly (readonly [key: string, state: SentState])[];
type Reader = (asking: Asking, keys: readonly string[], asker: Asker) => Promise<Told>;

/** Kinds that change with nearly every record: read once, and told to whoever asks. */
export type SharedKind = 'member' | 'card' | 'giftCard' | 'receipt' | 'totals';
const SHARED: Readonly<
  Record<SharedKind, (asking: Asking, keys: readonly string[]) => Promise<(asker: Asker) => Told>>
> = {
  member: async (asking, keys) => {
    const rows = await asking.rows(MEMBERS, [keys]);
    return (asker) => rows.map((row) => [row.key, memberSent(row, asker)]);
  },
  card: async (asking, keys) => {
    const rows = await asking.rows(CARDS, [keys]);
    return () => rows.map((row) => plain('card', row));
  },
  giftCard: async (asking, keys) => {
    const rows = await asking.rows(GIFT_CARDS, [keys]);
    return (asker) => rows.map((row) => [row.id, giftCardSent(row, asker)]);
  },
  receipt: async (asking, keys) => {
    const rows = await asking.rows(RECEIPTS, [keys]);
    return ({ store }) => rows.filter((row) => row.store === store).map((row) => [row.key, receiptSent(row)]);
  },
  totals: async (asking, keys) => {
    const rows = await asking.rows(TOTALS, [keys]);
    return ({ incarnation, counted }) =>
      rows.map(({ key, n }) => [key, { kind: 'totals', id: key, n, counted: { incarnation, seq: counted } }]);
  },
};
const readFor =
  (kind: SharedKind): Reader =>
  async (asking, keys, asker) =>
    (await SHARED[kind](asking, keys))(asker);

export const isShared = (kind: FeedKind): kind is SharedKind => Object.hasOwn(SHARED, kind);

/** Reads shared states once; what is given tells them to one who asks, in their order. What is no longer there is left out. */
export async function readShared(
  asking: Asking,
  page: readonly { readonly kind: SharedKind; readonly key: string }[],
): Promise<(asker: Asker) => SentState[]> {
  const kinds = [...byKindOf(page)];
  const read = await Promise.all(kinds.map(([kind, keys]) => SHARED[kind](asking, keys)));
  return (asker) =>
    inOrder(
      page,
      read.map((tell, i) => ({ kind: kinds[i]?.[0], told: tell(asker) })),
    );
}

/** How each kind is read. Exhaustive: a kind without a reader does not compile. */
const READERS: Readonly<Record<FeedKind, Reader>> = {
  member: readFor('member'),
  merge: async (asking, keys) => (await asking.rows(MERGES, [keys])).map((row) => plain('merge', row)),
  card: readFor('card'),
  giftCard: readFor('giftCard'),
  product: async (asking, keys) =>
    (await asking.rows(PRODUCTS, [keys])).map((row) => plain('product', withoutNulls(row))),
  staff: async (asking, keys, asker) =>
    (await asking.rows(STAFF, [keys])).map((row) => {
      // Gone to another store: here they are only no longer active, and their new PIN is nobody's business.
      if (row.store === asker.store) return plain('staff', row);
      return plain('staff', { ...row, store: asker.store, active: false, pin: NO_PIN });
    }),
  programme: async (asking, keys) => (await asking.rows(PROGRAMMES, [keys])).map((row) => plain('programme', row)),
  chain: async (asking, keys) =>
    keys.length === 0 ? [] : (await asking.rows(CHAIN)).map((row) => ['chain', { ...row.state, kind: 'chain' }]),
  store: async (asking, keys) => (await asking.rows(STORES, [keys])).map((row) => plain('store', row)),
  till: async (asking, keys) => (await asking.rows(TILLS, [keys])).map((row) => plain('till', withoutNulls(row))),
  receipt: readFor('receipt'),
  totals: readFor('totals'),
  alarm: readAlarms,
  closing: async (asking, keys, { incarnation, counted }) =>
    (await readRights(asking, keys)).map(({ key, till, after }) => [
      key,
      { kind: 'closing', id: key, till, after, counted: { incarnation, seq: counted } },
    ]),
  closedDay: (asking, keys, { store }) => readClosedDays(asking, keys, store),
};

const NO_PIN = { salt: '0'.repeat(32), hash: '0'.repeat(64), cost: 1 << 14 };

/** Reads the states that a page of the feed names, in the page's order. What is no longer there is left out. */
export async function readStates(
  asking: Asking,
  page: readonly { readonly kind: FeedKind; readonly key: string }[],
  asker: Asker,
): Promise<SentState[]> {
  const read = await Promise.all(
    [...byKindOf(page)].map(async ([kind, keys]) => ({ kind, told: await READERS[kind](asking, keys, asker) })),
  );
  return inOrder(page, read);
}

function byKindOf<Kind extends FeedKind>(page: readonly { readonly kind: Kind; readonly key: string }[]) {
  const byKind = new Map<Kind, string[]>();
  for (const { kind, key } of page) {
    const keys = byKind.get(kind);
    if (keys === undefined) byKind.set(kind, [key]);
    else keys.push(key);
  }
  return byKind;
}

function inOrder(
  page: readonly { readonly kind: FeedKind; readonly key: string }[],
  read: readonly { readonly kind: FeedKind | undefined; readonly told: Told }[],
): SentState[] {
  const found = new Map<string, SentState>();
  for (const { kind, told } of read) for (const [key, one] of told) found.set(`${kind} ${key}`, one);
  return page.flatMap(({ kind, key }) => found.get(`${kind} ${key}`) ?? []);
}

/** A receipt by its number, of whatever store; the latest, should two lives of a till have given one number. */
export async function readReceipt(asking: Asking, number: string): Promise<SentState | null> {
  const [row] = await asking.rows(RECEIPT_BY_NUMBER, [number]);
  return row === undefined ? null : receiptSent(row);
}

function plain<Row extends { readonly key: string }>(kind: FeedKind, row: Row): [string, SentState] {
  const { key, ...fields } = row;
  return [key, { kind, ...fields }];
}

/** Optional fields are left out, not null. */
function withoutNulls<Row extends { readonly key: string }>(row: Row): { readonly key: string } {
  return { ...Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)), key: row.key };
}

function memberSent(row: MemberRow, asker: Asker): SentState {
  const { name, call_name: callName, phone, language, birthday, marketing } = row;
  const pin = row.pin === null ? {} : { pin: row.pin };
  return {
    kind: 'member',
    id: row.id,
    // Merges are states of their own: each till makes its aliases of all that it has heard of.
    aliasOf: null,
    person: name === null ? null : { name, callName, phone, language, birthday, marketing, ...pin },
    ...(row.erased ? { erased: true } : {}),
    ...(row.version === null || row.version === 0 ? {} : { edited: row.version }),
    joined: row.joined ?? civilDateAt(madeAt(row.id)),
    balance: row.balance ?? 0,
    debt: row.debt ?? 0,
    lots: row.lots ?? [],
    ...((row.tally ?? []).length === 0 ? {} : { tally: row.tally }),
    ...((row.coupons ?? []).length === 0 ? {} : { coupons: row.coupons }),
    counted: { incarnation: asker.incarnation, seq: asker.counted },
  };
}

/** A card by what leads to it, as a till that asks for it is told; null: no such card. */
export async function readGiftCard(
  asking: Asking,
  card: GiftCardId,
  asker: Omit<Asker, 'store'>,
): Promise<SentState | null> {
  const [row] = await asking.rows(GIFT_CARDS, [[card]]);
  return row === undefined ? null : giftCardSent(row, asker);
}

function giftCardSent(row: GiftCardRow & { code: string | null }, asker: Omit<Asker, 'store'>): SentState {
  const { card: id, ...standing } = giftCardOf(row);
  const counted = { incarnation: asker.incarnation, seq: asker.counted };
  return { kind: 'giftCard', id, code: row.code, ...standing, counted };
}

function receiptSent(row: ReceiptRow): SentState {
  return {
    kind: 'receipt',
    id: row.id,
    number: row.number,
    store: row.store,
    till: row.till,
    occurredAt: row.occurred_ms,
    body: row.body,
    fiscalNumber: row.fiscal_number,
    voided: row.voided,
    returns: row.returns ?? [],
    ...(row.claims === null ? {} : { claims: row.claims }),
  };
}
