import type { WordView } from '../../../contract/till/word.ts';
import { points } from '../../../domain/amount/points.ts';
import type { Workings } from '../workings.ts';
import { asking, offlineInputs, type Reckoned } from './reckoning.ts';

/** What the screen says at the moment of redeeming: how old the centre's word on this member is, and what holds without it. */
export function wordView(w: Workings, { member, programme }: Reckoned): WordView | null {
  const how = asking(w);
  if (member === null || how === 'alone') return null;
  const { mostPointsPerDay: perDay, oldestWordHours: hours } = programme.offline;
  const { spentToday } = offlineInputs(w, w.counter.state, member);
  return { how, at: member.wordAt, perDay, left: points(Math.max(0, perDay - spentToday)), hours };
}
