/** How often a recorded till waited for its disk, and for what. */
import { readBody } from '../../contract/record.ts';
import { type LedgerReader, readLedger } from '../../db/ledger/ledger.ts';
import type { RecordBody } from '../../domain/record/record.ts';
import type { Recording } from './record.ts';

/** What the till's main thread did between two of its answers. */
export interface Waited {
  /** The kind of the record that was confirmed; null: none was. More than one: the last. */
  readonly made: RecordBody['kind'] | null;
  /** Times that it waited for a sync, of whatever file or folder. */
  readonly syncs: number;
  /** The write-ahead log of ledger.db was begun again from its start. */
  readonly restarted: boolean;
  /** Pages that it wrote into the database file itself: a checkpoint of its own. */
  readonly checkpointed: number;
}

/** The waits of the main thread answer by answer; `ledgerFile`: of the recorded till, to know what was confirmed. */
export function waitsOf({ deeds, told }: Recording, ledgerFile: string): readonly Waited[] {
  const ledger = readLedger(ledgerFile);
  try {
    const kinds = kindsOf(ledger);
    const paths = new Map<number, string>();
    const waits: Waited[] = [];
    let [from, seq] = [0, 0];
    for (const answer of told) {
      if (answer.at < 0) {
        seq = answer.seq;
        continue;
      }
      let [syncs, restarted, checkpointed] = [0, false, 0];
      for (let i = from; i <= answer.at; i++) {
        const deed = deeds[i];
        if (deed?.does === 'open') paths.set(deed.fd, deed.path);
        if (deed === undefined || deed.thread !== 0) continue;
        if (deed.does === 'sync') syncs += 1;
        if (deed.does !== 'write') continue;
        const path = paths.get(deed.fd);
        if (path?.endsWith('ledger.db-wal') === true && deed.at === 0) restarted = true;
        if (path?.endsWith('ledger.db') === true) checkpointed += 1;
      }
      waits.push({ made: answer.seq > seq ? (kinds[answer.seq] ?? null) : null, syncs, restarted, checkpointed });
      from = answer.at + 1;
      seq = answer.seq;
    }
    return waits;
  } finally {
    ledger.close();
  }
}

/** The kind of each record by its number. */
function kindsOf(ledger: LedgerReader): (RecordBody['kind'] | null)[] {
  const kinds: (RecordBody['kind'] | null)[] = [];
  for (const { seq, body } of ledger.recordsAfter(0, 1_000_000)) {
    const read = readBody(body);
    kinds[seq] = read.known ? read.record.kind : null;
  }
  return kinds;
}
