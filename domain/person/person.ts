import type { CivilDate } from '../calendar/civil.ts';
import type { MemberId } from '../identity/ids.ts';

export const LANGUAGES = ['ro', 'ru', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Who a member is: the personal data, needed at the counter and nowhere else (truth 11). */
export interface Person {
  readonly name: string;
  /** How they like to be addressed; empty: by name. */
  readonly callName: string;
  /** E.164, or null where none is known. Not unique: families share, operators recycle. */
  readonly phone: string | null;
  readonly language: Language;
  readonly birthday: CivilDate | null;
  readonly marketing: boolean;
  /** What proves that they may redeem; null: taken away; left out: none was ever set. */
  readonly pin?: KeptPin | null;
}

/** A PIN as scrypt keeps it: salt (16 bytes) and hash (32 bytes) in hex, and the cost N with which it was made. */
export interface KeptPin {
  readonly salt: string;
  readonly hash: string;
  readonly cost: number;
}

/** The longest name kept, in characters; longer is refused, never cut. */
export const LONGEST_NAME = 80;

/** What stands beside records that carry personal data or free text. */
export interface EnrolmentText {
  readonly person: Person;
  readonly card: string | null;
}
export interface EditText {
  readonly changes: Partial<Person>;
}
export interface CardText {
  readonly card: string;
  readonly replaces: string | null;
}

/** A member as a till knows them, whatever the source. */
export interface MemberCore {
  readonly id: MemberId;
  /** Null: erased. */
  readonly person: Person | null;
  readonly joined: CivilDate;
}
