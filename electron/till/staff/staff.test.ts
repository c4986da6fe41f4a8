import { expect, test } from 'vitest';
import { bani } from '../../../domain/amount/bani.ts';
import { type Rehearsal, rehearse } from '../rehearsal.ts';
import {
  ANA,
  atTheCounter,
  closeShift,
  ION,
  joined,
  MARIA,
  MILK,
  STEFAN,
  STEFANS_CARD,
  sell,
  shopStates,
} from '../rehearsed.ts';

const WEEK_MS = 7 * 86_400_000;

async function sellMilk(r: Rehearsal, card: string | null): Promise<void> {
  r.clock.now += 30_000;
  if (card !== null) await r.must('counter.code', { code: card });
  await r.must('counter.code', { code: MILK });
  await sell(r);
}

test('a week of the people at a till, beside a till that sells on: by name, of business days, of this till alone where the centre is away', async () => {
  const r = await atTheCounter(MARIA);
  try {
    await sellMilk(r, STEFANS_CARD);
    await r.must('staff.signIn', ANA);
    await sellMilk(r, null);
    await sellMilk(r, STEFANS_CARD);
    await r.must('staff.signIn', MARIA);
    const week = await r.must('staff.week', { day: null });
    expect(week).toMatchObject({
      monday: '2026-11-16',
      from: { is: 'till', why: 'away' },
      rows: [
        { name: 'Ana', sales: 2, withMember: 1, pace: { sales: 2, lines: 2, ms: 60_000 } },
        { name: 'Maria', sales: 1, withMember: 1, pace: { sales: 1, lines: 1, ms: 30_000 } },
      ],
      all: { sales: 3, withMember: 2, closings: { exact: 0, varied: 0, variance: 0 } },
    });
    const before = await r.must('staff.week', { day: '2026-11-15' });
    expect(before).toMatchObject({ monday: '2026-11-09', rows: [] });
    expect(await r.must('month.days', { day: '2026-11-21' })).toMatchObject({
      first: '2026-11-01',
      today: '2026-11-21',
      worked: [],
      alone: false,
    });
    await r.must('shift.count', { cash: [], slips: { card: null, other: null } });
    await r.must('shift.close', {});
    const { worked } = await r.must('month.days', { day: '2026-11-21' });
    expect(worked).toMatchObject([{ day: '2026-11-21', shifts: 1, sales: 3 }]);
    // Nothing was counted into the drawer: what was sold for cash is missing, of whoever counted.
    const total = worked[0]?.total ?? 0;
    const { rows } = await r.must('staff.week', { day: '2026-11-22' });
    expect(rows[1]).toMatchObject({ name: 'Maria', closings: { exact: 0, varied: 1, variance: -total } });
  } finally {
    r.close();
  }
});

/** Sells to members for a week and closes it; then a week later. */
async function afterAGoodWeek(): Promise<Rehearsal> {
  const r = await atTheCounter(ANA);
  for (let i = 0; i < 3; i += 1) {
    r.clock.now += 30_000;
    await r.must('members.enrol', {
      name: `Membru ${'ABC'[i]}`,
      callName: '',
      phone: `06912340${i}`,
      language: 'ro',
      birthday: '',
      card: '',
      consent: true,
      marketing: false,
      samePhone: false,
    });
  }
  await r.must('counter.clear', {});
  await closeShift(r);
  await r.must('staff.signOut', {});
  r.clock.now += WEEK_MS;
  return r;
}

test('what is said of last week is for everybody, and only of those who work here still', async () => {
  const r = await afterAGoodWeek();
  try {
    const said = { monday: '2026-11-16', of: 'till', rows: [{ name: 'Ana', of: 'enrolled', members: 3 }] };
    expect(await r.must('staff.praise', {})).toEqual(said);
    expect(await r.must('staff.praise', {})).toEqual(said);
    const ana = (await shopStates()).flatMap((state) =>
      state.kind === 'staff' && state.id === ANA.staff ? state : [],
    );
    r.tell(ana.map((one) => ({ ...one, active: false })));
    expect(await r.must('staff.praise', {})).toEqual({ ...said, rows: [] });
    r.tell(ana);
    expect(await r.must('staff.praise', {})).toEqual(said);
    r.clock.now += WEEK_MS;
    expect(await r.must('staff.praise', {})).toEqual({ monday: '2026-11-23', of: 'till', rows: [] });
  } finally {
    r.close();
  }
});

