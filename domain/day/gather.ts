import { bani } from '../amount/bani.ts';
import type { CivilDate } from '../calendar/civil.ts';
import type { IncarnationId, RecordId, TillId } from '../identity/ids.ts';
import { NO_HASH, type RecordBody, type RecordHead, type Sale, type Sha256 } from '../record/record.ts';
import { type LogRange, type ShiftFigures, ShiftSums, type ZFigures } from '../shift/figures.ts';
import type { Fault, LateDay, ShiftOfDay, TillAccount } from './account.ts';
import { addedSums, type DaySums, NO_SUMS, sumsOf } from './sums.ts';

/** A record as whoever gathers a day found it: the bytes, and what they say. */
export interface FoundRecord {
  readonly incarnation: IncarnationId;
  readonly seq: number;
  /** As stored. */
  readonly hash: string;
  readonly body: string;
  /** Null: the bytes cannot be read. `record` null: of a kind from the future. */
  readonly read: { readonly head: RecordHead; readonly record: RecordBody | null } | null;
  /** False: a copy that a fork left behind, or that was appended again: it is chained, and counts elsewhere. */
  readonly counted: boolean;
}

/** What a day is gathered for. */
export interface GatheringOf {
  readonly till: TillId;
  readonly number: number;
  readonly day: CivilDate;
  /** The last day that was signed; null: none. */
  readonly closedUpTo: CivilDate | null;
  /** Retired: what is known of it is taken whole, its open shift too. */
  readonly retired: boolean;
  readonly heardAt: number | null;
  readonly sha256: Sha256;
  /** A sale that is voided here and stands in what was listed before. */
  readonly saleOf: (id: RecordId) => Sale | null;
  /** Each record that is taken, once its shift is closed: for whatever else is reckoned from it. */
  readonly taken: (found: FoundRecord) => void;
}

/**
 * Gathers one till's part of a day from its records that no close has listed, handed over in order. It takes whole shifts and what lies
 * outside of shifts, up to the first shift of a later day; a shift that is not closed yet stays for the next close. Each record is tried
 * against its hash and the one before it.
 */
export class TillGathering {
  readonly #of: GatheringOf;
  readonly #ranges: LogRange[] = [];
  readonly #shifts: ShiftOfDay[] = [];
  readonly #faults: Fault[] = [];
  readonly #days = new Map<CivilDate, { readonly sums: ShiftSums; records: number }>();
  /** Records of the shift that is open where it was read to. */
  #pending: FoundRecord[] = [];
  #isOver = false;
  #records = 0;
  #outside = 0;

  constructor(of: GatheringOf) {
    this.#of = of;
  }

  /** True once a later day has begun: nothing further is of this one, and need not be read. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** How a stretch of a life's log goes on from what was listed: `hash` of the record before `seq` 1 is NO_HASH. Call before its first record. */
  begin(incarnation: IncarnationId, after: { readonly seq: number; readonly hash: string }): void {
    this.#previous = { incarnation, ...after };
  }
  #previous: { readonly incarnation: IncarnationId; readonly seq: number; readonly hash: string } | null = null;

