import { createHash } from 'node:crypto';
import { type MemberId, memberId, type RecordId, recordId, uuid7 } from '../../domain/identity/ids.ts';

/** One taking over of one list. */
export interface Taking {
  /** SHA-256 of the list's bytes, hex. */
  readonly digest: string;
  /** UTC ms. */
  readonly startedAt: number;
}

/** The ids of what comes of a line: the same whenever the same list is taken over after the same start. */
export const recordOf = (taking: Taking, line: number): RecordId => recordId(idOf(taking, 'record', line));
export const memberOf = (taking: Taking, line: number): MemberId => memberId(idOf(taking, 'member', line));

function idOf({ digest, startedAt }: Taking, what: 'record' | 'member', line: number): string {
  const random = createHash('sha256').update(`${digest} ${what} ${line}`).digest();
  return uuid7(startedAt, random.subarray(0, 10));
}
