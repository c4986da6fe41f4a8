import { Worker } from 'node:worker_threads';
import type { OurReceipt } from '../../domain/day/register.ts';
import { type DayTask, fromDay, type OwnDay } from './messages.ts';

/** What was read of a day. */
export interface DayRead {
  readonly day: OwnDay;
  readonly receipts: readonly OurReceipt[];
}

/** The thread that reads a till's part of a day, as the till needs it. */
export interface DayReader {
  /** Begins; `share` is called with how much is read, 0 to 1. Rejects where the thread fails or is stopped. */
  read(task: DayTask, share: (share: number) => void): { readonly ended: Promise<DayRead>; stop(): void };
}

/** A day of a hundred thousand receipts fits, and years that nobody ever closed, MB. */
const MOST_MEMORY_MB = 512;

/** `workerUrl`: day.worker as it is run. */
export function dayReader(workerUrl: URL): DayReader {
  return {
    read(task, share) {
      const thread = new Worker(workerUrl, {
        name: 'loial-day',
        workerData: task,
        resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
      });
      const receipts: OurReceipt[] = [];
      const ended = new Promise<DayRead>((resolve, reject) => {
        thread.on('message', (raw: unknown) => {
          const message = fromDay.safeParse(raw);
          if (!message.success) reject(message.error);
          else if (message.data.type === 'share') share(message.data.share);
          else if (message.data.type === 'receipts') receipts.push(...message.data.receipts);
          else resolve({ day: message.data.day, receipts });
        });
        thread.on('error', reject);
        thread.on('exit', () => reject(new Error('The thread that reads the day ended before it was through.')));
      });
      ended.catch(() => undefined);
      return { ended, stop: () => void thread.terminate() };
    },
  };
}
