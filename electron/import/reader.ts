import { Worker } from 'node:worker_threads';
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
  ): { readonly ended: Promise<Read>; stop(): void };
}

/** A list of a million members with everybody's card and phone fits, MB. */
const MOST_MEMORY_MB = 768;

/** `workerUrl`: import.worker as it is run. */
export function listReader(workerUrl: URL): ListReader {
  return {
    read(task, on) {
      const thread = new Worker(workerUrl, {
        name: 'loial-import',
        workerData: task,
        resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
      });
      const ended = new Promise<Read>((resolve, reject) => {
        thread.on('message', (raw: unknown) => {
          try {
            const message = fromImport.parse(raw);
            if (message.type === 'share') on.share(message.share);
            else if (message.type === 'batch') {
              const began = performance.now();
              const leastMs = on.batch(message.members);
              // Whatever comes, a scan, a sale, waits for one batch at most.
              setTimeout(() => thread.postMessage('more'), Math.max(leastMs, performance.now() - began));
            } else resolve(message);
          } catch (error) {
            reject(error);
            void thread.terminate();
          }
        });
        thread.on('error', reject);
        thread.on('exit', () => reject(new Error('The thread that reads a list ended before it was through.')));
      });
      ended.catch(() => undefined);
      return { ended, stop: () => void thread.terminate() };
    },
  };
}
