import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLedger } from '../../../db/ledger/ledger.ts';
import { civilDate } from '../../../domain/calendar/civil.ts';
import { ANA, closeShift, joined, MILK, STEFANS_CARD, sell } from '../rehearsed.ts';

const HOUR = 3_600_000;
const DAY = civilDate('2026-11-21');

/** The clock jumps, drifts, and is hours or days off the centre's; every record of a shift is of the day that was chosen. */
test('the business day is the one that was chosen, whatever the clock says then and later', async () => {
  const jumps = fc.array(fc.integer({ min: -72, max: 72 }), { minLength: 2, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: -100, max: 100 }), jumps, async (offHours, hours) => {
      const r = await joined();
      try {
        // Off before the shift opens: the till asks, and does what it is told.
        r.clock.now += offHours * HOUR;
        r.report({ clockSkewMs: -offHours * HOUR });
        await r.must('staff.signIn', ANA);
        const confirmed = ['shift.dayOff', 'shift.clockBehind'];
        await r.must('shift.open', { businessDay: DAY, confirmed, float: [] });
        expect(r.view().status.centre.clockSkewMs).toBe(-offHours * HOUR);
        for (const by of hours) {
          r.clock.now = Math.max(0, r.clock.now + by * HOUR);
          await r.must('counter.code', { code: STEFANS_CARD });
          await r.must('counter.code', { code: MILK });
          await sell(r);
          expect(r.view().shift).toMatchObject({ businessDay: DAY });
        }
        await closeShift(r);
        const ledger = readLedger(`${r.dir}/ledger.db`);
        const days = ledger.liveAfter(null, 100).map(({ body }) => {
          const { kind, businessDay } = JSON.parse(body) as { kind: string; businessDay: string | null };
          return kind === 'begun' ? DAY : businessDay;
        });
        ledger.close();
        expect(new Set(days)).toEqual(new Set([DAY]));
      } finally {
        r.close();
      }
    }),
    { numRuns: 12 },
  );
});
