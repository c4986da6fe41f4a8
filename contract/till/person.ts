import type { Bani } from '../../domain/amount/bani.ts';
import type { Points } from '../../domain/amount/points.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { MemberId, RecordId } from '../../domain/identity/ids.ts';
import type { Language } from '../../domain/person/person.ts';

/** Who a member is, as the window needs it to change it, to merge it with another, or to erase it. */
export interface PersonView {
  readonly id: MemberId;
  readonly name: string;
  /** Empty: by name. */
  readonly callName: string;
  readonly phone: string | null;
  readonly language: Language;
  readonly birthday: CivilDate | null;
  readonly marketing: boolean;
  readonly balance: Points;
  /** What is on the e-wallet, in bani. */
  readonly wallet: Bani;
  readonly cards: number;
  readonly hasPin: boolean;
  /** Who may be the same person enrolled twice; a person decides. */
  readonly likely: readonly LikelyRow[];
  /** Merges that make this person of several members, each of which can be taken back. */
  readonly merges: readonly MergeRow[];
}

/** Somebody else who may be the same person. */
export interface LikelyRow {
  readonly id: MemberId;
  readonly name: string;
  readonly phone: string | null;
  readonly balance: Points;
  readonly language: Language;
  readonly joined: CivilDate;
  /** What is the same of both. */
  readonly why: 'phone' | 'birthday';
}

/** One merge, however many records made it. */
export interface MergeRow {
  readonly merges: readonly RecordId[];
  readonly member: MergedOne;
  readonly alias: MergedOne;
}

/** One of two who were merged, as they would stand alone. */
export interface MergedOne {
  readonly id: MemberId;
  /** Null: erased, or not told here. */
  readonly name: string | null;
  readonly phone: string | null;
  readonly balance: Points;
}
