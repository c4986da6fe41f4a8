import * as z from 'zod';
import {
  hashField,
  incarnationIdField,
  recordIdField,
  seqField,
  storeIdField,
  tillIdField,
} from '../../contract/fields.ts';
import type { Ledger } from '../../db/ledger/ledger.ts';
import { type IncarnationId, incarnationId, type NewUuid, recordId } from '../../domain/identity/ids.ts';
import type { SyncReport, TillIdentity } from './links.ts';

/**
 * Who the till is, kept in ledger.db before its life begins there: if the power fails in between, the next start
 * begins it with the very same ids, and a one-time code is not lost.
 */
const kept = z.object({
  till: tillIdField,
  store: storeIdField,
  number: z.number().int().min(1).max(9999),
  centre: z.object({ url: z.string(), key: z.string() }).nullable(),
  life: z.object({
    incarnation: incarnationIdField,
    ordinal: z.number().int().min(1).max(99),
    previous: z.object({ incarnation: incarnationIdField, seq: seqField, hash: hashField }).nullable(),
    begun: recordIdField,
  }),
});
type Kept = z.infer<typeof kept>;
const KEY = 'identity';

/** What setting up gives: who the till is from now on. */
export type Given = Pick<Kept, 'till' | 'store' | 'number' | 'centre'> & Pick<Kept['life'], 'ordinal' | 'previous'>;

/** The till's identity in its ledger; null: not set up. */
export function readIdentity(ledger: Ledger): TillIdentity | null {
  const setting = ledger.setting(KEY);
  if (setting === null) return null;
  const read = kept.parse(setting);
  begin(ledger, read, ledger.lastOccurredAt() ?? 0);
  return identityOf(ledger, read);
}

/** Takes an identity: first kept, then the life begun. `now` is UTC ms. */
export function takeIdentity(ledger: Ledger, given: Given, newUuid: NewUuid, now: number): TillIdentity {
  const { till, store, number, centre, ordinal, previous } = given;
  const life = { incarnation: incarnationId(newUuid()), ordinal, previous, begun: recordId(newUuid()) };
  const keep: Kept = { till, store, number, centre, life };
  ledger.set(KEY, keep);
  begin(ledger, keep, now);
  return identityOf(ledger, keep);
}

function begin(ledger: Ledger, { till, store, centre, life }: Kept, occurredAt: number): void {
  if (ledger.head() !== null) return;
  const { incarnation, ordinal, previous, begun: id } = life;
  ledger.begin({ store, till, incarnation, ordinal, previous, id, occurredAt, alone: centre === null });
}

/** The ledger's own word on the life that is lived now: after a fork it is another than the first. */
function identityOf(ledger: Ledger, { till, store, number, centre, life }: Kept): TillIdentity {
  const incarnation: IncarnationId = ledger.head()?.incarnation ?? life.incarnation;
  return { till, store, number, centre, incarnation, ordinal: ledger.ordinal() };
}

/**
 * Begins a new life after the centre met another one of this till (truth 7): whatever followed the last common number
 * is appended again with the same ids. Null: this till has used up its lives, and must be set up with a new code.
 */
export function liveAnew(
  ledger: Ledger,
  identity: TillIdentity,
  { fork, acked }: { readonly fork: NonNullable<SyncReport['fork']>; readonly acked: SyncReport['acked'] },
  newUuid: NewUuid,
  now: number,
): TillIdentity | null {
  const { till, store } = identity;
  const ordinal = identity.ordinal + 1;
  if (ordinal > 99) return null;
  ledger.reincarnate({
    store,
    till,
    incarnation: incarnationId(newUuid()),
    ordinal,
    previous: lastCommon(ledger, identity.incarnation, fork, acked),
    id: recordId(newUuid()),
    occurredAt: now,
  });
  const head = ledger.head();
  return head === null ? null : { ...identity, incarnation: head.incarnation, ordinal: ledger.ordinal() };
}

/**
 * The last number that this log and the centre surely share: what the centre holds, where it has our hash there; else
 * what it acknowledged before the lives parted; else none, and all is appended again (an id counts once).
 */
function lastCommon(
  ledger: Ledger,
  incarnation: IncarnationId,
  { seq, expectedPrevHash }: NonNullable<SyncReport['fork']>,
  acked: SyncReport['acked'],
): NonNullable<Given['previous']> | null {
  if (seq > 1 && ledger.hashAt({ incarnation, seq: seq - 1 }) === expectedPrevHash) {
    return { incarnation, seq: seq - 1, hash: expectedPrevHash };
  }
  if (acked === null || acked.incarnation !== incarnation || acked.seq === 0 || acked.seq >= seq) return null;
  const hash = ledger.hashAt(acked);
  return hash === null ? null : { incarnation, seq: acked.seq, hash };
}
