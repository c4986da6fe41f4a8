import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { MemberState } from '../../../contract/sync/states.ts';
import { readLedger } from '../../../db/ledger/ledger.ts';
import { verifyTill } from '../../../db/verify.ts';
import type { MemberId } from '../../../domain/identity/ids.ts';
import type { Rehearsal } from '../rehearsal.ts';
import {
  ANA,
  atTheCounter,
  MARIA,
  member,
  NATALIA,
  NATALIAS_CARD,
  type Somebody,
  STEFAN,
  STEFANS_CARD,
  sell,
  VAT_20,
} from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

/** Up to 50 points with a phone, up to 100 with the card, more with a PIN, a code or a manager. */
const RULES = {
  format: 2,
  version: 4,
  name: 'Codru Plus',
  startsAtMs: 0,
  offers: [
    { id: 'two', trigger: { type: 'points', points: 200 }, effect: { type: 'amountOff', amount: 2000, per: 'order' } },
    {
      id: 'pay',
      trigger: { type: 'perPoint', points: 1, value: 10, least: 1, largestShare: 10_000 },
      effect: { type: 'pointsValue' },
    },
  ],
  proofs: [
    { upTo: 50, by: ['phone', 'card', 'pin', 'manager'] },
    { upTo: 100, by: ['card', 'pin', 'manager'] },
    { upTo: null, by: ['pin', 'code', 'manager'] },
  ],
  offline: { mostPointsPerDay: 300, oldestWordHours: 48, phoneIsProof: false },
};

const { proofs: _, ...NO_PROOFS } = { ...RULES, version: 5 };

async function counter(options: { readonly folds?: boolean } = {}): Promise<void> {
  r = await atTheCounter(ANA, options);
  r.tell([
    { kind: 'programme', programme: RULES },
    told(STEFAN, 'Ștefan Rusu', 500),
    told(NATALIA, 'Наталья Чебан', 40),
  ]);
  r.centre.hold = ({ points }) => Promise.resolve({ granted: true, available: points });
  await r.must('counter.amount', { amount: '100', vat: VAT_20 });
}
/** A member as the centre tells of them that has counted all of this till so far. */
function told(id: MemberId, name: string, balance: number, person: object = {}): MemberState {
  const ledger = readLedger(join(r.dir, 'ledger.db'));
  const head = ledger.head();
  ledger.close();
  const state = member(id, name, '+37369123456', balance);
  if (head === null || state.person === null) throw new Error('a till that was set up');
  const { incarnation, seq } = head;
  return { ...state, person: { ...state.person, ...person }, counted: { incarnation, seq } };
}
const use = async (points: string): Promise<string> => {
  const outcome = await r.ask('counter.redeem', { points });
  return outcome.ok ? 'done' : `${outcome.refusal.code} ${outcome.refusal.params['by'] ?? ''}`.trim();
};
const proof = async (by: 'pin' | 'manager' | 'code', pin = '', staff: Somebody['staff'] | null = null) => {
  const outcome = await r.ask('counter.proof', { by, pin, staff });
  return outcome.ok ? 'done' : outcome.refusal.code;
};
const setPin = async (pin: string, member = STEFAN): Promise<string> => {
  const outcome = await r.ask('members.setPin', { member, pin });
  return outcome.ok ? 'done' : outcome.refusal.code;
};
const removePin = async (): Promise<string> => {
  const outcome = await r.ask('members.removePin', { member: STEFAN });
  return outcome.ok ? 'done' : outcome.refusal.code;
};
function log(): readonly { readonly body: string; readonly text: string }[] {
  const ledger = readLedger(join(r.dir, 'ledger.db'));
  const records = ledger.recordsAfter(0, 1000).map(({ body, beside }) => ({ body, text: beside?.text ?? '' }));
  ledger.close();
  return records;
}

