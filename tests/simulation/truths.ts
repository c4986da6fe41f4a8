/** The truths of DESIGN §2, each a function that throws TruthBroken. What a step touches is proven after it; all of it at the end. */

import type { PullResponse, PushResponse } from '../../contract/sync/messages.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import type { IncarnationId, MemberId, RecordId } from '../../domain/identity/ids.ts';
import { besideDigest, NO_HASH, type RecordBody } from '../../domain/record/record.ts';
import { isRuled, recomputed } from '../../domain/sale/recomputed.ts';
import { sha256 } from '../../server/push/batch.ts';
import { prove } from './broken.ts';
import type { Centre } from './centre.ts';
import { type Database, isTold, type Stored } from './database.ts';
import type { Edited } from './edits.ts';
import { mergeEdit } from './edits.ts';
import type { LogRecord } from './log.ts';
import { recordOf } from './reading.ts';
import { programmeNamed } from './shop.ts';
import type { Till } from './till.ts';

/** 1: bytes that were written stay as they are, at tills and at the centre. */
export function logIsAppendOnly(tills: readonly Till[], { database }: Centre): void {
  for (const { log } of tills) {
    for (const { body, hash, seq } of log.records)
      prove(1, 'logIsAppendOnly', sha256(body) === hash, () => `record ${seq} has other bytes`);
  }
  for (const list of database.records.values()) {
    for (const { received } of list)
      prove(1, 'logIsAppendOnly', sha256(received.body) === received.hash, () => `the centre's ${received.seq}`);
  }
}

/** 2: at the centre, after each record that was counted. */
export function standingIsSum(database: Database, member: MemberId): void {
  const sum = (database.entries.get(member) ?? []).reduce((all, one) => all + one.points, 0);
  const { balance = 0, debt = 0, lots = [] } = database.standings.get(member) ?? {};
  prove(2, 'standingIsSum', balance === sum, () => `${member}: ${balance} stands, ${sum} were booked`);
  const inLots = lots.reduce((all, lot) => all + lot.points, 0);
  prove(
    2,
    'standingIsSum',
    balance === inLots - debt,
    () => `${member}: lots ${inLots}, debt ${debt}, balance ${balance}`,
  );
}

/** What the centre had counted of a member when it told, and the own live records that were not in it, each once. */
export function entriesAtTill(till: Till, member: MemberId): number {
  const basis = till.replica.members.get(member)?.basis;
  const ids = new Set<RecordId>();
  let sum = 0;
  if (basis != null) {
    for (let i = 0; i < basis.length; i++) {
      const one = basis.list[i];
      if (one === undefined) continue;
      ids.add(one.record);
      sum += one.points;
    }
  }
  for (const { id, movement } of till.log.movedAfter(member, null)) {
    if (ids.has(id)) continue;
    for (const entry of movement.entries) if (entry.member === member) sum += entry.points;
  }
  return sum;
}

/** 2: at a till a member has the sum of their entries, each once. */
export function balanceAtTillIsSum(till: Till, member: MemberId): void {
  if (till.doubtful) return;
  const sum = entriesAtTill(till, member);
  const { balance } = till.alone(member);
  prove(
    2,
    'balanceAtTillIsSum',
    balance === sum,
    () =>
      `till ${till.parts.n}, ${member}: shows ${balance}, entries sum to ${sum}; counted ${JSON.stringify(till.replica.members.get(member)?.state.counted)}`,
  );
}

/** 3: what the cashier saw confirmed is on the till's disk when it starts again. */
export function confirmedIsOnDisk(till: Till, confirmed: ReadonlySet<RecordId>): void {
  for (const id of confirmed) prove(3, 'confirmedIsOnDisk', till.log.has(id), () => `till ${till.parts.n} lost ${id}`);
}

/** 4: what is acknowledged is durable in the same moment. */
export function acknowledgedIsDurable(
  database: Database,
  incarnation: IncarnationId,
  { held, fork }: PushResponse,
): void {
  const durable = database.incarnations.get(incarnation)?.held ?? 0;
  prove(
    4,
    'acknowledgedIsDurable',
    fork !== null || held <= durable,
    () => `${held} acknowledged, ${durable} held of ${incarnation}`,
  );
}

