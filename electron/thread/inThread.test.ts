import { expect, test } from 'vitest';
import * as z from 'zod';
import { type InThread, inThread } from './inThread.ts';

/** A thread made of a text, which says what its task is and waits for an answer where it is asked to. */
const url = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort, workerData } from 'node:worker_threads';
  for (const word of workerData.says) parentPort.postMessage(word);
  if (workerData.waits) parentPort.on('message', (word) => parentPort.postMessage('end ' + word));
`)}`,
);

function told(says: readonly unknown[], waits = false): InThread<string> & { readonly heard: string[] } {
  const heard: string[] = [];
  const work = inThread({
    url,
    name: 'loial-tried',
    task: { says, waits },
    mostMemoryMb: 32,
    form: z.string(),
    heard(word, answer) {
      heard.push(word);
      if (word === 'throw') throw new Error('heard too much');
      if (word === 'more?') answer('more');
      return word.startsWith('end') ? word : undefined;
    },
  });
  return { ...work, heard };
}

test('what it says is heard in order, until something ends it', async () => {
  const work = told(['one', 'two', 'end']);
  expect(await work.ended).toBe('end');
  expect(work.heard).toEqual(['one', 'two', 'end']);
});

test('it is answered', async () => {
  const work = told(['more?'], true);
  expect(await work.ended).toBe('end more');
  work.stop();
});

test('what is no message, and what whoever hears it throws, ends the work and the thread', async () => {
  await expect(told(['one', 7, 'end'], true).ended).rejects.toThrow();
  await expect(told(['throw', 'end'], true).ended).rejects.toThrow('heard too much');
});

test('a thread that ends or is stopped before it is through says so', async () => {
  await expect(told(['one']).ended).rejects.toThrow('loial-tried ended before it was through');
  const stopped = told([], true);
  stopped.stop();
  await expect(stopped.ended).rejects.toThrow('ended before it was through');
});
