/**
 * A model of the centre: processes without state of their own over one database. A push is stored and acknowledged first, and counted
 * behind that, by number; transactions commit in another order than they began; positions in the feed are given when changes are
 * visible (server/DECISIONS.md). Records are read and placed by the product's own code.
 */

import type { PushRequest, PushResponse } from '../../contract/sync/messages.ts';
import type { IncarnationId, TillId } from '../../domain/identity/ids.ts';
import { type Begun, NO_HASH } from '../../domain/record/record.ts';
import { Refused } from '../../server/http/problem.ts';
import { type Received, readBatch } from '../../server/push/batch.ts';

import { copyOf } from './database.ts';
import { Holding } from './holding.ts';
import { recordOf } from './reading.ts';

export class Centre extends Holding {
  /** Answers null where the batch does not hold together (422). */
  push(process: number, till: TillId, request: PushRequest, answer: (response: PushResponse | null) => void): void {
    if (this.up[process] !== true) return;
    const batch = this.read(till, request);
    if (batch === null) {
      answer(null);
      return;
    }
    this.locked(`till ${till}`, (release) => {
      if (this.up[process] !== true) {
        release();
        return;
      }
      const early = this.parts.code.is('acknowledged before it is durable');
      if (early) this.acknowledgeEarly(request, batch, answer);
      this.transaction(
        process,
        () => {
          release();
          const response = this.store(till, request.incarnation, batch);
          this.parts.heard({ what: 'push', till, request, atMs: this.parts.now(), answer: response });
          if (!early) {
            this.parts.proofs.acknowledged(this.database, request.incarnation, response);
            answer(response);
          }
          this.count(process, till);
        },
        () => {
          this.parts.mark('centre.rolledBack');
          release();
        },
      );
    });
  }

