import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readLedger } from '../../../db/ledger/ledger.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { atTheCounter, MILK, member, NATALIA, NATALIAS_CARD, STEFAN, STEFANS_CARD, sell } from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

const RULES = {
  format: 2,
  version: 4,
  name: 'Codru Plus',
  startsAtMs: 0,
  earning: [{ id: 'lei', gives: { type: 'perMoney', points: 1, per: 1000 } }],
  referral: { referrerPoints: 30, friendPoints: 20, spendFrom: 5000, most: 1 },
};

async function counter(): Promise<Rehearsal> {
  const rehearsal = await atTheCounter();
  rehearsal.tell([{ kind: 'programme', programme: RULES }]);
  return rehearsal;
}

async function ring(...codes: string[]): Promise<void> {
  for (const code of codes) {
    r.till.scanned(code);
    r.clock.now += 1500;
  }
}

test('the bonus of another till’s sale goes when all of it comes back here, once', async () => {
  r = await counter();
  await r.must('members.refer', { friend: NATALIA, referrer: STEFAN });
  await ring(NATALIAS_CARD, MILK, MILK, MILK);
  const sold = await sell(r);
  const ledger = readLedger(join(r.dir, 'ledger.db'));
  const record = ledger.receipt({ number: sold.number })?.record;
  const body = ledger.recordsAfter((record?.seq ?? 1) - 1, 1)[0]?.body;
  ledger.close();
  if (record === undefined || body === undefined) throw new Error('not sold here');
  const { id, number, store, till, occurredAt } = record;
  const of = { id, number, store, till, occurredAt, body, fiscalNumber: null, voided: false, returns: [] };
  r.close();

  // The other till has heard from the centre that both have their bonus.
  r = await counter();
  const tally = [
    { key: `broughtBy:${STEFAN}`, day: null, n: 1 },
    { key: 'rewarded', day: null, n: 1 },
    { key: 'sales', day: null, n: 1 },
  ];
  r.tell([
    { kind: 'receipt', ...of },
    { ...member(NATALIA, 'Наталья Чебан', '+37379654321', 66), tally },
    { ...member(STEFAN, 'Ștefan Rusu', '+37369123456', 530), tally: [{ key: 'referrals', day: null, n: 1 }] },
  ]);
  const back = async (count: number) => {
    const lines = [{ index: 0, quantity: count * 1000 }];
    const { total } = await r.must('returns.quote', { receipt: id, lines });
    await r.must('returns.confirm', { receipt: id, lines, total, tender: 'cash' });
  };
  await back(1);
  await ring(STEFANS_CARD);
  expect(r.view().counter.member).toMatchObject({ balance: 530 });
  await back(2);
  await ring(STEFANS_CARD);
  expect(r.view().counter.member).toMatchObject({ balance: 500 });
  await ring(NATALIAS_CARD);
  expect(r.view().counter.member).toMatchObject({ balance: 40 });
  // Nothing of it is left: the next purchase brings it again.
  await ring(NATALIAS_CARD, MILK, MILK, MILK);
  await sell(r);
  await ring(STEFANS_CARD);
  expect(r.view().counter.member).toMatchObject({ balance: 530 });
});
