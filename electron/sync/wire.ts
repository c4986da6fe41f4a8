import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { COMPACT_PUSH, type CompactPush } from '../../contract/sync/compact/push.ts';
import { PROTOCOL } from '../../contract/sync/messages.ts';

/** One request to the centre. */
export interface Question {
  readonly method: 'GET' | 'POST';
  /** From the centre's address on: `/v1/pull`. */
  readonly path: string;
  /** Sent as JSON, compressed; left out for GET. Looked at only where it is sent in this form. */
  readonly body?: unknown;
  /** The same in the compact form, for a centre that is known to read it; null: this body has none. */
  readonly compact?: () => CompactPush | null;
  /** `<till id>.<key>`; null: the question needs none. */
  readonly credential: string | null;
  /** The whole exchange, from connecting to the last byte, ms. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What came back; nothing is thrown. */
export type Reply =
  | { readonly kind: 'answer'; readonly status: number; readonly json: unknown }
  /** No connection, a cut one, or bytes that are no answer. */
  | { readonly kind: 'unreachable'; readonly detail: string }
  | { readonly kind: 'timeout' };

/** Speaks to one centre over kept-alive connections. */
export interface Wire {
  ask(question: Question): Promise<Reply>;
  /** Ends every connection; what waits comes back unreachable. */
  close(): void;
}

/** The largest answer, as sent and unpacked, bytes: 2000 states with long receipts are far below. */
const LARGEST_SENT = 16 * 1024 * 1024;
const LARGEST_UNPACKED = 64 * 1024 * 1024;
/** Smaller bodies are sent as they are, bytes. */
const WORTH_PACKING = 256;
/** Smaller ones are packed and unpacked at once, bytes. */
const SMALL = 64 * 1024;
/** The protocol from which on a centre reads the compact form of a push. */
const COMPACT_FROM = 4;
/** Statuses of a centre that makes nothing of a form, or of what came out of it. */
const REFUSES_FORM: ReadonlySet<number> = new Set([400, 415, 422]);

const pack = promisify(zstdCompress);
const unpack = promisify(zstdDecompress);

/** Opens the way to a centre; `url` as `https://host:port` with or without a path. No connection is made yet. */
export function openWire(url: string): Wire {
  const base = new URL(url);
  const isTls = base.protocol === 'https:';
  // Two lines and a cashier's question at once; the centre closes idle connections after some seconds itself.
  const limits = { keepAlive: true, maxSockets: 6, maxFreeSockets: 3, timeout: 60_000 };
  const agent = isTls ? new HttpsAgent(limits) : new HttpAgent(limits);
  const request = isTls ? httpsRequest : httpRequest;
  /** The protocol that the centre said it speaks; 0: it has said nothing, as those before 4. */
  let spoken = 0;
  /** False since a centre could make nothing of the compact form: what is sent plainly is never stuck. */
  let mayCompact = true;
  const prefix = base.pathname.replace(/\/$/, '');

  async function ask(question: Question): Promise<Reply> {
    const isCompact = mayCompact && spoken >= COMPACT_FROM && question.compact !== undefined;
    const reply = await again(question, isCompact);
    if (!isCompact || reply.kind !== 'answer' || !REFUSES_FORM.has(reply.status)) return reply;
    mayCompact = false;
    return again(question, false);
  }

  async function again(question: Question, isCompact: boolean): Promise<Reply> {
    const first = await once(question, isCompact);
    // A kept connection that the centre had closed meanwhile says nothing about the centre. Asking twice is harmless:
    // every question of the protocol may be repeated.
    return first === 'stale' ? settled(await once(question, isCompact)) : first;
  }

  async function once(question: Question, isCompact: boolean): Promise<Reply | 'stale'> {
    const { method, path, credential, timeoutMs, signal } = question;
    const headers: Record<string, string> = {
      'loial-protocol': String(PROTOCOL),
      'accept-encoding': 'zstd',
      accept: 'application/json',
    };
    if (credential !== null) headers['authorization'] = `Bearer ${credential}`;
    let bytes: Buffer | null = null;
    const compact = isCompact ? (question.compact?.() ?? null) : null;
    const body = compact === null ? question.body : null;
    if (body !== undefined) {
      bytes = compact === null ? Buffer.from(JSON.stringify(body)) : framed(compact);
      headers['content-type'] = compact === null ? 'application/json' : COMPACT_PUSH;
      if (bytes.length >= WORTH_PACKING) {
        // A compact push is small: packed here and now, so that it is on its way before anything else has its turn.
        bytes = compact === null && bytes.length > SMALL ? await pack(bytes) : zstdCompressSync(bytes);
        headers['content-encoding'] = 'zstd';
      }
      headers['content-length'] = String(bytes.length);
    }

    return new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve({ kind: 'unreachable', detail: 'given up' });
        return;
      }
      const asked = request({
        host: base.hostname.replace(/^\[|\]$/g, ''),
        port: base.port,
        method,
        path: prefix + path,
        headers,
        agent,
      });
      let isHeard = false;
      const limit = setTimeout(() => end({ kind: 'timeout' }), timeoutMs);
      const giveUp = (): void => end({ kind: 'unreachable', detail: 'given up' });
      signal?.addEventListener('abort', giveUp, { once: true });

      function end(reply: Reply | 'stale'): void {
        clearTimeout(limit);
        signal?.removeEventListener('abort', giveUp);
        resolve(reply);
        if (reply === 'stale' || reply.kind !== 'answer') asked.destroy();
      }

      asked.on('error', (error: NodeJS.ErrnoException) => {
        const isStale = asked.reusedSocket && !isHeard && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        end(isStale ? 'stale' : { kind: 'unreachable', detail: error.message });
      });
      asked.on('response', (response) => {
        isHeard = true;
        spoken = Number(response.headers['loial-protocol'] ?? 0) || 0;
        read(response).then(end, (error: unknown) =>
          end({ kind: 'unreachable', detail: error instanceof Error ? error.message : String(error) }),
        );
      });
      asked.end(bytes);
    });
  }

  return { ask, close: () => agent.destroy() };
}

/** The compact form as it goes over the line: the length of its text, the text, its bytes. */
function framed({ text, bytes }: CompactPush): Buffer {
  const words = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(words.length);
  return Buffer.concat([length, words, bytes]);
}

function settled(reply: Reply | 'stale'): Reply {
  return reply === 'stale' ? { kind: 'unreachable', detail: 'the connection was closed twice' } : reply;
}

/** What is small is done before a thread of the pool would have begun. */
function unpacked(sent: Buffer): Buffer | Promise<Buffer> {
  const options = { maxOutputLength: LARGEST_UNPACKED };
  return sent.length <= SMALL ? zstdDecompressSync(sent, options) : unpack(sent, options);
}

/** Reads an answer whole; rejects where it is cut, too large, or no JSON. */
async function read(response: IncomingMessage): Promise<Reply> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response) {
    if (!Buffer.isBuffer(piece)) continue; // no encoding was set: they all are
    size += piece.length;
    if (size > LARGEST_SENT) throw new Error(`the answer is larger than ${LARGEST_SENT} bytes`);
    pieces.push(piece);
  }
  if (!response.complete) throw new Error('the answer was cut');
  const sent = Buffer.concat(pieces);
  const isPacked = response.headers['content-encoding'] === 'zstd';
  const text = isPacked ? await unpacked(sent) : sent;
  const json: unknown = text.length === 0 ? null : JSON.parse(text.toString('utf8'));
  return { kind: 'answer', status: response.statusCode ?? 0, json };
}
