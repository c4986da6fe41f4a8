import { bani } from '../../domain/amount/bani.ts';
import { addDays } from '../../domain/calendar/civil.ts';
import type { StepOf } from './form.ts';
import type { Done } from './sale.ts';
import { put, refuseStep, today, type World } from './world.ts';

/** Gift cards sold and filled up. */
export function giftCard(world: World, { card, action, amount }: StepOf<'giftcard'>): Done {
  const held = world.cards.get(card);
  const { days } = world.programme.giftCards;
  const expires = days === null ? null : addDays(today(world), days);
  if (action === 'issue' && held !== undefined) return refuseStep('giftCard.taken', { code: card });
  if (action === 'topUp' && held === undefined) return refuseStep('giftCard.unknown', { code: card });
  if (amount <= 0) return refuseStep('amount.notPositive');
  const balance = bani((held?.balance ?? 0) + amount);
  const next = { card, balance, expires, member: held?.member ?? null };
  return {
    world: { ...world, cards: put(world.cards, card, next) },
    came: { balance, expires },
    trace: [],
    notApplied: [],
  };
}
