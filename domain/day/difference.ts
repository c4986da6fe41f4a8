import type { Bani } from '../amount/bani.ts';
import type { Points } from '../amount/points.ts';
import type { Behind } from './account.ts';

/** What may not agree in a day, with the values that its words are made of; its check by the group. */
export const DIFFERENCES = [
  // log
  'hashDiffers', // {till} {seq}
  'linkBroken', // {till} {seq}
  'numberMissing', // {till} {seq}
  'unreadable', // {till} {seq}
  'fromFuture', // {till} {seq}
  'entriesDiffer', // {till} {seq}
  'balanceDiffers', // {detail}
  'zDiffers', // {till} {seq}
  'damaged', // {detail}
  // points
  'pointsDiffer', // {expected} {kept}
  // money
  'cashVariance', // {till} {z}
  'slipVariance', // {till} {z} {kind}
  'registerTotal', // {ours} {theirs} bani
  'registerVat', // {rate} {ours} {theirs}
  'registerTender', // {kind} {ours} {theirs}
  'receiptMissing', // {fiscal}: the register has it, we do not
  'receiptExtra', // {number} {fiscal}: we have it, the register does not
  'receiptAmount', // {fiscal} {ours} {theirs}
  'receiptTwice', // {fiscal}: twice in the register
  // Beyond the first of a kind (receipts.ts): {many} of them, in the order of their numbers from {first} to {last}
  'receiptMissingMore',
  'receiptExtraMore',
  'receiptAmountMore',
  'receiptTwiceMore',
  'fiscalTwice', // {fiscal}: two receipts here
  // centre
  'headDiffers', // {till}: another hash at the end of its range than this till has itself
  'notHeard', // {till}
  'shiftOpen', // {till}
  // looks
  'goodwill', // {many}
  'adjust', // {many}
  'voids', // {many}
  'returns', // {many}
  'offline', // {many}
  'overdraft', // {many}
  'manyPoints', // {many}
  'ownCard', // {many}
  'noMember', // {many} {of}
] as const;
export type DifferenceCode = (typeof DIFFERENCES)[number];

export interface Difference {
  /** Names it, the same each time that the day is drawn up, so that what was explained stays explained. */
  readonly key: string;
  readonly code: DifferenceCode;
  readonly params: Readonly<Record<string, string | number>>;
  /** What it comes to, ours less what it should be; null: no amount. */
  readonly amount:
    | { readonly unit: 'bani'; readonly by: Bani }
    | { readonly unit: 'points'; readonly by: Points }
    | null;
  /** When, UTC ms; null: of the whole day. */
  readonly at: number | null;
  /** The entries behind it. */
  readonly behind: readonly Behind[];
  /** How many are behind it; more than `behind` where they are too many. */
  readonly many: number;
}
