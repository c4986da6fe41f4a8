import type { AlarmRow } from '../../contract/till/alarms.ts';
import { isAlarmKind } from '../../domain/alarm/alarm.ts';
import { bani } from '../../domain/amount/bani.ts';
import { formatBani } from '../../domain/amount/text.ts';
import type { Words } from '../words/words.ts';

/** An alarm in plain words: what happened, what was kept, what to do. */
export interface AlarmWords {
  readonly title: string;
  readonly what: string;
  readonly kept: string;
  readonly todo: string;
}

/** The words of an alarm; of a kind from the future, an honest sentence. */
export function alarmWords({ say }: Words, { kind: known, detail }: Pick<AlarmRow, 'kind' | 'detail'>): AlarmWords {
  const kind = known ?? 'unknown';
  const number = (field: string): number => {
    const value = detail[field];
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0;
  };
  const what = (): string => {
    switch (kind) {
      case 'overdraft':
        return say('alarm.overdraft.what', { spent: number('spent'), owed: number('owed') });
      case 'giftCardBelowZero':
        return say('alarm.giftCardBelowZero.what', { amount: formatBani(bani(number('balance'))) });
      case 'tillRetired':
        return say('alarm.tillRetired.what', { seq: number('seq') });
      case 'dayTwice':
        return say('alarm.dayTwice.what', { number: number('number') });
      default:
        return say(`alarm.${kind}.what`);
    }
  };
  return {
    title: say(`alarm.${kind}.title`),
    what: what(),
    kept: say(`alarm.${kind}.kept`),
    todo: say(`alarm.${kind}.todo`),
  };
}

/** What a kind is called; one from the future too. */
export function kindTitle({ say }: Words, kind: string): string {
  return say(`alarm.${isAlarmKind(kind) ? kind : 'unknown'}.title`);
}
