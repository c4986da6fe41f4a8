/** What a person can type, one module a command; loaded only when asked for. */
type Command = (args: readonly string[]) => Promise<number>;

const COMMANDS: Readonly<Record<string, () => Promise<{ run: Command }>>> = {
  scan: () => import('./scan/run.ts'),
  e2e: () => import('./test/e2e.ts'),
  test: () => import('./test/run.ts'),
};

/** Runs one command and returns the process's exit code. Unknown names list what there is and return 2. */
export async function run(argv: readonly string[]): Promise<number> {
  const [name = '', ...rest] = argv;
  const load = COMMANDS[name];
  if (load === undefined) {
    console.error(`Loial knows these commands: ${Object.keys(COMMANDS).sort().join(', ')}.`);
    return 2;
  }
  return (await load()).run(rest);
}
