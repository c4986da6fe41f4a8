import type { CodeResponse } from '../../../contract/sync/messages.ts';
import type { CodeView } from '../../../contract/till/views.ts';
import { never } from '../../../domain/assert.ts';
import type { RecordId } from '../../../domain/identity/ids.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { inSeconds } from '../../staff/waiting.ts';
import { recordToCome } from '../counter/confirm.ts';
import type { CounterState } from '../counter/state.ts';
import type { Workings } from '../workings.ts';
import { given } from './given.ts';

/**
 * A code by message as a proof: the centre makes it, sends it and compares it; this till hands on what was typed and keeps none of it.
 * Neither asking nor trying stands in the counter's way: scans and lines go on while a message service thinks.
 */

/** How long the centre may take to have a message sent: a little longer than it waits for its gateway. */
export const SEND_TIMEOUT_MS = 7_000;
/** How long it may take to compare a code; it does so slowly on purpose. */
export const TRY_TIMEOUT_MS = 6_000;

/** What is known here of the last code that was sent: in memory only, the centre knows it all again when it is asked again. */
export class SentCode {
  #last: (CodeView & { readonly record: RecordId; readonly sent: number }) | null = null;

  /** Messages that went out for this sale, as far as this till heard. */
  sent(record: RecordId): number {
    return this.#last?.record === record ? this.#last.sent : 0;
  }

  keep(record: RecordId, { result, sent, ending, againMs, goodMs }: CodeResponse, now: number): void {
    this.#last = { record, sent, ending, sure: result === 'sent', againAt: now + againMs, goodUntil: now + goodMs };
  }

  /** Of the sale on the counter; null: none was sent for it. */
  view({ record }: CounterState): CodeView | null {
    if (this.#last === null || this.#last.record !== record) return null;
    const { ending, sure, againAt, goodUntil } = this.#last;
    return { ending, sure, againAt, goodUntil };
  }
}

/** `counter.askCode`: has the centre send a code to the member at the counter. A repeated asking whose answer was lost sends none twice. */
export async function askCode(w: Workings): Promise<Outcome<null>> {
  const asked = await w.onCounter(() => asking(w));
  if (!asked.ok) return asked;
  const { record, member } = asked.value;
  const answer = await w.links.centre.sendCode({ record, member, after: w.sentCode.sent(record) }, SEND_TIMEOUT_MS);
  if (answer === 'unreachable') return refused('proof.noCentre');
  switch (answer.result) {
    case 'sent':
    case 'unsure':
      w.sentCode.keep(record, answer, w.clock());
      return done(null);
    case 'failed':
      return refused('proof.notSent');
    case 'wait':
      return refused('proof.codeWait', { waitS: inSeconds(answer.againMs) });
    case 'tooOften':
      return refused('proof.tooOften');
    case 'noPhone':
      return refused('proof.noPhone');
    case 'noGateway':
      return refused('proof.noGateway');
    default:
      return never(answer.result);
  }
}

/** Who is asked for, under the id of the record to come: on disk before the centre hears of it. */
function asking(w: Workings): Outcome<{ readonly record: RecordId; readonly member: CounterMember }> {
  const { member } = w.counter.state;
  if (member === null) return refused('redeem.noMember');
  // A shop alone has nobody who could send messages.
  if (w.identity()?.centre == null) return refused('proof.noGateway');
  return done({ record: recordToCome(w), member: member.id });
}
type CounterMember = NonNullable<CounterState['member']>['id'];

/** `counter.proof` by code: what the member read out, tried at the centre; given only if the same sale still stands here. */
export async function proveByCode(w: Workings, typed: string): Promise<Outcome<null>> {
  const { member, record } = w.counter.state;
  if (member === null) return refused('redeem.noMember');
  if (record === null) return refused('proof.noCode');
  const code = typed.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(code)) return refused('proof.codeForm');
  const answer = await w.links.centre.tryCode({ record, member: member.id, code }, TRY_TIMEOUT_MS);
  if (answer === 'unreachable') return refused('proof.noCentre');
  switch (answer.result) {
    case 'proved':
      return w.onCounter(() => (w.counter.state.record === record ? given(w, 'code') : refused('proof.noCode')));
    case 'wrong':
      return refused('proof.codeWrong', { left: answer.left });
    case 'expired':
      return refused('proof.codeExpired');
    case 'tooMany':
      return refused('proof.codeTries');
    case 'none':
      return refused('proof.noCode');
    default:
      return never(answer.result);
  }
}
