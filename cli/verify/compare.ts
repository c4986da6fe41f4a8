/** Compares what a till has with what the centre holds of it, and what it was told with what the centre would tell again. */
import { isDeepStrictEqual } from 'node:util';
import { type MemberState, type MergeState, state, type TotalsState } from '../../contract/sync/states.ts';
import { readLedger } from '../../db/ledger/ledger.ts';
import { type ReplicaReader, readReplica } from '../../db/replica/replica.ts';
import type { IncarnationId, TillId } from '../../domain/identity/ids.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import { toldSince } from '../../server/verify/told.ts';

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

export interface ComparedStates {
  readonly findings: readonly string[];
  /** Members and counts of everybody that were compared. */
  readonly states: number;
}

/**
 * Truth 2 between the two: a standing, a count or a coupon of the till's copy that the centre told and did not change since is what the
 * centre has. Best run while the till does not pull: what comes meanwhile may show as a finding.
 */
export async function compareStates(
  files: { readonly ledgerFile: string; readonly membersFile: string },
  databaseUrl: string,
): Promise<ComparedStates> {
  const ledger = readLedger(files.ledgerFile);
  const replica = readReplica(files.membersFile);
  try {
    const head = ledger.head();
    if (head === null) return { findings: [], states: 0 };
    const { epoch, cursor } = replica.syncState();
    const { store, incarnation } = head;
    const findings: string[] = [];
    let states = 0;
    for await (const page of toldSince(databaseUrl, { store, incarnation, epoch, cursor })) {
      for (const sent of page) {
        const told = state.parse(sent);
        states++;
        if (told.kind === 'member') findings.push(...memberDiffers(replica, told));
        else if (told.kind === 'merge') findings.push(...mergeDiffers(replica, told));
        else if (told.kind === 'totals') findings.push(...totalDiffers(replica, told));
      }
    }
    return { findings, states };
  } finally {
    replica.close();
    ledger.close();
  }
}

function memberDiffers(replica: ReplicaReader, told: MemberState): string[] {
  const here = replica.member(told.id);
  if (here === null) return [`member ${told.id} was told and is not here`];
  if (told.erased === true && here.person !== null) return [`member ${told.id} was erased and is somebody here`];
  const [ours, theirs] = [standingOf(here), standingOf(told)];
  if (isDeepStrictEqual(ours, theirs)) return [];
  return [`member ${told.id} is ${JSON.stringify(ours)} here, ${JSON.stringify(theirs)} at the centre`];
}

function mergeDiffers(replica: ReplicaReader, told: MergeState): string[] {
  const here = replica.mergesOf(told.member).find(({ record }) => record === told.id);
  const same = here?.alias === told.alias && (here.undone || !told.undone);
  return same ? [] : [`merge ${told.id} is not here as the centre has it`];
}

function standingOf({ balance, debt, lots, tally = [], coupons = [] }: Standing): Standing {
  return { balance, debt, lots, tally, coupons };
}

function totalDiffers(replica: ReplicaReader, { id, n }: TotalsState): string[] {
  const here = replica.total(id)?.n ?? null;
  return here === n ? [] : [`count ${id} of everybody is ${here} here, ${n} at the centre`];
}
