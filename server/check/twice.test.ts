import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comeIn, type Guest } from '../../cli/postgres/testing/guest.ts';
import { claimIn, claimsIn } from '../../contract/sync/claims.ts';
import { receiptState } from '../../contract/sync/states.ts';
import { points } from '../../domain/amount/points.ts';
import { civilDate } from '../../domain/calendar/civil.ts';
import { lotOf, type MemberId, type RecordId, recordId } from '../../domain/identity/ids.ts';
import { tallyKey } from '../../domain/ledger/tally.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import { voidContent } from '../../domain/returns/content.ts';
import { startChain, type TestChain } from '../testing/chain.ts';
import { programmeOf, sellUnder } from '../testing/ruled.ts';
import { freshId, type TestTill } from '../testing/till.ts';
import { verifyCentre } from '../verify.ts';

/** The machine may be busy: what must come is waited for, as long as it takes a slow one. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 15_000 });

let postgres: Guest;
let chain: TestChain;
let a: TestTill;
let b: TestTill;

beforeAll(async () => {
  postgres = await comeIn();
  chain = await startChain(postgres.url);
  [a, b] = [await chain.till(1), await chain.till(2)];
});
afterAll(async () => {
  expect((await verifyCentre(chain.databaseUrl)).findings).toEqual([]);
  await chain?.stop();
  await postgres?.stop();
});

const alarms = (kind: string, key: string): Promise<number> =>
  chain.ask('SELECT count(*)::int FROM alarm WHERE kind = $1 AND key = $2', [kind, key]);
/** Everything that was pushed has been looked at. */
const looked = (): Promise<void> =>
  eventually(() => chain.ask('SELECT count(*)::int FROM incarnation WHERE checked_seq < held_seq')).toBe(0);

function claim(till: TestTill, sale: RecordId, member: MemberId): RecordBody {
  const id = recordId(freshId());
  const lot = lotOf(id, 0);
  const entries = [{ member, points: points(9), contra: 'earn' as const, lot, expires: civilDate('2027-11-21') }];
  return till.add({ kind: 'claim', of: sale, member, trace: [], entries }, { id });
}

function bonus(till: TestTill, of: RecordId, member: MemberId, referrer: MemberId, sign: 1 | -1 = 1): void {
  const id = recordId(freshId());
  const lot = lotOf(of, 0);
  const entries = [{ member: referrer, points: points(sign * 50), contra: 'bonus' as const, lot, expires: null }];
  const by = { member: referrer, key: 'referrals', day: null, by: sign, line: null, whole: true };
  till.add({ kind: 'bonus', of, member, referrer, entries, counts: [by] }, { id });
}

describe('a claim', () => {
  test('stands at its receipt, also when it comes before it; the other tills hear who claimed what', async () => {
    const member = b.addMember('Ana');
    const sale = a.sell(8, null);
    const record = claim(b, sale.id, member);
    await b.push();
    await a.push();
    const told = receiptState.parse((await a.pullAll()).get(`receipt ${sale.id}`));
    expect(claimIn(told)).toEqual(record);
    expect(claimIn(told)?.entries).toMatchObject([{ member, points: 9, contra: 'earn' }]);
    const { receipt } = (await b.get(`/v1/receipts/${sale.number}`)) as { receipt: unknown };
    expect(receipt).toEqual(told);
    await looked();
    expect(await alarms('claimedTwice', sale.id)).toBe(0);
  });

  test('that two tills took apart is kept twice, with one alarm', async () => {
    const [ana, ion] = [a.addMember('Ana'), b.addMember('Ion')];
    const sale = a.sell(8, null);
    const [first, second] = [claim(a, sale.id, ana), claim(b, sale.id, ion)];
    await Promise.all([a.push(), b.push()]);
    await eventually(() => alarms('claimedTwice', sale.id)).toBe(1);
    const states = await a.pullAll();
    expect(claimsIn(receiptState.parse(states.get(`receipt ${sale.id}`))).map(({ id }) => id)).toEqual([
      first.id,
      second.id,
    ]);
    expect([states.get(`member ${ana}`)?.['balance'], states.get(`member ${ion}`)?.['balance']]).toEqual([9, 9]);
  });
});

