/** What everybody together counted: summed in the transaction that counts the records, so that `counted` is true of it too. */
import { movedOfAll } from '../../domain/sale/askedOfAll.ts';
import { type Asking, statement } from '../database.ts';
import type { Change } from '../pull/feed.ts';
import type { Booking } from './standings.ts';

// In the order of the keys: two batches that count the same wait for each other, never in a circle.
const ADD = statement(
  'totals.add',
  `INSERT INTO total (key, n) SELECT * FROM unnest($1::text[], $2::bigint[]) AS u (key, n) ORDER BY key
   ON CONFLICT (key) DO UPDATE SET n = total.n + EXCLUDED.n`,
);

/**
 * Adds what records count of everybody; returns what changed for the feed. To be called last: an offer that all may use is one row that
 * every batch waits for.
 */
export async function addTotals(asking: Asking, bookings: readonly Booking[]): Promise<Change[]> {
  const moved = movedOfAll(bookings.flatMap(({ movement }) => movement.counts));
  if (moved.size === 0) return [];
  const keys = [...moved.keys()];
  await asking.change(ADD, [keys, [...moved.values()]]);
  return keys.map((key) => ({ kind: 'totals', key, scope: 'chain', endsMs: null }));
}
