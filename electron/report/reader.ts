import { Worker } from 'node:worker_threads';
import type * as z from 'zod';
import type { DayWorked, WeekRead } from '../../db/ledger/weeks.ts';
import type { CivilDate } from '../../domain/calendar/civil.ts';
import type { MonthFigures } from '../../domain/report/months.ts';
import { fromReport, type ReportTask } from './messages.ts';

/** Something that is being read. `ended` rejects where the thread fails or is stopped. */
export interface Reading<T> {
  readonly ended: Promise<T>;
  stop(): void;
}

type MonthsTask = Omit<Extract<ReportTask, { readonly what: 'months' }>, 'what'>;

/** The thread that reads a till's log for pages, as the till needs it. */
export interface ReportReader {
  /** Begins; `share` is called with how much is read, 0 to 1. */
  read(task: MonthsTask, share: (share: number) => void): Reading<readonly MonthFigures[]>;
  /** What each of the staff did in the week from a Monday. */
  week(ledgerFile: string, monday: CivilDate): Reading<WeekRead>;
  /** The business days from one to another on which shifts were closed. */
  days(ledgerFile: string, from: CivilDate, to: CivilDate): Reading<readonly DayWorked[]>;
}

/** A log of a thousand sales a day for ten years fits, MB. */
const MOST_MEMORY_MB = 256;

type Said = z.infer<typeof fromReport>;

/** `workerUrl`: report.worker as it is run. */
export function reportReader(workerUrl: URL): ReportReader {
  /** `heard` gives what a message ends with; undefined: it goes on. */
  function read<T>(task: ReportTask, heard: (said: Said) => T | undefined): Reading<T> {
    const thread = new Worker(workerUrl, {
      name: 'loial-report',
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    });
    const ended = new Promise<T>((resolve, reject) => {
      thread.on('message', (raw: unknown) => {
        const message = fromReport.safeParse(raw);
        const end = message.success ? heard(message.data) : undefined;
        if (!message.success) reject(message.error);
        else if (end !== undefined) resolve(end);
      });
      thread.on('error', reject);
      thread.on('exit', () => reject(new Error('The thread that reads the log ended before it was through.')));
    });
    ended.catch(() => undefined);
    return { ended, stop: () => void thread.terminate() };
  }

  return {
    read: (task, share) =>
      read({ what: 'months', ...task }, (said) => {
        if (said.type === 'share') share(said.share);
        return said.type === 'months' ? said.months : undefined;
      }),
    week: (ledgerFile, monday) =>
      read({ what: 'week', ledgerFile, monday }, (said) => (said.type === 'week' ? said.week : undefined)),
    days: (ledgerFile, from, to) =>
      read({ what: 'days', ledgerFile, from, to }, (said) => (said.type === 'days' ? said.days : undefined)),
  };
}
