/**
 * The central server of `npm run bench:sync`, as a program of its own that ends when its input ends. It makes no snapshots: what is timed
 * is pushing and pulling, and making one takes a core.
 */
import { startCentre } from '../../../server/centre.ts';
import { MACHINE } from '../../../server/main.ts';
import { SNAPSHOT_POLICY } from '../../../server/snapshot/keeper.ts';

const databaseUrl = process.env['DATABASE_URL'];
if (databaseUrl === undefined) throw new Error('The central server needs DATABASE_URL.');
const centre = await startCentre({
  ...MACHINE,
  gateway: null,
  databaseUrl,
  port: 0,
  host: '127.0.0.1',
  log: (line) => console.error(line),
  snapshots: { ...SNAPSHOT_POLICY, leastStates: Number.MAX_SAFE_INTEGER },
});
console.log(`ready ${centre.url}`);
const stop = async (): Promise<void> => {
  await centre.stop();
  process.exit(0);
};
process.stdin.on('end', stop).on('error', stop).resume();
