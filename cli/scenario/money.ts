import { type Bani, bani } from '../../domain/amount/bani.ts';
import {
  emptyGiftCard,
  foldGiftCard,
  type GiftCardEntry,
  type GiftCardStanding,
  topUp,
} from '../../domain/giftcard/giftcard.ts';
import type { GiftCardId } from '../../domain/identity/ids.ts';
import type { StepOf } from './form.ts';
import type { Done } from './sale.ts';
import { nthCard, put, refuseStep, today, type World } from './world.ts';

/** Where a member's e-wallet stands among the cards. */
export const walletKey = (name: string): string => `wallet:${name}`;

/** What is on a member's e-wallet, in bani. */
export function walletOf(world: World, name: string): Bani {
  return world.cards.get(walletKey(name))?.balance ?? bani(0);
}

/** Gift cards sold and filled up. */
export function giftCard(world: World, { card, action, amount }: StepOf<'giftcard'>): Done {
  const held = world.cards.get(card);
  if (action === 'issue' && held !== undefined) return refuseStep('giftCard.taken', { code: card });
  if (action === 'topUp' && held === undefined) return refuseStep('giftCard.unknown', { code: card });
  const before = held ?? emptyGiftCard(nthCard(world.cards.size + 1));
  const entry = topUp(world.programme, before.card, bani(amount), today(world), before.member);
  if (!entry.ok) return refuseStep(entry.refusal.code, entry.refusal.params);
  const next = foldGiftCard(before, [entry.value]);
  return {
    world: { ...world, cards: put(world.cards, card, next) },
    came: { balance: next.balance, expires: next.expires ?? null },
    trace: [],
    notApplied: [],
  };
}

/** The world after money moved on cards and e-wallets. */
export function moneyMoved(world: World, entries: readonly GiftCardEntry[]): World {
  let now = world;
  for (const entry of entries) now = { ...now, cards: put(now.cards, ...folded(now, entry)) };
  return now;
}

function folded(world: World, entry: GiftCardEntry): [key: string, card: GiftCardStanding] {
  const [key, standing] = held(world, entry.card) ?? [ownerOf(world, entry), emptyGiftCard(entry.card)];
  return [key, foldGiftCard(standing, [entry])];
}

function held(world: World, card: GiftCardId): readonly [string, GiftCardStanding] | null {
  return [...world.cards].find(([, standing]) => standing.card === card) ?? null;
}

/** A wallet that nothing was on yet. */
function ownerOf(world: World, { card, member }: GiftCardEntry): string {
  const owner = [...world.people].find(([, { id }]) => id === member);
  return owner === undefined ? card : walletKey(owner[0]);
}