describe('what proves that one may redeem, by points', () => {
  test('a name proves nothing, a phone a little, the card more; the view says what was given', async () => {
    await counter();
    await r.must('counter.member', { member: STEFAN, foundBy: 'name' });
    expect(r.view().counter.proof).toEqual({ given: [], hasPin: false, code: null });
    expect(await use('1')).toBe('proof.needed phone,card,pin,manager');
    await r.must('counter.member', { member: STEFAN, foundBy: 'phone' });
    expect([await use('50'), await use('51')]).toEqual(['done', 'proof.needed card,pin,manager']);
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(r.view().counter.proof).toEqual({ given: ['card'], hasPin: false, code: null });
    expect([await use('100'), await use('101')]).toEqual(['done', 'proof.needed pin,code,manager']);
    expect(await r.ask('counter.reward', { offer: 'two', times: 1, points: null, sku: null })).toMatchObject({
      ok: false,
      refusal: { code: 'proof.needed' },
    });
    expect(await sell(r)).toMatchObject({ spent: 100 });
  });

  test('points of rewards and those spent freely need one proof together', async () => {
    await counter();
    await r.must('counter.code', { code: STEFANS_CARD });
    await setPin('2580');
    await proof('pin', '2580');
    await r.must('counter.reward', { offer: 'two', times: 1, points: null, sku: null });
    expect(await use('300')).toBe('done');
    // Found anew by phone, the PIN that was given still stands; with another member it does not.
    await r.must('counter.member', { member: STEFAN, foundBy: 'phone' });
    expect(r.view().counter.proof?.given).toEqual(['phone', 'pin']);
    await r.must('counter.code', { code: NATALIAS_CARD });
    expect(r.view().counter.proof?.given).toEqual(['card']);
  });
});

