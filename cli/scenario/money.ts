import { type Bani, bani, NO_MONEY } from '../../domain/amount/bani.ts';
import { moneyBack, topUp } from '../../domain/giftcard/giftcard.ts';
import type { StepOf } from './form.ts';
import type { Done } from './sale.ts';
import { put, refuseStep, type Sold, somebody, today, type World, walletCode } from './world.ts';

/** What is on a member's e-wallet, in bani. */
export function walletOf(world: World, name: string): number {
  return world.cards.get(walletCode(name))?.balance ?? 0;
}

/** Gift cards sold and filled up; an e-wallet is there as soon as there is money on it. */
export function giftCard(world: World, { card: named, member, action, amount }: StepOf<'giftcard'>): Done {
  const owner = member === undefined ? null : somebody(world, member);
  const card = owner === null ? (named ?? '') : walletCode(owner.name);
  const held = world.cards.get(card);
  if (owner === null && action === 'issue' && held !== undefined) return refuseStep('giftCard.taken', { code: card });
  if (owner === null && action === 'topUp' && held === undefined) return refuseStep('giftCard.unknown', { code: card });
  const filled = topUp(world.programme, card, bani(amount), today(world));
  if (!filled.ok) return refuseStep(filled.refusal.code, filled.refusal.params);
  // A gift card ends, money on an e-wallet does not.
  const expires = owner === null ? (filled.value.expires ?? null) : null;
  const balance = bani((held?.balance ?? 0) + amount);
  const next = { card, balance, expires, member: held?.member ?? owner?.who.id ?? null };
  return {
    world: { ...world, cards: put(world.cards, card, next) },
    came: { balance, expires, ...(owner === null ? {} : { wallet: balance }) },
    trace: [],
    notApplied: [],
  };
}

/** Moves money of cards that are there. */
export function cardsMoved(world: World, moves: readonly { readonly card: string; readonly by: number }[]): World {
  const cards = new Map(world.cards);
  for (const { card, by } of moves) {
    const held = cards.get(card);
    if (held !== undefined) cards.set(card, { ...held, balance: bani(held.balance + by) });
  }
  return { ...world, cards };
}

/** Money that goes back to what paid: gift cards and e-wallets get theirs. Of what is given in cash or by card nothing stands here. */
export function givenBack(world: World, sold: Sold, total: Bani): { readonly world: World; readonly sold: Sold } {
  const { back } = moneyBack(sold.paid, sold.givenBack, total);
  return {
    world: cardsMoved(
      world,
      back.map(({ place, amount }) => ({ card: goalOf(world, place), by: amount })),
    ),
    sold: { ...sold, givenBack: [...sold.givenBack, ...back] },
  };
}

/** What a sale put on an e-wallet goes with the sale; what is not there any more is owed only where points would be. */
export function walletBack(world: World, sold: Sold): World {
  if (sold.member === null || sold.wallet === 0) return world;
  const card = walletCode(somebody(world, sold.member).name);
  const there = Math.max(0, world.cards.get(card)?.balance ?? 0);
  const by = sold.programme.policies.takeBack === 'belowZero' ? sold.wallet : Math.min(there, sold.wallet);
  return cardsMoved(world, [{ card, by: -by }]);
}

/** Money on the e-wallets of two members who are one is together. */
export function walletsMerged(world: World, goal: string, gone: string): World {
  const had = world.cards.get(walletCode(gone));
  if (had === undefined) return world;
  const card = walletCode(goal);
  const held = world.cards.get(card) ?? { ...had, card, balance: NO_MONEY };
  const cards = put(world.cards, card, { ...held, balance: bani(held.balance + had.balance) });
  return { ...world, cards: put(cards, had.card, { ...had, balance: NO_MONEY }) };
}

/** An e-wallet of somebody who was merged since is that of whom they are now. */
function goalOf(world: World, place: string): string {
  const name = place.startsWith(walletCode('')) ? place.slice(walletCode('').length) : null;
  return name === null || !world.people.has(name) ? place : walletCode(somebody(world, name).name);
}
