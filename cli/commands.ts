/** What a person can type, one module a command; loaded only when asked for. */
type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, () => Promise<{ run: Command }>>> = {
  bench: () => import('./bench/run.ts'),
  'bench:sync': () => import('./bench/sync/run.ts'),
  build: () => import('./build/run.ts'),
  conformance: () => import('./conformance/run.ts'),
  crash: () => import('./crash/run.ts'),
  doctor: () => import('./doctor/run.ts'),
  e2e: () => import('./test/e2e.ts'),
  load: () => import('./load/run.ts'),
  package: () => import('./package/run.ts'),
  powercut: () => import('./powercut/run.ts'),
  programme: () => import('./programme/run.ts'),
  scan: () => import('./scan/run.ts'),
  scenario: () => import('./scenario/run.ts'),
  screenshots: () => import('./screenshots/run.ts'),
  server: () => import('./server/run.ts'),
  snapshot: () => import('./snapshot/run.ts'),
  simulate: () => import('./simulate/run.ts'),
  start: () => import('./start/run.ts'),
  till: () => import('./till/run.ts'),
  test: () => import('./test/run.ts'),
  verify: () => import('./verify/run.ts'),
};

/**
 * Runs one command and returns the process's exit code. Unknown names list what there is and return 2; an error is
 * one message and 1, and with LOIAL_TRACE=1 also where it came from.
 */
export async function run(argv: readonly string[]): Promise<number> {
  const [name = '', ...rest] = argv;
  const load = COMMANDS[name];
  if (load === undefined) {
    console.error(`Loial knows these commands: ${Object.keys(COMMANDS).sort().join(', ')}.`);
    return 2;
  }
  try {
    return await (await load()).run(rest);
  } catch (error) {
    // A person gets the message; whoever looks for the cause asks for the way there.
    const shown = error instanceof Error && process.env['LOIAL_TRACE'] === undefined ? error.message : error;
    console.error(shown);
    return 1;
  }
}
