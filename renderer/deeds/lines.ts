import type { MemberDeeds } from '../../contract/till/deeds.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { never } from '../../domain/assert.ts';
import { refuse } from '../../domain/refusal/refusal.ts';
import { type Action, may, type Role, whoMay } from '../../domain/roles/permissions.ts';
import type { Panel } from '../app/panels.ts';
import { nameText } from '../words/names.ts';
import { refusalText } from '../words/refusals.ts';
import type { Words } from '../words/words.ts';

/** A deed's page. */
export type DeedPage = Exclude<Extract<Panel, { readonly kind: 'deeds' }>['page'], 'menu'>;

/** A deed in the list: what it brings, or why it cannot be. */
export interface DeedLine {
  readonly page: DeedPage;
  readonly text: string;
  /** False: `text` says why not. */
  readonly allowed: boolean;
}

/** What asks for each (electron/till/permissions.ts), in the order in which they happen at a counter. */
const ACTIONS: Readonly<Record<DeedPage, Action>> = {
  claim: 'enrol',
  event: 'enrol',
  transfer: 'transfer',
  refer: 'enrol',
  goodwill: 'goodwill',
};
const PAGES = Object.keys(ACTIONS) as DeedPage[]; // a Record's keys are what its type says

/** All deeds with what the programme, the member and the role allow; the same places whatever is allowed. */
export function linesOf(words: Words, deeds: MemberDeeds, role: Role): readonly DeedLine[] {
  return PAGES.map((page) => {
    const line = lineOf(words, deeds, page);
    const action = ACTIONS[page];
    if (!line.allowed || may(role, action)) return { page, ...line };
    const text =
      page === 'goodwill'
        ? words.say('deeds.forManager')
        : refusalText(words, refuse('role.refused', { role: whoMay(action) }));
    return { page, text, allowed: false };
  });
}

type Said = Omit<DeedLine, 'page'>;
const mayDo = (text: string): Said => ({ text, allowed: true });
const mayNot = (text: string): Said => ({ text, allowed: false });

function lineOf(words: Words, { transfer, events, referral, claims }: MemberDeeds, page: DeedPage): Said {
  const { say, language } = words;
  const refused = (code: 'transfer.notAllowed' | 'refer.notAllowed' | 'claim.notAllowed'): Said =>
    mayNot(refusalText(words, refuse(code)));
  switch (page) {
    case 'claim':
      return claims === null ? refused('claim.notAllowed') : mayDo(say('deeds.claimText', { days: claims.days }));
    case 'event':
      return events.length === 0
        ? mayNot(say('deeds.noEvents'))
        : mayDo(events.map(({ names }) => names.map((name) => nameText(language, name)).join(', ')).join(' · '));
    case 'transfer': {
      if (transfer === null) return refused('transfer.notAllowed');
      const limits = { least: formatPoints(transfer.least), most: formatPoints(transfer.most) };
      return transfer.most < transfer.least
        ? mayNot(say('deeds.transferNone', limits))
        : mayDo(say('deeds.transferText', limits));
    }
    case 'refer':
      if (referral === null) return refused('refer.notAllowed');
      if (referral.broughtBy !== null) return mayNot(say('deeds.broughtBy', { name: referral.broughtBy }));
      return referral.why === null ? mayDo(referText(words, referral)) : mayNot(refusalText(words, referral.why));
    case 'goodwill':
      return mayDo(say('deeds.goodwillText'));
    default:
      return never(page);
  }
}

/** What both get, and when. */
export function referText(words: Words, referral: NonNullable<MemberDeeds['referral']>): string {
  return words.say('deeds.referText', {
    amount: formatBani(referral.spendFrom),
    friend: formatPoints(referral.friendPoints),
    referrer: formatPoints(referral.referrerPoints),
  });
}
