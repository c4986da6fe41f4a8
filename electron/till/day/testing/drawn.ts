import type { DayView, DrawnDay } from '../../../../contract/till/day.ts';
import type { Rehearsal } from '../../rehearsal.ts';

/** How often it is looked whether a close is drawn up, and how long between, ms: twenty seconds at the most. */
const TURNS = 4000;
const EACH_MS = 5;

/** Where the close of a rehearsed till stands, once it is not being drawn up any more. */
export async function settled(r: Rehearsal): Promise<Exclude<DayView['now'], { at: 'drawing' }>> {
  for (let turn = 0; turn < TURNS; turn++) {
    const { now } = await r.must('day.state', {});
    if (now.at !== 'drawing') return now;
    await new Promise((done) => setTimeout(done, EACH_MS));
  }
  throw new Error('the close is never drawn up');
}

/** The close of a rehearsed till as it is drawn up; throws where it is not. */
export async function drawn(r: Rehearsal): Promise<DrawnDay> {
  const now = await settled(r);
  if (now.at !== 'drawn') throw new Error(`the close is ${JSON.stringify(now)}`);
  return now.drawn;
}
