import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { addDays, civilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { lotOf } from '../../domain/identity/ids.ts';
import { growth, type MonthFigures, monthOf } from '../../domain/report/months.ts';
import { draftOf, enrolment, incarnationOf, memberOf, recordOf, STORE, sale, TILL, timeOf } from '../samples.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { readMonths } from './months.ts';

function months(file: string, ledger: Ledger): readonly MonthFigures[] {
  const reading = readMonths(file, ledger.head());
  for (;;) {
    const next = reading.next();
    if (next.done === true) return next.value;
    expect(next.value).toBeGreaterThanOrEqual(0);
    expect(next.value).toBeLessThanOrEqual(1);
  }
}

const day = fc.integer({ min: 0, max: 200 }).map((n) => addDays(civilDate('2026-10-20'), n));

test('come to the sums of the live records, also where a fork left copies behind', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ day, total: fc.integer({ min: 100, max: 9000 }), earned: fc.integer({ min: 0, max: 90 }) }),
        {
          minLength: 1,
          maxLength: 30,
        },
      ),
      fc.nat(30),
      (sales, common) => {
        const dir = mkdtempSync(join(tmpdir(), 'loial-months-'));
        const file = join(dir, 'ledger.db');
        const ledger = openLedger(file);
        try {
          const life = { store: STORE, till: TILL, occurredAt: timeOf(0) };
          ledger.begin({
            ...life,
            incarnation: incarnationOf(1),
            ordinal: 1,
            previous: null,
            id: recordOf(0),
            alone: false,
          });
          // A member taken over with points, outside of any business day: of the day on which it happened.
          const opened = {
            member: memberOf(7),
            points: points(50),
            contra: 'opening',
            lot: lotOf(recordOf(1), 0),
            expires: null,
          } as const;
          ledger.append({ ...enrolment(1, memberOf(7), [opened]), businessDay: null });
          for (const [i, one] of sales.entries()) {
            ledger.append({ ...sale(i + 2, { ...one, member: memberOf(i % 5) }), businessDay: one.day });
          }
          if (common < sales.length) {
            const at = { incarnation: incarnationOf(1), seq: 2 + common };
            const hash = ledger.hashAt(at) ?? '';
            ledger.reincarnate({
              ...life,
              incarnation: incarnationOf(2),
              ordinal: 2,
              previous: { ...at, hash },
              id: recordOf(900),
            });
          }
          const rows = months(file, ledger);
          for (const row of rows) {
            const of = sales.filter((one) => one.day.startsWith(row.month));
            const issued = of.reduce((sum, { earned }) => sum + earned, 0);
            const opening = row.month === monthOf(civilDateAt(timeOf(1))) ? 50 : 0;
            expect(row).toMatchObject({
              sales: of.length,
              withMember: of.length,
              turnover: of.reduce((sum, { total }) => sum + total, 0),
              issued: issued + opening,
            });
          }
          const all = sales.reduce((sum, { earned }) => sum + earned, 50);
          expect(rows.reduce((sum, row) => sum + growth(row), 0)).toBe(all);
        } finally {
          ledger.close();
          rmSync(dir, { recursive: true, force: true });
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('a log of many portions: nothing is missed or told twice where one ends', () => {
  const dir = mkdtempSync(join(tmpdir(), 'loial-months-'));
  const file = join(dir, 'ledger.db');
  const ledger = openLedger(file);
  try {
    const life = { store: STORE, till: TILL, occurredAt: timeOf(0) };
    ledger.begin({ ...life, incarnation: incarnationOf(1), ordinal: 1, previous: null, id: recordOf(0), alone: false });
    const count = 9000;
    const all = Array.from({ length: count }, (_, i) => ({
      draft: { ...sale(i + 1, { total: 100, earned: 1, member: memberOf(i % 700) }) },
      beside: null,
    }));
    for (let i = 0; i < count; i += 1000) ledger.appendAll(all.slice(i, i + 1000));
    ledger.append(draftOf(count + 1, { kind: 'setting', topic: 'x', entries: [] }));
    const [row, ...others] = months(file, ledger);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ sales: count, issued: count, turnover: bani(100 * count) });
  } finally {
    ledger.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
