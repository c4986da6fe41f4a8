import { type Bani, bani, LARGEST_BANI, NO_MONEY, sumBani } from '../amount/bani.ts';
import { assert } from '../assert.ts';
import type { KeptMoney, Tender } from '../record/record.ts';
import { done, type Outcome, refused } from '../refusal/refusal.ts';

/** How a sale is paid: tenders that sum to the total exactly, each above zero, and the change beside them. */
export interface Settlement {
  readonly tenders: readonly Tender[];
  readonly change: Bani;
}

/**
 * Settles what was handed over against what is due. Nothing given means the exact amount in cash. Only cash may exceed
 * what is due; the change is taken off the cash tenders, the last first.
 */
export function settleTenders(total: Bani, given: readonly Tender[]): Outcome<Settlement> {
  assert(total >= 0, `a total is never below zero: ${total}`);
  for (const { amount } of given) {
    if (amount < 0) return refused('amount.notPositive');
    if (amount > LARGEST_BANI) return refused('amount.tooLarge', { most: LARGEST_BANI });
  }
  if (given.every((tender) => tender.amount === 0)) {
    const exact: Tender[] = total === 0 ? [] : [{ kind: 'cash', amount: total }];
    return done({ tenders: exact, change: NO_MONEY });
  }
  const notCash = sumBani(given.filter((tender) => tender.kind !== 'cash').map((tender) => tender.amount));
  if (notCash > total) return refused('tender.tooMuch', { over: notCash - total });
  const sum = sumBani(given.map((tender) => tender.amount));
  if (sum < total) return refused('tender.short', { missing: total - sum });

  const change = bani(sum - total);
  let left: number = change;
  const kept = given.toReversed().map((tender) => {
    const back = tender.kind === 'cash' ? Math.min(left, tender.amount) : 0;
    left -= back;
    return { ...tender, amount: bani(tender.amount - back) };
  });
  const tenders = kept.toReversed().filter((tender) => tender.amount > 0);
  assert(sumBani(tenders.map((tender) => tender.amount)) === total, 'tenders sum to the total');
  return done({ tenders, change });
}

/**
 * What gift cards and e-wallets pay of what is due: each at most its amount, in their order. A basket that shrinks takes less of
 * them, so nothing has to be put right before confirming. Cards that have nothing left to pay are left out.
 */
export function fitKept(total: Bani, kept: readonly KeptMoney[]): readonly KeptMoney[] {
  let left: number = total;
  const paying: KeptMoney[] = [];
  for (const one of kept) {
    const part = Math.min(left, one.amount);
    left -= part;
    if (part > 0) paying.push({ ...one, amount: bani(part) });
  }
  return paying;
}

/** Settles a sale that cards pay first; what was handed over pays the rest, and nothing handed over is the rest in cash. */
export function settleSale(
  total: Bani,
  kept: readonly KeptMoney[],
  handed: readonly Tender[],
): Outcome<Settlement & { readonly toPay: Bani }> {
  const paying = fitKept(total, kept);
  const toPay = bani(total - sumBani(paying.map(({ amount }) => amount)));
  const settled = settleTenders(toPay, handed);
  if (!settled.ok) return settled;
  return done({ toPay, tenders: [...paying, ...settled.value.tenders], change: settled.value.change });
}
