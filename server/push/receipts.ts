/** Sales, returns, claims, voids and fiscal numbers of a batch, written so that receipts can be found. */
import type { StoreId } from '../../domain/identity/ids.ts';
import type { ReferralBonus } from '../../domain/record/record.ts';
import { type Asking, statement } from '../database.ts';
import type { Change } from '../pull/feed.ts';
import type { Effects } from './effects.ts';

const SALES = statement<{ days: number }>(
  'receipts.sales',
  `WITH written AS (
     INSERT INTO receipt (id, number, store, till, incarnation, seq, occurred_ms, total, fiscal_number)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::bigint[],
       $8::bigint[], $9::text[])
     ON CONFLICT (id) DO NOTHING
   )
   SELECT (state ->> 'returnDays')::int AS days FROM chain`,
);
const RETURNS = statement(
  'receipts.returns',
  `INSERT INTO receipt_return (id, sale, of_number, number, till, incarnation, seq, occurred_ms, total)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::bigint[],
     $8::bigint[], $9::bigint[])
   ON CONFLICT (id) DO NOTHING`,
);
const NOTES = statement(
  'receipts.notes',
  `INSERT INTO receipt_note (sale, fiscal_number, voided)
   SELECT * FROM unnest($1::uuid[], $2::text[], $3::bool[]) AS u (sale) ORDER BY sale
   ON CONFLICT (sale) DO UPDATE SET
     fiscal_number = COALESCE(EXCLUDED.fiscal_number, receipt_note.fiscal_number),
     voided = receipt_note.voided OR EXCLUDED.voided`,
);
const CLAIMS = statement(
  'receipts.claims',
  `INSERT INTO receipt_claim (id, sale, till, incarnation, seq, occurred_ms)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[])
   ON CONFLICT (id) DO NOTHING`,
);
const BONUSES = statement(
  'receipts.bonuses',
  `INSERT INTO referral_bonus (id, friend, sale, gives)
   SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bool[])
   ON CONFLICT (id) DO NOTHING`,
);
const DAY_MS = 86_400_000;

/** Writes the receipts of a batch; returns what changed for the feed. `storeOf` names the store that may see a sale. */
export async function writeReceipts(
  asking: Asking,
  effects: Effects,
  storeOf: (claimed: StoreId) => StoreId,
): Promise<Change[]> {
  const { sales, returns, claims, bonuses, notes } = effects;
  const changes: Change[] = [];
  if (sales.length > 0) {
    const [window] = await asking.rows(SALES, [
      sales.map(({ received }) => received.head.id),
      sales.map(({ sale }) => sale.number),
      sales.map(({ received }) => storeOf(received.head.store)),
      sales.map(({ received }) => received.head.till),
      sales.map(({ received }) => received.head.incarnation),
      sales.map(({ received }) => received.seq),
      sales.map(({ received }) => received.head.occurredAt),
      sales.map(({ sale }) => sale.total),
      sales.map(({ sale }) => sale.fiscalNumber),
    ]);
    const windowMs = (window?.days ?? 0) * DAY_MS;
    for (const { received } of sales) {
      const endsMs = received.head.occurredAt + windowMs;
      changes.push({ kind: 'receipt', key: received.head.id, scope: storeOf(received.head.store), endsMs });
    }
  }
  if (returns.length > 0) {
    await asking.change(RETURNS, [
      returns.map(({ received }) => received.head.id),
      returns.map(({ back }) => back.of),
      returns.map(({ back }) => back.ofNumber),
      returns.map(({ back }) => back.number),
      returns.map(({ received }) => received.head.till),
      returns.map(({ received }) => received.head.incarnation),
      returns.map(({ received }) => received.seq),
      returns.map(({ received }) => received.head.occurredAt),
      returns.map(({ back }) => back.total),
    ]);
    for (const { back } of returns) if (back.of !== null) changes.push(again(back.of));
  }
  if (claims.length > 0) {
    await asking.change(CLAIMS, [
      claims.map(({ received }) => received.head.id),
      claims.map(({ sale }) => sale),
      claims.map(({ received }) => received.head.till),
      claims.map(({ received }) => received.head.incarnation),
      claims.map(({ received }) => received.seq),
      claims.map(({ received }) => received.head.occurredAt),
    ]);
    for (const { sale } of claims) changes.push(again(sale));
  }
  if (bonuses.length > 0) {
    await asking.change(BONUSES, [
      bonuses.map(({ received }) => received.head.id),
      bonuses.map(({ bonus }) => bonus.member),
      bonuses.map(({ bonus }) => bonus.of),
      bonuses.map(({ bonus }) => gives(bonus)),
    ]);
  }
  if (notes.length > 0) {
    const bySale = new Map<string, (typeof notes)[number]>();
    for (const note of notes) {
      const before = bySale.get(note.sale);
      bySale.set(note.sale, {
        sale: note.sale,
        fiscalNumber: note.fiscalNumber ?? before?.fiscalNumber ?? null,
        voided: note.voided || before?.voided === true,
      });
    }
    const all = [...bySale.values()];
    await asking.change(NOTES, [
      all.map((note) => note.sale),
      all.map((note) => note.fiscalNumber),
      all.map((note) => note.voided),
    ]);
    for (const { sale } of all) changes.push(again(sale));
  }
  return changes;
}

/** Whether it is a bonus, not the end of one. */
function gives({ entries, counts = [] }: ReferralBonus): boolean {
  return entries.some(({ points }) => points > 0) || counts.some(({ by }) => by > 0);
}

/** A receipt that something was added to. Its store is looked up when sequenced: the sale may not be here yet. */
export function again(sale: string): Change {
  return { kind: 'receipt', key: sale, scope: 'receipt', endsMs: null };
}
