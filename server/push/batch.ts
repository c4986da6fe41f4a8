/** A pushed batch, read and proven on its own, and then against what is held. No database in here. */
import { hash } from 'node:crypto';
import * as z from 'zod';
import { readBody, recordHead } from '../../contract/record.ts';
import type { PushRequest } from '../../contract/sync/messages.ts';
import type { IncarnationId, TillId } from '../../domain/identity/ids.ts';
import { type Beside, besideDigest, NO_HASH, type RecordBody, type RecordHead } from '../../domain/record/record.ts';
import { Refused } from '../http/problem.ts';

/** One record of a batch whose bytes, number and link were proven. */
export interface Received {
  readonly seq: number;
  readonly hash: string;
  readonly body: string;
  readonly head: RecordHead;
  readonly kind: string;
  /** Null: of a later version or damaged in its content; chained and kept unread. */
  readonly record: RecordBody | null;
  /** True where this version knows the kind and form, and the content still is not what the form says. */
  readonly damaged: boolean;
  readonly beside: Beside | null;
  /** True where the text beside is not what the chained digest names. */
  readonly besideDiffers: boolean;
}

/** SHA-256 of a text's UTF-8 bytes, in hex. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/**
 * Reads a batch: consecutive numbers, each hash over its exact bytes, each record linked to the one before, all of the
 * asking till's incarnation. Throws Refused (422) naming the path where the batch itself does not hold together:
 * such bytes came wrong over the wire or were never written by Loial. Content of a later form is no reason.
 */
export function readBatch(till: TillId, request: PushRequest): Received[] {
  const { incarnation, records } = request;
  const received: Received[] = [];
  for (const [i, sealed] of records.entries()) {
    const path = `records[${i}]`;
    const before = received.at(-1);
    if (before !== undefined && sealed.seq !== before.seq + 1) {
      throw invalid(`${path}.seq`, `${sealed.seq} does not follow ${before.seq}`);
    }
    if (sha256(sealed.body) !== sealed.hash) throw invalid(`${path}.hash`, 'it is not the SHA-256 of the body');
    const { head, kind, record, damaged } = readOne(sealed.body, path);
    if (head.till !== till) throw invalid(`${path}.body.till`, 'it is another till than the one that asks');
    if (head.incarnation !== incarnation) throw invalid(`${path}.body.incarnation`, 'it is not the batch’s');
    if (head.seq !== sealed.seq) throw invalid(`${path}.body.seq`, `${head.seq} is not ${sealed.seq}`);
    if (before !== undefined && head.prevHash !== before.hash) {
      throw invalid(`${path}.body.prevHash`, 'it is not the hash of the record before');
    }
    const { beside } = sealed;
    const besideDiffers = beside !== null && besideDigest(beside, sha256) !== head.beside;
    const { seq, hash, body } = sealed;
    received.push({ seq, hash, body, head, kind, record, damaged, beside, besideDiffers });
  }
  return received;
}

function readOne(body: string, path: string): Pick<Received, 'head' | 'kind' | 'record' | 'damaged'> {
  try {
    const read = readBody(body);
    if (!read.known) return { head: read.head, kind: read.kind, record: null, damaged: false };
    return { head: read.record, kind: read.record.kind, record: read.record, damaged: false };
  } catch {
    // A known kind with a content that is not its form: whatever made it, its till must be able to go on.
    return { ...readHead(body, path), record: null, damaged: true };
  }
}

const withKind = z.object({ kind: z.string().max(64) });

function readHead(body: string, path: string): { head: RecordHead; kind: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    throw invalid(`${path}.body`, 'it is no JSON');
  }
  const head = recordHead.safeParse(raw);
  if (!head.success)
    throw invalid(`${path}.body.${z.core.toDotPath(head.error.issues[0]?.path ?? [])}`, 'not a record');
  const kind = withKind.safeParse(raw);
  if (!kind.success) throw invalid(`${path}.body.kind`, 'not a record');
  return { head: head.data, kind: kind.data.kind };
}

function invalid(path: string, why: string): Refused {
  return new Refused(422, 'request.invalid', `${path}: ${why}. Nothing was stored.`);
}

/** What the centre holds of an incarnation; null: it has never heard of it. */
export interface Held {
  readonly seq: number;
  readonly hash: string;
}

/** What is to be done with a batch. */
export type Placed =
  /** Store these; they continue what is held. Empty: all of it is held already, or a number before it is missing. */
  { readonly take: readonly Received[]; readonly fork: null } | { readonly take: readonly []; readonly fork: Fork };

/** The first number at which the till's log is not the centre's, and the hash that the centre has before it. */
export interface Fork {
  readonly seq: number;
  readonly expectedPrevHash: string;
}

/** A hash that the centre holds: of the numbers that the batch repeats, and the one before them. */
export type HeldHashes = ReadonlyMap<number, string>;

/**
 * Truth 7, where it is decided: the next number with the right hash, and nothing else. What is repeated must be the
 * same; a gap waits; anything else is a fork, and nothing of the batch is taken.
 */
export function place(batch: readonly Received[], held: Held, hashes: HeldHashes, incarnation: IncarnationId): Placed {
  const first = batch[0];
  if (first === undefined || first.seq > held.seq + 1) return { take: [], fork: null };
  for (const record of batch) {
    if (record.seq > held.seq) break;
    if (hashes.get(record.seq) !== record.hash) {
      return { take: [], fork: { seq: record.seq, expectedPrevHash: hashes.get(record.seq - 1) ?? NO_HASH } };
    }
  }
  const take = batch.filter((record) => record.seq > held.seq);
  const next = take[0];
  if (next !== undefined && next.head.prevHash !== held.hash) {
    return { take: [], fork: { seq: next.seq, expectedPrevHash: held.hash } };
  }
  if (next?.seq === 1 && next.kind !== 'begun') {
    throw invalid('records[0].body.kind', `the first record of incarnation ${incarnation} must be "begun"`);
  }
  return { take, fork: null };
}