/** 4 and 7: an id is counted once. */
export function countedOnce({ received }: Stored, twice: boolean): void {
  prove(4, 'countedOnce', !twice, () => `${received.id} is counted again`);
}

/** 4: every record that a cashier saw confirmed is counted, unless a disk died with it; and nothing else is. */
export function everyRecordArrived(
  centre: Centre,
  confirmed: ReadonlySet<RecordId>,
  written: ReadonlySet<RecordId>,
  lost: ReadonlySet<RecordId>,
): void {
  const { counted } = centre.database;
  for (const id of confirmed)
    prove(4, 'everyRecordArrived', counted.has(id) || lost.has(id), () => `${id} never arrived`);
  for (const id of counted.keys())
    prove(4, 'everyRecordArrived', written.has(id), () => `${id} was never written at a counter`);
}

/** 4: nothing that a till wrote is left on it. */
export function allIsSent(tills: readonly Till[], { database }: Centre): void {
  for (const till of tills) {
    const { incarnation } = till.log.life();
    const known = database.incarnations.get(incarnation);
    prove(
      4,
      'allIsSent',
      (known?.held ?? 0) === till.log.seq(),
      () => `till ${till.parts.n} has ${till.log.seq()}, the centre holds ${known?.held ?? 0}`,
    );
    prove(
      4,
      'allIsSent',
      known === undefined || known.counted === known.held,
      () => `till ${till.parts.n}: held ${known?.held}, counted ${known?.counted}`,
    );
  }
}

/** 4: what is held is counted in a while, whoever died in between. */
export function countingGoesOn({ database }: Centre, held: ReadonlyMap<IncarnationId, number>): void {
  for (const [incarnation, seq] of held) {
    const counted = database.incarnations.get(incarnation)?.counted ?? 0;
    prove(4, 'countingGoesOn', counted >= seq, () => `${incarnation}: held ${seq}, counted ${counted}`);
  }
}

/** 5: a counter waits for the network no longer than the hold's time; for anything but a redemption or a gift card not at all. */
export function counterDoesNotWait(
  record: LogRecord,
  askedMs: number,
  askedAs: RecordId | null,
  nowMs: number,
  timeoutMs: number,
): void {
  const isAsked = record.record?.kind === 'sale' && (record.record.member !== null || askedAs !== null);
  const mayWait = isAsked ? timeoutMs : 0;
  prove(5, 'counterDoesNotWait', nowMs - askedMs <= mayWait, () => `${record.kind} took ${nowMs - askedMs} ms`);
}

/** 6: a sale's figures come out of its own bytes again. */
export function saleIsReckonedAgain(record: RecordBody): void {
  if (record.kind !== 'sale') return;
  prove(6, 'saleIsReckonedAgain', isRuled(record), () => `${record.id} does not say what its rules were asked with`);
  if (!isRuled(record)) return;
  const again = recomputed(record, programmeNamed(record.programmeVersion));
  const same = again.earned === record.earned && again.spent === record.spent && again.total === record.total;
  prove(6, 'saleIsReckonedAgain', same, () => `${record.id}: earned ${record.earned} and again ${again.earned}`);
}

/** 7: what is stored continues what was held: the next number, after the right hash. */
export function chainIsGapless(database: Database, incarnation: IncarnationId, from: number): void {
  const list = database.records.get(incarnation) ?? [];
  for (let i = from; i < list.length; i++) {
    const one = list[i]?.received;
    const before = i === 0 ? NO_HASH : list[i - 1]?.received.hash;
    prove(
      7,
      'chainIsGapless',
      one?.seq === i + 1 && one.prevHash === before,
      () => `${incarnation}: number ${one?.seq} after ${i}`,
    );
  }
}

/** 7: a life that parts from what is held of the one before was put before somebody. */
export function forksAreAlarmed(database: Database, incarnation: IncarnationId, from: number): void {
  const first = from === 0 ? database.records.get(incarnation)?.[0]?.received : undefined;
  const begun = first === undefined ? null : recordOf(first);
  if (begun?.kind !== 'begun' || begun.previous === null) return;
  const { incarnation: earlier, seq } = begun.previous;
  if ((database.incarnations.get(earlier)?.held ?? 0) <= seq) return;
  const known = [...database.alarms].some((alarm) => alarm.startsWith(`fork ${earlier} `));
  prove(7, 'forksAreAlarmed', known, () => `${earlier} was left at ${seq} and held further, and nobody was told`);
}

