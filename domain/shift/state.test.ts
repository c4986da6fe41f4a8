import { expect, test } from 'vitest';
import { mayStep, type ShiftPhase, type ShiftStep, shiftPhase } from './state.ts';

const STEPS: readonly ShiftStep[] = ['open', 'sell', 'moveCash', 'draft', 'count', 'recount', 'close'];

/** Every phase and every step, by hand: `ok`, or why not. */
const TABLE: Readonly<Record<ShiftPhase, Readonly<Record<ShiftStep, string>>>> = {
  none: {
    open: 'ok',
    sell: 'sale.noShift',
    moveCash: 'shift.notOpen',
    draft: 'shift.notOpen',
    count: 'shift.notOpen',
    recount: 'shift.notOpen',
    close: 'shift.notOpen',
  },
  open: {
    open: 'shift.alreadyOpen',
    sell: 'ok',
    moveCash: 'ok',
    draft: 'ok',
    count: 'ok',
    recount: 'shift.notCounted',
    close: 'shift.notCounted',
  },
  counting: {
    open: 'shift.alreadyOpen',
    sell: 'ok',
    moveCash: 'ok',
    draft: 'ok',
    count: 'ok',
    recount: 'shift.notCounted',
    close: 'shift.notCounted',
  },
  counted: {
    open: 'shift.alreadyOpen',
    sell: 'shift.counted',
    moveCash: 'ok',
    draft: 'ok',
    count: 'shift.counted',
    recount: 'ok',
    close: 'ok',
  },
  recounting: {
    open: 'shift.alreadyOpen',
    sell: 'shift.counted',
    moveCash: 'ok',
    draft: 'ok',
    count: 'shift.counted',
    recount: 'ok',
    close: 'ok',
  },
};

test.each(Object.entries(TABLE))('a shift that is %s', (phase, steps) => {
  const outcomes = STEPS.map((step) => {
    const may = mayStep(phase as ShiftPhase, step); // The keys of the table are the phases.
    return [step, may.ok ? 'ok' : may.refusal.code];
  });
  expect(Object.fromEntries(outcomes)).toEqual(steps);
});

test('the phase follows from the log and from whether a count was begun', () => {
  expect(shiftPhase(null, false)).toBe('none');
  expect(shiftPhase({ turns: 0 }, false)).toBe('open');
  expect(shiftPhase({ turns: 0 }, true)).toBe('counting');
  expect(shiftPhase({ turns: 1 }, false)).toBe('counted');
  expect(shiftPhase({ turns: 2 }, true)).toBe('recounting');
});
