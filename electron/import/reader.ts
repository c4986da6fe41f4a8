import { promises as timers } from 'node:timers';
import type { Courtesy } from '../courtesy.ts';
import { type InThread, inThread } from '../thread/inThread.ts';
import { type FromImport, fromImport, type ImportBatch, type ImportTask } from './messages.ts';

/** What became of reading a list. */
export type Read = Extract<FromImport, { type: 'done' | 'broken' }>;

/** The thread that reads lists, as the till needs it. */
export interface ListReader {
  /**
   * Reads a list in a thread of its own. `batch` is called for each batch of members, and the next is read only when it has returned and other
   * work had its turn: after as long a rest as the work took, and when whoever is served at the counter was made way for. Rejects where the
   * thread fails, or `batch` throws.
   */
  read(
    task: ImportTask,
    on: { readonly share: (share: number) => void; readonly batch: (batch: ImportBatch) => void },
  ): InThread<Read>;
}

/** A list of a million members with everybody's card and phone fits, MB. */
const MOST_MEMORY_MB = 768;

/** `workerUrl`: import.worker as it is run. `courtesy`: of the thread that batches are written in. */
export function listReader(workerUrl: URL, courtesy: Courtesy): ListReader {
  /** Deeds that come while it rests anyway are made way for too. */
  async function rest(ms: number): Promise<void> {
    await timers.setTimeout(ms);
    await courtesy.makeWay();
  }

  return {
    read: (task, on) =>
      inThread({
        url: workerUrl,
        name: 'loial-import',
        task,
        mostMemoryMb: MOST_MEMORY_MB,
        form: fromImport,
        heard(said, answer): Read | undefined {
          if (said.type === 'done' || said.type === 'broken') return said;
          if (said.type === 'share') {
            on.share(said.share);
            return undefined;
          }
          const began = performance.now();
          on.batch(said.members);
          // Whatever comes, a scan, a sale, waits for one batch at most.
          void rest(performance.now() - began).then(() => answer('more'));
          return undefined;
        },
      }),
  };
}
