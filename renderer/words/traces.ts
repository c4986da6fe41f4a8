import { bani } from '../../domain/amount/bani.ts';
import { type Points, points } from '../../domain/amount/points.ts';
import { formatBani, formatPoints } from '../../domain/amount/text.ts';
import { never } from '../../domain/assert.ts';
import type { Contra } from '../../domain/ledger/entry.ts';
import type { TraceStep } from '../../domain/record/record.ts';
import type { Words } from './words.ts';

/**
 * One step of the explanation in words. What a step names, domain's reckoning wrote (earning, offers, returns);
 * `named` says what the rule, offer or card of an id is called.
 */
export function traceText({ say }: Words, step: TraceStep, named: (id: string) => string = (id) => id): string {
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
  const name = (param: string): string => named(String(step.params[param] ?? '…'));
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
      // From format 2 on a point need not be worth a whole number of bani: so many together are.
      if ((whole('per') ?? 1) > 1) {
        return say('trace.redeem.perValue', {
          points: count('points'),
          per: count('per'),
          value: money('value'),
          discount: money('discount'),
        });
      }
      return say('trace.redeem.value', {
        points: count('points'),
        value: money('value'),
        discount: money('discount'),
      });
    case 'earn.perUnit':
      return say('trace.earn.perUnit', {
        earned: count('earned'),
        units: count('units'),
        points: count('points'),
        per: count('per'),
      });
    case 'earn.perOrder':
      return say('trace.earn.perOrder', { earned: count('earned'), rule: name('rule') });
    case 'earn.boosted':
      // Hundredths read as money does, without what says nothing: 200 is 2, 150 is 1,5.
      return say('trace.earn.boosted', {
        factor: money('factor').replace(/,00$|(?<=,\d)0$/, ''),
        boost: name('boost'),
      });
    case 'earn.capped':
      return say('trace.earn.capped', { lost: count('lost'), most: count('most') });
    case 'earn.stamps':
      return say('trace.earn.stamps', { stamps: count('stamps'), card: name('card') });
    case 'earn.notWhenRedeeming':
      return say('trace.earn.notWhenRedeeming');
    case 'earn.rounded':
      return say('trace.earn.rounded', { earned: count('earned') });
    case 'offer.off':
      return say('trace.offer.off', { discount: money('discount'), offer: name('offer') });
    case 'offer.points':
      return say('trace.offer.points', { points: count('points'), offer: name('offer') });
    case 'offer.stamps':
      return say('trace.offer.stamps', { stamps: count('stamps'), offer: name('offer') });
    case 'offer.gives':
      return say('trace.offer.gives', { offer: name('offer') });
    case 'offer.floor':
      return say('trace.offer.floor', { lost: money('lost') });
    case 'tier.withSale':
      return say('trace.tier.withSale', { tier: name('tier') });
    case 'return.withheld': {
      const kept = whole('amount') ?? 0;
      if (kept < 0) return say('trace.return.released', { amount: formatBani(bani(-kept)) });
      return say('trace.return.withheld', { amount: money('amount'), points: count('points') });
    }
    case 'return.earned':
      return say(whole('late') === null ? 'trace.return.earned' : 'trace.return.late', { points: count('points') });
    case 'referral.bonus':
    case 'return.forgiven':
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
      case 'earn.perUnit':
      case 'earn.perOrder':
      case 'earn.boosted':
      case 'earn.capped':
      case 'earn.rounded':
      case 'tier.withSale':
      case 'referral.bonus':
      case 'debt.repaid':
        return contra !== 'redeem' && moved > 0;
      case 'redeem.value':
      case 'offer.points':
        return contra === 'redeem';
      // They move no points.
      case 'earn.stamps':
      case 'earn.notWhenRedeeming':
      case 'offer.off':
      case 'offer.stamps':
      case 'offer.gives':
      case 'offer.floor':
        return false;
      case 'return.earned':
      case 'return.withheld':
      case 'return.forgiven':
        return moved < 0;
      case 'return.spent':
        return moved > 0;
      default:
        return never(code);
    }
  });
}
