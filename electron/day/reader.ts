import type { Part } from '../../domain/day/parts.ts';
import type { OurReceipt } from '../../domain/day/register.ts';
import { type InThread, inThread } from '../thread/inThread.ts';
import { type DayTask, type DrawTask, type FromDay, fromDay, type OwnDay, type PartsTask } from './messages.ts';

/** What was read of a day. */
export interface DayRead {
  readonly day: OwnDay;
  readonly receipts: readonly OurReceipt[];
}

/** The thread that reads a till's part of a day, as the till needs it. */
export interface DayReader {
  /** Begins; `share` is called with how much is read, 0 to 1. Rejects where the thread fails or is stopped. */
  read(task: Omit<DrawTask, 'read'>, share: (share: number) => void): InThread<DayRead>;
  /** Likewise: what makes up a figure, of this till's own log. */
  parts(task: Omit<PartsTask, 'read'>, share: (share: number) => void): InThread<readonly Part[]>;
}

/** A day of a hundred thousand receipts fits, and years that nobody ever closed, MB. */
const MOST_MEMORY_MB = 512;

/** `workerUrl`: day.worker as it is run. */
export function dayReader(workerUrl: URL): DayReader {
  /** `heard` gives what the work ends with. */
  function inDayThread<T>(
    task: DayTask,
    share: (share: number) => void,
    heard: (said: FromDay) => T | undefined,
  ): InThread<T> {
    return inThread({
      url: workerUrl,
      name: 'loial-day',
      task,
      mostMemoryMb: MOST_MEMORY_MB,
      form: fromDay,
      heard(said): T | undefined {
        if (said.type !== 'share') return heard(said);
        share(said.share);
        return undefined;
      },
    });
  }
  return {
    read(task, share) {
      const receipts: OurReceipt[] = [];
      return inDayThread({ read: 'day', ...task }, share, (said): DayRead | undefined => {
        if (said.type === 'done') return { day: said.day, receipts };
        if (said.type === 'receipts') receipts.push(...said.receipts);
        return undefined;
      });
    },
    parts(task, share) {
      const parts: Part[] = [];
      return inDayThread({ read: 'parts', ...task }, share, (said): readonly Part[] | undefined => {
        if (said.type === 'doneParts') return parts;
        if (said.type === 'parts') parts.push(...said.parts);
        return undefined;
      });
    },
  };
}
