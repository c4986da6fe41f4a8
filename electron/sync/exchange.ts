/** What goes with a question to the centre, and what an answer means that is none. */
import { problem } from '../../contract/sync/messages.ts';
import { never } from '../../domain/assert.ts';
import type { SealedRecord } from '../../domain/record/record.ts';
import type { TillIdentity } from '../till/links.ts';
import type { Failure } from './protocol.ts';
import type { Reply } from './wire.ts';

/** The largest push, in characters of bodies: slow lines carry it in their time. */
const LARGEST_PUSH = 2_000_000;

/** The centre's word for why it refused; null where it gave none of ours. */
export function codeOf(json: unknown): string | null {
  const read = problem.safeParse(json);
  return read.success ? read.data.code : null;
}

/** How a till names itself; null: a till alone. */
export function credentialOf({ till, centre }: TillIdentity): string | null {
  return centre === null ? null : `${till}.${centre.key}`;
}

/** As many of the first records as fit into one push; always one. */
export function fitting(records: readonly SealedRecord[]): readonly SealedRecord[] {
  let size = 0;
  const end = records.findIndex((record, at) => {
    size += record.body.length + (record.beside?.text.length ?? 0);
    return at > 0 && size > LARGEST_PUSH;
  });
  return end === -1 ? records : records.slice(0, end);
}

/** What a reply that is no answer means; null: it is one. */
export function failureOf(reply: Reply): Failure | null {
  switch (reply.kind) {
    case 'unreachable':
      return 'unreachable';
    case 'timeout':
      return 'timeout';
    case 'answer':
      if (reply.status === 200) return null;
      if (reply.status === 413) return 'timeout'; // too much at once: the same cure
      return reply.status >= 500 || reply.status === 429 || reply.status === 408 ? 'stumbled' : 'refused';
    default:
      return never(reply);
  }
}
