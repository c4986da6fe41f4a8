import { parentPort } from 'node:worker_threads';
import { type LedgerKeeper, openLedgerKeeper } from '../../db/ledger/keeper.ts';
import { type LedgerReader, readLedger } from '../../db/ledger/ledger.ts';
import { openReplica, type ReplicaWriter } from '../../db/replica/replica.ts';
import { assert, never } from '../../domain/assert.ts';
import { type FromWorker, toWorker } from './messages.ts';
import { openSession, type Session } from './session.ts';
import { openWire, type Wire } from './wire.ts';

/**
 * The sync worker's entry: the one writer of members.db, and the keeper of ledger.db's log. It puts a session together from real parts, and ends when
 * it is told to or when anything goes wrong; the main thread then starts another.
 */
interface Open {
  readonly session: Session;
  readonly ledger: LedgerReader;
  readonly keeper: LedgerKeeper;
  readonly replica: ReplicaWriter;
  readonly wire: Wire | null;
}

const port = parentPort;
assert(port !== null, 'the sync worker is started as a worker thread');
const say = (message: FromWorker): void => port.postMessage(message);
let open: Open | null = null;

port.on('message', (raw: unknown) => {
  const message = toWorker.parse(raw);
  switch (message.type) {
    case 'start': {
      assert(open === null, 'a sync worker is started once');
      const { identity, ledgerFile, membersFile } = message;
      const replica = openReplica(membersFile);
      const ledger = readLedger(ledgerFile);
      const keeper = openLedgerKeeper(ledgerFile);
      const wire = identity.centre === null ? null : openWire(identity.centre.url);
      const session = openSession({
        identity,
        ledger,
        replica,
        wire,
        world: { wallMs: () => Date.now(), steadyMs: () => performance.now(), chance: () => Math.random() },
        onReport: (report) => say({ type: 'report', report }),
        onFolded: (seq) => say({ type: 'folded', seq }),
      });
      open = { session, ledger, keeper, replica, wire };
      break;
    }
    case 'appended':
      open?.session.appended(message.seq);
      open?.keeper.keep();
      break;
    case 'stop':
      open?.session.close();
      open?.wire?.close();
      open?.replica.close();
      open?.keeper.close();
      open?.ledger.close();
      port.close();
      break;
    default:
      never(message);
  }
});