  protected read(till: TillId, request: PushRequest): readonly Received[] | null {
    if (
      this.parts.code.is('a kind from the future stalls the chain') &&
      request.records.some(({ body }) => body.includes('"hologram"'))
    )
      return null;
    try {
      return readBatch(till, request);
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  }

  protected acknowledgeEarly(
    { incarnation }: PushRequest,
    batch: readonly Received[],
    answer: (response: PushResponse) => void,
  ): void {
    const last = batch.at(-1);
    const { held = 0, heldHash = NO_HASH } = this.database.incarnations.get(incarnation) ?? {};
    const response = {
      epoch: this.database.epoch,
      held: last?.seq ?? held,
      heldHash: last?.hash ?? heldHash,
      fork: null,
    };
    this.parts.proofs.acknowledged(this.database, incarnation, response);
    answer(response);
  }

  protected store(till: TillId, incarnation: IncarnationId, batch: readonly Received[]): PushResponse {
    const { database, parts } = this;
    const known = database.incarnations.get(incarnation);
    const held = { seq: known?.held ?? 0, hash: known?.heldHash ?? NO_HASH };
    const before = database.records.get(incarnation) ?? [];
    const hashes = new Map(
      batch.flatMap(({ seq }) => [seq - 1, seq]).map((seq) => [seq, before[seq - 1]?.received.hash ?? '']),
    );
    const placed = parts.code.place(batch, held, hashes, incarnation);
    if (placed.fork !== null) {
      const { seq, expectedPrevHash } = placed.fork;
      if (!parts.code.is('a fork raises no alarm')) database.alarms.add(`fork ${incarnation} ${seq}`);
      parts.mark('fork');
      parts.tell(`fork ${incarnation} ${seq}`);
      return { epoch: database.epoch, held: held.seq, heldHash: held.hash, fork: { seq, expectedPrevHash } };
    }
    const last = placed.take.at(-1);
    const first = placed.take[0];
    const begun = first === undefined ? null : recordOf(first);
    if (begun?.kind === 'begun' && this.missesBefore(begun.previous)) {
      // A restored centre does not hold what this life goes on from: all of it must be appended again.
      parts.mark('fork.earlierLifeLost');
      database.alarms.add(`fork ${incarnation} 1`);
      return { epoch: database.epoch, held: 0, heldHash: NO_HASH, fork: { seq: 1, expectedPrevHash: NO_HASH } };
    }
    if (last === undefined) {
      if (batch.length > 0 && (batch[0]?.seq ?? 0) > held.seq + 1) parts.mark('push.gap');
      else if (batch.length > 0) parts.mark('push.repeated');
      return { epoch: database.epoch, held: held.seq, heldHash: held.hash, fork: null };
    }
    for (const received of placed.take) {
      if (received.beside !== null) database.besides.set(received.id, received.beside);
      if (recordOf(received) === null) {
        database.unread.add(received.id);
        parts.mark('unread.record');
      }
    }
    database.records.set(incarnation, before);
    for (const received of placed.take) before.push({ received, till });
    const ordinal = known?.ordinal ?? (begun?.kind === 'begun' ? begun.ordinal : 0);
    database.incarnations.set(incarnation, {
      till,
      ordinal,
      held: last.seq,
      heldHash: last.hash,
      counted: known?.counted ?? 0,
    });
    if (begun?.kind === 'begun' && begun.previous !== null && !parts.code.is('a fork raises no alarm')) {
      // The life before went on where this one did not: a backup, a copy.
      const { incarnation: earlier, seq } = begun.previous;
      if ((database.incarnations.get(earlier)?.held ?? 0) > seq) database.alarms.add(`fork ${earlier} ${seq + 1}`);
    }
    parts.proofs.stored(database, incarnation, before.length - placed.take.length);
    parts.tell(`held ${incarnation} ${last.seq}`);
    return { epoch: database.epoch, held: last.seq, heldHash: last.hash, fork: null };
  }

  protected missesBefore(previous: Begun['previous']): boolean {
    if (previous === null || previous.seq === 0 || this.parts.code.is('a lost earlier life is not asked for'))
      return false;
    const left = this.database.records.get(previous.incarnation)?.[previous.seq - 1];
    if (left === undefined) return true;
    if (left.received.hash === previous.hash) return false;
    // It lost them, and took those of another machine that lives the same life.
    return !this.parts.code.is('an earlier life is known by its number alone');
  }

  /** A state of a kind that tills of today do not know. */
  publishUnknown(key: string): void {
    this.change('display', key, 'chain');
    this.sequence();
  }

  /** Something keeps a transaction open, long. */
  openLong(ms: number): void {
    if (this.stuck) return;
    const process = this.up.findIndex(Boolean);
    if (process === -1) return;
    this.stuck = true;
    this.parts.mark('centre.openTransaction');
    const over = (): void => {
      this.stuck = false;
    };
    this.transaction(process, over, over, ms);
  }

  kill(process: number): void {
    this.up[process] = false;
    this.swept[process] = null;
    this.deaths += 1;
    for (const one of [...this.open]) {
      if (one.process !== process) continue;
      one.alive = false;
      this.open.delete(one);
      one.failed();
    }
    this.waiting = this.waiting.filter((waiting) => waiting.process !== process);
    this.parts.mark('centre.died');
  }

  start(process: number): void {
    if (this.up[process] === true) return;
    this.up[process] = true;
    this.sweep(process);
    if (this.parts.code.is('counting stops after a restart')) return;
    for (const till of new Set([...this.database.incarnations.values()].map((life) => life.till)))
      this.count(process, till);
  }

  /** All processes lose their connections; a synchronous replica goes on with everything that was committed. */
  failOver(): void {
    for (const process of this.up.keys()) if (this.up[process] === true) this.kill(process);
    for (const process of this.up.keys()) this.start(process);
    this.parts.mark('centre.failedOver');
  }

  /** The operator says that the database is another one than tills may think. */
  announce(): void {
    this.database.epoch = this.parts.newEpoch();
  }

  backUp(): void {
    this.backup = copyOf(this.database);
    this.parts.heard({ what: 'backUp' });
  }

  /** The database becomes the last backup; `announced`: the operator gives it another epoch. */
  restore(announced: boolean): void {
    if (this.backup === null) return;
    for (const process of this.up.keys()) if (this.up[process] === true) this.kill(process);
    const { ends } = this.database;
    this.database = copyOf(this.backup);
    this.noteLostEnds(ends, this.database.ends);
    this.parts.heard({ what: 'restore' });
    this.parts.tell(`restored to ${this.database.order.length - 1}`);
    if (announced) this.database.epoch = this.parts.newEpoch();
    this.parts.mark(announced ? 'centre.restored' : 'centre.restoredUnannounced');
    for (const process of this.up.keys()) this.start(process);
  }
}
