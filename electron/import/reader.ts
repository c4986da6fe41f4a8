import { type InThread, inThread } from '../thread/inThread.ts';
import { type FromImport, fromImport, type ImportBatch, type ImportTask } from './messages.ts';

/** What became of reading a list. */
export type Read = Extract<FromImport, { type: 'done' | 'broken' }>;

/** The thread that reads lists, as the till needs it. */
export interface ListReader {
  /**
   * Reads a list in a thread of its own. `onBatch` is called for each batch of members, and the next is told only
   * when it has returned and other work had its turn: after as long a rest as the work took, and what it returns (ms) at least. Rejects where the thread fails, or `onBatch` throws.
   */
  read(
    task: ImportTask,
    on: { readonly share: (share: number) => void; readonly batch: (batch: ImportBatch) => number },
  ): InThread<Read>;
}

/** A list of a million members with everybody's card and phone fits, MB. */
const MOST_MEMORY_MB = 768;

/** `workerUrl`: import.worker as it is run. */
export function listReader(workerUrl: URL): ListReader {
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
          const leastMs = on.batch(said.members);
          // Whatever comes, a scan, a sale, waits for one batch at most.
          setTimeout(() => answer('more'), Math.max(leastMs, performance.now() - began));
          return undefined;
        },
      }),
  };
}
