import fc from 'fast-check';
import { expect, test } from 'vitest';
import { civilDateAt, civilTimeAt } from '../../domain/calendar/civil.ts';
import { soon, startsAt, tomorrow } from './startsAt.ts';

const MINUTE_MS = 60_000;
const minutes = fc
  .integer({ min: Date.UTC(2025, 0, 1) / MINUTE_MS, max: Date.UTC(2030, 0, 1) / MINUTE_MS })
  .map((minute) => minute * MINUTE_MS);

test('a day and a time in Chișinău are the instant that is called so there', () => {
  fc.assert(
    fc.property(minutes, (ms) => {
      const found = startsAt(civilDateAt(ms), civilTimeAt(ms));
      expect(found).not.toBeNull();
      // In autumn one hour comes twice: then the first is meant.
      expect([0, 60 * MINUTE_MS]).toContain(ms - (found ?? 0));
      expect(civilDateAt(found ?? 0) + civilTimeAt(found ?? 0)).toBe(civilDateAt(ms) + civilTimeAt(ms));
    }),
  );
});

test('in winter it is two hours before, in summer three', () => {
  expect(startsAt('2026-12-01', '00:00')).toBe(Date.UTC(2026, 10, 30, 22));
  expect(startsAt('2026-07-01', '8:30')).toBe(Date.UTC(2026, 6, 1, 5, 30));
});

test('what is no day or no time is nothing', () => {
  for (const [day, time] of [
    ['2026-02-30', '10:00'],
    ['01.12.2026', '10:00'],
    ['2026-12-01', '25:00'],
    ['2026-12-01', ''],
  ] as const) {
    expect(startsAt(day, time)).toBeNull();
  }
});

test('what is proposed is still to come', () => {
  fc.assert(
    fc.property(minutes, (now) => {
      for (const { day, time } of [soon(now), tomorrow(now)]) expect(startsAt(day, time)).toBeGreaterThan(now);
    }),
  );
});

test('in the hour that comes twice, the second time, what is proposed is after it', () => {
  // 25 October 2026, 03:41 in summer time and again in winter time.
  const now = Date.UTC(2026, 9, 25, 0, 41);
  expect(civilTimeAt(now)).toBe(civilTimeAt(now + 60 * MINUTE_MS));
  for (const ms of [now, now + 60 * MINUTE_MS]) {
    const { day, time } = soon(ms);
    expect(startsAt(day, time)).toBeGreaterThan(ms);
  }
});
