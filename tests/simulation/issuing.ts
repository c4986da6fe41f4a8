/** The centre as the one issuer of expiry (server/check/expiry.ts), and what it takes back of an end for what arrives late (server/push/late.ts). */
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { type LotId, type MemberId, type RecordId, recordId, uuid7 } from '../../domain/identity/ids.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { expiryEntries } from '../../domain/ledger/expiry.ts';
import { EMPTY_STANDING, foldMovement } from '../../domain/ledger/fold.ts';
import { movementOf } from '../../domain/record/movement.ts';
import { expiryId } from '../../server/check/expiry.ts';
import { takenBack } from '../../server/push/late.ts';
import type { End, Stored } from './database.ts';
import { Feed } from './feed.ts';
import { recordOf } from './reading.ts';

const NO_ENDS: readonly End[] = [];

export class Issuing extends Feed {
  /** On which day each process looked for what has ended: its own memory, gone with it. */
  protected swept: (CivilDate | null)[] = [];

  /** Lots whose booked end was lost with a database that became its backup. */
  protected lostEnds = new Set<LotId>();

  /** Books what has ended before today, the first time on a day: each member is a transaction. */
  sweep(process: number): void {
    const { parts } = this;
    const now = parts.now();
    const day = civilDateAt(now);
    if (this.up[process] !== true || this.swept[process] === day) return;
    this.swept[process] = day;
    if (parts.code.is('what has ended is never booked')) return;
    for (const member of this.database.standings.keys()) {
      const early = this.ended(member, day);
      if (early.length === 0) continue;
      this.transaction(
        process,
        () => {
          // Under the lock, so that what was spent meanwhile is no longer there to expire.
          const isHasty = parts.code.is('an end is booked anew by each process');
          const ended = isHasty ? early : this.ended(member, day);
          if (ended.length === 0) parts.mark('expiry.byAnother');
          for (const entry of ended) {
            if (entry.lot === null) continue;
            const id = isHasty ? recordId(uuid7(now, new Uint8Array(10).fill(process))) : expiryId(entry.lot, day, now);
            this.bookExpiry(id, entry, now);
          }
          parts.heard({ what: 'expiry', member, atMs: now });
          if (!parts.code.is('an end is told to nobody')) this.change('member', member, 'chain');
          this.sequence();
        },
        () => {},
      );
    }
  }

  protected ended(member: MemberId, day: CivilDate): readonly Entry[] {
    const standing = this.database.standings.get(member) ?? EMPTY_STANDING;
    const entries = expiryEntries(standing, member, day);
    if (!this.parts.code.is('a lot ends on its last day') || entries.length > 0) return entries;
    return standing.lots
      .filter(({ expires }) => expires === day)
      .map(({ id, points, expires }) => ({
        member,
        points: -points as Entry['points'],
        contra: 'expire',
        lot: id,
        expires,
      }));
  }

  /** Writes one record of the centre's own log and moves the standing; nothing where it was written before. */
  protected bookExpiry(id: RecordId, entry: Entry, atMs: number): void {
    const { database, parts } = this;
    const { member, lot, points } = entry;
    const ends = database.ends.get(member) ?? NO_ENDS;
    if (lot === null || ends.some((end) => end.id === id)) return;
    const end: End = { id, lot, points, expires: entry.expires ?? null, booked: civilDateAt(atMs) };
    if (points < 0) {
      parts.mark('expiry.booked');
      if (ends.some((other) => other.lot === lot && other.points < 0)) parts.mark('expiry.endedAgain');
      if (this.lostEnds.has(lot)) parts.mark('expiry.bookedAgain');
    } else parts.mark('expiry.takenBack');
    parts.proofs.ended(ends, end);
    database.ends.set(member, [...ends, end]);
    const before = database.standings.get(member) ?? EMPTY_STANDING;
    const movement = { entries: [entry], counts: [], issued: [], usedCodes: [], recalled: [] };
    database.standings.set(member, foldMovement(before, member, movement));
    const list = database.entries.get(member) ?? [];
    list.push({ record: id, points });
    database.entries.set(member, list);
    parts.proofs.standing(database, member);
    parts.tell(`end of ${lot}: ${points}`);
  }

  /** Before records are folded: of ends that were booked too soon as much as these spent in time. */
  protected takeEndsBack(some: readonly Stored[]): void {
    const { database, parts } = this;
    const records = some.flatMap(({ received }) =>
      database.counted.has(received.id) ? [] : (recordOf(received) ?? []),
    );
    const members = new Set(records.flatMap(({ entries }) => entries.map(({ member }) => member)));
    // Of most of them nothing has ended yet.
    if (![...members].some((member) => database.ends.has(member))) return;
    const bookings = records.map((record) => {
      return { record: record.id, occurredMs: record.occurredAt, movement: movementOf(record) };
    });
    const owed = new Set([...members].filter((member) => (database.standings.get(member)?.debt ?? 0) > 0));
    for (const member of [...members].sort()) {
      if (parts.code.is('what was spent in time stays expired')) break;
      for (const [lot, expired] of this.expiredOf(member)) {
        const there = database.standings.get(member)?.lots.find(({ id }) => id === lot)?.points ?? 0;
        const most = parts.code.is('more of an end is taken back than had ended') ? Number.MAX_SAFE_INTEGER : expired;
        for (const { id, entry } of takenBack(bookings, { member, lot, expired: most }, there))
          this.bookExpiry(id, entry, parts.now());
      }
    }
    parts.proofs.counting(records, database, owed);
  }

  /** How much of each lot stands booked as expired. */
  protected expiredOf(member: MemberId): readonly (readonly [LotId, number])[] {
    const sums = new Map<LotId, number>();
    for (const { lot, points } of this.database.ends.get(member) ?? NO_ENDS)
      sums.set(lot, (sums.get(lot) ?? 0) - points);
    return [...sums].filter(([, expired]) => expired > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** What the database booked that a backup in its place has not. */
  protected noteLostEnds(
    before: ReadonlyMap<MemberId, readonly End[]>,
    after: ReadonlyMap<MemberId, readonly End[]>,
  ): void {
    for (const [member, ends] of before) {
      const left = after.get(member) ?? NO_ENDS;
      for (const end of ends) if (!left.some(({ id }) => id === end.id)) this.lostEnds.add(end.lot);
    }
  }
}
