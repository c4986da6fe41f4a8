import { readBody } from '../../contract/record.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import type { RecordBody, RecordHead } from '../../domain/record/record.ts';
import type { Received } from '../../server/push/batch.ts';

/** What a stored body says: read once, however often a truth looks at it. */
interface Read {
  readonly head: RecordHead;
  readonly record: RecordBody | null;
}

const known = new WeakMap<Received, Read>();

function read(received: Received): Read {
  const before = known.get(received);
  if (before !== undefined) return before;
  const body = readBody(received.body);
  const now: Read = body.known ? { head: body.record, record: body.record } : { head: body.head, record: null };
  known.set(received, now);
  return now;
}

export const headOf = (received: Received): RecordHead => read(received).head;

/** Null: of a later version, chained and kept unread. */
export const recordOf = (received: Received): RecordBody | null => read(received).record;

/** About whom the text beside a record is; null: there is none about anybody. */
export function textAbout(record: RecordBody | null): MemberId | null {
  switch (record?.kind) {
    case 'enrolment':
    case 'edit':
    case 'cardLinked':
    case 'cardBlocked':
      return record.member;
    default:
      return null;
  }
}
