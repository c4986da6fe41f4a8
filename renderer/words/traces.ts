import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { never } from '../../domain/assert.ts';
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
        per: money('perBani'),
      });
    case 'earn.excluded':
      return say('trace.earn.excluded', { amount: money('amount') });
    case 'redeem.value':
      return say('trace.redeem.value', {
        points: count('points'),
        value: money('pointValue'),
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
