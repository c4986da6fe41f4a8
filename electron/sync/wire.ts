import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { PROTOCOL } from '../../contract/sync/messages.ts';

/** One request to the centre. */
export interface Question {
  readonly method: 'GET' | 'POST';
  /** From the centre's address on: `/v1/pull`. */
  readonly path: string;
  /** Sent as JSON, compressed; left out for GET. */
  readonly body?: unknown;
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
  const prefix = base.pathname.replace(/\/$/, '');

  async function ask(question: Question): Promise<Reply> {
    const first = await once(question);
    // A kept connection that the centre had closed meanwhile says nothing about the centre. Asking twice is harmless:
    // every question of the protocol may be repeated.
    return first === 'stale' ? settled(await once(question)) : first;
  }

  async function once(question: Question): Promise<Reply | 'stale'> {
    const { method, path, body, credential, timeoutMs, signal } = question;
    const headers: Record<string, string> = {
      'loial-protocol': String(PROTOCOL),
      'accept-encoding': 'zstd',
      accept: 'application/json',
    };
    if (credential !== null) headers['authorization'] = `Bearer ${credential}`;
    let bytes: Buffer | null = null;
    if (body !== undefined) {
      bytes = Buffer.from(JSON.stringify(body));
      headers['content-type'] = 'application/json';
      if (bytes.length >= WORTH_PACKING) {
        bytes = await pack(bytes);
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
        read(response).then(end, (error: unknown) =>
          end({ kind: 'unreachable', detail: error instanceof Error ? error.message : String(error) }),
        );
      });
      asked.end(bytes);
    });
  }

  return { ask, close: () => agent.destroy() };
}

function settled(reply: Reply | 'stale'): Reply {
  return reply === 'stale' ? { kind: 'unreachable', detail: 'the connection was closed twice' } : reply;
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
  const text = isPacked ? await unpack(sent, { maxOutputLength: LARGEST_UNPACKED }) : sent;
  const json: unknown = text.length === 0 ? null : JSON.parse(text.toString('utf8'));
  return { kind: 'answer', status: response.statusCode ?? 0, json };
}