describe('the bonus for a friend', () => {
  test('given at two tills apart is kept twice, with one alarm', async () => {
    const [friend, referrer] = [a.addMember('Ana'), a.addMember('Ion')];
    bonus(a, a.sell(8, friend).id, friend, referrer);
    bonus(b, b.sell(8, friend).id, friend, referrer);
    await Promise.all([a.push(), b.push()]);
    await eventually(() => alarms('bonusTwice', friend)).toBe(1);
    expect((await a.pullAll()).get(`member ${referrer}`)?.['balance']).toBe(100);
  });

  test('that was taken back and given again with another purchase is no reason', async () => {
    const [friend, referrer] = [a.addMember('Ana'), a.addMember('Ion')];
    const first = a.sell(8, friend);
    bonus(a, first.id, friend, referrer);
    bonus(a, first.id, friend, referrer, -1);
    bonus(a, a.sell(8, friend).id, friend, referrer);
    await a.push();
    await looked();
    expect(await alarms('bonusTwice', friend)).toBe(0);
    expect((await a.pullAll()).get(`member ${referrer}`)?.['balance']).toBe(50);
  });
});

describe('a birthday', () => {
  const give = (till: TestTill, member: MemberId, year: number, event: 'birthday' | 'anniversary' = 'birthday') => {
    const id = recordId(freshId());
    const entries = [{ member, points: points(20), contra: 'earn' as const, lot: lotOf(id, 0), expires: null }];
    const by = { member, key: tallyKey.occasion(event, year), day: null, by: 1, line: null, whole: true };
    return till.add({ kind: 'event', member, event, trace: [], entries, counts: [by] }, { id });
  };
  const key = (member: MemberId, year: number): string => `${member} event:birthday:${year}`;

  test('given for one year at two tills apart is kept twice, with one alarm', async () => {
    const member = a.addMember('Ana');
    const [first, second] = [give(a, member, 2026), give(b, member, 2026)];
    await a.push();
    await b.push();
    await eventually(() => alarms('occasionTwice', key(member, 2026))).toBe(1);
    const detail = await chain.ask('SELECT detail FROM alarm WHERE kind = $1', ['occasionTwice']);
    expect(detail).toEqual({ member, event: 'birthday', year: 2026, record: first.id, other: second.id });
    expect((await a.pullAll()).get(`member ${member}`)?.['balance']).toBe(40);
  });

  test('of another year, another member or another occasion is no reason', async () => {
    const [ana, ion] = [a.addMember('Ana'), a.addMember('Ion')];
    give(a, ana, 2026);
    give(b, ana, 2027);
    give(b, ana, 2026, 'anniversary');
    give(b, ion, 2026);
    await Promise.all([a.push(), b.push()]);
    await looked();
    expect([await alarms('occasionTwice', key(ana, 2026)), await alarms('occasionTwice', key(ion, 2026))]).toEqual([
      0, 0,
    ]);
  });
});

describe('what only a first purchase gets', () => {
  const json = {
    format: 2,
    version: 2,
    name: 'Primul',
    startsAtMs: 0,
    earning: [
      { id: 'lei', gives: { type: 'perMoney', points: 1, per: 1000 } },
      { id: 'welcome', when: { purchase: { to: 1 } }, gives: { type: 'perOrder', points: 30 } },
    ],
  };
  const programme = programmeOf(json);
  const more = { balance: points(0), debt: points(0), lots: [], tally: [{ key: 'sales', day: null, n: 1 }] };
  beforeAll(() => chain.admin.putProgramme(json));

  test('got at two tills apart is an alarm, once', async () => {
    const member = a.addMember('Ana');
    sellUnder(a, programme, 1, member);
    sellUnder(b, programme, 1, member);
    await Promise.all([a.push(), b.push()]);
    await eventually(() => alarms('firstTwice', member)).toBe(1);
  });

  test('is nobody’s alarm where the second purchase knew of the first, or the first was undone', async () => {
    const [ana, ion] = [a.addMember('Ana'), a.addMember('Ion')];
    sellUnder(a, programme, 1, ana);
    expect(sellUnder(a, programme, 1, ana, { standing: more }).earned).toBe(1);
    const undone = sellUnder(a, programme, 1, ion);
    a.add(voidContent(undone, programme));
    expect(sellUnder(a, programme, 1, ion).earned).toBe(31);
    await a.push();
    await looked();
    expect([await alarms('firstTwice', ana), await alarms('firstTwice', ion)]).toEqual([0, 0]);
  });
});