test('the manager turns it off, and nobody else does', async () => {
  const r = await afterAGoodWeek();
  try {
    const off = (): ReturnType<typeof r.ask<'settings.set'>> => r.ask('settings.set', { recognition: false });
    const refused = { ok: false, refusal: { code: 'role.refused', params: { role: 'manager' } } };
    expect(await off()).toEqual(refused);
    for (const who of [ANA, ION]) {
      await r.must('staff.signIn', who);
      expect(await off()).toEqual(refused);
    }
    expect(r.view().settings.recognition).toBe(true);
    await r.must('staff.signIn', MARIA);
    expect(await off()).toEqual({ ok: true, value: null });
    expect(await r.must('staff.praise', {})).toMatchObject({ rows: [] });
    r.restart();
    expect(r.view().settings.recognition).toBe(false);
  } finally {
    r.close();
  }
});

test('a till that nobody set up says nothing, and a till that closes leaves nothing running', async () => {
  const r = rehearse();
  expect(await r.must('staff.praise', {})).toMatchObject({ rows: [] });
  r.close();
  const closing = await joined();
  await closing.must('staff.signIn', MARIA);
  const week = closing.ask('staff.week', { day: null });
  closing.close();
  expect(await week).toEqual({ ok: false, refusal: { code: 'log.unread', params: {} } });
});

test('the audit: who, when, whose PIN, why, in one’s own words, until these are erased', async () => {
  const r = await atTheCounter(MARIA);
  try {
    const own = { kind: 'goodwill', points: 20 };
    await r.must('members.goodwill', { member: STEFAN, points: '20', reason: 'a așteptat mult' });
    r.clock.now += 60_000;
    await r.must('staff.signIn', ANA);
    await r.must('shift.cash', { direction: 'in', why: 'other', money: '1,50', note: 'găsiți sub tejghea' });
    await r.must('shift.count', { cash: [], slips: { card: null, other: null } });
    const word = { staff: MARIA.staff, pin: MARIA.pin, reason: 'o monedă rămasă' };
    const cash = [{ kind: 'coin' as const, value: bani(50), pieces: 3 }];
    await r.must('shift.recount', { cash, slips: { card: null, other: null }, ...word });
    await r.must('staff.signIn', MARIA);
    const { rows, next } = await r.must('audit.list', { topics: ['pin', 'points', 'cash'], before: null });
    expect(next).toBeNull();
    expect(rows).toMatchObject([
      {
        what: { kind: 'pinUsed', action: 'recount', reason: 'said' },
        signedIn: 'Ana',
        by: 'Maria',
        words: 'o monedă rămasă',
        erased: false,
      },
      {
        what: { kind: 'cashMoved', direction: 'in', amount: 150, why: 'other' },
        signedIn: 'Ana',
        by: null,
        words: 'găsiți sub tejghea',
      },
      { what: own, signedIn: 'Maria', by: null, words: 'a așteptat mult', members: [{ name: 'Ștefan Rusu' }] },
    ]);
    expect(rows[0]?.hash).toMatch(/^[0-9a-f]{8}$/);
    expect((rows[0]?.at ?? 0) - (rows[2]?.at ?? 0)).toBe(60_000);

    await r.must('shift.close', {});
    await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: 'left' });
    await r.must('members.erase', { member: STEFAN, reason: 'asked', ...MARIA });
    const after = await r.must('audit.list', { topics: ['people', 'points'], before: null });
    expect(after.rows).toMatchObject([
      { what: { kind: 'erased', reason: 'asked' }, members: [{ id: STEFAN, name: null }], erased: false },
      { what: own, words: null, erased: true, members: [{ id: STEFAN, name: null }] },
    ]);
  } finally {
    r.close();
  }
});

test('the audit goes on page by page to the first record, each once', async () => {
  const r = await atTheCounter(MARIA);
  try {
    for (let i = 0; i < 55; i += 1) {
      await r.must('shift.cash', { direction: 'in', why: 'change', money: '1', note: '' });
    }
    const first = await r.must('audit.list', { topics: ['cash'], before: null });
    expect(first.rows).toHaveLength(50);
    const second = await r.must('audit.list', { topics: ['cash'], before: first.next });
    expect(second).toMatchObject({ next: null });
    const ids = [...first.rows, ...second.rows].map(({ id }) => id);
    expect(new Set(ids).size).toBe(55);
    const all = await r.must('audit.list', { topics: [], before: null });
    expect(all.next).not.toBeNull();
    const rest = await r.must('audit.list', { topics: [], before: all.next });
    expect(rest.rows.at(-1)).toMatchObject({ what: { kind: 'begun', ordinal: 1 }, signedIn: null });
  } finally {
    r.close();
  }
});

test('neither is for a cashier', async () => {
  const r = await atTheCounter(ANA);
  try {
    const refused = { ok: false, refusal: { code: 'role.refused', params: { role: 'manager' } } };
    expect(await r.ask('staff.week', { day: null })).toEqual(refused);
    expect(await r.ask('audit.list', { topics: [], before: null })).toEqual(refused);
    expect(await r.ask('month.days', { day: '2026-11-21' })).toEqual(refused);
  } finally {
    r.close();
  }
});
