/** `npm start`: a till of a sample shop, with everything that it needs. */
import { readOptions, START_HELP } from './options.ts';
import { sayOn } from './say.ts';
import { catchSignals } from './signals.ts';

/** Runs until it is asked to end or its till's window is closed. Returns 0, or 1 with one clear line. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === 'help') {
      console.log(START_HELP);
      return 0;
    }
    const signals = catchSignals(() => performance.now());
    // Only now: what is asked wrongly, and --help, are answered at once.
    const { start } = await import('./session.ts');
    return await start(options, signals, sayOn(process.stdout), Date.now());
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}
