import { type InThread, inThread } from '../../thread/inThread.ts';
import { type FromRegister, fromRegister, type RegisterTask } from './messages.ts';

/** The thread that reads a cash register's file, as the till needs it. */
export interface RegisterReader {
  /** Rejects where the thread fails (out of its memory, say), takes longer than a person would wait, or is stopped. */
  read(task: RegisterTask): InThread<FromRegister>;
}

/** The largest file that may come fits unpacked, MB. */
const MOST_MEMORY_MB = 512;
const LONGEST_MS = 60_000;

/** `workerUrl`: register.worker as it is run. */
export function registerReader(workerUrl: URL): RegisterReader {
  return {
    read(task) {
      const reading = inThread({
        url: workerUrl,
        name: 'loial-register',
        task,
        mostMemoryMb: MOST_MEMORY_MB,
        form: fromRegister,
        heard: (said): FromRegister => said,
      });
      const late = setTimeout(reading.stop, LONGEST_MS);
      const ended = reading.ended.finally(() => clearTimeout(late));
      ended.catch(() => undefined);
      return { ...reading, ended };
    },
  };
}
