import { bani } from '../../domain/amount/bani.ts';
import { type Points, points } from '../../domain/amount/points.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { never } from '../../domain/assert.ts';
import type { Contra } from '../../domain/ledger/entry.ts';
import type { TraceStep } from '../../domain/record/record.ts';
import type { Words } from './words.ts';

/** One step of the explanation in words. What a step names, domain's reckoning wrote (sale/reckon.ts and its kin). */
export function traceText({ say }: Words, step: TraceStep): string {
  const whole = (name: string): number | null => {
    const value = step.params[name];
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
  };
  // A step from another version may lack a value: the sentence says so and still stands.
  const money = (name: string): string => {
    const value = whole(name);
    return value === null ? '…' : formatBani(bani(value));
  };
  const count = (name: string): string => {
    const value = whole(name);
    return value === null ? '…' : formatPoints(points(value));
  };
  switch (step.code) {
    case 'earn.perMoney':
      return say('trace.earn.perMoney', {
        earned: count('earned'),
        amount: money('amount'),
        points: count('points'),
        per: money('per'),
      });
    case 'earn.excluded':
      return say('trace.earn.excluded', { amount: money('amount') });
    case 'redeem.value':
      return say('trace.redeem.value', {
        points: count('points'),
        value: money('value'),
        discount: money('discount'),
      });
    case 'return.earned':
    case 'return.spent':
    case 'debt.repaid':
      return say(`trace.${step.code}`, { points: count('points') });
    default:
      return never(step.code);
  }
}

/** The steps that explain one movement: a sale that earned and spent has both in its trace, each entry only its own. */
export function stepsOf(trace: readonly TraceStep[], contra: Contra, moved: Points): readonly TraceStep[] {
  return trace.filter(({ code }) => {
    switch (code) {
      case 'earn.perMoney':
      case 'earn.excluded':
      case 'debt.repaid':
        return contra !== 'redeem' && moved > 0;
      case 'redeem.value':
        return contra === 'redeem';
      case 'return.earned':
        return moved < 0;
      case 'return.spent':
        return moved > 0;
      default:
        return never(code);
    }
  });
}
