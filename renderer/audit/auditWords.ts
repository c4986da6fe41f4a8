import type { AuditRow } from '../../contract/till/staff.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { never } from '../../domain/assert.ts';
import { CASH_REASONS } from '../../domain/shift/recorded.ts';
import { kindTitle } from '../alarms/alarmWords.ts';
import type { Words } from '../words/words.ts';

/** Uses of a PIN that have words; one from the future stands under the name that the program gave it. */
const ACTIONS = [
  'redeem',
  'recount',
  'erase',
  'merge',
  'retireTill',
  'restoreTill',
  'closeDay',
  'passClosing',
  'mendDay',
] as const;
const REASONS = [
  'vouched',
  'said',
  'same',
  'notSame',
  'asked',
  'consentWithdrawn',
  'mistake',
  'lawful',
  'dead',
  'cameBack',
  'signed',
  'passed',
  'mended',
] as const;
const SETTINGS = ['states', 'membersImported'] as const;

/** A record of the audit in words: what was done, and the program's reason where it has one. */
export function auditText(words: Words, { what }: Pick<AuditRow, 'what'>): string {
  const { say } = words;
  switch (what.kind) {
    case null:
      return say('audit.future');
    case 'pinUsed': {
      const action = ACTIONS.find((one) => one === what.action);
      const done = action === undefined ? say('audit.pin.other', { action: what.action }) : say(`audit.pin.${action}`);
      // That a person wrote why is seen: their words stand below.
      return what.reason === null || what.reason === 'said' ? done : `${done} (${reasonText(words, what.reason)})`;
    }
    case 'goodwill':
    case 'adjust':
      return say(`audit.${what.kind}`, { points: formatPoints(what.points) });
    case 'cashMoved': {
      const why = CASH_REASONS.find((one) => one === what.why);
      return say(`audit.cash.${what.direction}`, {
        amount: formatBani(what.amount),
        why: why === undefined ? what.why : say(`drawer.why.${why}`).toLocaleLowerCase(words.language),
      });
    }
    case 'merged':
    case 'unmerged':
      return say(`audit.${what.kind}`);
    case 'erased':
      return say('audit.erasedPerson', { reason: reasonText(words, what.reason) });
    case 'setting': {
      const topic = SETTINGS.find((one) => one === what.topic);
      return topic === undefined ? say('audit.setting.other', { topic: what.topic }) : say(`audit.setting.${topic}`);
    }
    case 'alarmSettled':
      return say('audit.alarm', { title: kindTitle(words, what.of) });
    case 'dayClosed':
      return say('audit.dayClosed', {
        day: words.day(what.day),
        number: what.number,
        variance: formatBani(what.variance),
      });
    case 'closingPassed':
      return say('audit.closingPassed', { to: what.to ?? '?' });
    case 'begun':
      return what.ordinal === 1 ? say('audit.begun') : say('audit.begunAnew', { ordinal: what.ordinal });
    default:
      return never(what);
  }
}

function reasonText({ say }: Words, reason: string): string {
  const known = REASONS.find((one) => one === reason);
  return known === undefined ? reason : say(`audit.reason.${known}`);
}
