import { Worker } from 'node:worker_threads';
import type { MonthFigures } from '../../domain/report/months.ts';
import { fromReport, type ReportTask } from './messages.ts';

/** The thread that adds up a till's months, as the till needs it. */
export interface ReportReader {
  /** Begins; `share` is called with how much is read, 0 to 1. Rejects where the thread fails or is stopped. */
  read(
    task: ReportTask,
    share: (share: number) => void,
  ): { readonly ended: Promise<readonly MonthFigures[]>; stop(): void };
}

/** A log of a thousand sales a day for ten years fits, MB. */
const MOST_MEMORY_MB = 256;

/** `workerUrl`: report.worker as it is run. */
export function reportReader(workerUrl: URL): ReportReader {
  return {
    read(task, share) {
      const thread = new Worker(workerUrl, {
        name: 'loial-report',
        workerData: task,
        resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
      });
      const ended = new Promise<readonly MonthFigures[]>((resolve, reject) => {
        thread.on('message', (raw: unknown) => {
          const message = fromReport.safeParse(raw);
          if (!message.success) reject(message.error);
          else if (message.data.type === 'share') share(message.data.share);
          else resolve(message.data.months);
        });
        thread.on('error', reject);
        thread.on('exit', () => reject(new Error('The thread that adds up the months ended before it was through.')));
      });
      ended.catch(() => undefined);
      return { ended, stop: () => void thread.terminate() };
    },
  };
}
