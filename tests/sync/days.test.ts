import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { civilDate } from '../../domain/calendar/civil.ts';
import { checksOf } from '../../domain/day/checks.ts';
import { dayClosed } from '../../domain/day/signing.ts';
import { staffId, uuid7 } from '../../domain/identity/ids.ts';
import { openCentre } from '../../electron/sync/centre.ts';
import { enrolled, isSettled, overLine, until } from './overLine.ts';

/** The close of a store's day, between real tills and the centre. */
const over = overLine();

test('who may close the day and what was signed reach the store’s tills; the day is drawn up over the line, and not while it is cut', async () => {
  const [one, two] = [await enrolled(over, 1), await enrolled(over, 2)];
  for (const till of [one, two]) await until(isSettled(till));
  await until(() => expect(two.replica.closing()).toMatchObject({ till: one.identity.till, after: null }));
  const centre = openCentre();
  try {
    centre.use(one.identity);
    const day = civilDate('2026-11-21');
    const drawn = await centre.drawDay(day, 20_000);
    if (drawn === 'unreachable' || !drawn.ok) throw new Error(`drawn up: ${JSON.stringify(drawn)}`);
    expect(drawn.value).toMatchObject({ store: one.identity.store, day, number: 1, faults: [] });
    expect(await centre.dayReceipts(drawn.value.tills, 20_000)).toEqual([]);

    const by = staffId(uuid7(Date.now(), randomBytes(10)));
    const checks = checksOf(drawn.value, { register: null, receipts: null, alone: false, own: null });
    const without = new Map(drawn.value.tills.map(({ till }) => [till, 'unused'] as const));
    one.append(
      { ...dayClosed(drawn.value, checks, { explained: new Map(), without, isRegisterOpen: false }, by) },
      null,
    );
    await until(() => expect(two.replica.closedDay(1)).toMatchObject({ number: 1, day, tillNumber: 1, notes: null }));
    await until(() => expect(one.replica.closing()?.after).toMatchObject({ number: 1, day }));
    expect(two.replica.closedDays(null, 5).map(({ hash }) => hash)).toEqual([one.replica.closing()?.after?.seal]);
    expect(await centre.drawDay(day, 20_000)).toMatchObject({ ok: false, refusal: { code: 'day.closedAlready' } });
    over.line.set('cut');
    expect(await centre.drawDay(civilDate('2026-11-22'), 1000)).toBe('unreachable');
  } finally {
    centre.close();
  }
});
