import { MOST_PUSHED, pushResponse } from '../../contract/sync/messages.ts';
import type { LedgerReader } from '../../db/ledger/ledger.ts';
import type { TillIdentity } from '../till/links.ts';
import { askAhead } from './ahead.ts';
import { type Batch, batchOf } from './batch.ts';
import { credentialOf, failureOf } from './exchange.ts';
import type { SyncProtocol } from './protocol.ts';
import type { Reply, Wire } from './wire.ts';

const PUSH_MS = 30_000;

/** Sends the till's log, the batch behind the one that is under way ahead of its turn. */
export interface Pushing {
  /** The records after a number, at most so many; the reply is what the centre says of them in their turn. */
  push(after: number, most: number, signal: AbortSignal): Promise<Reply>;
  /** Sends nothing any more that was not asked for. */
  close(): void;
}

export function pushing(of: {
  readonly identity: TillIdentity;
  readonly ledger: Pick<LedgerReader, 'recordsAfter'>;
  readonly wire: Wire;
  /** How the protocol stands now. */
  readonly state: () => Pick<SyncProtocol, 'head' | 'verified' | 'fork' | 'epoch'>;
}): Pushing {
  const { identity, ledger, wire, state } = of;
  /** Read and packed while the centre works on the one before, and sent at once. */
  const ahead = askAhead(ask);
  let goingOn: NodeJS.Immediate | undefined;
  /** The one behind that, read and packed while both are under way. */
  let ready: { readonly key: string; readonly batch: Batch } | null = null;
  /** Times that all this was given up. */
  let givenUp = 0;

  function ask({ plain, compact }: Batch, signal: AbortSignal): Promise<Reply> {
    return wire.ask({
      method: 'POST',
      path: '/v1/push',
      get body() {
        return plain();
      },
      compact,
      credential: credentialOf(identity),
      timeoutMs: PUSH_MS,
      signal,
    });
  }

  function batchAfter(after: number, most: number): Batch {
    const found = ready?.key === keyOf(after, most) ? ready.batch : null;
    ready = null;
    return found ?? batchOf(identity.incarnation, (count) => ledger.recordsAfter(after, count), most);
  }

  function stayInTurn(): void {
    if (goingOn !== undefined) clearImmediate(goingOn);
    ahead.drop();
    ready = null;
    givenUp += 1;
  }

  /** Makes ready what follows a batch that was sent ahead in the compact form. */
  function makeReady({ last, isPacked }: Batch, most: number): void {
    if (last === null || last >= state().head || !isPacked()) return;
    const batch = batchAfter(last, most);
    batch.compact();
    ready = { key: keyOf(last, most), batch };
  }

  /** Sends what follows a batch, where the line carries whole batches and the centre has said in this run where it stands. */
  function goOnAfter({ last }: Batch, most: number): void {
    const { head, verified } = state();
    if (last === null || last >= head || most < MOST_PUSHED || !verified) return;
    goingOn = setImmediate(() => {
      if (state().fork !== null) return;
      const batch = batchAfter(last, most);
      const before = givenUp;
      void ahead.begin(keyOf(last, most), batch).then(() => {
        if (givenUp === before) goingOn = setImmediate(() => makeReady(batch, most));
      });
    });
  }

  /**
   * A push sent ahead that overtook the one before it met a gap, and a centre that was restored meanwhile, or met a fork, says so of what it
   * was asked too early: only a push that was taken whole is believed; else it is asked again in its turn.
   */
  function isTakenWhole(reply: Reply, { last }: Batch): boolean {
    if (failureOf(reply) !== null || reply.kind !== 'answer') return true;
    const parsed = pushResponse.safeParse(reply.json);
    if (!parsed.success) return false;
    const { held, fork, epoch } = parsed.data;
    return fork === null && epoch === state().epoch && held >= (last ?? 0);
  }

  return {
    async push(after, most, signal) {
      const early = ahead.take(keyOf(after, most), signal);
      const batch = early?.question ?? batchAfter(after, most);
      const reply = early?.reply ?? ask(batch, signal);
      goOnAfter(batch, most);
      const answered = await reply;
      if (early === null || isTakenWhole(answered, batch)) return answered;
      stayInTurn();
      return ask(batch, signal);
    },
    close: stayInTurn,
  };
}

const keyOf = (after: number, most: number): string => `${after} ${most}`;
