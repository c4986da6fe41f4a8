/** GET /v1/snapshots/:id: the packed bytes, from any byte on, so that an interrupted download goes on. */
import { Readable } from 'node:stream';
import type { Database } from '../database.ts';
import { Bytes } from '../http/bytes.ts';
import { Refused } from '../http/problem.ts';
import { packedBytes, snapshotOf } from './shelf.ts';

const RANGE = /^bytes=(\d{1,15})-$/;

/**
 * The bytes from where the till stands. `range` is what it asked with (`bytes=N-`, no other form is needed), `ifRange` the tag of what it has
 * a part of: where it is another's, it gets all from the beginning (RFC 9110 §13.1.5). Refuses with 404 what is not there any more and 416
 * what begins behind the end.
 */
export async function sendSnapshot(
  database: Database,
  id: string,
  { range, ifRange }: { readonly range: string | undefined; readonly ifRange: string | undefined },
): Promise<Bytes> {
  const snapshot = await snapshotOf(database, id);
  if (snapshot === null)
    throw new Refused(404, 'snapshot.gone', 'There is no such snapshot any more. Ask what there is.');
  const { bytes, sha256 } = snapshot.packed;
  const etag = `"${sha256}"`;
  const asked = Number(RANGE.exec(range ?? '')?.[1] ?? 0);
  const from = ifRange === undefined || ifRange === etag ? asked : 0;
  if (from >= bytes) {
    throw new Refused(416, 'snapshot.range', `The snapshot has ${bytes} bytes.`, {
      'content-range': `bytes */${bytes}`,
    });
  }
  const isPart = from > 0;
  return new Bytes({
    status: isPart ? 206 : 200,
    headers: {
      etag,
      'accept-ranges': 'bytes',
      'content-length': String(bytes - from),
      ...(isPart ? { 'content-range': `bytes ${from}-${bytes - 1}/${bytes}` } : {}),
    },
    stream: Readable.from(packedBytes(database, snapshot, from), { objectMode: false, highWaterMark: 1 }),
  });
}
