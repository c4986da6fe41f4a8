import { Worker } from 'node:worker_threads';
import type * as z from 'zod';

/** Heavy work that goes on in a thread of its own. `ended` rejects where the thread fails, says what is no message, or is stopped. */
export interface InThread<T> {
  readonly ended: Promise<T>;
  stop(): void;
}

/** One piece of such work. */
export interface ThreadWork<Said, T> {
  /** The worker as it is run, and what its thread is called. */
  readonly url: URL;
  readonly name: string;
  /** Handed to it when it is started. */
  readonly task: unknown;
  /** Beyond it the thread ends, and the till goes on. */
  readonly mostMemoryMb: number;
  /** What it may say; checked on arrival. */
  readonly form: z.ZodType<Said>;
  /** Hears each message and gives what the work ends with; undefined: it goes on. `answer` speaks to the thread. What it throws ends the work. */
  readonly heard: (said: Said, answer: (word: string) => void) => T | undefined;
}

/** Begins it; returns at once. */
export function inThread<Said, T>({ url, name, task, mostMemoryMb, form, heard }: ThreadWork<Said, T>): InThread<T> {
  const thread = new Worker(url, { name, workerData: task, resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb } });
  const stop = (): void => void thread.terminate();
  const ended = new Promise<T>((resolve, reject) => {
    thread.on('message', (raw: unknown) => {
      try {
        const end = heard(form.parse(raw), (word) => thread.postMessage(word));
        if (end !== undefined) resolve(end);
      } catch (error) {
        reject(error);
        stop();
      }
    });
    thread.on('error', reject);
    thread.on('exit', () => reject(new Error(`The thread ${name} ended before it was through.`)));
  });
  ended.catch(() => undefined);
  return { ended, stop };
}
