/**
 * A pushed batch, proven on its own, and then against what is held. Only the head of each record is read, and cheaply: what a record
 * says is read when it is counted. No database in here.
 */
import { hash } from 'node:crypto';
import { LINK_FIELDS, type RecordLink } from '../../contract/sync/compact/links.ts';
import type { Unpacked } from '../../contract/sync/compact/push.ts';
import type { PushRequest } from '../../contract/sync/messages.ts';
import { type IncarnationId, isUuid7, type RecordId, recordId, type TillId } from '../../domain/identity/ids.ts';
import { type Beside, besideDigest, NO_HASH } from '../../domain/record/record.ts';
import { Refused } from '../http/problem.ts';

/** One record of a batch whose bytes, number and link were proven. */
export interface Received {
  readonly seq: number;
  readonly hash: string;
  readonly body: string;
  readonly id: RecordId;
  readonly kind: string;
  readonly prevHash: string;
  readonly beside: Beside | null;
  /** True where the text beside is not what the chained digest names. */
  readonly besideDiffers: boolean;
}

/** SHA-256 of a text's UTF-8 bytes, in hex. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/**
 * Reads a batch: consecutive numbers, each hash over its exact bytes, each record linked to the one before, all of the
 * asking till's incarnation. Throws Refused (422) naming the path where the batch itself does not hold together:
 * such bytes came wrong over the wire or were never written by Loial. What a record says is no reason. `links`: what unpacking the
 * compact form already knows; it computed each hash from the very bytes, so it is not computed twice.
 */
export function readBatch(till: TillId, request: PushRequest, links: Unpacked['links'] | null = null): Received[] {
  const { incarnation, records } = request;
  const received: Received[] = [];
  for (const [i, sealed] of records.entries()) {
    const path = `records[${i}]`;
    const before = received.at(-1);
    if (before !== undefined && sealed.seq !== before.seq + 1) {
      throw invalid(`${path}.seq`, `${sealed.seq} does not follow ${before.seq}`);
    }
    if (links === null && sha256(sealed.body) !== sealed.hash) {
      throw invalid(`${path}.hash`, 'it is not the SHA-256 of the body');
    }
    const head = readLink(links?.[i] ?? linkIn(sealed.body, path), path);
    if (head.till !== till) throw invalid(`${path}.body.till`, 'it is another till than the one that asks');
    if (head.incarnation !== incarnation) throw invalid(`${path}.body.incarnation`, 'it is not the batch’s');
    if (head.seq !== sealed.seq) throw invalid(`${path}.body.seq`, `${head.seq} is not ${sealed.seq}`);
    if (before !== undefined && head.prevHash !== before.hash) {
      throw invalid(`${path}.body.prevHash`, 'it is not the hash of the record before');
    }
    const { beside } = sealed;
    const besideDiffers = beside !== null && besideDigest(beside, sha256) !== head.beside;
    const { seq, hash, body } = sealed;
    const { id, kind, prevHash } = head;
    received.push({ seq, hash, body, id, kind, prevHash, beside, besideDiffers });
  }
  return received;
}

/** What hangs a record into its chain. */
interface Link {
  readonly id: RecordId;
  readonly till: string;
  readonly incarnation: string;
  readonly seq: number;
  readonly prevHash: string;
  readonly kind: string;
  readonly beside: string | null;
}

const HASH = /^[0-9a-f]{64}$/;
const LONGEST_KIND = 64;

/** What a body says of its link. */
function linkIn(body: string, path: string): RecordLink {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    throw invalid(`${path}.body`, 'it is no JSON');
  }
  const said = (field: keyof RecordLink): unknown =>
    typeof raw === 'object' && raw !== null && Object.hasOwn(raw, field) ? Reflect.get(raw, field) : undefined;
  const [id, till, incarnation, seq, prevHash, kind, beside] = LINK_FIELDS.map(said);
  return { id, till, incarnation, seq, prevHash, kind, beside };
}

/** Checks the link by hand: this runs for every record before its till is answered. */
function readLink(said: RecordLink, path: string): Link {
  const text = (field: keyof RecordLink, fits: (value: string) => boolean): string => {
    const value = said[field];
    if (typeof value !== 'string' || !fits(value)) throw invalid(`${path}.body.${field}`, 'not a record');
    return value;
  };
  const { seq } = said;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) {
    throw invalid(`${path}.body.seq`, 'not a record');
  }
  return {
    id: recordId(text('id', isUuid7)),
    till: text('till', isUuid7),
    incarnation: text('incarnation', isUuid7),
    seq,
    prevHash: text('prevHash', (value) => HASH.test(value)),
    kind: text('kind', (value) => value.length <= LONGEST_KIND),
    beside: said.beside === null ? null : text('beside', (value) => HASH.test(value)),
  };
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
  if (next !== undefined && next.prevHash !== held.hash) {
    return { take: [], fork: { seq: next.seq, expectedPrevHash: held.hash } };
  }
  if (next?.seq === 1 && next.kind !== 'begun') {
    throw invalid('records[0].body.kind', `the first record of incarnation ${incarnation} must be "begun"`);
  }
  return { take, fork: null };
}
