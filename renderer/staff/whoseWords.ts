import type { TillUpTo, WeekFrom } from '../../contract/till/staff.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { Words } from '../words/words.ts';

/** Whose figures a week holds, how old they are and what is not in them; '' where there is nothing to say. */
export function whoseText(words: Words, from: WeekFrom, isNow: boolean, today: CivilDate): string {
  const { say } = words;
  if (from.is === 'till') return from.why === 'alone' ? '' : say(`staff.${from.why}`);
  const tills = from.tills.map((till) => upToText(words, till, today)).join('; ');
  return [
    say('staff.ofStore', { moment: words.moment(from.heardAt, today) }),
    ...(tills === '' ? [] : [say(isNow ? 'staff.upTo' : 'staff.behind', { tills })]),
    ...(from.missing === 0 ? [] : [say('staff.missing', { count: from.missing })]),
  ].join(' ');
}

function upToText({ say, moment }: Words, { number: till, at }: TillUpTo, today: CivilDate): string {
  return at === null ? say('staff.tillNothing', { till }) : say('staff.tillUpTo', { till, moment: moment(at, today) });
}