/** 8: after every turn of the sequencer all that is visible has its place: no open transaction is waited for. */
export function feedDoesNotWait({ inbox }: Database): void {
  prove(8, 'feedDoesNotWait', inbox.length === 0, () => `${inbox.length} visible changes without a place`);
}

/** 8: a page leaves out nothing that lies between its cursors for this store. */
export function pageIsWhole(database: Database, after: number, { cursor, states }: PullResponse): void {
  prove(
    8,
    'pageIsWhole',
    Number(cursor) >= after || after > database.order.length,
    () => `the cursor went back from ${after} to ${cursor}`,
  );
  prove(8, 'pageIsWhole', states.length <= 2000, () => 'too many');
}

/** 8: a till that has caught up has the newest of every state that concerns it. */
export function nothingIsSkipped(tills: readonly Till[], { database }: Centre): void {
  for (const till of tills) {
    for (const row of database.feed.values()) {
      if (row.scope !== 'chain' && row.scope !== till.parts.store) continue;
      if (row.kind === 'member' && !isTold(database, row.key as MemberId)) continue;
      const name = `${row.kind} ${row.key}`;
      const [has, is] = [till.replica.versions.get(name) ?? 0, database.versions.get(name) ?? 0];
      prove(
        8,
        'nothingIsSkipped',
        has === is,
        () => `till ${till.parts.n} has version ${has} of ${name}, the centre ${is}`,
      );
    }
  }
}

/**
 * 2 and 8: when all is still, each till says of each member what the centre says. A member whose enrolment went with a dead disk after the
 * centre had lost it too is nobody's: the centre keeps the points and has nobody to tell of.
 */
export function tillsAgree(tills: readonly Till[], { database }: Centre): void {
  for (const till of tills) {
    for (const [member, standing] of database.standings) {
      if (!isTold(database, member)) continue;
      const shown = till.alone(member);
      prove(
        2,
        'tillsAgree',
        shown.balance === standing.balance && shown.debt === standing.debt,
        () => `till ${till.parts.n}, ${member}: ${shown.balance}, the centre ${standing.balance}`,
      );
    }
  }
}

/** 9: nothing of what happened at counters is missing in a balance; what is owed is shown as owed. */
export function overdraftsAreKept({ database }: Centre): void {
  for (const [member, { balance, debt }] of database.standings) {
    prove(9, 'overdraftsAreKept', debt === Math.max(0, -balance), () => `${member}: balance ${balance}, debt ${debt}`);
  }
  for (const list of database.records.values()) {
    for (const { received } of list) {
      const record = recordOf(received);
      if (record === null || !database.counted.has(received.id)) continue;
      for (const entry of record.entries) {
        const isBooked = (database.entries.get(entry.member) ?? []).some((one) => one.record === received.id);
        prove(9, 'overdraftsAreKept', isBooked, () => `${received.id} is counted and its entries are not`);
      }
    }
  }
}

/** 9: a hold ends with the record that it was for: points are not promised for what was taken already. */
export function holdsAreReleased({ database }: Centre): void {
  for (const id of [...database.holds.keys(), ...[...database.moneyHolds.values()].map(({ record }) => record)])
    prove(9, 'holdsAreReleased', !database.counted.has(id), () => `${id} is counted and still held`);
}

/** 4: what the centre was asked under is what the record is called. */
export function idIsThatAsked(record: LogRecord, asked: RecordId | null): void {
  prove(4, 'idIsThatAsked', asked === null || record.id === asked, () => `asked as ${asked}, written as ${record.id}`);
}

/** 8: a page of another epoch continues nothing. */
export function cursorIsOfItsEpoch(
  kept: { readonly epoch: string | null; readonly cursor: string },
  { epoch }: PullResponse,
): void {
  const goesOn = kept.epoch !== null && kept.cursor !== '';
  prove(
    8,
    'cursorIsOfItsEpoch',
    !goesOn || kept.epoch === epoch,
    () => `a cursor of ${kept.epoch} is continued in ${epoch}`,
  );
}

