import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readLedger } from '../../../db/ledger/ledger.ts';
import { verifyTill } from '../../../db/verify.ts';
import { civilDate } from '../../../domain/calendar/civil.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { ANA, atTheCounter, FREE_CARD, member, NATALIAS_CARD, STEFAN, STEFANS_CARD } from '../rehearsed.ts';

let r: Rehearsal;
afterEach(() => r.close());

const event = (on: string, points: number, when: object = {}): object => ({
  id: on,
  on,
  when,
  gives: { type: 'perOrder', points },
});
const RULES = {
  format: 2,
  version: 4,
  name: 'Codru Plus',
  startsAtMs: 0,
  earning: [event('enrolment', 20), event('birthday', 50), event('anniversary', 30), event('visit', 5)],
};
const NEW = {
  name: 'Ion Țurcanu',
  callName: '',
  phone: '0 68 123 456',
  language: 'ru',
  birthday: '',
  card: FREE_CARD,
  consent: true,
  marketing: false,
  samePhone: false,
} as const;

/** Ștefan was born on a day, joined on 15 January; it is 21 November. */
async function counter(birthday: string | null = null, rules: typeof RULES = RULES, folds = true): Promise<void> {
  r = await atTheCounter(ANA, { folds });
  const stefan = member(STEFAN, 'Ștefan Rusu', '+37369123456', 500);
  const person =
    stefan.person === null ? null : { ...stefan.person, birthday: birthday === null ? null : civilDate(birthday) };
  r.tell([
    { kind: 'programme', programme: rules },
    { ...stefan, person },
  ]);
}
const scan = (code = STEFANS_CARD): Promise<null> => r.must('counter.code', { code });
const balance = (): number | undefined => r.view().counter.member?.balance;
const proven = (): unknown =>
  verifyTill({ ledgerFile: join(r.dir, 'ledger.db'), membersFile: join(r.dir, 'members.db') }).findings;
function events(): readonly string[] {
  const ledger = readLedger(join(r.dir, 'ledger.db'));
  const bodies = ledger.recordsAfter(0, 1000).map(({ body }) => body);
  ledger.close();
  return bodies.filter((body) => body.includes('"kind":"event"'));
}

describe('enrolling', () => {
  test('earns what the programme gives for it, once, in the same transaction', async () => {
    await counter();
    const seq = r.seq();
    await r.must('members.enrol', NEW);
    expect([balance(), r.seq()]).toEqual([20, seq + 2]);
    r.clock.now += 3000;
    await scan(STEFANS_CARD);
    r.clock.now += 3000;
    await scan(FREE_CARD);
    expect([balance(), events().length]).toEqual([20, 1]);
    expect(proven()).toEqual([]);
  });

  test('writes nothing more where the programme gives nothing, or the form is refused', async () => {
    await counter(null, { ...RULES, earning: [event('visit', 5)] });
    const seq = r.seq();
    expect((await r.ask('members.enrol', { ...NEW, consent: false })).ok).toBe(false);
    expect(r.seq()).toBe(seq);
    await r.must('members.enrol', NEW);
    expect(r.seq()).toBe(seq + 1);
  });

  test('on a birthday gives both', async () => {
    await counter();
    await r.must('members.enrol', { ...NEW, birthday: '21.11.1990' });
    expect(balance()).toBe(70);
  });
});

describe('a birthday', () => {
  test.each([true, false])('is given when the member first comes, once a year (folded: %s)', async (folds) => {
    await counter('1990-11-10', RULES, folds);
    await scan();
    expect(balance()).toBe(550);
    for (let i = 0; i < 3; i++) {
      r.clock.now += 5000;
      await r.must('counter.clear', {});
      await scan();
      await r.must('counter.member', { member: STEFAN, foundBy: 'phone' });
    }
    expect([balance(), events().length]).toEqual([550, 1]);
    // Next year again.
    r.clock.now += 365 * 86_400_000;
    await r.must('counter.clear', {});
    await scan();
    expect(balance()).toBe(600);
    expect(proven()).toEqual([]);
  });

  test('survives a restart in between, and is not in the chain', async () => {
    await counter('1990-11-10');
    await scan();
    r.restart();
    await r.must('staff.signIn', ANA);
    await r.must('counter.clear', {});
    await scan();
    expect(balance()).toBe(550);
    const [body, ...more] = events();
    expect(more).toEqual([]);
    expect(body).toContain('"event":"birthday"');
    expect(body).not.toContain('1990');
    expect(body).not.toContain('11-10');
  });

  test('is not given before, long after, without a rule, or to whom the rule leaves out; and may come later', async () => {
    await counter('1990-11-22');
    await scan();
    expect([balance(), events().length]).toEqual([500, 0]);
    r.clock.now += 86_400_000;
    await r.must('counter.clear', {});
    await scan();
    expect(balance()).toBe(550);
    r.close();
    await counter('1990-10-01');
    await scan();
    expect(balance()).toBe(500);
    r.close();
    await counter('1990-11-21', { ...RULES, earning: [event('birthday', 50, { stores: ['elsewhere'] })] });
    await scan();
    expect([balance(), events().length]).toEqual([500, 0]);
  });

  test('goes with the anniversary where both are due, and the timeline says why', async () => {
    await counter('1990-01-10');
    r.clock.now = Date.UTC(2027, 0, 20, 8);
    await scan();
    expect(balance()).toBe(580);
    const { rows } = await r.must('members.timeline', { member: STEFAN });
    expect(rows.map((row) => row.points)).toEqual([30, 50]);
    expect(rows[0]?.trace.length).toBeGreaterThan(0);
    // Natalia has told no birthday; she joined on the same day.
    await scan(NATALIAS_CARD);
    expect(balance()).toBe(70);
  });
});

describe('an event noted by hand', () => {
  test('earns what the programme gives; words of what happens by itself are refused, and nothing is written', async () => {
    await counter();
    await r.must('members.event', { member: STEFAN, event: 'visit' });
    expect((await r.must('members.timeline', { member: STEFAN })).balance).toBe(505);
    const seq = r.seq();
    for (const word of ['birthday', ' Anniversary', 'ENROLMENT', 'referral', 'sale']) {
      expect(await r.ask('members.event', { member: STEFAN, event: word })).toEqual({
        ok: false,
        refusal: { code: 'event.automatic', params: { event: word.trim() } },
      });
    }
    expect(r.seq()).toBe(seq);
  });
});
