import { pendingPoints } from '../../domain/ledger/expiry.ts';
import { spendable } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import { tallyKey } from '../../domain/ledger/tally.ts';
import { tierOn } from '../../domain/tier/tier.ts';
import type { Came } from './compare.ts';
import { type Somebody, somebody, today, type World } from './world.ts';

/** What can be said of a member after a step. */
export function stateOf(world: World, name: string): { readonly [key: string]: Came } {
  const { name: kept, who } = somebody(world, name);
  const { standing } = who;
  const day = today(world);
  const place = tierOn(world.programme, standing, day);
  return {
    balance: standing.balance,
    spendable: spendable(standing, day),
    pending: pendingPoints(standing, day),
    debt: standing.debt,
    tier: place.tier,
    next: place.next === null ? null : { tier: place.next.tier, missing: place.next.missing },
    lots: standing.lots.map((lot) => ({
      points: lot.points,
      expires: lot.expires,
      from: lot.from ?? null,
      earned: lot.earned ?? null,
    })),
    stamps: stampsOf(world, standing),
    coupons: (standing.coupons ?? []).map(({ code, offer, until }) => ({ code, offer, until })),
    wallet: walletOf(world, kept),
    purchases: sumOf(standing, tallyKey.sales),
    referrals: sumOf(standing, tallyKey.referrals),
  };
}

/** How many of a kind are counted of somebody. */
export const sumOf = (standing: Standing, key: string): number =>
  (standing.tally ?? []).filter((row) => row.key === key).reduce((sum, { n }) => sum + n, 0);

/** Stamps by card. */
function stampsOf(world: World, standing: Somebody['standing']): { readonly [card: string]: number } {
  return Object.fromEntries(world.programme.stampCards.map(({ id }) => [id, sumOf(standing, tallyKey.stamps(id))]));
}

/** What is on a member's e-wallet, in bani. */
export function walletOf(world: World, name: string): number {
  return world.cards.get(`wallet:${name}`)?.balance ?? 0;
}

/** Balances of gift cards, by card; e-wallets stand with their members. */
export function giftCardsOf(world: World): { readonly [card: string]: number } {
  return Object.fromEntries(
    [...world.cards].flatMap(([card, { balance }]) => (card.startsWith('wallet:') ? [] : [[card, balance]])),
  );
}
