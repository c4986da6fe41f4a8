import { sumBani } from '../amount/bani.ts';
import type { TraceStep } from '../record/record.ts';
import type { Done } from './apply.ts';
import { kindOf } from './order.ts';

/** What each offer did, in the order applied. */
export function explained(all: readonly Done[], grain: number): TraceStep[] {
  return all.flatMap(({ offer: { id, trigger, effect }, times, points, stamps, lost, discounts }): TraceStep[] => {
    const discount = sumBani(discounts);
    if (trigger.type === 'perPoint') {
      const { value, points: per } = trigger;
      return [{ code: 'redeem.value', params: { points, value, per, discount, offer: id } }];
    }
    const steps: TraceStep[] = [];
    const whole = Math.floor(lost / grain);
    if (kindOf({ trigger, effect }) === 'gives') steps.push({ code: 'offer.gives', params: { offer: id } });
    else steps.push({ code: 'offer.off', params: { offer: id, discount, times } });
    if (whole > 0) steps.push({ code: 'offer.floor', params: { lost: whole } });
    if (points > 0) steps.push({ code: 'offer.points', params: { offer: id, points } });
    if (stamps > 0) steps.push({ code: 'offer.stamps', params: { offer: id, stamps } });
    return steps;
  });
}
