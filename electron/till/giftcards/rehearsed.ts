import type { GiftCardHoldResponse, GiftCardLookResponse } from '../../../contract/sync/messages.ts';
import type { State } from '../../../contract/sync/states.ts';
import { bani } from '../../../domain/amount/bani.ts';
import { civilDate } from '../../../domain/calendar/civil.ts';
import { type GiftCardId, giftCardId, incarnationId, uuid7 } from '../../../domain/identity/ids.ts';
import { NO_PROGRAMME } from '../../../domain/programme/none.ts';
import type { Programme } from '../../../domain/programme/programme.ts';

/** Gift cards to rehearse with. */

export const id = (n: number): string => uuid7(n, new Uint8Array(10));
export const CARD = giftCardId(id(77));
export const CODE = 'GIFT-0000-4321';
export const DAY = civilDate('2026-11-21');
export const LAST_DAY = civilDate('2027-11-21');

/** Cards last a year; 100 lei bring 5 on the e-wallet, where it is paid in one of these ways (null: any). */
export const programme = (offline: boolean, tenders: readonly string[] | null = null): State => {
  const { offers: _, ...rest } = NO_PROGRAMME;
  const whole: Programme = {
    ...rest,
    version: tenders === null ? 4 : 5,
    name: 'Loial',
    giftCards: { days: 365, offline },
    offers: [
      {
        id: 'back',
        name: 'Înapoi',
        active: true,
        trigger: { type: 'automatic' },
        when: { basket: [{ spendFrom: bani(10_000) }], who: 'member', ...(tenders === null ? {} : { tenders }) },
        effect: { type: 'wallet', amount: bani(500) },
        priority: 1,
        group: null,
        exclusive: false,
        last: false,
        limits: { perReceipt: null, perMember: null, perMemberDay: null, perMemberMonth: null, total: null },
      },
    ],
  };
  return { kind: 'programme', programme: whole };
};
export const told = (
  card: GiftCardId,
  balance: number,
  more: { readonly expires?: string; readonly code?: string } = {},
): State => ({
  kind: 'giftCard',
  id: card,
  code: more.code ?? CODE,
  member: null,
  balance: bani(balance),
  expires: more.expires === undefined ? LAST_DAY : civilDate(more.expires),
  counted: { incarnation: incarnationId(id(3)), seq: 0 },
});
/** What the centre says of a card that is read. */
export const shown = (
  card: GiftCardId,
  amount: number,
  available: number,
): NonNullable<GiftCardLookResponse['card']> => ({
  kind: 'giftCard',
  id: card,
  code: 'ELSEWHERE-1',
  member: null,
  balance: bani(amount),
  available: bani(available),
  counted: { incarnation: incarnationId(id(3)), seq: 0 },
});
export const answers = (granted: boolean, available: number) => (): Promise<GiftCardHoldResponse> =>
  Promise.resolve({ granted, available: bani(available) });
