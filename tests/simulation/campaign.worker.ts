/** One thread of a campaign. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Errand, playSeed } from './campaign.ts';

const { seeds, size }: Errand = workerData;
parentPort?.postMessage(seeds.map((seed) => playSeed(seed, size)));
