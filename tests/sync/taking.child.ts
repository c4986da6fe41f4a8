/** Takes a snapshot and installs it, and dies in the middle: `taking.child.ts DIR IDENTITY STEP`. Prints what came of it where it does not. */
import { join } from 'node:path';
import { readLedger } from '../../db/ledger/ledger.ts';
import { openReplica } from '../../db/replica/replica.ts';
import { Courtesy } from '../../electron/courtesy.ts';
import { install, SnapshotTaking } from '../../electron/sync/snapshot.ts';
import { openWire } from '../../electron/sync/wire.ts';
import type { SnapshotProgress, TillIdentity } from '../../electron/till/links.ts';

const [dir = '', text = '', step = ''] = process.argv.slice(2);
// It is the parent's own word, a moment old.
const identity = JSON.parse(text) as TillIdentity;
const membersFile = join(dir, 'members.db');
const dieAt = (here: string): void => {
  if (here === step) process.kill(process.pid, 'SIGKILL');
};
const progress = (one: SnapshotProgress | null): void => {
  if (one === null) dieAt('ready');
  else dieAt(one.bytes > 0 && one.bytes < one.of ? `${one.phase} begun` : one.phase);
};
const ledger = readLedger(join(dir, 'ledger.db'));
const replica = openReplica(membersFile);
const wire = openWire(identity.centre?.url ?? '');
const world = { wallMs: () => Date.now(), steadyMs: () => performance.now(), chance: () => Math.random() };
const taking = new SnapshotTaking({
  identity,
  ledger,
  membersFile,
  wire,
  world,
  courtesy: new Courtesy(world.steadyMs),
  onTrouble: (detail) => console.error(detail),
});
const taken = await taking.take(replica.syncState(), new AbortController().signal, {
  progress,
  offered: () => Promise.resolve(),
});
if (typeof taken === 'string') console.log(taken);
else {
  replica.close();
  await install(taken, ledger, membersFile, null);
  dieAt('installed');
  console.log('installed');
}
process.exit(0);
