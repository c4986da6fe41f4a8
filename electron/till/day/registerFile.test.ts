import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DrawnDay } from '../../../contract/till/day.ts';
import { type Rehearsal, rehearse } from '../rehearsal.ts';
import { drawn } from './testing/drawn.ts';

const PIN = '4826';
const DAY = '2026-11-21';
const note = (lei: number, pieces: number): { kind: 'note'; value: number; pieces: number } => ({
  kind: 'note',
  value: lei * 100,
  pieces,
});

let r: Rehearsal;
beforeEach(async () => {
  r = rehearse();
  await r.must('setup.alone', { store: 'Alimentara', manager: 'Vera', pin: PIN, language: 'ro' });
  await signIn();
});
afterEach(() => r.close());

async function signIn(): Promise<void> {
  const [vera] = await r.must('staff.list', {});
  await r.must('staff.signIn', { staff: vera?.id ?? '', pin: PIN });
}

const seen = (): Promise<DrawnDay> => drawn(r);
const keysOf = (day: DrawnDay): string[] => day.checks.flatMap(({ differences }) => differences.map(({ key }) => key));

test('a register’s file of another day is asked about; taken knowingly, its thousands are few differences', async () => {
  await r.must('shift.open', { businessDay: DAY, confirmed: [], float: [note(500, 1)] });
  for (const n of [1, 2, 3]) {
    await r.must('counter.amount', { amount: `${n}0`, vat: 2000 });
    await r.must('counter.confirm', { total: r.view().counter.figures.total, fiscalNumber: `00048${n}` });
  }
  await r.must('shift.count', { cash: [note(500, 1), note(50, 1), note(10, 1)], slips: { card: null, other: null } });
  await r.must('shift.close', {});
  const file = async (rows: readonly string[]): Promise<void> => {
    const bytes = Buffer.from(['Nr. bon;Suma;Data', ...rows].join('\n'));
    await r.must('day.registerFile', { name: 'z.csv', bytes: bytes.length, at: 0, base64: bytes.toString('base64') });
  };
  const strange = (day: DrawnDay): unknown => (day.register.file.at === 'read' ? day.register.file.strange : undefined);
  await r.must('day.begin', { day: null });
  await seen();
  const many = 3000;
  await file(Array.from({ length: many }, (_, n) => `${n + 1000};10,00;20.11.2026 10:00`));
  const asked = await seen();
  expect(strange(asked)).toEqual({ from: '2026-11-20', known: 0, of: many });
  expect([keysOf(asked), asked.hindrances]).toEqual([[], [{ code: 'register', key: '' }]]);
  expect(await r.ask('day.sign', { seen: asked.seen, pin: PIN })).toMatchObject({ refusal: { code: 'day.hindered' } });
  // Knowingly: also after a restart. What is signed stays bounded, and comes to the same.
  await r.must('day.registerTake', { take: true });
  r.restart();
  await signIn();
  const taken = await seen();
  const { differences } = taken.checks.find(({ check }) => check === 'money') ?? { differences: [] };
  expect(differences).toHaveLength(50 + 1 + 3);
  expect(differences.reduce((sum, { amount }) => sum + Number(amount?.by ?? 0), 0)).toBe(6000 - many * 1000);
  expect(taken.hindrances).toHaveLength(differences.length);
  // Taken away it is asked about no more, and the day's own fits.
  await r.must('day.registerTake', { take: false });
  expect((await seen()).register.file).toEqual({ at: 'none' });
  await file([1, 2, 3].map((n) => `48${n};${n}0,00;21.11.2026 10:00`));
  const own = await seen();
  expect([strange(own), keysOf(own), own.hindrances]).toEqual([null, [], []]);
});
