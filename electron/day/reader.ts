import type { OurReceipt } from '../../domain/day/register.ts';
import { type InThread, inThread } from '../thread/inThread.ts';
import { type DayTask, fromDay, type OwnDay } from './messages.ts';

/** What was read of a day. */
export interface DayRead {
  readonly day: OwnDay;
  readonly receipts: readonly OurReceipt[];
}

/** The thread that reads a till's part of a day, as the till needs it. */
export interface DayReader {
  /** Begins; `share` is called with how much is read, 0 to 1. Rejects where the thread fails or is stopped. */
  read(task: DayTask, share: (share: number) => void): InThread<DayRead>;
}

/** A day of a hundred thousand receipts fits, and years that nobody ever closed, MB. */
const MOST_MEMORY_MB = 512;

/** `workerUrl`: day.worker as it is run. */
export function dayReader(workerUrl: URL): DayReader {
  return {
    read(task, share) {
      const receipts: OurReceipt[] = [];
      return inThread({
        url: workerUrl,
        name: 'loial-day',
        task,
        mostMemoryMb: MOST_MEMORY_MB,
        form: fromDay,
        heard(said): DayRead | undefined {
          if (said.type === 'done') return { day: said.day, receipts };
          if (said.type === 'receipts') receipts.push(...said.receipts);
          else share(said.share);
          return undefined;
        },
      });
    },
  };
}
