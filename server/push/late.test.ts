import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { points } from '../../domain/amount/points.ts';
import { addDays, type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { type LotId, lotOf, type MemberId, recordId } from '../../domain/identity/ids.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { expiryEntries } from '../../domain/ledger/expiry.ts';
import { EMPTY_STANDING, foldMovement, type Movement } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import { movementOf } from '../../domain/record/movement.ts';
import type { RecordContent } from '../../domain/record/record.ts';
import { bookEnded } from '../check/expiry.ts';
import { Database } from '../database.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { freshId, NOON_MS, type TestTill } from '../testing/till.ts';
import { verifyCentre } from '../verify.ts';

let postgres: Guest;
let chain: TestChain;
let database: Database;
let till: TestTill;

beforeAll(async () => {
  postgres = await comeIn();
  chain = await startChain(postgres.url);
  database = new Database({ url: chain.databaseUrl, most: 2, log: () => undefined });
  till = await chain.till(1);
});
afterAll(async () => {
  expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  await database?.close();
  await chain?.stop();
  await postgres?.stop();
});

const DAY_MS = 86_400_000;
const msOf = (day: number): number => NOON_MS + day * DAY_MS;
const dayOf = (day: number): CivilDate => civilDateAt(msOf(day));

/** One till's shop as it really was, day by day: nothing late, what has ended ends the day after. */
class Truth {
  readonly member: MemberId;
  standing: Standing = EMPTY_STANDING;

  constructor(member: MemberId) {
    this.member = member;
  }
  at(day: number): Standing {
    this.move({ entries: expiryEntries(this.standing, this.member, dayOf(day)) });
    return this.standing;
  }
  move(movement: Partial<Movement>): void {
    const nothing = { entries: [], counts: [], issued: [], usedCodes: [], recalled: [] };
    this.standing = foldMovement(this.standing, this.member, { ...nothing, ...movement });
  }
  /** What the till confirmed on a day: in its log, and true. */
  confirm(day: number, content: RecordContent, id = recordId(freshId())): void {
    this.at(day);
    this.move(movementOf(till.add(content, { id, occurredAt: msOf(day) })));
  }
  earn(day: number, amount: number, idleDays: number | null): LotId {
    const id = recordId(freshId());
    const lot = lotOf(id, 0);
    const terms = { lot, expires: addDays(dayOf(day), idleDays ?? 30), earned: dayOf(day) };
    const entry: Entry = { member: this.member, points: points(amount), contra: 'goodwill', ...terms };
    const entries = [idleDays === null ? entry : { ...entry, idleDays }];
    this.confirm(day, { kind: 'goodwill', member: this.member, entries }, id);
    return lot;
  }
  visit(day: number): void {
    const count = { member: this.member, key: 'visits', day: dayOf(day), by: 1, line: null, whole: true };
    this.confirm(day, { kind: 'event', member: this.member, event: 'visit', trace: [], entries: [], counts: [count] });
  }
  /** Spends of what is there on that day: nothing where the lot has ended. */
  spend(day: number, lot: LotId, amount: number): void {
    const there = this.at(day).lots.find(({ id }) => id === lot);
    const taken = Math.min(amount, there?.points ?? 0);
    if (there === undefined || taken === 0) return;
    const { points: _, id: _id, ...terms } = there;
    const entry: Entry = { member: this.member, points: points(-taken), contra: 'redeem', lot, ...terms };
    this.confirm(day, { kind: 'adjust', member: this.member, entries: [entry] });
  }
  /** Goods come back, or a sale is undone: the points that they earned go out of their lot. */
  takeBack(day: number, lot: LotId, amount: number, contra: Entry['contra']): void {
    const expires = this.at(day).lots.find(({ id }) => id === lot)?.expires ?? null;
    const entry: Entry = { member: this.member, points: points(-amount), contra, lot, expires };
    this.confirm(day, { kind: 'adjust', member: this.member, entries: [entry] });
  }
  /** A return months later: the points go to the lot that they came from, with the end that it had then. */
  giveBack(day: number, lot: LotId, amount: number, expires: CivilDate, more: Partial<Entry> = {}): void {
    const entry: Entry = { member: this.member, points: points(amount), contra: 'return', lot, expires, ...more };
    this.confirm(day, { kind: 'adjust', member: this.member, entries: [entry] });
  }
}

async function told(member: MemberId): Promise<unknown> {
  const state = (await till.pullAll()).get(`member ${member}`);
  return { balance: state?.['balance'], debt: state?.['debt'], lots: state?.['lots'] };
}
const plain = ({ balance, debt, lots }: Standing) => JSON.parse(JSON.stringify({ balance, debt, lots })) as unknown;
/** What was confirmed since reaches the centre on a day; what has ended by then is booked first. */
async function arrive(day: number): Promise<void> {
  chain.clock.nowMs = msOf(day);
  await bookEnded(database, msOf(day));
  await till.push(till.log.slice(-900));
}
/** The day after everything has arrived, both have booked what has ended. */
async function agree(truth: Truth, day: number): Promise<void> {
  await bookEnded(database, msOf(day));
  await bookEnded(database, msOf(day + 1));
  expect(await told(truth.member)).toEqual(plain(truth.at(day + 1)));
}

describe('what arrives late at the issuer of expiry', () => {
  test('a purchase that prolongs a lot whose end was booked: the points are there again, until they really end', async () => {
    const truth = new Truth(till.addMember('Ana'));
    truth.earn(0, 100, 30);
    await arrive(0);
    truth.visit(25);
    await bookEnded(database, msOf(40));
    expect(await told(truth.member)).toMatchObject({ balance: 0 });
    await arrive(41);
    expect(await told(truth.member)).toMatchObject({ balance: 100, lots: [{ expires: dayOf(55), idleDays: 30 }] });
    await agree(truth, 50);
    await agree(truth, 60);
    expect(await told(truth.member)).toMatchObject({ balance: 0, debt: 0, lots: [] });
  });

  test('a purchase that prolongs it, but not as far as the day on which the end was booked, changes nothing', async () => {
    const truth = new Truth(till.addMember('Ion'));
    truth.earn(0, 100, 30);
    await arrive(0);
    truth.visit(25);
    await arrive(100);
    expect(await told(truth.member)).toMatchObject({ balance: 0, debt: 0 });
    await agree(truth, 101);
  });

  test('a purchase after the end brings nothing back; a chain of them prolongs link by link', async () => {
    const [late, row] = [new Truth(till.addMember('Petru')), new Truth(till.addMember('Vera'))];
    late.earn(0, 10, 30);
    row.earn(0, 10, 30);
    await arrive(0);
    late.visit(31);
    for (const day of [20, 45, 70, 95]) row.visit(day);
    await arrive(110);
    await agree(late, 111);
    await agree(row, 112);
    expect(await told(row.member)).toMatchObject({ balance: 10 });
    await agree(row, 130);
    expect(await told(row.member)).toMatchObject({ balance: 0 });
  });

  test('several spendings in time of one lot, in one batch: none is paid twice', async () => {
    const truth = new Truth(till.addMember('Maria'));
    const lot = truth.earn(0, 100, null);
    truth.earn(0, 50, 300);
    await arrive(0);
    truth.spend(10, lot, 60);
    truth.spend(20, lot, 30);
    await arrive(40);
    expect(await told(truth.member)).toMatchObject({ balance: 50, debt: 0, lots: [{ points: 50 }] });
    await agree(truth, 41);
  });

  test('goods that came back in time, told of late, take their points out of what ended: nobody owes them as well', async () => {
    const [returned, voided] = [new Truth(till.addMember('Ileana')), new Truth(till.addMember('Radu'))];
    const [lot, other] = [returned.earn(0, 100, null), voided.earn(0, 70, null)];
    await arrive(0);
    returned.takeBack(10, lot, 40, 'return');
    voided.takeBack(12, other, 70, 'goodwill');
    await bookEnded(database, msOf(40));
    await arrive(41);
    expect(await told(returned.member)).toMatchObject({ balance: 0, debt: 0 });
    expect(await told(voided.member)).toMatchObject({ balance: 0, debt: 0 });
    await agree(returned, 42);
    await agree(voided, 43);
  });

  test('points given back to a lot that has ended end again; those given back and spent in time do not end twice', async () => {
    const [one, two] = [new Truth(till.addMember('Lidia')), new Truth(till.addMember('Oleg'))];
    const [first, second] = [one.earn(0, 100, null), two.earn(0, 100, null)];
    const end = addDays(dayOf(0), 30);
    one.spend(5, first, 100);
    two.spend(5, second, 80);
    await arrive(6);
    two.giveBack(8, second, 80, end);
    two.spend(9, second, 95);
    one.giveBack(90, first, 100, end);
    await arrive(91);
    await agree(two, 92);
    await agree(one, 93);
    expect([await told(one.member), await told(two.member)]).toMatchObject([
      { balance: 0, debt: 0 },
      { balance: 0, debt: 0 },
    ]);
  });

  test('whatever one till did while it was away, and whenever it came back: the books are as if nothing had been late', async () => {
    const act = fc.record({
      after: fc.nat(25),
      what: fc.constantFrom('earn', 'earnIdle', 'visit', 'visit', 'spend', 'spend', 'arrive', 'sweep'),
      amount: fc.integer({ min: 1, max: 100 }),
      lot: fc.nat(5),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 25 }), async (acts) => {
        const truth = new Truth(till.addMember('Oricine'));
        const lots = [truth.earn(0, 40, 20)];
        let day = 0;
        for (const { after, what, amount, lot } of acts) {
          day += after;
          const chosen = lots[lot % lots.length] as LotId;
          if (what === 'earn') lots.push(truth.earn(day, amount, null));
          else if (what === 'earnIdle') lots.push(truth.earn(day, amount, 15 + (amount % 20)));
          else if (what === 'visit') truth.visit(day);
          else if (what === 'spend') truth.spend(day, chosen, amount);
          else if (what === 'arrive') await arrive(day);
          else await bookEnded(database, msOf(day));
        }
        await arrive(day + 1);
        await agree(truth, day + 2);
        await agree(truth, day + 200);
      }),
      { numRuns: 25 },
    );
  });
});
