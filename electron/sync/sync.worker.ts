import { parentPort } from 'node:worker_threads';
import * as z from 'zod';
import { type LedgerKeeper, openLedgerKeeper } from '../../db/ledger/keeper.ts';
import { type LedgerReader, readLedger } from '../../db/ledger/ledger.ts';
import { dropFormerReplicas } from '../../db/replica/place.ts';
import { openReplica, type ReplicaWriter } from '../../db/replica/replica.ts';
import { assert, never } from '../../domain/assert.ts';
import { Courtesy } from '../courtesy.ts';
import { type FromWorker, type ToWorker, toWorker } from './messages.ts';
import { openSession, type Session, type World } from './session.ts';
import { install, SnapshotTaking } from './snapshot.ts';
import { openWire, type Wire } from './wire.ts';

/**
 * The sync worker's entry: the one writer of members.db, and the keeper of ledger.db's log. It puts a session together from real parts, and
 * another one when a ready-made members.db was installed; it ends when it is told to or when anything goes wrong, and the main thread then
 * starts another.
 */
interface Open {
  readonly membersFile: string;
  readonly ledger: LedgerReader;
  readonly keeper: LedgerKeeper;
  readonly wire: Wire | null;
  readonly courtesy: Courtesy;
  session: Session;
  replica: ReplicaWriter;
}

const port = parentPort;
assert(port !== null, 'the sync worker is started as a worker thread');
const say = (message: FromWorker): void => port.postMessage(message);
const world: World = { wallMs: () => Date.now(), steadyMs: () => performance.now(), chance: () => Math.random() };
/** How long the ledger's log may grow, in pages; only trials say so, to have it begun anew often. Left out: the keeper's own measure. */
const longestPages = z.coerce.number().int().positive().optional().parse(process.env['LOIAL_LEDGER_LOG_PAGES']);
let open: Open | null = null;
/** Reports of each session count from 0; together they only grow. */
let revision = { before: 0, last: 0 };

function start({ identity, ledgerFile, membersFile }: Extract<ToWorker, { type: 'start' }>): void {
  assert(open === null, 'a sync worker is started once');
  const ledger = readLedger(ledgerFile);
  const keeper = openLedgerKeeper(ledgerFile, longestPages);
  const wire = identity.centre === null ? null : openWire(identity.centre.url);
  const onTrouble = (detail: string): void => say({ type: 'trouble', detail });
  const courtesy = new Courtesy(world.steadyMs);
  const taking =
    wire === null ? null : new SnapshotTaking({ identity, ledger, membersFile, wire, world, courtesy, onTrouble });

  function sessionOn(replica: ReplicaWriter): Session {
    revision = { before: revision.before + revision.last, last: 0 };
    return openSession({
      identity,
      ledger,
      replica,
      wire,
      world,
      ...(taking === null
        ? {}
        : {
            snapshot: async (signal, on) => {
              const taken = await taking.take(replica.syncState(), signal, on);
              if (typeof taken === 'string') return taken;
              const mine = open;
              if (mine === null || signal.aborted) {
                taken.replica.close();
                return 'later';
              }
              // From here on nothing writes the old file; until the new one has its name, the old one is members.db.
              mine.session.close();
              const { acked } = replica.syncState();
              replica.close();
              await install(taken, ledger, membersFile, acked);
              if (open !== mine) return 'taken';
              mine.replica = openReplica(membersFile);
              say({ type: 'installed' });
              mine.session = sessionOn(mine.replica);
              return 'taken';
            },
          }),
      onReport: (report) => {
        revision = { ...revision, last: report.revision };
        say({ type: 'report', report: { ...report, revision: revision.before + revision.last } });
      },
      onFolded: (seq) => say({ type: 'folded', seq }),
    });
  }

  const replica = openReplica(membersFile);
  // The main thread may have opened the former one, where a worker before this ended between installing and telling.
  say({ type: 'installed' });
  open = { membersFile, ledger, keeper, wire, courtesy, replica, session: sessionOn(replica) };
}

port.on('message', (raw: unknown) => {
  const message = toWorker.parse(raw);
  switch (message.type) {
    case 'start':
      start(message);
      break;
    case 'appended':
      open?.session.appended(message.seq);
      open?.keeper.keep();
      break;
    case 'deed':
      open?.courtesy.deed();
      break;
    case 'reopened':
      if (open !== null) dropFormerReplicas(open.membersFile);
      break;
    case 'stop': {
      const ending = open;
      open = null;
      ending?.session.close();
      ending?.wire?.close();
      ending?.replica.close();
      ending?.keeper.close();
      ending?.ledger.close();
      port.close();
      break;
    }
    default:
      never(message);
  }
});