describe('the member’s PIN', () => {
  test.each([
    { folds: true },
    { folds: false },
  ])('is set with the card in hand and proves then, and is in no chained byte: %o', async (options) => {
    await counter(options);
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(await proof('pin', '2580')).toBe('proof.noPin');
    expect([await setPin('1234'), await setPin('2580')]).toEqual(['pin.weak', 'done']);
    expect(r.view().counter.proof).toEqual({ given: ['card'], hasPin: true, code: null });
    r.restart();
    await r.must('staff.signIn', ANA);
    r.report({ state: 'connected' });
    expect([await proof('pin', '2581'), await use('150')]).toEqual(['pin.wrong', 'proof.needed pin,code,manager']);
    expect([await proof('pin', '2580'), await use('150')]).toEqual(['done', 'done']);
    await sell(r);
    const edits = log().filter(({ body }) => body.includes('"kind":"edit"'));
    expect(edits.length).toBe(1);
    expect(edits[0]?.text).toMatch(/"pin":\{"salt":"[0-9a-f]{32}"/);
    expect(
      log().some(({ body, text }) => /2580|"hash":"[0-9a-f]{64}","cost"/.test(body) || text.includes('2580')),
    ).toBe(false);
    expect(
      verifyTill({ ledgerFile: join(r.dir, 'ledger.db'), membersFile: join(r.dir, 'members.db') }).findings,
    ).toEqual([]);
  });

  test('is not set by whoever knows a phone or a name, nor for somebody who does not stand here', async () => {
    await counter();
    await r.must('counter.member', { member: STEFAN, foundBy: 'phone' });
    const seq = r.seq();
    expect(await setPin('2580')).toBe('pin.notTheirs');
    await r.must('counter.code', { code: NATALIAS_CARD });
    expect(await setPin('2580')).toBe('pin.notTheirs');
    expect(r.seq()).toBe(seq);
    // With a manager's word it is.
    await r.must('counter.member', { member: STEFAN, foundBy: 'phone' });
    expect(await proof('manager', MARIA.pin, MARIA.staff)).toBe('done');
    expect(await setPin('2580')).toBe('done');
  });

  test.each([
    { folds: true },
    { folds: false },
  ])('is taken away by whoever may set one, and no other: %o', async (options) => {
    await counter(options);
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(await removePin()).toBe('proof.noPin');
    await setPin('2580');
    await r.must('counter.member', { member: STEFAN, foundBy: 'phone' });
    const seq = r.seq();
    expect([await removePin(), r.seq()]).toEqual(['pin.notTheirs', seq]);
    await proof('pin', '2580');
    expect([await removePin(), r.seq()]).toEqual(['done', seq + 1]);
    expect(r.view().counter.proof).toMatchObject({ given: ['phone', 'pin'], hasPin: false });
    r.restart();
    await r.must('staff.signIn', ANA);
    expect(r.view().counter.proof?.hasPin).toBe(false);
    expect(await proof('pin', '2580')).toBe('proof.noPin');
    const last = log().at(-1);
    expect([JSON.parse(last?.text ?? '{}'), last?.body.includes('"fields":["pin"]')]).toEqual([
      { changes: { pin: null } },
      true,
    ]);
    // Another one may be chosen at once.
    await r.must('counter.code', { code: STEFANS_CARD });
    expect([await setPin('1357'), await proof('pin', '1357')]).toEqual(['done', 'done']);
    expect(
      verifyTill({ ledgerFile: join(r.dir, 'ledger.db'), membersFile: join(r.dir, 'members.db') }).findings,
    ).toEqual([]);
  });

  test('wrong tries wait as those of staff do, also after a restart, each member for themselves', async () => {
    await counter();
    await r.must('counter.code', { code: STEFANS_CARD });
    await setPin('2580');
    expect([await proof('pin', '1'), await proof('pin', '2'), await proof('pin', '3')]).toEqual(
      Array(3).fill('pin.wrong'),
    );
    r.restart();
    await r.must('staff.signIn', ANA);
    expect(await proof('pin', '2580')).toBe('pin.wait');
    await r.must('counter.code', { code: NATALIAS_CARD });
    await setPin('1357', NATALIA);
    expect(await proof('pin', '1357')).toBe('done');
    r.clock.now += 5_001;
    await r.must('counter.code', { code: STEFANS_CARD });
    expect(await proof('pin', '2580')).toBe('done');
  });

  test('told by the centre proves at this till too, and offline it is as good as the card', async () => {
    await counter();
    await r.must('counter.code', { code: STEFANS_CARD });
    await setPin('2580');
    const [edit] = log().filter(({ body }) => body.includes('"kind":"edit"'));
    const { changes } = JSON.parse(edit?.text ?? '{}');
    r.close();
    await counter();
    r.tell([told(STEFAN, 'Ștefan Rusu', 500, changes)]);
    r.report({ state: 'offline' });
    await r.must('counter.member', { member: STEFAN, foundBy: 'name' });
    expect(r.view().counter.proof).toEqual({ given: [], hasPin: true, code: null });
    expect(r.view().counter.redeem.why).toMatchObject({ code: 'redeem.needsCard' });
    expect(await proof('pin', '2580')).toBe('done');
    expect(r.view().counter.redeem.why?.code).not.toBe('redeem.needsCard');
  });
});

describe('a manager over the shoulder', () => {
  test('vouches with a PIN: a record says who; the cashier stays signed in', async () => {
    await counter();
    await r.must('counter.member', { member: STEFAN, foundBy: 'name' });
    const seq = r.seq();
    expect(await proof('manager', '0000', MARIA.staff)).toBe('pin.wrong');
    expect(await proof('manager', ANA.pin, ANA.staff)).toBe('proof.notManager');
    expect(await proof('manager', MARIA.pin, null)).toBe('staff.unknown');
    expect(r.seq()).toBe(seq);
    expect(await proof('manager', MARIA.pin, MARIA.staff)).toBe('done');
    expect([await use('400'), r.view().staff?.name]).toEqual(['done', 'Ana']);
    expect(await sell(r)).toMatchObject({ spent: 400 });
    const used = log().find(({ body }) => body.includes('"kind":"pinUsed"'));
    expect(JSON.parse(used?.body ?? '{}')).toMatchObject({ by: MARIA.staff, action: 'redeem', staff: ANA.staff });
    const sale = log().find(({ body }) => body.includes('"kind":"sale"'));
    expect(sale?.body).toContain('"proofs":["manager"]');
    // For that sale only.
    await r.must('counter.amount', { amount: '100', vat: VAT_20 });
    await r.must('counter.member', { member: STEFAN, foundBy: 'name' });
    expect(await use('50')).toBe('proof.needed phone,card,pin,manager');
  });
});

test('a programme that asks for no proofs keeps asking for none', async () => {
  await counter();
  r.tell([{ kind: 'programme', programme: NO_PROOFS }]);
  await r.must('counter.member', { member: STEFAN, foundBy: 'name' });
  expect([r.view().counter.proof, await use('400')]).toEqual([null, 'done']);
});
