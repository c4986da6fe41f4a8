import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DayPartsView } from '../../../contract/till/day.ts';
import { points } from '../../../domain/amount/points.ts';
import { civilDate } from '../../../domain/calendar/civil.ts';
import { drawnDay } from '../../../domain/day/draw.ts';
import type { DayFigure, Part } from '../../../domain/day/parts.ts';
import { incarnationId, tillId, uuid7 } from '../../../domain/identity/ids.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { atTheCounter, MARIA, MILK, STORE, sell, TILL } from '../rehearsed.ts';
import { drawn } from './testing/drawn.ts';

const OTHER = tillId(uuid7(1_700_000_000_081, new Uint8Array(10)));
const DAY = civilDate('2026-11-21');
const ALL: DayFigure = { of: 'vat', rate: null };

let r: Rehearsal;
beforeEach(async () => {
  r = await atTheCounter(MARIA);
  r.tell([{ kind: 'till', id: OTHER, store: STORE, number: 8 }]);
});
afterEach(() => r.close());

async function eventually<T>(look: () => Promise<T | null>): Promise<T> {
  for (let turn = 0; turn < 4000; turn++) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((done) => setTimeout(done, 5));
  }
  throw new Error('it never comes');
}
const parts = (
  figure: DayFigure,
  of: { readonly day?: number; readonly first?: number; readonly again?: boolean } = {},
): Promise<Extract<DayPartsView, { at: 'read' }>> => {
  const { day = null, first = 0 } = of;
  let { again = false } = of;
  return eventually(async () => {
    const view = await r.must('day.parts', { day, figure, first, again });
    // Asked so once; then it is waited for.
    again = false;
    return view.at === 'read' ? view : null;
  });
};

test('a chain’s figure: own records at once, the other till’s as the centre answers; what is away is named, and tried again when asked', async () => {
  await r.must('counter.code', { code: MILK });
  await sell(r);
  await r.must('shift.count', { cash: [], slips: { card: null, other: null } });
  const z = await r.must('shift.close', {});
  const life = incarnationId(z.figures.ranges[0]?.incarnation ?? '');
  r.report({ acked: { incarnation: life, seq: r.seq() } });
  r.tell([{ kind: 'closing', id: STORE, till: TILL, after: null, counted: { incarnation: life, seq: 0 } }]);
  await r.must('day.begin', { day: DAY });
  const [own] = (await drawn(r)).tills;
  if (own === undefined) throw new Error('its own part');
  expect(await r.ask('day.parts', { day: 1, figure: ALL, first: 0, again: false })).toMatchObject({
    refusal: { code: 'day.unknown' },
  });
  expect(
    await r.ask('day.parts', { day: null, figure: { of: 'tender', kind: 'wallet' }, first: 0, again: false }),
  ).toMatchObject({ refusal: { code: 'day.figureUnknown' } });

  // The other till did just the same, and its records are at the centre alone.
  const { without: _, note: __, ...till } = own;
  const account = drawnDay({
    ...{ store: STORE, day: DAY, previous: null, by: 'centre', asOf: 7, faults: [], entries: 1, booked: [], looks: [] },
    ...{ tills: [till, { ...till, till: OTHER, number: 8, shifts: [] }], closing: points(0), fiscalTwice: [] },
  });
  r.centre.drawDay = () => Promise.resolve({ ok: true, value: account });
  await r.must('day.begin', { day: DAY });
  await drawn(r);
  const alone = await parts(ALL);
  const total = z.figures.total;
  expect(alone).toMatchObject({ many: 1, sum: { by: total }, figure: { by: 2 * total } });
  expect(alone.away).toEqual([{ till: 8, why: 'unreachable' }]);

  r.centre.dayParts = ({ ranges }) => Promise.resolve({ parts: [], without: ranges.map((range) => range.till) });
  // Leafing through it asks nobody; asking again does.
  expect((await parts(ALL)).away).toEqual([{ till: 8, why: 'unreachable' }]);
  expect((await parts(ALL, { again: true })).away).toEqual([{ till: 8, why: 'lacking' }]);

  const asked: unknown[] = [];
  const told: Part[] = alone.parts.map((part) => ({ ...part, till: OTHER, at: part.at - 1 }));
  r.centre.dayParts = (request) => {
    asked.push(request);
    return Promise.resolve({ parts: told, without: [] });
  };
  const whole = await parts(ALL, { again: true });
  expect(asked).toEqual([{ day: DAY, figure: ALL, ranges: till.ranges.map((range) => ({ till: OTHER, ...range })) }]);
  expect(whole).toMatchObject({ many: 2, sum: { by: 2 * total }, figure: { by: 2 * total }, away: [] });
  // In the order of time, whoever told of it.
  expect(whole.parts.map((part) => whole.tills[part.till])).toEqual([8, 7]);
  expect((await parts(ALL, { first: 1 })).parts).toEqual([whole.parts[1]]);
  // A drawer is of one till: nobody else is asked.
  const [shift] = own.shifts;
  if (shift === undefined) throw new Error('its shift');
  const drawer = await parts({ of: 'drawer', shift: shift.shift });
  expect(drawer.parts.at(-1)?.kind).toBe('count');
  expect([drawer.sum, asked.length]).toEqual([drawer.figure, 1]);

  // Signed it opens just as well.
  const day = await drawn(r);
  for (const { key } of day.hindrances) await r.must('day.explain', { key, why: 'notRung', note: '' });
  await r.must('day.sign', { seen: (await drawn(r)).seen, pin: MARIA.pin });
  expect(await parts(ALL, { day: 1 })).toEqual(whole);
});
