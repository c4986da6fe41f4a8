/** A till composed whole in the bench's own process and asked without a window: what is timed is the till alone. */
import { randomBytes } from 'node:crypto';
import { type Answer, checkRequest, type RequestName } from '../../contract/till/api.ts';
import { assert } from '../../domain/assert.ts';
import { composeTill } from '../../electron/compose.ts';
import type { Till } from '../../electron/till/till.ts';

/** Asks and makes the text that its window would get, and so is to be timed as a whole. Throws where the till refuses. */
type Ask = <Name extends RequestName>(name: Name, input: object) => Promise<Answer<Name>>;

export interface InsideTill {
  readonly till: Till;
  readonly ask: Ask;
  close(): Promise<void>;
}

export function asking(till: Till): Ask {
  return async (name, input) => {
    const checked = checkRequest({ id: 1, name, input });
    assert(checked !== null && 'name' in checked.request, `${name} is a request`);
    // Checked under this very name; the union of all requests cannot say so.
    const outcome = await till.ask<typeof name>(checked.request as Parameters<typeof till.ask<typeof name>>[0]);
    assert(outcome.ok, `${name} was refused: ${JSON.stringify(outcome)}`);
    // As the served window does: what changed is made into the text of the next message.
    JSON.stringify({ type: 'view', view: till.view() });
    return outcome.value;
  };
}

/** Opens it on a folder, with all its threads. */
export function insideTill(dataDir: string): InsideTill {
  const thread = (path: string): URL => new URL(`../../electron/${path}`, import.meta.url);
  const whole = composeTill({
    dataDir,
    scannerPath: null,
    workerUrl: thread('sync/sync.worker.ts'),
    importUrl: thread('import/import.worker.ts'),
    reportUrl: thread('report/report.worker.ts'),
    dayUrl: thread('day/day.worker.ts'),
    registerUrl: thread('day/register/register.worker.ts'),
    dayFileUrl: thread('day/files/dayfile.worker.ts'),
    version: 'bench',
    world: {
      clock: () => Date.now(),
      steadyMs: () => performance.now(),
      randomBytes: (count) => randomBytes(count),
    },
    onTrouble: (where, error) => console.error(`${where}: ${error.message}`),
  });
  return { till: whole.till, ask: asking(whole.till), close: () => whole.close() };
}

/** How long the work took is added to `into`, ms. */
export async function timed(into: number[], work: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await work();
  into.push(performance.now() - begun);
}
