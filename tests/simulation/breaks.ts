/** Code of the product that a world runs, each function as it is or wrapped so that one truth is broken. */

import { points } from '../../domain/amount/points.ts';
import type { IncarnationId, MemberId } from '../../domain/identity/ids.ts';
import { spendable } from '../../domain/ledger/fold.ts';
import type { Standing } from '../../domain/ledger/standing.ts';
import type { Person } from '../../domain/person/person.ts';
import { evaluate, type SaleInput, type SaleResult } from '../../domain/sale/evaluate.ts';
import { type Moment, type Stepped, type SyncInput, type SyncProtocol, step } from '../../electron/sync/protocol.ts';
import { type Held, type HeldHashes, type Placed, place, type Received } from '../../server/push/batch.ts';
import { type Edited, mergeEdit } from './edits.ts';
import type { Mutation } from './mutations.ts';

export interface Code {
  readonly is: (mutation: Mutation) => boolean;
  readonly place: (batch: readonly Received[], held: Held, hashes: HeldHashes, incarnation: IncarnationId) => Placed;
  readonly step: (state: SyncProtocol, input: SyncInput, moment: Moment) => Stepped;
  readonly evaluate: (input: SaleInput, nowMs: number) => SaleResult;
  readonly mergeEdit: (before: Edited, atMs: number, changes: Partial<Person>) => Edited;
  readonly spendable: typeof spendable;
  readonly booked: (standing: Standing, member: MemberId) => Standing;
}

export function codeWith(mutation: Mutation | null): Code {
  const is = (name: Mutation): boolean => mutation === name;
  return {
    is,
    place: is('a fork is accepted')
      ? acceptingForks
      : is('a gap is accepted')
        ? acceptingGaps
        : is('a repeat is counted twice')
          ? takingRepeats
          : place,
    step: is('the epoch is ignored') ? deaf : step,
    evaluate: is('points depend on the clock') ? byTheClock : (input) => evaluate(input),
    mergeEdit: is('the last edit to arrive wins') ? lastWins : mergeEdit,
    spendable,
    booked: is('debt is cut to zero')
      ? (standing) => (standing.debt > 0 ? { ...standing, balance: points(0), debt: points(0) } : standing)
      : (standing) => standing,
  };
}

function acceptingForks(
  batch: readonly Received[],
  held: Held,
  hashes: HeldHashes,
  incarnation: IncarnationId,
): Placed {
  const placed = place(batch, held, hashes, incarnation);
  return placed.fork === null ? placed : { take: batch.filter(({ seq }) => seq > held.seq), fork: null };
}

function acceptingGaps(batch: readonly Received[], held: Held, hashes: HeldHashes, incarnation: IncarnationId): Placed {
  const first = batch[0];
  return first !== undefined && first.seq > held.seq + 1
    ? { take: batch, fork: null }
    : place(batch, held, hashes, incarnation);
}

function takingRepeats(batch: readonly Received[], held: Held, hashes: HeldHashes, incarnation: IncarnationId): Placed {
  const placed = place(batch, held, hashes, incarnation);
  return placed.fork === null && placed.take.length === 0 && batch.length > 0 ? { take: batch, fork: null } : placed;
}

/** Takes whatever epoch it hears for its own. */
function deaf(state: SyncProtocol, input: SyncInput, moment: Moment): Stepped {
  if (input.kind === 'pulled' || input.kind === 'pushed')
    return step({ ...state, epoch: input.response.epoch }, input, moment);
  return step(state, input, moment);
}

function byTheClock(input: SaleInput, nowMs: number): SaleResult {
  const result = evaluate(input);
  const [lot, ...lots] = result.lots;
  if (lot === undefined || nowMs % 2 === 0) return result;
  return { ...result, earned: points(result.earned + 1), lots: [{ ...lot, points: points(lot.points + 1) }, ...lots] };
}

function lastWins({ person, clocks }: Edited, _atMs: number, changes: Partial<Person>): Edited {
  return { person: { ...person, ...changes }, clocks };
}
