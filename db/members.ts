import type { CardState } from '../contract/sync/states.ts';
import type { CivilDate } from '../domain/calendar/civil.ts';
import type { MemberId } from '../domain/identity/ids.ts';
import type { Standing } from '../domain/ledger/standing.ts';
import type { Person } from '../domain/person/person.ts';

/** A member as this till knows them now: the centre's word and everything done here since. */
export interface KnownMember {
  readonly id: MemberId;
  /** Null: erased. */
  readonly person: Person | null;
  readonly joined: CivilDate;
  readonly standing: Standing;
  /** When the centre last said how this member stands, UTC ms; null: it never did. */
  readonly wordAt: number | null;
}

/** The one way the till asks about members: replica, own log and what is between them, put together at reading. */
export interface Members {
  find(id: MemberId): KnownMember | null;
  /** The card, blocked or not, and whose it is; null: no such card here. */
  byCard(code: string): { readonly card: CardState; readonly member: KnownMember } | null;
  byPhone(phone: string): readonly KnownMember[];
  cardsOf(id: MemberId): readonly CardState[];
  search(text: string, most: number): readonly KnownMember[];
  standing(id: MemberId): { readonly standing: Standing; readonly wordAt: number | null };
}
