import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DataProblem } from '../../db/problem.ts';
import { never } from '../../domain/assert.ts';
import { type Refusal, refuse } from '../../domain/refusal/refusal.ts';

/** Two files of this size at most: a till that fails in a loop must not fill the disk that its ledger needs. */
const LARGEST_LOG_BYTES = 512 * 1024;

/** Where what went wrong is written for whoever mends it: `log/till.log` in the data folder, and the one before. */
export class TroubleLog {
  readonly #folder: string;
  readonly #clock: () => number;
  readonly #say: (line: string) => void;

  /** `say`: where each line goes besides, for whoever started the till by hand. */
  constructor(dataDir: string, clock: () => number, say: (line: string) => void = () => undefined) {
    this.#folder = join(dataDir, 'log');
    this.#clock = clock;
    this.#say = say;
  }

  /** Writes one error with its stack. Never throws: a log that cannot be written must not stop a sale. */
  write(where: string, error: unknown): void {
    const at = new Date(this.#clock()).toISOString();
    const what = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
    const line = `${at} ${where}: ${what}\n`;
    try {
      this.#say(line.trimEnd());
      mkdirSync(this.#folder, { recursive: true });
      const file = join(this.#folder, 'till.log');
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > LARGEST_LOG_BYTES) renameSync(file, join(this.#folder, 'till.1.log'));
      appendFileSync(file, line);
    } catch {
      // The disk is full or read-only: the refusal on the screen says so.
    }
  }
}

/** What the cashier is told of an error: nothing was written, what stood on the counter still stands there. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof DataProblem)) {
    return refuse('till.broken', {
      detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    });
  }
  switch (error.kind) {
    case 'diskFull':
      return refuse('disk.full');
    case 'busy':
      return refuse('disk.busy');
    case 'future':
    case 'corrupt':
    case 'notOurs':
    case 'disk':
    case 'running':
    case 'missing':
      return refuse('till.broken', { detail: error.message });
    default:
      return never(error.kind);
  }
}
