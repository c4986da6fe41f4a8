/**
 * The centre is the one issuer of a chain's expiry: it books in a log of its own whatever lies in lots past their last day. A record's
 * id derives from lot and day, so that booking twice is booking once.
 */
import { createHash } from 'node:crypto';
import { assert } from '../../domain/assert.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { type LotId, type MemberId, type RecordId, recordId, type StoreId, uuid7 } from '../../domain/identity/ids.ts';
import { prolonged } from '../../domain/ledger/activity.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { expiryEntries } from '../../domain/ledger/expiry.ts';
import { combined } from '../../domain/merge/merge.ts';
import { type Asking, type Database, statement } from '../database.ts';
import { groupAt } from '../merges.ts';
import { noteChanges } from '../pull/feed.ts';
import { book, lockStandings } from '../push/standings.ts';

/** Lots stand with the soonest end first. */
const ENDED = statement<{ member: MemberId }>(
  'expiry.ended',
  `SELECT member FROM member_standing WHERE member > $1 AND lots -> 0 ->> 'expires' < $2 ORDER BY member LIMIT 500`,
);
const STORE_OF_LOT = statement<{ store: StoreId }>(
  'expiry.storeOfLot',
  'SELECT store FROM entry WHERE member = $1 AND lot = $2 AND points > 0 ORDER BY n LIMIT 1',
);
const BOOK = statement(
  'expiry.book',
  `INSERT INTO centre_record (id, kind, cause, booked_ms, body) VALUES ($1, 'expiry', $2, $3, $4::jsonb)
   ON CONFLICT (id) DO NOTHING`,
);
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Once a day is enough, and asking is a walk over all standings: remembered by process. */
export class Expiry {
  readonly #database: Database;
  #done = '';

  constructor(database: Database) {
    this.#database = database;
  }

  /** Books what has ended before today in Chișinău, the first time that it is called on a day. Returns how many lots. */
  async sweep(nowMs: number): Promise<number> {
    const day = civilDateAt(nowMs);
    if (this.#done === day) return 0;
    const booked = await bookEnded(this.#database, nowMs);
    this.#done = day;
    return booked;
  }
}

/** Books every lot that has ended; each member is a transaction of its own. */
export async function bookEnded(database: Database, nowMs: number): Promise<number> {
  const day = civilDateAt(nowMs);
  let booked = 0;
  for (let after: string = NOBODY; ; ) {
    const page = await database.rows(ENDED, [after, day]);
    for (const { member } of page) {
      booked += await database.transaction('write', (asking) => bookMember(asking, member, nowMs));
    }
    const last = page.at(-1);
    if (last === undefined) return booked;
    after = last.member;
  }
}

/** Books every lot of a member that has ended. Returns how many. */
export async function bookMember(asking: Asking, member: MemberId, nowMs: number): Promise<number> {
  const day = civilDateAt(nowMs);
  // Under the lock, so that what was spent meanwhile is no longer there to expire.
  const group = await groupAt(asking, member);
  const standings = await lockStandings(asking, group);
  const own = standings.get(member);
  assert(own !== undefined, 'a standing that was just ensured is there');
  // Purchases prolong lots, and those of one person are everybody's whom they were merged from.
  const { tally = [] } = combined(...standings.values());
  const standing = { ...own, lots: prolonged(own.lots, tally) };
  let booked = 0;
  for (const entry of expiryEntries(standing, member, day)) {
    if (entry.lot === null) continue;
    const [made] = await asking.rows(STORE_OF_LOT, [member, entry.lot]);
    if (made === undefined) continue;
    const id = expiryId(entry.lot, day, nowMs);
    if (await bookExpiry(asking, { id, member, entry, store: made.store, nowMs })) booked++;
  }
  if (booked > 0) await noteChanges(asking, [{ kind: 'member', key: member, scope: 'chain', endsMs: null }]);
  return booked;
}

/** Writes one record of the centre's own log and moves the standing. False: it was booked before. */
export async function bookExpiry(
  asking: Asking,
  of: {
    readonly id: RecordId;
    readonly member: MemberId;
    readonly entry: Entry;
    readonly store: StoreId;
    readonly nowMs: number;
  },
): Promise<boolean> {
  const { id, member, entry, store, nowMs } = of;
  const body = JSON.stringify({ entries: [entry] });
  if ((await asking.change(BOOK, [id, member, nowMs, body])) === 0) return false;
  const movement = { entries: [entry], counts: [], issued: [], usedCodes: [], recalled: [] };
  await book(asking, [{ record: id, store, businessDay: null, occurredMs: nowMs, movement }]);
  return true;
}

/** The id of the record that books a lot's end on a day. */
export function expiryId(lot: LotId, day: string, nowMs: number): RecordId {
  return derivedId(`expiry of ${lot} on ${day}`, Date.parse(`${day}T00:00:00Z`) || nowMs);
}

/** An id that is a digest of what it stands for, at a time in ms. */
export function derivedId(of: string, timeMs: number): RecordId {
  return recordId(uuid7(timeMs, createHash('sha256').update(of).digest()));
}
