import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../domain/assert.ts';
import { makeDayFile } from './make.ts';
import { dayFileTask } from './messages.ts';

/** Makes a file of a signed day beside the till: what makes files is loaded here and nowhere else. */

const port = parentPort;
assert(port !== null, 'a day’s files are made in a thread of their own');
const { closed, as, language } = dayFileTask.parse(workerData);
const { name, type, bytes } = await makeDayFile(closed, as, language);
port.postMessage({ name, type, bytes: new Uint8Array(bytes) });
port.close();
