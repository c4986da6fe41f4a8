/**
 * A till: its two files, its clock, and the process that runs on them. The sync protocol is the product's own step; what
 * electron/sync/session.ts does with files and the wire for each effect is done here with the models.
 */
import type { PushResponse } from '../../contract/sync/messages.ts';
import { incarnationId, type MemberId } from '../../domain/identity/ids.ts';
import { NO_HASH } from '../../domain/record/record.ts';
import { beginSync, dueMs, type Failure, type SyncEffect, type SyncInput } from '../../electron/sync/protocol.ts';
import type { Centre } from './centre.ts';
import { DiskError } from './disk.ts';

import { FOLDED_AT_ONCE, LATE_MS, lastCommon, PULL_MS, PUSH_MS } from './machine.ts';
import type { Message } from './network.ts';
import { Purse } from './purse.ts';

export class Till extends Purse {
  /** Starts the process on what is on disk. */
  boot(): void {
    if (this.sync !== null) return;
    this.life += 1;
    this.asking = false;
    this.underWay.clear();
    this.tickAt = Number.POSITIVE_INFINITY;
    this.folding = false;
    const before = this.replica.sync();
    if (
      before.acked !== null &&
      before.epoch !== null &&
      this.log.hashAt(before.acked) === null &&
      !this.parts.code.is('members.db of another time is believed')
    ) {
      // members.db has heard of more than this log has: its states are of another time, and all are asked for again.
      this.parts.mark('till.membersAhead');
      this.replica.startOver(before.epoch);
      this.parts.wrote({ what: 'startOver', epoch: before.epoch });
    }
    const known = this.replica.sync();
    const { incarnation } = this.log.life();
    const isOurs = known.acked?.incarnation === incarnation;
    const held = isOurs ? (known.acked?.seq ?? 0) : 0;
    const isForgetful = this.parts.code.is('the till forgets to send what its disk held');
    this.sync = beginSync({
      head: this.log.seq(),
      held: isForgetful ? this.log.seq() : held,
      epoch: known.epoch,
      cursor: known.cursor,
    });
    if (isForgetful) this.sync = { ...this.sync, verified: true };
    this.parts.tell(`till ${this.parts.n} up, head ${this.log.seq()}, held ${held}, cursor ${known.cursor}`);
    // What members.db has heard of erasures, the texts beside the log follow.
    this.forget([...this.replica.erased.rows.keys()]);
    this.fold();
    this.give({ kind: 'tick' });
  }

  appended(): void {
    this.fold();
    this.give({ kind: 'appended', seq: this.log.seq() });
  }

  fold(): void {
    if (this.folding || this.sync === null) return;
    this.folding = true;
    const { life } = this;
    this.parts.at(this.parts.now() + this.parts.dice.below(50), () => {
      if (this.life !== life) return;
      this.folding = false;
      const records = this.log.liveAfter(this.replica.sync().folded, FOLDED_AT_ONCE);
      if (records.length === 0) return;
      try {
        this.replica.fold(records, this.log);
        this.parts.wrote({ what: 'fold' });
      } catch (error) {
        this.restartAfter(error);
        return;
      }
      this.forget(records.flatMap(({ record }) => (record?.kind === 'erased' ? record.members : [])));
      if (records.length === FOLDED_AT_ONCE) this.fold();
    });
  }

  /** What cannot be written ends the sync worker; it begins again from what is on disk. */
  protected restartAfter(error: unknown): void {
    if (!(error instanceof DiskError)) throw error;
    this.sync = null;
    this.life += 1;
    const { life } = this;
    this.parts.at(this.parts.now() + 1000, () => {
      if (this.life === life) this.boot();
    });
  }

  protected give(input: SyncInput): void {
    if (this.sync === null) return;
    const { code, now, dice } = this.parts;
    const stepped = code.step(this.sync, input, { nowMs: now(), chance: dice.fraction() });
    this.sync = stepped.state;
    try {
      for (const effect of stepped.effects) this.perform(effect);
    } catch (error) {
      this.restartAfter(error);
      return;
    }
    const { fork } = this.sync;
    if (fork !== null) {
      this.liveAnew(fork);
      return;
    }
    const due = dueMs(this.sync);
    if (due === null || due >= this.tickAt) return;
    this.tickAt = due;
    const { life } = this;
    this.parts.at(due, () => {
      if (this.life !== life) return;
      this.tickAt = Number.POSITIVE_INFINITY;
      this.give({ kind: 'tick' });
    });
  }

