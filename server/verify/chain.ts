/** Walks the hash chains, and compares what is booked with what the records say. */
import { readBody } from '../../contract/record.ts';
import type { IncarnationId, MemberId, RecordId, TillId } from '../../domain/identity/ids.ts';
import type { Movement } from '../../domain/ledger/fold.ts';
import { movementOf } from '../../domain/record/movement.ts';
import { besideDigest, NO_HASH, type RecordBody } from '../../domain/record/record.ts';
import { movedOfAll } from '../../domain/sale/askedOfAll.ts';
import { type Asking, statement } from '../database.ts';
import { sha256 } from '../push/batch.ts';
import { hasMore, partsOf } from '../push/standings.ts';
import type { SaidOfDays } from './days.ts';
import type { Finding } from './finding.ts';
import { movedForm, NOTHING } from './forms.ts';
import type { BookedMoney } from './money.ts';
import type { SaidOfPeople } from './people.ts';
import { type BookedEntry, spelled } from './spelled.ts';

const RECORDS = statement<{
  seq: number;
  id: RecordId;
  hash: string;
  body: string;
  counted: boolean;
  noted: boolean;
  salt: string | null;
  text: string | null;
  unread: boolean;
}>(
  'verify.records',
  `SELECT r.seq, r.id, r.hash, r.body, r.counted, b.salt, b.body AS text, u.seq IS NOT NULL AS unread,
     EXISTS (SELECT FROM counted_record c WHERE c.id = r.id AND c.till = r.till AND c.incarnation = r.incarnation AND c.seq = r.seq) AS noted
   FROM record r
     LEFT JOIN beside b ON b.till = r.till AND b.incarnation = r.incarnation AND b.seq = r.seq
     LEFT JOIN unread_record u ON u.till = r.till AND u.incarnation = r.incarnation AND u.seq = r.seq
   WHERE r.till = $1 AND r.incarnation = $2 AND r.seq > $3 ORDER BY r.seq LIMIT 1000`,
);
const ENTRIES_OF = statement<BookedEntry & { record: RecordId }>(
  'verify.entriesOf',
  `SELECT record, member, points, contra, lot, expires, terms FROM entry
   WHERE member = ANY ($2::uuid[]) AND record = ANY ($1::uuid[])`,
);
const MOVED_OF = statement<{ record: RecordId; member: MemberId; counts: unknown; issued: unknown; gone: unknown }>(
  'verify.movedOf',
  `SELECT record, member, counts, issued, gone FROM moved
   WHERE member = ANY ($2::uuid[]) AND record = ANY ($1::uuid[])`,
);

/**
 * Walks one hash chain from its first record: numbers, links, hashes, digests, what is booked (truths 1, 4, 7, 11). Adds what its records
 * count of everybody to `sums`, and has their money compared, and what they say of people.
 */
