import type { MemberPanel, RedeemView, StatusView } from '../../contract/till/views.ts';
import { formatBani } from '../../domain/amount/text.ts';
import { type CivilDate, civilDateAt } from '../../domain/calendar/civil.ts';
import { pointsWorth } from '../../domain/sale/redeem.ts';
import type { Words } from '../words/words.ts';

/** One line of what matters now, with its reason. */
export interface Hint {
  readonly tone: 'stop' | 'attention' | 'calm';
  readonly mark: string;
  readonly text: string;
  readonly why: string;
}

const MOST_HINTS = 3;
/** After this the centre's word on a balance is worth mentioning: half a day, ms. */
const OLD_WORD_MS = 12 * 3_600_000;

/** What the cashier should know of this member now: three lines at most, the most important first. */
export function hintsOf(
  words: Words,
  member: MemberPanel,
  { redeem, status }: { readonly redeem: RedeemView; readonly status: StatusView },
): readonly Hint[] {
  const { say } = words;
  const today: CivilDate = civilDateAt(status.now);
  const hints: Hint[] = [];
  if (member.birthdayToday) {
    hints.push({ tone: 'calm', mark: '✿', text: say('member.birthday'), why: say('member.birthdayWhy') });
  }
  if (redeem.most > 0 && redeem.chosen === 0 && redeem.worth !== null) {
    const amount = formatBani(pointsWorth(redeem.worth, redeem.most));
    hints.push({
      tone: 'calm',
      mark: '◆',
      text: say('member.mayUse', { points: redeem.most }),
      why: say('member.mayUseWhy', { amount }),
    });
  }
  if (member.likely > 0) {
    hints.push({
      tone: 'attention',
      mark: '?',
      text: say('person.likelyHint'),
      why: say('person.likelyHintWhy', { count: member.likely }),
    });
  }
  if (member.cards.every((card) => card.blocked)) {
    const blocked = member.cards.length > 0;
    hints.push({
      tone: 'attention',
      mark: '▭',
      text: say(blocked ? 'member.blockedCard' : 'member.noCard'),
      why: say(blocked ? 'member.blockedCardWhy' : 'member.noCardWhy'),
    });
  }
  if (status.centre.state !== 'alone') {
    if (member.wordAt === null) {
      hints.push({ tone: 'attention', mark: '◐', text: say('member.neverWord'), why: say('member.neverWordWhy') });
    } else if (status.now - member.wordAt > OLD_WORD_MS && status.centre.state === 'offline') {
      const time = words.moment(member.wordAt, today);
      hints.push({
        tone: 'attention',
        mark: '◐',
        text: say('member.oldWord', { time }),
        why: say('member.oldWordWhy'),
      });
    }
  }
  return hints.slice(0, MOST_HINTS);
}
