import type { MemberId, RecordId } from '../identity/ids.ts';
import type { Entry } from '../ledger/entry.ts';

/** Who it is and which card stand beside (BesideText.enrolment); only their digest is chained. */
export interface Enrolment {
  readonly kind: 'enrolment';
  readonly member: MemberId;
  readonly consent: { readonly programme: true; readonly marketing: boolean };
  readonly entries: readonly Entry[];
}

export interface Edit {
  readonly kind: 'edit';
  readonly member: MemberId;
  /** Which fields the text beside (BesideText.edit) carries. */
  readonly fields: readonly string[];
  readonly entries: readonly Entry[];
  /** When it was made, by a hybrid clock (person/edit.ts); left out in format 1 and 2: `occurredAt`. */
  readonly at?: number;
  /** The centre's version of the person that the till knew of; left out in format 1 and 2. */
  readonly seen?: number;
}

/** Two members are one person. Nothing moves: an alias, until an `unmerged` record names this one. */
export interface Merged {
  readonly kind: 'merged';
  /** The smaller id, by which the person goes from now on. */
  readonly member: MemberId;
  readonly alias: MemberId;
  readonly entries: readonly Entry[];
}

/** A merge taken back; `reverses` names the first of `merges`. */
export interface Unmerged {
  readonly kind: 'unmerged';
  readonly member: MemberId;
  readonly alias: MemberId;
  /** The `merged` records that end: more than one where tills merged the same two apart. */
  readonly merges: readonly RecordId[];
  readonly entries: readonly Entry[];
}

/** Why a person was erased: words of one's own would be personal data again. */
export const ERASURE_REASONS = ['asked', 'consentWithdrawn', 'mistake', 'lawful'] as const;
export type ErasureReason = (typeof ERASURE_REASONS)[number];

/** Who a member is, is forgotten, everywhere and for good; points and sums stay. It wins over every later edit. */
export interface Erased {
  readonly kind: 'erased';
  readonly member: MemberId;
  /** Everybody who was one person then, `member` among them. */
  readonly members: readonly MemberId[];
  readonly reason: ErasureReason;
  readonly entries: readonly Entry[];
}

/** A card blocked, or linked (in place of a lost one); the codes stand beside (BesideText.card). */
export interface CardChange {
  readonly kind: 'cardBlocked' | 'cardLinked';
  readonly member: MemberId;
  readonly entries: readonly Entry[];
}
