/** A till that is there to be killed: a real served process on a folder of its own. */
import { join } from 'node:path';
import * as z from 'zod';
import { projectDir } from '../places.ts';
import { type Child, startChild } from '../start/child.ts';

/** What a till says first. */
const said = z.union([
  z.object({ ready: z.literal(true), url: z.string() }),
  z.object({ ready: z.literal(false), problem: z.string() }),
]);

export interface StartingTill {
  readonly child: Child;
  /** Its one-time address and how long it took to give it (ms); null where it was killed before that. */
  readonly ready: Promise<{ readonly url: string; readonly tookMs: number } | null>;
}

const PATIENCE_MS = 60_000;

/** Spawns a served till on a data folder. `ready` rejects with the till's own words where it does not open. */
export function spawnTill(
  dir: string,
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): StartingTill {
  const begun = performance.now();
  const child = startChild({
    name: 'the till',
    program: process.execPath,
    args: [join(projectDir(), 'electron', 'serve.ts'), '--data', join(dir, 'till'), '--with-parent', ...more],
    env,
    log: join(dir, 'till.log'),
  });
  const ready = child
    .hear((line) => said.safeParse(line).data ?? null, PATIENCE_MS)
    .then((heard) => {
      if (heard === null) return null;
      if (!heard.ready) throw new Error(`The till did not open: ${heard.problem}`);
      return { url: heard.url, tookMs: performance.now() - begun };
    });
  return { child, ready };
}
