import { expect } from '@playwright/test';
import { ELENA } from '../../../cli/screenshots/hands.ts';
import type { PlainWindow } from '../../../cli/window/open.ts';
import type { ClosedDay, DrawnDay } from '../../../contract/till/day.ts';
import { assert } from '../../../domain/assert.ts';
import { PATIENCE } from './window.ts';

/** The close of the day through a window without a picture. */

/** The close as a till has it now. */
export async function drawnAt(till: PlainWindow): Promise<DrawnDay> {
  const { now } = await till.ask('day.state', {});
  assert(now.at === 'drawn', 'it is drawn up');
  return now.drawn;
}

/** Draws up what comes next and signs it where nothing but silent tills hinders it; its manager is signed in. */
export async function closedAt(till: PlainWindow): Promise<ClosedDay> {
  await till.ask('day.begin', { day: null });
  await expect.poll(async () => (await till.ask('day.state', {})).now.at, { timeout: PATIENCE }).toBe('drawn');
  const { hindrances, tills, checks } = await drawnAt(till);
  for (const { code, key } of hindrances) {
    const of = tills.find((each) => each.till === key);
    expect(code, JSON.stringify(checks)).toBe('without');
    if (of !== undefined) await till.ask('day.without', { till: of.till, why: 'unused', note: '' });
  }
  return till.ask('day.sign', { seen: (await drawnAt(till)).seen, pin: ELENA.pin });
}
