import type * as z from 'zod';
import { MOST_PUSHED, type PushRequest, problem, pushResponse } from '../../contract/sync/messages.ts';
import type { SealedRecord } from '../../domain/record/record.ts';
import type { Wire } from '../../electron/sync/wire.ts';
import type { TillIdentity } from '../../electron/till/links.ts';

/** A machine that makes a sample is busy: an answer may take so long, ms. */
const PATIENCE_MS = 60_000;

/** Asks the centre as a till does, over a till's own wire; throws with the centre's words where it refuses. */
export async function askCentre<Answer>(
  wire: Wire,
  path: string,
  body: unknown,
  form: z.ZodType<Answer>,
  credential: string | null,
): Promise<Answer> {
  const reply = await wire.ask({ method: 'POST', path, body, credential, timeoutMs: PATIENCE_MS });
  if (reply.kind === 'timeout') throw new Error(`The central server took longer than a minute for ${path}.`);
  if (reply.kind === 'unreachable') throw new Error(`The central server did not answer ${path}: ${reply.detail}`);
  if (reply.status === 200) return form.parse(reply.json);
  const said = problem.safeParse(reply.json);
  throw new Error(`The central server refused ${path}: ${said.success ? said.data.detail : reply.status}`);
}

/** Pushes a till's records in order, as the till itself would; the centre holds them when this resolves. */
export async function pushRecords(wire: Wire, identity: TillIdentity, records: readonly SealedRecord[]): Promise<void> {
  const { centre, till, incarnation } = identity;
  if (centre === null) throw new TypeError('A till alone has nobody to push to.');
  for (let from = 0; from < records.length; from += MOST_PUSHED) {
    const batch = records.slice(from, from + MOST_PUSHED);
    const message: PushRequest = { incarnation, records: batch };
    const answer = await askCentre(wire, '/v1/push', message, pushResponse, `${till}.${centre.key}`);
    if (answer.held !== batch.at(-1)?.seq || answer.heldHash !== batch.at(-1)?.hash) {
      throw new Error(`The central server holds number ${answer.held} of a till, not what was just pushed.`);
    }
  }
}
