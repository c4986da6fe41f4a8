import { type Bani, bani, NO_MONEY } from '../../domain/amount/bani.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import {
  emptyGiftCard,
  foldGiftCard,
  type GiftCardEntry,
  type GiftCardStanding,
  hasEnded,
  lastDay,
  topUp,
} from '../../domain/giftcard/giftcard.ts';
import { type GiftCardId, type MemberId, walletOf } from '../../domain/identity/ids.ts';
import type { Tender } from '../../domain/record/record.ts';
import type { StepOf } from './form.ts';
import type { Done } from './sale.ts';
import { nthCard, put, refuseStep, somebody, today, type World, walletCode } from './world.ts';

/** What is on a member's e-wallet, in bani. */
export function walletBalance(world: World, name: string): Bani {
  return world.cards.get(walletCode(name))?.balance ?? NO_MONEY;
}

/** Gift cards sold and filled up; an e-wallet is there as soon as there is money on it. */
export function giftCard(world: World, { card: named, member, action, amount }: StepOf<'giftcard'>): Done {
  const owner = member === undefined ? null : somebody(world, member);
  const code = owner === null ? (named ?? '') : walletCode(owner.name);
  const held = world.cards.get(code);
  if (owner === null && action === 'issue' && held !== undefined) return refuseStep('giftCard.taken', { code });
  if (owner === null && action === 'topUp' && held === undefined) return refuseStep('giftCard.unknown', { code });
  const before = held ?? (owner === null ? emptyGiftCard(nthCard(world.cards.size + 1)) : emptyWallet(owner.who.id));
  const entry = topUp(world.programme, before.card, bani(amount), today(world), before.member);
  if (!entry.ok) return refuseStep(entry.refusal.code, entry.refusal.params);
  const next = foldGiftCard(before, [entry.value]);
  const { balance, expires = null } = next;
  return {
    world: { ...world, cards: put(world.cards, code, next) },
    came: { balance, expires, ...(owner === null ? {} : { wallet: balance }) },
    trace: [],
    notApplied: [],
  };
}

const emptyWallet = (member: MemberId): GiftCardStanding => emptyGiftCard(walletOf(member), member);

/** The world after money moved on cards and e-wallets, as a record says it. */
export function moneyMoved(world: World, entries: readonly GiftCardEntry[]): World {
  let now = world;
  for (const entry of entries) {
    const [code, before] = standingOf(now, entry);
    // Of an e-wallet of somebody who was merged since it is the one of whom they are now.
    const { member: _, ...moves } = entry;
    now = { ...now, cards: put(now.cards, code, foldGiftCard(before, [{ ...moves, card: before.card }])) };
  }
  return now;
}

function standingOf(world: World, { card, member }: GiftCardEntry): [string, GiftCardStanding] {
  const named = member === undefined ? undefined : [...world.people].find(([, { id }]) => id === member)?.[0];
  if (named === undefined) return [...world.cards].find(([, one]) => one.card === card) ?? [card, emptyGiftCard(card)];
  const owner = somebody(world, named);
  const code = walletCode(owner.name);
  return [code, world.cards.get(code) ?? emptyWallet(owner.who.id)];
}

/** Gift cards that have ended and get money back last anew, as at the till. */
export function lastDays(world: World, tenders: readonly Tender[]): Map<GiftCardId, CivilDate | null> {
  const back = new Set(tenders.flatMap(({ kind, card }) => (kind === 'giftCard' && card !== undefined ? [card] : [])));
  const ended = [...world.cards.values()].filter((one) => back.has(one.card) && hasEnded(one, today(world)));
  return new Map(ended.map(({ card }) => [card, lastDay(world.programme, today(world))]));
}

/** Money on the e-wallets of two members who are one is together. */
export function walletsMerged(world: World, goal: string, gone: string): World {
  const had = world.cards.get(walletCode(gone));
  if (had === undefined) return world;
  const code = walletCode(goal);
  const held = world.cards.get(code) ?? emptyWallet(somebody(world, goal).who.id);
  const cards = put(world.cards, code, { ...held, balance: bani(held.balance + had.balance) });
  return { ...world, cards: put(cards, walletCode(gone), { ...had, balance: NO_MONEY }) };
}