  protected perform(effect: SyncEffect): void {
    const { replica } = this;
    switch (effect.kind) {
      case 'push':
        this.push(effect);
        return;
      case 'pull':
        this.pull(effect);
        return;
      case 'abandon':
        this.underWay.delete(effect.attempt);
        return;
      case 'keepHeld':
        this.disk.write();
        replica.acked({ incarnation: this.log.life().incarnation, seq: effect.seq });
        this.parts.wrote({ what: 'acked', incarnation: this.log.life().incarnation, seq: effect.seq });
        return;
      case 'startOver':
        this.disk.write();
        this.parts.mark('epoch.changed');
        replica.startOver(effect.epoch);
        this.parts.wrote({ what: 'startOver', epoch: effect.epoch });
        return;
      case 'keepStates': {
        this.disk.write();
        const { epoch, cursor, states } = effect.response;
        const before = replica.sync();
        this.parts.pulling(this, effect.response);
        const isNothingNew = states.length === 0 && cursor === before.cursor && epoch === before.epoch;
        const heardAt = this.wall();
        if (isNothingNew) replica.heard(heardAt);
        else replica.applyPull(effect.response, heardAt);
        this.parts.wrote({ what: isNothingNew ? 'heard' : 'pulled', response: effect.response, heardAt });
        if (replica.journal.open > 12) replica.journal.sync();
        for (const raw of states) {
          if (raw.kind === 'display') this.parts.mark('unread.state');
          if (raw.kind === 'member' && raw['erased'] === true) this.forget([raw['id'] as MemberId]);
        }
        if (this.parts.code.is('balance is stored as a sum') || this.parts.code.is('tail is forgotten after a pull')) {
          for (const raw of states)
            if (raw.kind === 'member') this.stored.set(raw['id'] as MemberId, Number(raw['balance']));
        }
        this.parts.pulled(this, effect.response);
        return;
      }
    }
  }

  /** Asks the centre; `timeoutMs` later without an answer it has failed. */
  protected exchange(
    attempt: number,
    timeoutMs: number,
    kind: 'push' | 'pull',
    ask: (process: number, reply: (give: () => void) => void) => void,
  ): void {
    const { network, centre, n, now, at, mark, dice } = this.parts;
    const { life } = this;
    this.underWay.add(attempt);
    const fail = (why: Failure): void => {
      if (this.life !== life || !this.underWay.delete(attempt)) return;
      if (why === 'timeout') mark('timeout');
      this.give({ kind: 'failed', attempt, why });
    };
    const line = network.line(n);
    if (!centre.anyUp() && !line.cutUp) {
      at(now() + 50, () => fail('unreachable'));
      return;
    }
    at(now() + timeoutMs, () => fail('timeout'));
    network.up(n, kind, () => {
      const processes = [...centre.up.keys()].filter((process) => centre.up[process] === true);
      const process = processes[processes.length === 0 ? 0 : dice.below(processes.length)];
      if (process === undefined) return;
      if (process > 0) mark('centre.twoProcesses');
      if (this.protocol < 2) mark('version.old');
      if (centre.version > this.protocol + 1) {
        mark('version.refused');
        network.down(n, kind, () => fail('refused'));
        return;
      }
      ask(process, (give) =>
        network.down(n, kind, () => {
          if (this.life !== life || !this.underWay.delete(attempt)) return;
          give();
        }),
      );
    });
  }

