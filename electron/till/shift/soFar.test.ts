import { join } from 'node:path';
import { promises as timers } from 'node:timers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LedgerReader, readLedger } from '../../../db/ledger/ledger.ts';
import { shiftFigures } from '../../../domain/shift/figures.ts';
import type { Rehearsal } from '../rehearsal.ts';
import { ANA, atTheCounter, BREAD, closeShift, MILK, sell } from '../rehearsed.ts';
import { figuresOf, ShiftSoFar } from './soFar.ts';

let r: Rehearsal;
let ledger: LedgerReader;
beforeEach(async () => {
  r = await atTheCounter();
  ledger = readLedger(join(r.dir, 'ledger.db'));
});
afterEach(() => {
  ledger.close();
  r.close();
});

const CASH = [{ kind: 'note' as const, value: 10_000, pieces: 1 }];
const NO_SLIPS = { card: null, other: null };

/** Somebody buys; the counter is free again. */
async function bought(...codes: readonly string[]): ReturnType<typeof sell> {
  for (const code of codes) {
    r.clock.now += 2000;
    await r.must('counter.code', { code });
  }
  const sold = await sell(r);
  await r.must('counter.next', {});
  return sold;
}

/** A fold, and how many records each of its looks at the log gave; -1: no shift was open. */
function watched(): { readonly soFar: ShiftSoFar; readonly read: readonly number[] } {
  const read: number[] = [];
  const soFar = new ShiftSoFar({
    shiftRecords: (number) => ledger.shiftRecords(number),
    receipt: (by) => ledger.receipt(by),
    openShiftAfter(place) {
      const after = ledger.openShiftAfter(place);
      read.push(after?.records.length ?? -1);
      return after;
    },
  });
  return { soFar, read };
}

test('whatever happens in a shift, the figures so far are those of all its records', async () => {
  const soFar = new ShiftSoFar(ledger);
  /** Looks in the first shift, and not again until the second. */
  const seldom = new ShiftSoFar(ledger);
  const agree = (): void => expect(soFar.now()).toEqual(figuresOf(ledger, null));
  agree();
  const first = await bought(BREAD);
  agree();
  seldom.now();
  agree();
  await bought(MILK, BREAD);
  await r.must('receipts.void', { receipt: first.id });
  agree();
  await r.must('shift.cash', { direction: 'in', why: 'change', money: CASH, note: '' });
  agree();
  await r.must('shift.count', { cash: CASH, slips: NO_SLIPS });
  agree();
  expect(soFar.now().drawer.counted).toHaveLength(1);
  await r.must('shift.close', {});
  expect(soFar.now()).toEqual(shiftFigures([]));
  await r.must('shift.open', { businessDay: '2026-11-21', confirmed: [], float: [] });
  await bought(MILK);
  agree();
  expect(soFar.now().counts.sales).toBe(1);
  expect(seldom.now()).toEqual(soFar.now());
});

test('a look reads only what was written since the one before', async () => {
  await bought(BREAD);
  const { soFar, read } = watched();
  soFar.now();
  soFar.now();
  await bought(MILK);
  soFar.follow();
  soFar.now();
  await closeShift(r);
  soFar.now();
  expect(read).toEqual([2, 0, 1, 0, -1]);
});

test('who sells has their answer before it is read for a look; then it is read at once, and once', async () => {
  const { soFar, read } = watched();
  soFar.followSoon();
  soFar.followSoon();
  expect(read).toEqual([]);
  await timers.setImmediate();
  expect(read).toEqual([1]);
  soFar.followSoon();
  soFar.close();
  await timers.setImmediate();
  expect(read).toEqual([1]);
});

test('what cannot be read stops nobody who sells; whoever looks hears of it', async () => {
  let isBroken = true;
  const soFar = new ShiftSoFar({
    shiftRecords: (number) => ledger.shiftRecords(number),
    receipt: (by) => ledger.receipt(by),
    openShiftAfter(place) {
      if (isBroken) throw new Error('a page of the disk is gone');
      return ledger.openShiftAfter(place);
    },
  });
  soFar.follow();
  expect(() => soFar.now()).toThrow('gone');
  isBroken = false;
  expect(soFar.now()).toEqual(figuresOf(ledger, null));
});

test('a till that begins again in the middle of a shift goes on from its log', async () => {
  await bought(BREAD);
  r.restart();
  await r.must('staff.signIn', ANA);
  await bought(MILK);
  expect((await r.must('shift.x', {})).figures.counts.sales).toBe(2);
});
