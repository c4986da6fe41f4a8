/**
 * What the centre does after it has acknowledged: reckons figures again, looks for goods returned twice, settles
 * returns. How far it came is kept by incarnation, so a process that ends in between leaves nothing unlooked at.
 */

import { readProgramme } from '../../contract/programme/form.ts';
import { readBody } from '../../contract/record.ts';
import type { IncarnationId, RecordId, TillId } from '../../domain/identity/ids.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { RecordBody, Return, Sale } from '../../domain/record/record.ts';
import { leftToReturn } from '../../domain/returns/reckon.ts';
import { type Alarm, raise } from '../alarms.ts';
import { type Asking, type Database, statement } from '../database.ts';
import { differences } from './figures.ts';
import { settle } from './settle.ts';

const BEHIND = statement<{ till: TillId; id: IncarnationId; checked_seq: number }>(
  'check.behind',
  'SELECT till, id, checked_seq FROM incarnation WHERE checked_seq < held_seq LIMIT 20',
);
const NEXT = statement<{ seq: number; body: string; counted: boolean }>(
  'check.next',
  `SELECT seq, body, counted FROM record
   WHERE till = $1 AND incarnation = $2 AND seq > $3 ORDER BY seq LIMIT 500`,
);
const CHECKED = statement(
  'check.checked',
  `UPDATE incarnation SET checked_seq = $4 WHERE till = $1 AND id = $2 AND checked_seq BETWEEN $3 AND $4`,
);
const PROGRAMME = statement<{ programme: unknown }>(
  'check.programme',
  'SELECT programme FROM programme WHERE version = $1',
);
const DISAGREE = statement(
  'check.disagree',
  `INSERT INTO disagreement (record, till, found_ms, detail)
   SELECT record, $1::uuid, $2::bigint, detail FROM unnest($3::uuid[], $4::jsonb[]) AS u (record, detail)
   ON CONFLICT (record) DO NOTHING`,
);
const RETURNED = statement<{ sale: string; returns: string[] }>(
  'check.returned',
  `SELECT s.body AS sale, (SELECT array_agg(b.body) FROM receipt_return rr
     JOIN record b ON b.till = rr.till AND b.incarnation = rr.incarnation AND b.seq = rr.seq WHERE rr.sale = r.id) AS returns
   FROM receipt r JOIN record s ON s.till = r.till AND s.incarnation = r.incarnation AND s.seq = r.seq WHERE r.id = $1`,
);

/** One stretch of a log to look at: what was just stored. */
export interface Stretch {
  readonly till: TillId;
  readonly incarnation: IncarnationId;
  /** The number before the first, and the last. */
  readonly after: number;
  readonly to: number;
  readonly records: readonly RecordBody[];
}

/** Stretches kept in memory; what is beyond is read from the database when its turn comes. */
const MOST_WAITING = 32;
/** Records looked at before others get their turn in this process. */
const AT_ONCE = 50;

export class Checker {
  readonly #database: Database;
  readonly #clock: () => number;
  readonly #failed: (error: unknown) => void;
  readonly #programmes = new Map<number, Programme>();
  #waiting = 0;
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(database: Database, clock: () => number, failed: (error: unknown) => void) {
    this.#database = database;
    this.#clock = clock;
    this.#failed = failed;
  }

  /** Looks at a stretch after everything before it; returns at once. */
  later(stretch: Stretch): void {
    if (this.#waiting >= MOST_WAITING || this.#stopped) return;
    this.#waiting++;
    this.#turn = this.#turn
      .then(() => (this.#stopped ? undefined : this.#look(stretch)))
      .catch(this.#failed)
      .finally(() => this.#waiting--);
  }

  /** Catches up with what any process left: unlooked records and returns that wait for their receipt. */
  async sweep(): Promise<void> {
    for (const behind of await this.#database.rows(BEHIND)) {
      const rows = await this.#database.rows(NEXT, [behind.till, behind.id, behind.checked_seq]);
      const last = rows.at(-1);
      if (last === undefined || this.#stopped) continue;
      const records = rows.flatMap((row) => (row.counted ? knownBody(row.body) : []));
      const { till, id: incarnation, checked_seq: after } = behind;
      await this.#look({ till, incarnation, after, to: last.seq, records });
    }
    await settle(this.#database, null, this.#clock());
  }

  /** Waits for what was begun. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#turn;
  }

  async #look(stretch: Stretch): Promise<void> {
    const found: { record: RecordId; detail: string }[] = [];
    for (const [i, record] of stretch.records.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) await new Promise((next) => setImmediate(next));
      const differs = differences(record, await this.#programme(record.programmeVersion));
      if (differs.length > 0) found.push({ record: record.id, detail: JSON.stringify(differs) });
    }
    const nowMs = this.#clock();
    if (found.length > 0) {
      await this.#database.change(DISAGREE, [
        stretch.till,
        nowMs,
        found.map((each) => each.record),
        found.map((each) => each.detail),
      ]);
    }
    await this.#database.transaction('write', (asking) => returnedTwice(asking, stretch, nowMs));
    await settle(this.#database, numbersOf(stretch.records), nowMs);
    await this.#database.change(CHECKED, [stretch.till, stretch.incarnation, stretch.after, stretch.to]);
  }

  async #programme(version: number | null): Promise<Programme | null> {
    if (version === null) return null;
    const known = this.#programmes.get(version);
    if (known !== undefined) return known;
    const [row] = await this.#database.rows(PROGRAMME, [version]);
    // A version never changes, so it is kept; one that is not here yet is asked for again.
    const read = row === undefined ? null : readProgramme(row.programme);
    if (read?.ok !== true) return null;
    this.#programmes.set(version, read.programme);
    return read.programme;
  }
}

/** Receipts' numbers that a settlement may concern. */
function numbersOf(records: readonly RecordBody[]): string[] {
  return records.flatMap((record) => {
    if (record.kind === 'sale') return [record.number];
    return record.kind === 'return' && record.of === null && record.ofNumber !== '' ? [record.ofNumber] : [];
  });
}

/** Both returns are kept (truth 9), and a person is told. */
async function returnedTwice(asking: Asking, stretch: Stretch, nowMs: number): Promise<void> {
  const alarms: Alarm[] = [];
  for (const record of stretch.records) {
    if (record.kind !== 'return' || record.of === null) continue;
    const [row] = await asking.rows(RETURNED, [record.of]);
    const sale = row === undefined ? [] : knownBody(row.sale).filter(isSale);
    if (sale[0] === undefined || !aboveSold(sale[0], (row?.returns ?? []).flatMap(knownBody).filter(isReturn)))
      continue;
    const detail = { return: record.id, sale: record.of };
    alarms.push({ kind: 'returnedTwice', key: record.id, till: stretch.till, detail });
  }
  await raise(asking, alarms, nowMs);
}

/** True where more of a line came back, in all, than was sold. */
export function aboveSold(sale: Pick<Sale, 'lines'>, returns: readonly Return[]): boolean {
  const left = leftToReturn(sale, returns);
  return sale.lines.some((line, index) => {
    let back = 0;
    for (const each of returns) for (const one of each.lines) if (one.line === index) back += one.quantity;
    return left[index] === 0 && back > line.quantity;
  });
}

function knownBody(body: string): RecordBody[] {
  try {
    const read = readBody(body);
    return read.known ? [read.record] : [];
  } catch {
    return [];
  }
}

const isSale = (record: RecordBody): record is Extract<RecordBody, { kind: 'sale' }> => record.kind === 'sale';
const isReturn = (record: RecordBody): record is Extract<RecordBody, { kind: 'return' }> => record.kind === 'return';
