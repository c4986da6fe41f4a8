import { Worker } from 'node:worker_threads';
import { type FromRegister, fromRegister, type RegisterTask } from './messages.ts';

/** The thread that reads a cash register's file, as the till needs it. */
export interface RegisterReader {
  /** Rejects where the thread fails (out of its memory, say), takes longer than a person would wait, or is stopped. */
  read(task: RegisterTask): { readonly ended: Promise<FromRegister>; stop(): void };
}

/** The largest file that may come fits unpacked, MB. */
const MOST_MEMORY_MB = 512;
const LONGEST_MS = 60_000;

/** `workerUrl`: register.worker as it is run. */
export function registerReader(workerUrl: URL): RegisterReader {
  return {
    read(task) {
      const thread = new Worker(workerUrl, {
        name: 'loial-register',
        workerData: task,
        resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
      });
      const stop = (): void => void thread.terminate();
      const late = setTimeout(stop, LONGEST_MS);
      const ended = new Promise<FromRegister>((resolve, reject) => {
        thread.on('message', (raw: unknown) => {
          const message = fromRegister.safeParse(raw);
          if (message.success) resolve(message.data);
          else reject(message.error);
        });
        thread.on('error', reject);
        thread.on('exit', () =>
          reject(new Error('The thread that reads a register’s file ended before it was through.')),
        );
      }).finally(() => clearTimeout(late));
      ended.catch(() => undefined);
      return { ended, stop };
    },
  };
}
