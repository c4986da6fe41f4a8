import { emptyGiftCard, foldGiftCard, type GiftCardStanding } from '../domain/giftcard/giftcard.ts';
import { type GiftCardId, type MemberId, walletOf } from '../domain/identity/ids.ts';
import type { LedgerReader } from './ledger/ledger.ts';
import type { ReplicaReader } from './replica/replica.ts';

/** A gift card or e-wallet as this till knows it now: the centre's word and everything done here since. */
export interface KnownGiftCard {
  readonly standing: GiftCardStanding;
  /** Null: an e-wallet, or not known here. */
  readonly code: string | null;
  /** When the centre last said how it stands, UTC ms; null: it never did (a shop alone, or not yet sent). */
  readonly wordAt: number | null;
}

/** The one way the till asks about money on cards: replica and own log, put together at reading. */
export interface GiftCards {
  /** A card by its code; null: no such card here. */
  byCode(code: string): KnownGiftCard | null;
  /** A card by its id; null: nothing is known of it here. */
  find(card: GiftCardId): KnownGiftCard | null;
  /** A member's own; empty where nothing was ever put on it. */
  wallet(member: MemberId): KnownGiftCard;
}

export function giftCards(ledger: LedgerReader, replica: ReplicaReader): GiftCards {
  /** One moment of each file for one question; the replica's first, so that the log knows all that it has counted. */
  function asked<T>(answer: () => T): T {
    return replica.snapshot(() => ledger.snapshot(answer));
  }

  function known(card: GiftCardId): KnownGiftCard | null {
    if (ledger.alone()) {
      // The record's own transaction keeps it there.
      const standing = ledger.giftCardAlone(card);
      return standing === null ? null : { standing, code: ledger.codeOfGiftCard(card), wordAt: null };
    }
    const told = replica.giftCard(card);
    const own = ledger.moneyAfter(card, told?.counted ?? null);
    if (told === null && own.length === 0) return null;
    return {
      standing: foldGiftCard(standingTold(card, told), own),
      code: told?.code ?? ledger.codeOfGiftCard(card),
      wordAt: told === null ? null : replica.syncState().heardAt,
    };
  }

  return {
    byCode: (code) =>
      asked(() => {
        // Of two cards that were given one code apart, the centre says which keeps it.
        const card = replica.giftCardByCode(code)?.id ?? ledger.giftCardOf(code);
        return card === null ? null : known(card);
      }),
    find: (card) => asked(() => known(card)),
    wallet: (member) =>
      asked(
        () =>
          known(walletOf(member)) ?? { standing: emptyGiftCard(walletOf(member), member), code: null, wordAt: null },
      ),
  };
}

type Told = ReturnType<ReplicaReader['giftCard']>;

function standingTold(card: GiftCardId, told: Told): GiftCardStanding {
  if (told === null) return emptyGiftCard(card);
  const { balance, expires, member } = told;
  return { card, balance, ...(expires === undefined ? {} : { expires }), member };
}
