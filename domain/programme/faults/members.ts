import type { Expiry } from '../earning.ts';
import type { Policies } from '../policies.ts';
import type { Programme } from '../programme.ts';
import { type Fault, faultIf, orderFaults } from './ids.ts';

/** What is wrong with levels, transfers, proofs and the rest that is the members'. */
export function memberFaults({ tiers, transfers, proofs, claims, giftCards, lots, policies }: Programme): Fault[] {
  return [
    ...expiryFaults(lots.expiry, policies, 'lots.expiry'),
    ...(tiers === null ? [] : tierFaults(tiers)),
    ...(transfers === null ? [] : transferFaults(transfers)),
    ...faultIf(claims !== null && claims.days < 1, 'claims.days', 'least 1'),
    ...proofFaults(proofs),
    ...faultIf(giftCards.days !== null && giftCards.days < 1, 'giftCards.days', 'least 1'),
  ];
}

/** Until a day begins that is one after the last purchase: such points would be spent on the day of the purchase or never. */
export function expiryFaults(expiry: Expiry | undefined, { expiryDay }: Policies, path: string): Fault[] {
  const wrong = expiryDay === 'until' && expiry?.type === 'inactivity' && expiry.days < 2;
  return faultIf(wrong, `${path}.days`, 'least 2');
}

function tierFaults({ levels, grace, window }: NonNullable<Programme['tiers']>): Fault[] {
  return [
    ...faultIf(levels.length === 0, 'tiers.levels', 'empty'),
    ...faultIf(grace === 'nextPeriod' && window.type !== 'calendar', 'tiers.grace', 'needs calendar window'),
    ...levels.flatMap(({ from }, i) => {
      const before = levels[i - 1];
      return faultIf(before !== undefined && from <= before.from, `tiers.levels[${i}].from`, 'order');
    }),
  ];
}

function transferFaults({ least, mostPerDay, mostPerMonth }: NonNullable<Programme['transfers']>): Fault[] {
  return [
    ...orderFaults(least, mostPerDay ?? undefined, 'transfers.mostPerDay'),
    ...orderFaults(Math.max(least, mostPerDay ?? 0), mostPerMonth ?? undefined, 'transfers.mostPerMonth'),
  ];
}

/** The first line at or above the points counts, so what stands after a larger one would never be asked. */
function proofFaults(proofs: Programme['proofs']): Fault[] {
  return proofs.flatMap(({ upTo, by }, i) => {
    const before = proofs[i - 1];
    const reached = before !== undefined && (before.upTo === null || (upTo !== null && upTo <= before.upTo));
    return [...faultIf(reached, `proofs[${i}].upTo`, 'order'), ...faultIf(by.length === 0, `proofs[${i}].by`, 'empty')];
  });
}