/** 9: of edits that tills made apart the latest of each field stands, in whatever order they came. */
export function editsConverge({ database }: Centre, arrivals: ReadonlyMap<RecordId, number>): void {
  const edits = new Map<MemberId, { readonly atMs: number; readonly changes: Edited['person'] }[]>();
  const first = new Map<MemberId, Edited>();
  for (const list of database.records.values()) {
    for (const { received } of list) {
      const { beside, besideDiffers } = received;
      const record = recordOf(received);
      if (record === null || beside === null || besideDiffers) continue;
      if (record.kind === 'enrolment') first.set(record.member, { person: JSON.parse(beside.text).person, clocks: {} });
      if (record.kind !== 'edit') continue;
      const own = edits.get(record.member) ?? [];
      own.push({
        atMs: Math.min(record.occurredAt, arrivals.get(record.id) ?? record.occurredAt),
        changes: JSON.parse(beside.text).changes,
      });
      edits.set(record.member, own);
    }
  }
  for (const [member, { person }] of database.persons) {
    let expected = first.get(member);
    if (expected === undefined) continue;
    for (const { atMs, changes } of (edits.get(member) ?? []).toSorted((a, b) => a.atMs - b.atMs))
      expected = mergeEdit(expected, atMs, changes);
    const [has, should] = [JSON.stringify(sorted(person)), JSON.stringify(sorted(expected.person))];
    prove(9, 'editsConverge', has === should, () => `${member} is ${has} and should be ${should}`);
  }
}

const sorted = (person: object): unknown => Object.entries(person).sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * 10: the day of a record is its shift's, and a shift that was closed holds what was signed. Of a shift that was open on a disk when it
 * was restored or copied (`parted`) two machines know: it is signed by one and gone on with by the other, which cannot know of it.
 */
export function closedDayStays({ database }: Centre, parted: ReadonlySet<string>): void {
  const days = new Map<string, string | null>();
  const sums = new Map<string, { sales: number; total: number; closed: boolean }>();
  const seen = new Set<RecordId>();
  const lists = [...database.records.values()];
  for (const list of lists) {
    for (const { received } of list) {
      const record = recordOf(received);
      if (record?.kind === 'shiftOpened' && record.shift !== null) days.set(record.shift, record.businessDay);
    }
  }
  for (const list of lists) {
    for (const { received } of list) {
      const record = recordOf(received);
      if (record === null || record.shift === null || parted.has(record.shift) || seen.has(record.id)) continue;
      seen.add(record.id);
      const day = days.get(record.shift);
      prove(
        10,
        'closedDayStays',
        day === undefined || record.businessDay === day,
        () => `${record.id} is of ${record.businessDay}, its shift of ${day}`,
      );
      const sum = sums.get(record.shift) ?? { sales: 0, total: 0, closed: false };
      prove(10, 'closedDayStays', !sum.closed, () => `${record.id} joins a shift that was closed`);
      if (record.kind === 'sale') {
        sum.sales += 1;
        sum.total += record.total;
      } else if (record.kind === 'shiftClosed') {
        prove(
          10,
          'closedDayStays',
          day === undefined || (sum.sales === record.sales && sum.total === record.total),
          () => `signed ${record.sales} sales, ${record.total}; there are ${sum.sales}, ${sum.total}`,
        );
        sum.closed = true;
      }
      sums.set(record.shift, sum);
    }
  }
}

/** 11: no name in chained bytes, as they are written. */
export function chainedBytesAreNameless({ body }: LogRecord): void {
  prove(11, 'chainedBytesAreNameless', !body.includes('Nume '), () => body);
}

/** 11: texts that are left are those that the chain names. */
export function textsAreThose(till: Till): void {
  for (const { record, id } of till.log.records) {
    const beside = till.log.besides.get(id);
    if (record === null || beside === undefined) continue;
    prove(11, 'textsAreThose', besideDigest(beside, sha256) === record.beside, () => `text beside ${id}`);
  }
}

/** A record that comes in on a later day than its own: for the mark. */
export const isLate = (record: RecordBody, nowMs: number): boolean =>
  record.businessDay !== null && record.businessDay < civilDateAt(nowMs);
