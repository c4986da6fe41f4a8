/** POST /v1/holds: points that one till is about to take are not promised to another; only the till's record deducts. */
import type { HoldRequest, HoldResponse } from '../contract/sync/messages.ts';
import { points } from '../domain/amount/points.ts';
import { civilDateAt } from '../domain/calendar/civil.ts';
import type { TillId } from '../domain/identity/ids.ts';
import { spendable } from '../domain/ledger/fold.ts';
import { combined } from '../domain/merge/merge.ts';
import { type Database, statement } from './database.ts';
import { groupAt } from './merges.ts';
import { lockStandings } from './push/standings.ts';

/** How long points stay held for a record that never comes, in ms. */
export const HOLD_MS = 5 * 60_000;

/**
 * Of a hold: its record is held by the centre and not counted yet, so it has not taken what the hold keeps for it. Until it does, the
 * hold does not end, whatever the time.
 */
export const toBeCounted = (hold: 'hold' | 'money_hold'): string =>
  `EXISTS (SELECT FROM counted_record c JOIN incarnation i ON i.till = c.till AND i.id = c.incarnation
     WHERE c.id = ${hold}.record AND c.seq > i.counted_seq)`;

const OTHERS = statement<{ held: number }>(
  'holds.others',
  `SELECT COALESCE(sum(points), 0)::bigint AS held FROM hold
   WHERE member = ANY ($1::uuid[]) AND record <> $2 AND (expires_ms > $3 OR ${toBeCounted('hold')})`,
);
const STORED = statement<{ till: string }>('holds.stored', 'SELECT till FROM counted_record WHERE id = $1');
const HOLD = statement(
  'holds.hold',
  `INSERT INTO hold (record, member, till, points, expires_ms) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (record) DO UPDATE SET points = EXCLUDED.points, expires_ms = EXCLUDED.expires_ms
   WHERE hold.till = EXCLUDED.till AND hold.member = EXCLUDED.member`,
);
const EXPIRE = statement('holds.expire', `DELETE FROM hold WHERE expires_ms <= $1 AND NOT ${toBeCounted('hold')}`);

/**
 * Holds points for the record to come. Asking again under the same id renews the hold and may change its amount; it
 * never counts against itself. Refused (not granted) where other holds leave too little.
 */
export async function hold(
  database: Database,
  till: TillId,
  request: HoldRequest,
  nowMs: number,
): Promise<HoldResponse> {
  return database.transaction('write', async (asking) => {
    // The standings are the lock: holds of one person, whatever members they were, and the records that move them, take turns.
    const group = await groupAt(asking, request.member);
    const standing = combined(...(await lockStandings(asking, group)).values());
    const [others] = await asking.rows(OTHERS, [group, request.record, nowMs]);
    const available = points(Math.max(0, spendable(standing, civilDateAt(nowMs)) - (others?.held ?? 0)));
    const [stored] = await asking.rows(STORED, [request.record]);
    // Its record is here already: the answer to an earlier question was lost, and nothing is left to hold.
    if (stored !== undefined) return { granted: stored.till === till, available };
    if (request.points <= 0 || request.points > available) return { granted: false, available };
    const held = await asking.change(HOLD, [request.record, request.member, till, request.points, nowMs + HOLD_MS]);
    return { granted: held === 1, available };
  });
}

/** Drops holds whose time is over. */
export async function expireHolds(database: Database, nowMs: number): Promise<number> {
  return database.change(EXPIRE, [nowMs]);
}
