import type { StatusView } from '../../contract/till/views.ts';
import { points } from '../../domain/amount/points.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import type { Words } from '../words/words.ts';

/** How something is: a shape, a word and a colour, so that none of them is needed alone. */
export type Mood = 'ok' | 'attention' | 'stop' | 'none';

const MINUTE_MS = 60_000;

/** What is said of the centre at a moment (UTC ms of the till). */
export function centreWords(
  { say }: Words,
  centre: StatusView['centre'],
  now: number,
): { readonly mood: Mood; readonly text: string } {
  switch (centre.state) {
    case 'alone':
      return { mood: 'none', text: say('status.centre.alone') };
    case 'alarm':
      return { mood: 'stop', text: say('status.centre.alarm') };
    case 'refused':
      return { mood: 'stop', text: say('status.centre.refused') };
    case 'retired':
      return { mood: 'stop', text: say('status.centre.retired') };
    case 'connected':
    case 'syncing':
    case 'offline': {
      if (centre.snapshot !== undefined) {
        return { mood: 'attention', text: snapshotWords(say, centre.snapshot) };
      }
      if (centre.loaded !== null) {
        return {
          mood: 'attention',
          text: say('status.centre.loading', { count: formatPoints(points(centre.loaded)) }),
        };
      }
      if (centre.restored) return { mood: 'attention', text: say('status.centre.restored') };
      const offline = centre.state === 'offline';
      const text = ageWords(say, centre.state, centre.heardAt === null ? null : Math.max(0, now - centre.heardAt));
      return { mood: offline ? 'attention' : 'ok', text: offline ? `${text} · ${say('status.centre.offline')}` : text };
    }
  }
}

const MEGABYTE = 1_000_000;

/** How far the file with the members is, and how long it will take. */
function snapshotWords(
  say: Words['say'],
  { phase, bytes, of, leftMs, cut }: NonNullable<StatusView['centre']['snapshot']>,
): string {
  // Never 100 before it is done.
  const percent = of === 0 ? 0 : Math.floor((bytes / of) * 100);
  switch (phase) {
    case 'download': {
      if (cut) return say('status.centre.snapshot.cut', { percent });
      const all = Math.max(1, Math.round(of / MEGABYTE));
      const text = say('status.centre.snapshot.download', { percent, done: Math.floor((bytes / of) * all), all });
      if (leftMs === null) return text;
      return `${text} · ${say('status.centre.snapshot.left', { minutes: Math.floor(leftMs / MINUTE_MS) })}`;
    }
    case 'unpack':
      return say('status.centre.snapshot.unpack', { percent });
    case 'check':
      return say('status.centre.snapshot.check');
    case 'fold':
      return say('status.centre.snapshot.fold');
  }
}

function ageWords(say: Words['say'], state: string, ageMs: number | null): string {
  if (ageMs === null) return say('status.centre.never');
  const minutes = Math.floor(ageMs / MINUTE_MS);
  if (minutes < 1) return say('status.centre.now');
  if (minutes < 60) return say('status.centre.minutes', { state, minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? say('status.centre.hours', { hours })
    : say('status.centre.days', { days: Math.floor(hours / 24) });
}

/** How old the centre's word on one member is, ms, as it is said at the moment of redeeming; null: it never said any. */
export function wordAge(say: Words['say'], ageMs: number | null): string {
  if (ageMs === null) return say('redeem.word.never');
  const minutes = Math.floor(ageMs / MINUTE_MS);
  if (minutes < 1) return say('redeem.word.now');
  if (minutes < 60) return say('redeem.word.minutes', { minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? say('redeem.word.hours', { hours }) : say('redeem.word.days', { days: Math.floor(hours / 24) });
}
