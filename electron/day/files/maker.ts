import type { ClosedDay, DayFile } from '../../../contract/till/day.ts';
import type { Language } from '../../../domain/person/person.ts';
import { inThread } from '../../thread/inThread.ts';
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
      inThread({
        url: workerUrl,
        name: 'loial-dayfile',
        task: { closed, as, language },
        mostMemoryMb: MOST_MEMORY_MB,
        form: fromDayFile,
        heard: (made) => made,
      }).ended,
  };
}
