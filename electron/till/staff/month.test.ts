import { expect, test } from 'vitest';
import type { DrawnDay } from '../../../contract/till/day.ts';
import { drawn as drawnNow } from '../day/testing/drawn.ts';
import { type Rehearsal, rehearse } from '../rehearsal.ts';

const DAY_MS = 86_400_000;
const PIN = '4826';

async function sellOn(r: Rehearsal, day: string): Promise<void> {
  await r.must('shift.open', { businessDay: day, confirmed: [], float: [] });
  await r.must('counter.amount', { amount: '100', vat: 2000 });
  await r.must('counter.confirm', { total: 10_000, fiscalNumber: null });
  await r.must('shift.count', {
    cash: [{ kind: 'note', value: 10_000, pieces: 1 }],
    slips: { card: null, other: null },
  });
  await r.must('shift.close', {});
}

async function drawn(r: Rehearsal, day: string): Promise<DrawnDay> {
  await r.must('day.begin', { day });
  return drawnNow(r);
}

/** Explains what does not agree, and signs. */
async function sign(r: Rehearsal, day: string): Promise<void> {
  const { checks } = await drawn(r, day);
  for (const { key } of checks.flatMap(({ differences }) => differences)) {
    await r.ask('day.explain', { key, why: 'wrongChange', note: 'un rest greșit' });
  }
  const { seen } = await drawn(r, day);
  await r.must('day.sign', { seen, pin: PIN });
}

test('a day that was sold on and not signed is told apart from those that were, and who signed stands in the audit', async () => {
  const r = rehearse();
  try {
    await r.must('setup.alone', { store: 'Alimentara', manager: 'Vera', pin: PIN, language: 'ro' });
    const [vera] = await r.must('staff.list', {});
    await r.must('staff.signIn', { staff: vera?.id ?? '', pin: PIN });
    await sellOn(r, '2026-11-21');
    await sign(r, '2026-11-21');
    r.clock.now += DAY_MS;
    await sellOn(r, '2026-11-22');
    r.clock.now += DAY_MS;
    await sellOn(r, '2026-11-23');
    await sign(r, '2026-11-23');

    const { worked, today, alone } = await r.must('month.days', { day: '2026-11-01' });
    expect(worked.map(({ day, sales }) => [day, sales])).toEqual([
      ['2026-11-21', 1],
      ['2026-11-22', 1],
      ['2026-11-23', 1],
    ]);
    const signed = await r.must('day.list', { before: null });
    expect(signed.map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-21']);
    expect([today, alone]).toEqual(['2026-11-23', true]);

    const { rows } = await r.must('audit.list', { topics: ['pin', 'day'], before: null });
    expect(rows).toMatchObject([
      { what: { kind: 'dayClosed', day: '2026-11-23', number: 2 }, by: 'Vera' },
      { what: { kind: 'pinUsed', action: 'closeDay', reason: 'signed' }, signedIn: 'Vera', by: 'Vera' },
      { what: { kind: 'dayClosed', day: '2026-11-21', number: 1 }, by: 'Vera' },
      { what: { kind: 'pinUsed', action: 'closeDay', reason: 'signed' }, by: 'Vera' },
    ]);
    expect(rows[0]?.hash).toBe(signed[0]?.seal.slice(0, 8));
  } finally {
    r.close();
  }
});
