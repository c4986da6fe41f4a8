/** What the centre answers when it does not do what was asked. */
import type { Problem } from '../../contract/sync/messages.ts';

/** A refusal: nothing was written. `code` is for programs, the sentence for people who read logs. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  get problem(): Problem {
    return { code: this.code, detail: this.message };
  }
}
