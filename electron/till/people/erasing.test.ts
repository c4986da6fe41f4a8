import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { verifyTill } from '../../../db/verify.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { ANA, atTheCounter, FREE_CARD, MARIA, MILK, member, STEFAN, STEFANS_CARD, sell } from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

const GHEORGHE = {
  name: 'Zgardanov Gheorghe',
  callName: 'Moș Jorik',
  phone: '068777123',
  language: 'ro',
  birthday: '17.03.1951',
  marketing: true,
} as const;
/** Whatever of him may stand in a file: as typed, as folded for the index, as a number, forwards and back. */
const TRACES = [
  'zgardanov',
  'gheorghe',
  'jorik',
  '68777123',
  '32177786',
  '1951-03-17',
  'sgardanov',
  'georghe',
  'binefacator',
];

function tracesLeft(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const bytes = readFileSync(join(entry.parentPath, entry.name)).toString('latin1').toLowerCase();
    return TRACES.filter((trace) => bytes.includes(trace)).map((trace) => `${trace} in ${entry.name}`);
  });
}

/** A shop where he enrolled with a card, changed his name once, got points with a reason, and bought. */
async function counter(options: { readonly folds?: boolean } = {}): Promise<void> {
  r = await atTheCounter(MARIA, options);
  await r.must('members.enrol', { ...GHEORGHE, card: FREE_CARD, consent: true, samePhone: false });
  const id = r.view().counter.member?.id ?? expect.fail('enrolled');
  await r.must('members.edit', { ...GHEORGHE, member: id, name: 'Zgardanov Gheorghe Ion' });
  await r.must('members.goodwill', { member: id, points: '30', reason: 'binefacator' });
  await r.must('counter.code', { code: MILK });
  await sell(r);
}

const him = async (): Promise<NonNullable<ReturnType<Rehearsal['view']>['counter']['member']>> => {
  await r.must('counter.code', { code: FREE_CARD });
  return r.view().counter.member ?? expect.fail('his card leads to him');
};

describe('an erasure', () => {
  test.each([
    { folds: true },
    { folds: false },
  ])('leaves no byte of who it was in any file of the till; points, sums and the chain stay: %o', async (options) => {
    await counter(options);
    const { id, balance } = await him();
    expect(balance).toBe(32);
    writeFileSync(join(r.dir, 'members.db.damaged'), 'Zgardanov');
    expect(tracesLeft(r.dir).length).toBeGreaterThan(0);
    await r.must('members.erase', { member: id, reason: 'asked', ...MARIA });
    expect(r.view().counter.member).toBeNull();
    // The cashier is told politely, and the sale goes on without a member.
    const code = options.folds ? 'code.erasedCard' : 'code.unknown';
    const refusal = { code, params: { code: FREE_CARD } };
    expect(await r.ask('counter.code', { code: FREE_CARD })).toEqual({ ok: false, refusal });
    expect(await r.must('members.search', { text: 'zgardanov' })).toEqual([]);
    expect(await r.ask('members.person', { member: id })).toMatchObject({
      ok: false,
      refusal: { code: 'member.unknown' },
    });
    expect((await r.must('members.timeline', { member: id })).balance).toBe(32);
    await r.must('counter.code', { code: MILK });
    await sell(r);
    // Where nothing folded yet, members.db never had him.
    await new Promise(setImmediate);
    expect(tracesLeft(r.dir)).toEqual([]);
    r.till.close();
    if (options.folds)
      expect(verifyTill({ ledgerFile: `${r.dir}/ledger.db`, membersFile: `${r.dir}/members.db` }).findings).toEqual([]);
  });

  test('takes a manager’s PIN; a cashier’s own erases nobody', async () => {
    await counter();
    const { id } = await him();
    const seq = r.seq();
    expect(await r.ask('members.erase', { member: id, reason: 'asked', ...ANA })).toMatchObject({
      ok: false,
      refusal: { code: 'role.refused' },
    });
    expect(r.seq()).toBe(seq);
    // A reason in free words: the types refuse it, a message from the window could still carry it.
    expect(await r.ask('members.erase', { member: id, reason: 'pentru că', ...MARIA } as never)).toMatchObject({
      ok: false,
    });
  });

  test('of somebody who was two members is of both', async () => {
    await counter();
    const { id } = await him();
    await r.must('members.merge', { member: id, other: STEFAN, ...MARIA });
    await r.must('members.erase', { member: id, reason: 'consentWithdrawn', ...MARIA });
    for (const code of [FREE_CARD, STEFANS_CARD]) {
      expect(await r.ask('counter.code', { code })).toMatchObject({ ok: false, refusal: { code: 'code.erasedCard' } });
    }
    expect(tracesLeft(r.dir)).toEqual([]);
  });

  test('that the centre tells of takes this till’s own texts too, and stays whatever is told or edited later', async () => {
    await counter();
    const { id } = await him();
    const told = { ...member(id, 'x', null, 30), person: null };
    r.tell([{ ...told, erased: true }]);
    expect(tracesLeft(r.dir)).toEqual([]);
    // A centre restored from before, that has not heard of it again yet.
    r.tell([member(id, GHEORGHE.name, '+37368777123', 30)]);
    r.clock.now += 2000;
    expect(await r.ask('counter.code', { code: FREE_CARD })).toMatchObject({
      ok: false,
      refusal: { code: 'code.erasedCard' },
    });
    r.restart();
    await r.must('staff.signIn', MARIA);
    expect(tracesLeft(r.dir)).toEqual([]);
  });
});