export async function walk(
  asking: Asking,
  of: { till: TillId; id: IncarnationId; held_seq: number; held_hash: string; counted_seq: number },
  findings: Finding[],
  sums: {
    readonly ofAll: Map<string, number>;
    readonly money: BookedMoney;
    readonly people: SaidOfPeople;
    readonly days: SaidOfDays;
  },
): Promise<{ records: number; unread: number; entries: number; moved: number }> {
  const name = `till ${of.till} incarnation ${of.id}`;
  let [seq, hash, unread, entries, moved] = [0, NO_HASH, 0, 0, 0];
  for (;;) {
    const page = await asking.rows(RECORDS, [of.till, of.id, seq]);
    if (page.length === 0) break;
    const read = page.map((row) => ({ row, record: known(row.body) }));
    const booked = await bookedBy(asking, read);
    await sums.money.check(
      read.flatMap(({ row, record }) =>
        record === null || row.unread || !row.counted || row.seq > of.counted_seq
          ? []
          : [{ record, where: `${name} record ${row.seq}` }],
      ),
    );
    for (const { row, record } of read) {
      const where = `${name} record ${row.seq}`;
      const wrong = (truth: Finding['truth'], detail: string): void => void findings.push({ truth, where, detail });
      if (row.seq !== seq + 1) wrong(7, `it follows number ${seq}`);
      if (sha256(row.body) !== row.hash) wrong(1, 'its bytes are not what its hash names');
      const head = headOf(row.body);
      if (head?.prevHash !== hash) wrong(7, 'it does not carry the hash of the one before');
      if (head?.id !== row.id || head.seq !== row.seq) wrong(7, 'its row names another record than its bytes');
      if (row.counted !== row.noted) {
        wrong(
          4,
          row.counted ? 'it counts and its id is not noted' : 'its id is noted as counted here, and it is a copy',
        );
      }
      if (row.salt !== null && row.text !== null) {
        const digest = besideDigest({ salt: row.salt, text: row.text }, sha256);
        if (digest !== head?.beside) wrong(11, 'the text beside is not what its digest names');
      }
      if (row.unread) unread++;
      // What is held and not counted yet moves nothing, and nothing of it is booked.
      const isCounted = row.seq <= of.counted_seq;
      const movement = record === null || row.unread || !isCounted ? NOTHING : movementOf(record);
      if (row.counted) {
        if (record !== null && !row.unread) sums.people.record(record);
        if (record !== null && !row.unread && isCounted) sums.days.record(record, row.hash);
        const { points: expected, counts } = spelledAll(movement);
        const found = booked.get(row.id) ?? { points: [], counts: [] };
        entries += expected.length;
        moved += counts.length;
        for (const [key, by] of movedOfAll(movement.counts)) sums.ofAll.set(key, (sums.ofAll.get(key) ?? 0) + by);
        if (expected.join() !== found.points.join()) {
          wrong(4, `its entries are [${expected.join(' ')}], booked are [${found.points.join(' ')}]`);
        }
        if (counts.join() !== found.counts.join()) {
          wrong(4, `it counts [${counts.join(' ')}], booked are [${found.counts.join(' ')}]`);
        }
      }
      [seq, hash] = [row.seq, row.hash];
    }
  }
  if (seq !== of.held_seq || hash !== of.held_hash) {
    findings.push({ truth: 7, where: name, detail: `held is said to be ${of.held_seq}, the chain ends at ${seq}` });
  }
  if (of.counted_seq > of.held_seq) {
    findings.push({ truth: 4, where: name, detail: `counted up to ${of.counted_seq}, held up to ${of.held_seq}` });
  }
  return { records: seq, unread, entries, moved };
}

/** What is booked under a record, or should be, in words that can be compared. */
interface Spelled {
  readonly points: string[];
  readonly counts: string[];
}

function spelledAll(movement: Movement): Spelled {
  const entries = movement.entries.map(({ member, points: moved, contra, lot, expires = null, ...terms }) =>
    spelled({ member, points: moved, contra, lot, expires, terms: Object.keys(terms).length === 0 ? null : terms }),
  );
  const counts = [...partsOf(movement)].flatMap(([member, part]) =>
    hasMore(part) ? [spelledCounts(member, part)] : [],
  );
  return { points: entries.sort(), counts: counts.sort() };
}

function spelledCounts(member: MemberId, { counts, issued, usedCodes, recalled }: Movement): string {
  return `${member} ${JSON.stringify(movedForm.parse({ counts, issued, gone: [...usedCodes, ...recalled] }))}`;
}

/** What is booked under each record, asked by member, since that is how it is found. */
async function bookedBy(
  asking: Asking,
  read: readonly { readonly row: { readonly id: RecordId }; readonly record: RecordBody | null }[],
): Promise<Map<string, Spelled>> {
  const ids = read.map(({ row }) => row.id);
  const members = read.flatMap(({ record }) => (record === null ? [] : [...partsOf(movementOf(record)).keys()]));
  const asked = [ids, [...new Set(members)]];
  const booked = new Map<string, Spelled>();
  const of = (record: RecordId): Spelled => {
    const found = booked.get(record) ?? { points: [], counts: [] };
    booked.set(record, found);
    return found;
  };
  for (const entry of await asking.rows(ENTRIES_OF, asked)) of(entry.record).points.push(spelled(entry));
  for (const { record, member, ...moved } of await asking.rows(MOVED_OF, asked)) {
    of(record).counts.push(`${member} ${JSON.stringify(movedForm.parse(moved))}`);
  }
  for (const { points: entries, counts } of booked.values()) {
    entries.sort();
    counts.sort();
  }
  return booked;
}

function known(body: string): RecordBody | null {
  try {
    const read = readBody(body);
    return read.known ? read.record : null;
  } catch {
    return null;
  }
}

function headOf(body: string): { id?: unknown; seq?: unknown; prevHash?: unknown; beside?: unknown } | null {
  try {
    const raw: unknown = JSON.parse(body);
    return typeof raw === 'object' ? raw : null;
  } catch {
    return null;
  }
}
