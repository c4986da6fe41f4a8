import { pendingPoints } from '../../domain/ledger/expiry.ts';
import { spendable } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import { sumOf as sumOfRows, tallyKey } from '../../domain/ledger/tally.ts';
import { tierOn } from '../../domain/tier/tier.ts';
import type { Came } from './compare.ts';
import { walletBalance } from './money.ts';
import { somebody, today, type World, walletCode } from './world.ts';

/** What is said of nobody. */
const NOBODY = { balance: null, spendable: null, debt: null, tier: null, wallet: null, stamps: null };

/** What can be said of a member after a step; null: of nobody. */
export function stateOf(world: World, name: string | null): { readonly [key: string]: Came } {
  if (name === null) return NOBODY;
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
    wallet: walletBalance(world, kept),
    purchases: sumOf(standing, tallyKey.sales),
    referrals: sumOf(standing, tallyKey.referrals),
  };
}

/** What was counted of somebody in all. */
export const sumOf = (standing: Standing, key: string): number => sumOfRows(standing.tally ?? [], key);

/** Stamps by card. */
function stampsOf(world: World, standing: Standing): { readonly [card: string]: number } {
  return Object.fromEntries(world.programme.stampCards.map(({ id }) => [id, sumOf(standing, tallyKey.stamps(id))]));
}

/** Balances of gift cards, by card; e-wallets stand with their members. */
export function giftCardsOf(world: World): { readonly [card: string]: number } {
  return Object.fromEntries(
    [...world.cards].flatMap(([card, { balance }]) => (card.startsWith(walletCode('')) ? [] : [[card, balance]])),
  );
}
