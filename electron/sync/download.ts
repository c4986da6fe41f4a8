import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { PROTOCOL } from '../../contract/sync/messages.ts';
import { PORTION_BYTES } from './snapshotFiles.ts';

/** A large file at the centre, of which the first bytes may be here already. */
export interface Wanted {
  /** The centre's address, with or without a path. */
  readonly url: string;
  /** From the address on: `/v1/snapshots/…`. */
  readonly path: string;
  /** `<till id>.<key>`. */
  readonly credential: string;
  /** How many bytes are here. */
  readonly from: number;
  /** SHA-256 of the whole, hex: what is here is a part of this and of nothing else. */
  readonly sha256: string;
  readonly signal: AbortSignal;
}

/** What the centre answered. */
export type Coming =
  /** The rest, or where it could not be continued all of it (`from` 0). The stream ends early, with an error, when the line is cut. */
  | { readonly kind: 'bytes'; readonly from: number; readonly bytes: AsyncIterable<Buffer> }
  /** There is no such file (any more). */
  | { readonly kind: 'gone' }
  /** No connection, or an answer that says nothing about the file. */
  | { readonly kind: 'unreachable' };

/** A line over which nothing comes for so long is dead, ms. */
const SILENT_MS = 20_000;

/** Asks for the rest of a file. Never throws; what is read from `bytes` may. */
export function askForRest(wanted: Wanted): Promise<Coming> {
  const { signal, from, sha256 } = wanted;
  const base = new URL(wanted.url);
  const request = base.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ kind: 'unreachable' });
      return;
    }
    const options = {
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      path: base.pathname.replace(/\/$/, '') + wanted.path,
      // It takes minutes on a slow line: a connection of its own, which nothing else waits for.
      agent: false,
      headers: {
        'loial-protocol': String(PROTOCOL),
        authorization: `Bearer ${wanted.credential}`,
        ...(from === 0 ? {} : { range: `bytes=${from}-`, 'if-range': `"${sha256}"` }),
      },
      signal,
      // Handed on to the socket: four times as much comes at once as usually, and each piece goes to two other threads and back.
      highWaterMark: PORTION_BYTES,
    };
    const asked = request(options);
    asked.setTimeout(SILENT_MS, () => asked.destroy(new Error(`nothing came for ${SILENT_MS / 1000} s`)));
    asked.on('error', () => resolve({ kind: 'unreachable' }));
    asked.on('response', (response) => resolve(read(response, wanted)));
    asked.end();
  });
}

function read(response: IncomingMessage, { from, sha256 }: Wanted): Coming {
  const { statusCode = 0, headers } = response;
  const begins = statusCode === 206 ? Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? -1) : 0;
  const isOurs = headers.etag === `"${sha256}"` && (begins === from || begins === 0);
  if ((statusCode === 200 || statusCode === 206) && isOurs) {
    return { kind: 'bytes', from: begins, bytes: whole(response) };
  }
  response.destroy();
  // Another file under this name, or a range that it does not have: what is here is not a part of it.
  const isGone = statusCode === 200 || statusCode === 206 || statusCode === 404 || statusCode === 416;
  return { kind: isGone ? 'gone' : 'unreachable' };
}

async function* whole(response: IncomingMessage): AsyncGenerator<Buffer, void> {
  for await (const piece of response) if (Buffer.isBuffer(piece)) yield piece;
  if (!response.complete) throw new Error('the download was cut');
}
