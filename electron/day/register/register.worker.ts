import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../domain/assert.ts';
import { readRegister } from './file.ts';
import { registerTask } from './messages.ts';

/** Reads a cash register's file beside the till: what is slow about it happens here, and nothing is written. */

const port = parentPort;
assert(port !== null, 'a register’s file is read in a thread of its own');
port.postMessage(await readRegister(registerTask.parse(workerData)));
port.close();