  protected push({ attempt, after, most }: Extract<SyncEffect, { kind: 'push' }>): void {
    const { till, centre, code } = this.parts;
    if (code.is('a lost reply is sent again with new ids') && (this.sync?.push.failures ?? 0) > 0) this.newIds(after);
    const { incarnation } = this.log.life();
    const records = this.log.toSend(after, Math.min(most, 1000));
    this.exchange(attempt, PUSH_MS, 'push', (process, reply) =>
      centre.push(process, till, { incarnation, records: [...records] }, (response) =>
        reply(() => {
          if (response === null) {
            this.give({ kind: 'failed', attempt, why: 'refused' });
            return;
          }
          const ownHash = response.held === 0 ? NO_HASH : this.log.hashAt({ incarnation, seq: response.held });
          if (this.sync !== null && response.held < this.sync.held) this.parts.mark('epoch.heldBack');
          this.give({ kind: 'pushed', attempt, response, ownHash });
        }),
      ),
    );
  }

  protected pull({ attempt, cursor, most, waitMs }: Extract<SyncEffect, { kind: 'pull' }>): void {
    const { till, store, centre, protocol } = { ...this.parts, protocol: this.protocol };
    const { incarnation } = this.log.life();
    this.exchange(attempt, waitMs === 0 ? PULL_MS : waitMs + LATE_MS, 'pull', (process, reply) =>
      centre.pull(process, { till, store, protocol }, { incarnation, cursor, most, waitMs }, (response) =>
        reply(() => this.give({ kind: 'pulled', attempt, response })),
      ),
    );
  }

  /** Asks for a hold of points; answers once, at the latest after `timeoutMs`. */
  askHold(
    ask: Parameters<Centre['hold']>[2],
    timeoutMs: number,
    answer: (granted: boolean | 'unreachable') => void,
  ): void {
    const { centre, till } = this.parts;
    this.ask('hold', (process, reply) => centre.hold(process, till, ask, reply), timeoutMs, answer);
  }

  /** The same of a gift card's money. */
  askMoney(
    ask: Parameters<Centre['holdMoney']>[2],
    timeoutMs: number,
    answer: (granted: boolean | 'unreachable') => void,
  ): void {
    const { centre, till } = this.parts;
    this.ask('money', (process, reply) => centre.holdMoney(process, till, ask, reply), timeoutMs, answer);
  }

  protected ask(
    kind: Message,
    put: (process: number, reply: (granted: boolean) => void) => void,
    timeoutMs: number,
    answer: (granted: boolean | 'unreachable') => void,
  ): void {
    const { network, centre, n, now, at, dice } = this.parts;
    const { life } = this;
    this.asking = true;
    let isDone = false;
    const once = (granted: boolean | 'unreachable'): void => {
      if (isDone || this.life !== life) return;
      isDone = true;
      this.asking = false;
      answer(granted);
    };
    at(now() + timeoutMs, () => once('unreachable'));
    network.up(n, kind, () => {
      const processes = [...centre.up.keys()].filter((process) => centre.up[process] === true);
      const process = processes[processes.length === 0 ? 0 : dice.below(processes.length)];
      if (process !== undefined) put(process, (granted) => network.down(n, kind, () => once(granted)));
    });
  }

  /** After a fork: electron/till/identity.ts liveAnew. */
  protected liveAnew(fork: NonNullable<PushResponse['fork']>): void {
    const { log, parts } = this;
    const { incarnation, ordinal } = log.life();
    const acked = this.replica.sync().acked;
    const common = lastCommon(log, incarnation, fork, acked);
    const next = incarnationId(parts.newUuid(this.wall()));
    const previous = common === null ? null : { ...common, hash: log.hashAt(common) ?? '' };
    this.sync = null;
    this.life += 1;
    try {
      this.disk.write();
    } catch (error) {
      this.restartAfter(error);
      return;
    }
    const first = log.reincarnate(
      this.begun(previous, ordinal + 1),
      ordinal + 1,
      next,
      common,
      !parts.code.is('a new life appends nothing again'),
    );
    const { record } = first;
    if (record !== null) parts.wrote({ what: 'reincarnate', record, hash: log.last()?.hash ?? '' });
    parts.began(first);
    parts.mark('fork.livedAnew');
    parts.tell(`till ${parts.n} lives anew ${next} after ${common?.seq ?? 0}`);
    this.boot();
  }
}
