import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWeek } from '../../db/ledger/weeks.ts';
import { bani } from '../../domain/amount/bani.ts';
import { assert } from '../../domain/assert.ts';
import { addDays } from '../../domain/calendar/civil.ts';
import { recordId, staffId } from '../../domain/identity/ids.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { mondayOf, type PersonWeek, together } from '../../domain/staff/week.ts';
import { openCentre } from '../../electron/sync/centre.ts';
import { closeShift, DAY, openShift } from '../../server/testing/days.ts';
import { freshId, NOON_MS, TestTill } from '../../server/testing/till.ts';
import { enrolled, isSettled, overLine, until } from './overLine.ts';
import type { SyncedTill } from './till.ts';

/** The week of the people, between real tills and the centre. */
const over = overLine();

/** Does at a real till's log what a test till does at its own. */
class Hands extends TestTill {
  readonly #of: SyncedTill | null = null;

  constructor(of: SyncedTill) {
    const { till, store, number, ordinal } = of.identity;
    super('', { till, store, number, ordinal, key: '0'.repeat(64), previous: null });
    const head = of.ledger.head();
    assert(head !== null, 'the till has begun');
    this.head = { ...this.head, ...head };
    this.log = [];
    this.#of = of;
  }

  override add(...[content, options = {}]: Parameters<TestTill['add']>): RecordBody {
    // The record that begins its own log, while it is being made.
    if (!(#of in this) || this.#of === null) return super.add(content, options);
    const draft = {
      ...content,
      id: recordId(options.id ?? freshId()),
      shift: this.shift,
      businessDay: this.day,
      staff: this.staff,
      programmeVersion: 1,
      reverses: null,
      occurredAt: options.occurredAt ?? NOON_MS + 1000 * this.head.seq,
    };
    const { record } = this.#of.ledger.append(draft, { beside: options.beside ?? null });
    const head = this.#of.ledger.head();
    assert(head !== null, 'it was appended');
    this.head = { ...this.head, ...head };
    this.log.push({ seq: record.seq, hash: head.hash, body: JSON.stringify(record), beside: null });
    this.#of.sync.appended(record.seq);
    return record;
  }
}

const STAFF = Array.from({ length: 3 }, () => staffId(freshId()));
const [ANA, ION, EVA] = STAFF;

/** Shifts of a week by several people, some sales voided, drawers exact and not. */
function workAWeek(till: SyncedTill, seed: number): void {
  const hands = new Hands(till);
  for (let z = 1; z <= 4; z += 1) {
    openShift(hands, addDays(DAY, z - 3 + seed), STAFF[(z + seed) % 3] ?? ANA);
    const member = hands.addMember('Maria');
    for (let i = 0; i < 3 + z; i += 1) hands.sell(1 + i, (i + seed) % 2 === 0 ? member : null);
    hands.staff = STAFF[seed % 3] ?? ION ?? null;
    const { id: of, number: ofNumber, total, tenders } = hands.sell(1, null);
    if (z % 2 === 0) hands.add({ kind: 'void', of, ofNumber, member: null, total, tenders, entries: [] });
    const cash = [{ kind: 'coin' as const, value: bani(50), pieces: 1 + z }];
    hands.add({ kind: 'count', turn: 1, cash, others: {}, entries: [] });
    hands.staff = EVA ?? null;
    closeShift(hands, z);
  }
}

test('the store’s week at the centre is the sum of what each till reads in its own log; cut off, there is none', async () => {
  const tills = [await enrolled(over, 1), await enrolled(over, 2), await enrolled(over, 3)];
  for (const [i, till] of tills.entries()) workAWeek(till, i);
  for (const till of tills) await until(isSettled(till));
  const [first] = tills;
  assert(first !== undefined, 'three tills');
  const centre = openCentre();
  try {
    centre.use(first.identity);
    for (const monday of [mondayOf(DAY), addDays(mondayOf(DAY), 7)]) {
      const own = tills.flatMap((till) => readWeek(join(till.dir, 'ledger.db'), monday).people);
      const byPerson = Map.groupBy(own, ({ staff }) => staff);
      const expected = [...byPerson]
        .map(([staff, weeks]): PersonWeek => ({ staff, ...together(weeks) }))
        .sort((a, b) => (a.staff < b.staff ? -1 : 1));
      expect(expected.length).toBeGreaterThan(1);
      // What is counted right behind the acknowledgement is waited for.
      await until(async () => {
        const week = await centre.storeWeek(monday, 20_000);
        if (typeof week === 'string') throw new Error(week);
        expect(week.tills.map(({ upTo }) => upTo?.seq)).toEqual(tills.map(({ head }) => head));
        expect(week.people.map(({ exactInARow: _, ...person }) => person)).toEqual(expected);
      });
    }
    over.line.set('cut');
    expect(await centre.storeWeek(DAY, 1000)).toBe('unreachable');
  } finally {
    centre.close();
  }
});
