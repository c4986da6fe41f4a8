/** JSON bodies, and pushes in their compact form, compressed with zstd both ways where the till says so. */
import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BrokenBytes } from '../../contract/sync/compact/bytes.ts';
import { COMPACT_PUSH, type Unpacked, unpackPush } from '../../contract/sync/compact/push.ts';
import { PROTOCOL } from '../../contract/sync/messages.ts';
import { codeOf } from '../database.ts';
import { Refused } from './problem.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** The largest body on the wire and unpacked, in bytes: a push of 1000 long sales is about 2 MB unpacked. */
export const MOST_BODY = 8 * 1024 * 1024;
export const MOST_UNPACKED = 32 * 1024 * 1024;
/** Shorter bodies are packed and unpacked at once, in bytes: a push of 1000 records in the compact form is below. */
const SMALL = 128 * 1024;
/** Shorter answers are sent as they are, in bytes. */
const LEAST_COMPRESSED = 1024;

/** What unpacking a push found of its records, for as long as the request lives. */
const links = new WeakMap<FastifyRequest, Unpacked['links']>();
/** The links of the push that this request brought; null: it came in the plain form, or is none. */
export const linksOf = (request: FastifyRequest): Unpacked['links'] | null => links.get(request) ?? null;

/** Teaches a server the two encodings. */
export function speakZstd(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: MOST_BODY },
    async (request: FastifyRequest, body: string | Buffer) => {
      const text = (await plain(request, body)).toString('utf8');
      try {
        const json: unknown = JSON.parse(text);
        return json;
      } catch {
        throw new Refused(400, 'request.invalid', 'The body is no JSON. Nothing was stored.');
      }
    },
  );

  app.addContentTypeParser(
    COMPACT_PUSH,
    { parseAs: 'buffer', bodyLimit: MOST_BODY },
    async (request: FastifyRequest, body: string | Buffer) => {
      const bytes = await plain(request, body);
      const length = bytes.length < 4 ? 0 : bytes.readUInt32LE(0);
      const text = bytes.subarray(4, 4 + length).toString('utf8');
      try {
        const push = unpackPush({ text, bytes: bytes.subarray(4 + length) }, (of) => hash('sha256', of, 'hex'));
        links.set(request, push.links);
        return push.request;
      } catch (error) {
        if (!(error instanceof BrokenBytes)) throw error;
        throw new Refused(400, 'request.invalid', `The push cannot be read: ${error.message}. Nothing was stored.`);
      }
    },
  );

  app.addHook('onSend', async (request, reply, payload) => {
    reply.header('vary', 'accept-encoding');
    reply.header('loial-protocol', String(PROTOCOL));
    if (typeof payload !== 'string' || payload.length < LEAST_COMPRESSED || !takesZstd(request.headers)) return payload;
    const options = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };
    const packed = payload.length <= SMALL ? zstdCompressSync(payload, options) : await compress(payload, options);
    reply.header('content-encoding', 'zstd');
    reply.header('content-length', packed.length);
    return packed;
  });
}

function takesZstd(headers: { readonly [name: string]: string | string[] | undefined }): boolean {
  return String(headers['accept-encoding'] ?? '')
    .split(',')
    .some((each) => /^\s*zstd\s*(;\s*q=(1(\.0*)?|0?\.\d*[1-9]\d*))?\s*$/.test(each));
}

async function plain(request: FastifyRequest, body: string | Buffer): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return encoding === 'identity' ? bytes : unpacked(bytes, encoding);
}

async function unpacked(bytes: Buffer, encoding: string): Promise<Buffer> {
  if (encoding !== 'zstd') {
    throw new Refused(415, 'request.encoding', `Bodies are plain or zstd, not ${encoding}.`, {
      'accept-encoding': 'zstd',
    });
  }
  try {
    // What is small is done before a thread of the pool would have begun.
    if (bytes.length <= SMALL) return zstdDecompressSync(bytes, { maxOutputLength: MOST_UNPACKED });
    return await decompress(bytes, { maxOutputLength: MOST_UNPACKED });
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') {
      throw new Refused(
        413,
        'request.tooLarge',
        `The body is above ${MOST_UNPACKED} bytes unpacked. Send less at once.`,
      );
    }
    throw new Refused(400, 'request.invalid', 'The body is no zstd. Nothing was stored.');
  }
}