  /** The next record of the log. */
  add(found: FoundRecord): void {
    if (this.#isOver) return;
    // Tried before anything it says is believed: bytes that were changed must not end the day before they are named.
    this.#chain(found);
    const record = found.counted ? (found.read?.record ?? null) : null;
    if (record?.kind === 'shiftOpened') {
      // A shift that was never closed before the next one opened: what is known of it is taken.
      this.#flush();
      if (record.businessDay !== null && record.businessDay > this.#of.day) {
        this.#isOver = true;
        return;
      }
      this.#pending = [found];
      return;
    }
    if (this.#pending.length === 0) {
      this.#take(found, false);
      return;
    }
    this.#pending.push(found);
    if (record?.kind === 'shiftClosed') this.#flush();
  }

  /** What is wrong with the records that were handed over, also of a shift that stays for the next close, and with those of Zs. */
  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /** The till's part, once all its records were handed over. */
  account(): TillAccount {
    const { till, number, day, retired, heardAt, closedUpTo } = this.#of;
    const isOpen = this.#pending.length > 0;
    if (retired) this.#flush();
    const late: LateDay[] = [];
    const own: DaySums[] = [];
    for (const [of, { sums, records }] of [...this.#days].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (of >= day) own.push(sumsOf(sums.figures()));
      else
        late.push({ day: of, closed: closedUpTo !== null && of <= closedUpTo, records, sums: sumsOf(sums.figures()) });
    }
    const closed = this.#shifts.some(({ businessDay }) => businessDay === day);
    const state = retired ? 'retired' : isOpen ? 'open' : closed ? 'closed' : 'silent';
    return {
      till,
      number,
      state,
      by: 'log',
      heardAt,
      ranges: this.#ranges,
      records: this.#records,
      outside: this.#outside,
      shifts: this.#shifts,
      sums: own.length === 0 ? NO_SUMS : addedSums(own),
      late,
    };
  }

  /** Takes the shift that was read whole. */
  #flush(): void {
    const all = this.#pending;
    this.#pending = [];
    if (all.length === 0) return;
    const sums = new ShiftSums(this.#of.saleOf);
    for (const found of all) {
      this.#take(found, true);
      const record = found.counted ? (found.read?.record ?? null) : null;
      if (record?.kind === 'shiftClosed') this.#shiftOf(all, found, record, sums.figures());
      else {
        // A copy that counts elsewhere is no place of the shift: its Z names the one where it counts.
        if (found.counted) sums.place({ head: found, hash: found.hash });
        if (record !== null) sums.add(record);
      }
    }
  }

  #take(found: FoundRecord, inShift: boolean): void {
    this.#records++;
    if (!inShift) this.#outside++;
    const range = this.#ranges.at(-1);
    const { incarnation, seq, hash } = found;
    if (range?.incarnation === incarnation && range.last + 1 === seq) {
      this.#ranges[this.#ranges.length - 1] = { ...range, last: seq, hash };
    } else this.#ranges.push({ incarnation, first: seq, last: seq, hash });
    this.#of.taken(found);
    const record = found.counted ? (found.read?.record ?? null) : null;
    if (record === null) return;
    const day = record.businessDay ?? this.#of.day;
    const of = this.#days.get(day) ?? { sums: new ShiftSums(this.#of.saleOf), records: 0 };
    this.#days.set(day, of);
    of.records++;
    of.sums.add(record);
  }

  /** Numbers, links and hashes (truth 7), and whether the bytes can be read. */
  #chain(found: FoundRecord): void {
    const { incarnation, seq, hash, body, read } = found;
    const before = this.#previous?.incarnation === incarnation ? this.#previous : { seq: 0, hash: NO_HASH };
    this.#previous = { incarnation, seq, hash };
    if (seq !== before.seq + 1) this.#fault(found, 'numberMissing', `it follows number ${before.seq}`);
    if (this.#of.sha256(body) !== hash) this.#fault(found, 'hashDiffers', 'its bytes are not those that were hashed');
    if (read === null) {
      this.#fault(found, 'unreadable', 'its bytes are no record');
      return;
    }
    if (read.head.prevHash !== before.hash && seq === before.seq + 1) {
      this.#fault(found, 'linkBroken', 'it does not carry the hash of the record before it');
    }
    if (read.head.incarnation !== incarnation || read.head.seq !== seq || read.head.till !== this.#of.till) {
      this.#fault(found, 'linkBroken', 'its bytes name another place than the one where it stands');
    }
    if (read.record === null) this.#fault(found, 'fromFuture', `a kind that this version does not know`);
  }

  #fault(found: FoundRecord, code: Fault['code'], detail: string): void {
    const { incarnation, seq, read } = found;
    const record = read?.head.id ?? null;
    this.#faults.push({ code, till: this.#of.till, incarnation, seq, record, member: null, detail });
  }

  #shiftOf(
    all: readonly FoundRecord[],
    end: FoundRecord,
    closed: RecordBody & { readonly kind: 'shiftClosed' },
    derived: ShiftFigures,
  ): void {
    const opened = all[0]?.read?.record ?? null;
    // Its bytes were changed, and that is named.
    if (opened?.kind !== 'shiftOpened' || opened.shift === null) return;
    const z = closed.z ?? null;
    if (z !== null && !sameFigures(z, derived)) {
      this.#fault(end, 'zDiffers', `the figures of Z ${z.number} are not those of the records of its shift`);
    }
    const last = derived.drawer.counted.at(-1);
    this.#shifts.push({
      shift: opened.shift,
      z: z?.number ?? 0,
      businessDay: opened.businessDay ?? this.#of.day,
      staff: opened.staff,
      openedAt: opened.occurredAt,
      closedAt: closed.occurredAt,
      sales: derived.counts.sales,
      total: derived.total,
      cash: last === undefined ? null : { expected: last.expected, counted: last.cash, variance: last.variance },
      slips: (last?.others ?? []).map(({ kind, expected, counted, variance }) => ({
        kind,
        expected,
        counted,
        variance,
      })),
      turns: derived.drawer.counted.length,
    });
  }
}

/** Whether a Z says what its records say; where they lie in the log apart, since a new life appends them again at other places. */
function sameFigures(z: ZFigures, derived: ShiftFigures): boolean {
  const { number: _, ranges: said, ...figures } = z;
  const { ranges, ...expected } = derived;
  const moved = ranges.some(({ incarnation }) => said.every((one) => one.incarnation !== incarnation));
  return sameForm(figures, expected) && (moved || sameForm(said, ranges));
}

/** Equal data, whatever the order in which fields were written. */
function sameForm(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameForm(value, right.get(key)));
}

/** What all shifts of a day that were counted should have held and did. */
export function cashOf(tills: readonly TillAccount[]): {
  readonly expected: ReturnType<typeof bani>;
  readonly counted: ReturnType<typeof bani>;
  readonly variance: ReturnType<typeof bani>;
} {
  const all = tills.flatMap(({ shifts }) => shifts.flatMap(({ cash }) => cash ?? []));
  const sum = (of: (one: (typeof all)[number]) => number): ReturnType<typeof bani> =>
    bani(all.reduce((total, one) => total + of(one), 0));
  return {
    expected: sum((one) => one.expected),
    counted: sum((one) => one.counted),
    variance: sum((one) => one.variance),
  };
}
