/**
 * The second shell: the same till, its window served to a browser on 127.0.0.1. It says on its standard output, one
 * line of JSON each: `{"ready":true,"url":"…"}` once, or `{"ready":false,"problem":"…"}` and ends with 1; and
 * `{"url":"…"}`, another one-time address, for each line that it is sent when it was started with a parent.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

// Before anything else is loaded, so that all of it is cached.
enableCompileCache();
const { readServeArgs, serve } = await import('./shell/serving.ts');
const z = await import('zod');

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line: unknown): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const complain = (words: string): void => void process.stderr.write(`${words}\n`);

try {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const args = readServeArgs(process.argv.slice(2), join(root, 'dist', 'renderer'));
  const serving = await serve(args, {
    workerUrl: new URL('./sync/sync.worker.ts', import.meta.url),
    importUrl: new URL('./import/import.worker.ts', import.meta.url),
    reportUrl: new URL('./report/report.worker.ts', import.meta.url),
    dayUrl: new URL('./day/day.worker.ts', import.meta.url),
    registerUrl: new URL('./day/register/register.worker.ts', import.meta.url),
    dayFileUrl: new URL('./day/files/dayfile.worker.ts', import.meta.url),
    version,
    world: { clock: () => Date.now(), steadyMs: () => performance.now(), randomBytes: (count) => randomBytes(count) },
    onTrouble: (where, error) => complain(`${where}: ${error.message}`),
  });

  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    serving.close().then(
      () => process.exit(0),
      (error: unknown) => {
        complain(`The till did not close cleanly, but all that was confirmed is on disk: ${String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.on('SIGHUP', end);
  if (args.isChild) {
    const lines = createInterface({ input: process.stdin });
    lines.on('line', () => say({ url: serving.newUrl() }));
    lines.on('close', end);
    process.stdin.on('error', end);
  }
  say({ ready: true, url: serving.newUrl() });
} catch (error) {
  const problem = error instanceof Error ? error.message : String(error);
  say({ ready: false, problem });
  complain(problem);
  // The sync worker and the scanner may still be closing what they had not yet opened.
  process.exit(1);
}
