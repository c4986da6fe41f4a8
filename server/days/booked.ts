/** What is booked of the records of a day against what they say, and the balances of everybody whom they touch. */
import type { Fault } from '../../domain/day/account.ts';
import type { IncarnationId, MemberId, RecordId, StoreId, TillId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { type Asking, statement } from '../database.ts';
import { type BookedEntry, spelled } from '../verify/spelled.ts';

const BOOKED = statement<BookedEntry & { record: RecordId; store: StoreId }>(
  'booked.entries',
  // Members are looked up one by one, never joined: a plan that reads the whole table must not come to mind. Each one's entries are walked
  // once, in the key, which holds the record: who comes every day has thousands, each on another page of the table. IS TRUE keeps the
  // records a hashed set.
  `SELECT e.record, e.member, e.points, e.contra, e.lot, e.expires, e.terms, e.store
   FROM unnest($1::uuid[]) AS u (member)
     CROSS JOIN LATERAL (
       SELECT n FROM entry WHERE member = u.member AND (record IN (SELECT unnest($2::uuid[]))) IS TRUE OFFSET 0) k
     CROSS JOIN LATERAL (SELECT * FROM entry WHERE member = u.member AND n = k.n OFFSET 0) e`,
);
/** Of these members: who owes, and whose balance is not the sum of their entries, or not what their lots come to. */
const STANDINGS = statement<{ member: MemberId; balance: number | null; debt: number; lots: number; booked: number }>(
  'booked.standings',
  `SELECT * FROM (
     SELECT u.member, s.balance, COALESCE(s.debt, 0) AS debt,
       (SELECT COALESCE(sum((lot ->> 'points')::bigint), 0)::bigint FROM jsonb_array_elements(s.lots) lot) AS lots,
       (SELECT COALESCE(sum(e.points), 0)::bigint FROM entry e WHERE e.member = u.member) AS booked
     FROM unnest($1::uuid[]) AS u (member) LEFT JOIN member_standing s ON s.member = u.member) one
   WHERE debt > 0 OR balance IS DISTINCT FROM booked OR balance IS DISTINCT FROM lots - debt ORDER BY member`,
);

/** Members looked at in one statement. */
const AT_ONCE = 1000;

/** A record that moves points. */
export interface Expected {
  readonly id: RecordId;
  readonly till: TillId;
  readonly incarnation: IncarnationId;
  readonly seq: number;
  readonly entries: RecordBody['entries'];
}

/** What of a record is needed here: a day has very many. Null: it moves no points. */
export function expectedOf(record: RecordBody | null): Expected | null {
  if (record === null || record.entries.length === 0) return null;
  const { id, till, incarnation, seq, entries } = record;
  return { id, till, incarnation, seq, entries };
}

/** What came of the comparison. */
export interface Tried {
  readonly faults: readonly Fault[];
  /** How many entries of records that were taken. */
  readonly entries: number;
  /** What is booked at the store of records that are of the next close. */
  readonly ofTheRest: number;
  /** Members who owe, and how much. */
  readonly debts: ReadonlyMap<MemberId, number>;
}

/** Gathers what should be booked, and compares. */
export class Booked {
  readonly #store: StoreId;
  readonly #records = new Map<RecordId, Expected & { readonly taken: boolean }>();
  readonly #byMember = new Map<MemberId, RecordId[]>();

  constructor(store: StoreId) {
    this.#store = store;
  }

  /** A record that counts; `taken` false: the next close lists it. */
  expect(record: Expected, taken: boolean): void {
    const { id, entries } = record;
    this.#records.set(id, { ...record, taken });
    for (const member of new Set(entries.map((entry) => entry.member))) {
      const of = this.#byMember.get(member);
      if (of === undefined) this.#byMember.set(member, [id]);
      else of.push(id);
    }
  }

  async compare(asking: Asking): Promise<Tried> {
    const found = new Map<RecordId, string[]>();
    const debts = new Map<MemberId, number>();
    const faults: Fault[] = [];
    let ofTheRest = 0;
    const members = [...this.#byMember.keys()].sort();
    for (let i = 0; i < members.length; i += AT_ONCE) {
      const some = members.slice(i, i + AT_ONCE);
      const records = new Set(some.flatMap((member) => this.#byMember.get(member) ?? []));
      const [rows, standings] = await Promise.all([
        asking.rows(BOOKED, [some, [...records]]),
        asking.rows(STANDINGS, [some]),
      ]);
      for (const { record, store, ...entry } of rows) {
        if (this.#records.get(record)?.taken === false && store === this.#store) ofTheRest += entry.points;
        const of = found.get(record);
        if (of === undefined) found.set(record, [spelled(entry)]);
        else of.push(spelled(entry));
      }
      for (const { member, balance, debt, lots, booked } of standings) {
        if (debt > 0) debts.set(member, debt);
        if (balance === booked && balance === lots - debt) continue;
        const detail = `kept is ${balance ?? 'nothing'}, its lots less its debt are ${lots - debt}, its entries sum to ${booked}`;
        faults.push({ ...NOWHERE, code: 'balanceDiffers', member, detail });
      }
    }
    return { faults: [...this.#differing(found), ...faults], entries: this.#entries(), ofTheRest, debts };
  }

  #entries(): number {
    return [...this.#records.values()].reduce((sum, { entries, taken }) => sum + (taken ? entries.length : 0), 0);
  }

  #differing(found: ReadonlyMap<RecordId, readonly string[]>): Fault[] {
    const faults: Fault[] = [];
    for (const { id: record, till, incarnation, seq, entries, taken } of this.#records.values()) {
      if (!taken) continue;
      const expected = entries.map(spelledEntry).sort();
      const booked = (found.get(record) ?? []).toSorted();
      if (expected.join() === booked.join()) continue;
      const [missing, more] = [without(expected, booked), without(booked, expected)];
      const member = entries[0]?.member ?? null;
      const detail = `not booked [${missing.join('; ')}], booked and not recorded [${more.join('; ')}]`;
      faults.push({ code: 'entriesDiffer', till, incarnation, seq, record, member, detail });
    }
    return faults;
  }
}

const NOWHERE = { till: null, incarnation: null, seq: null, record: null } as const;

function spelledEntry({
  member,
  points,
  contra,
  lot,
  expires = null,
  ...terms
}: RecordBody['entries'][number]): string {
  return spelled({ member, points, contra, lot, expires, terms: Object.keys(terms).length === 0 ? null : terms });
}

/** What of a list is not in another, each as often as it stands there. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
}
