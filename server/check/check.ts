/**
 * What the centre does after it has counted: reckons figures again, looks for what was given twice, settles
 * returns. How far it came is kept by incarnation, so a process that ends in between leaves nothing unlooked at.
 */

import { readProgramme } from '../../contract/programme/form.ts';
import type { IncarnationId, RecordId, TillId } from '../../domain/identity/ids.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { type Alarm, raise } from '../alarms.ts';
import { type Database, statement } from '../database.ts';
import { differences } from './figures.ts';
import { GRACE_MS, noteSpent, overdrafts } from './overdraft.ts';
import { settle, uncountSales } from './settle.ts';
import { givenTwice, knownBody } from './twice.ts';

const BEHIND = statement<{ till: TillId; id: IncarnationId; checked_seq: number }>(
  'check.behind',
  'SELECT till, id, checked_seq FROM incarnation WHERE checked_seq < counted_seq LIMIT 20',
);
const NEXT = statement<{ seq: number; body: string; counted: boolean }>(
  'check.next',
  `SELECT seq, body, counted FROM record
   WHERE till = $1 AND incarnation = $2 AND seq > $3
     AND seq <= (SELECT counted_seq FROM incarnation WHERE till = $1 AND id = $2)
   ORDER BY seq LIMIT 500`,
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

/** One stretch of a log to look at: what was just counted. */
export interface Stretch {
  readonly till: TillId;
  readonly incarnation: IncarnationId;
  /** The number before the first, and the last. */
  readonly after: number;
  readonly to: number;
  readonly records: readonly RecordBody[];
}

/** A record whose figures differ, and how, as JSON. */
interface Differing {
  readonly record: RecordId;
  readonly detail: string;
}

/** Stretches kept in memory; what is beyond is read from the database when its turn comes. */
const MOST_WAITING = 32;
/** Who has nothing to look at begins so long after the first stretch came, ms. */
const REST_MS = 50;
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
  #awaken: () => void = () => undefined;
  #looking: NodeJS.Timeout | undefined;

  constructor(database: Database, clock: () => number, failed: (error: unknown) => void) {
    this.#database = database;
    this.#clock = clock;
    this.#failed = failed;
  }

  /** Looks at a stretch after everything before it; returns at once. */
  later(stretch: Stretch): void {
    if (this.#waiting >= MOST_WAITING || this.#stopped) return;
    if (this.#waiting === 0) this.#turn = this.#turn.then(() => this.#rest());
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
    await settle(this.#database, null, (version) => this.#programme(version), this.#clock());
    await overdrafts(this.#database, this.#clock());
  }

  /** Waits for what was begun. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#looking);
    this.#awaken();
    await this.#turn;
  }

  /** Nobody waits for what is found; the tills that wait for what was counted have the machine first. */
  #rest(): Promise<void> {
    return new Promise((over) => {
      const timer = setTimeout(over, REST_MS);
      this.#awaken = () => {
        clearTimeout(timer);
        over();
      };
    });
  }

  async #look(stretch: Stretch): Promise<void> {
    const found: Differing[] = [];
    for (const [i, record] of stretch.records.entries()) {
      if (i % AT_ONCE === AT_ONCE - 1) await new Promise((next) => setImmediate(next));
      const differs = differences(record, await this.#programme(record.programmeVersion));
      if (differs.length > 0) found.push({ record: record.id, detail: JSON.stringify(differs) });
    }
    const nowMs = this.#clock();
    if (found.length > 0) await this.#disagree(stretch.till, found, nowMs);
    await this.#twice(stretch, nowMs);
    await this.#overdrafts(stretch.records, nowMs);
    const programmeOf = (version: number | null): Promise<Programme | null> => this.#programme(version);
    await settle(this.#database, numbersOf(stretch.records), programmeOf, nowMs);
    await uncountSales(this.#database, returnedIn(stretch.records), programmeOf, nowMs);
    await this.#database.change(CHECKED, [stretch.till, stretch.incarnation, stretch.after, stretch.to]);
  }

  /** Figures that differ are kept whole for whoever mends the rules; a manager is told of the record. */
  async #disagree(till: TillId, found: readonly Differing[], nowMs: number): Promise<void> {
    await this.#database.transaction('write', async (asking) => {
      await asking.change(DISAGREE, [till, nowMs, found.map((each) => each.record), found.map((each) => each.detail)]);
      const alarms = found.map(
        ({ record }): Alarm => ({ kind: 'disagreement', key: record, till, detail: { record } }),
      );
      await raise(asking, alarms, nowMs);
    });
  }

  /** What was given apart more often than it may be is kept (truth 9), and a person is told. */
  async #twice({ till, records }: Stretch, nowMs: number): Promise<void> {
    await this.#database.transaction('write', async (asking) => {
      const alarms: Alarm[] = [];
      for (const record of records) {
        const found = await givenTwice(asking, record, () => this.#programme(record.programmeVersion));
        if (found !== null) alarms.push({ ...found, till });
      }
      await raise(asking, alarms, nowMs);
    });
  }

  /** Points that tills let somebody spend apart: noted now, looked at when the others had time to tell their part. */
  async #overdrafts(records: readonly RecordBody[], nowMs: number): Promise<void> {
    const noted = await this.#database.transaction('write', (asking) => noteSpent(asking, records, nowMs));
    if (!noted || this.#looking !== undefined || this.#stopped) return;
    this.#looking = setTimeout(() => {
      this.#looking = undefined;
      this.#turn = this.#turn.then(() => overdrafts(this.#database, this.#clock())).catch(this.#failed);
    }, GRACE_MS + 50);
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

/** Sales of which something came back by their lines. */
function returnedIn(records: readonly RecordBody[]): RecordId[] {
  return records.flatMap((record) => (record.kind === 'return' && record.of !== null ? [record.of] : []));
}
