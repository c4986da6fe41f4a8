/** Compares what a till has with what the centre holds of it. */
import { readLedger } from '../../db/ledger/ledger.ts';
import { readReplica } from '../../db/replica/replica.ts';
import type { IncarnationId, TillId } from '../../domain/identity/ids.ts';

/** A life of a till as the centre holds it. */
export interface HeldLife {
  readonly till: TillId;
  readonly incarnation: IncarnationId;
  readonly seq: number;
  readonly hash: string;
}

export interface Compared {
  /** What is not as it must be, in words. */
  readonly findings: readonly string[];
  /** Records that the centre does not hold yet. */
  readonly unsent: number;
}

/** Truths 4 and 7 between the two: the same numbers carry the same hashes, and nothing that was acknowledged is gone. */
export function compareWithCentre(
  files: { readonly ledgerFile: string; readonly membersFile: string },
  lives: readonly HeldLife[],
): Compared {
  const ledger = readLedger(files.ledgerFile);
  const replica = readReplica(files.membersFile);
  try {
    const head = ledger.head();
    if (head === null) return { findings: [], unsent: 0 };
    const findings: string[] = [];
    let held = 0;
    for (const life of lives.filter(({ till }) => till === head.till)) {
      const own = ledger.hashAt({ incarnation: life.incarnation, seq: life.seq });
      if (life.incarnation === head.incarnation) {
        held = life.seq;
        if (own === null)
          findings.push(`the centre holds ${life.seq} records of this till, which has only ${head.seq}`);
      }
      if (own !== null && own !== life.hash) findings.push(`record ${life.seq} is another here than at the centre`);
    }
    const { acked } = replica.syncState();
    if (acked !== null && acked.incarnation === head.incarnation && acked.seq > held) {
      findings.push(
        `record ${acked.seq} was acknowledged, and the centre holds only ${held}: it was restored, or lost data`,
      );
    }
    return { findings, unsent: Math.max(0, head.seq - held) };
  } finally {
    replica.close();
    ledger.close();
  }
}
