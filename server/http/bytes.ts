/** An answer that is no JSON: a stream of bytes, with its own status and headers. */
import type { Readable } from 'node:stream';

export class Bytes {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: Readable;

  constructor(of: Pick<Bytes, 'status' | 'headers' | 'stream'>) {
    this.status = of.status;
    this.headers = of.headers;
    this.stream = of.stream;
  }
}
