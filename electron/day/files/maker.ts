import { Worker } from 'node:worker_threads';
import type { ClosedDay, DayFile } from '../../../contract/till/day.ts';
import type { Language } from '../../../domain/person/person.ts';
import { fromDayFile } from './messages.ts';

/** The thread that makes a file of a signed day, as the till needs it. */
export interface DayFileMaker {
  /** Rejects where the thread fails. */
  make(closed: ClosedDay, as: DayFile, language: Language): Promise<{ name: string; type: string; bytes: Uint8Array }>;
}

const MOST_MEMORY_MB = 256;

/** `workerUrl`: dayfile.worker as it is run. */
export function dayFileMaker(workerUrl: URL): DayFileMaker {
  return {
    make: (closed, as, language) =>
      new Promise((resolve, reject) => {
        const thread = new Worker(workerUrl, {
          name: 'loial-dayfile',
          workerData: { closed, as, language },
          resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
        });
        thread.on('message', (raw: unknown) => {
          const made = fromDayFile.safeParse(raw);
          if (made.success) resolve(made.data);
          else reject(made.error);
        });
        thread.on('error', reject);
        thread.on('exit', () => reject(new Error('The thread that makes a day’s file ended before it was through.')));
      }),
  };
}
