import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { makeAndShelve } from './make.ts';

/** A snapshot made in a thread of its own: it takes minutes at a million members, and the server answers meanwhile. */
const order = z.object({ databaseUrl: z.string(), id: z.uuid(), nowMs: z.number().int(), folder: z.string() });

if (parentPort !== null) parentPort.postMessage(await makeAndShelve(order.parse(workerData)));
