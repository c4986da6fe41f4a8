/** A till's log and files driven by hand: it syncs only when a test lets it, in this thread, by the real session against a real centre. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ledger, openLedger } from '../../db/ledger/ledger.ts';
import { openReplica } from '../../db/replica/replica.ts';
import { bani } from '../../domain/amount/bani.ts';
import { points } from '../../domain/amount/points.ts';
import { assert } from '../../domain/assert.ts';
import {
  type GiftCardId,
  giftCardId,
  incarnationId,
  lotOf,
  type MemberId,
  memberId,
  recordId,
  uuid7,
} from '../../domain/identity/ids.ts';
import type { Person } from '../../domain/person/person.ts';
import type { Beside, RecordContent, RecordDraft } from '../../domain/record/record.ts';
import { Courtesy } from '../../electron/courtesy.ts';
import { openCentre } from '../../electron/sync/centre.ts';
import { openSession, type SnapshotEvents, type World } from '../../electron/sync/session.ts';
import { install, SnapshotTaking, type Without } from '../../electron/sync/snapshot.ts';
import { openWire } from '../../electron/sync/wire.ts';
import type { SyncReport, TillIdentity } from '../../electron/till/links.ts';

const newUuid = (): string => uuid7(Date.now(), randomBytes(10));
export const WORLD: World = {
  wallMs: () => Date.now(),
  steadyMs: () => performance.now(),
  chance: () => Math.random(),
};
const QUIET: SnapshotEvents = { progress: () => undefined, offered: () => Promise.resolve() };

export class CounterTill {
  readonly dir: string;
  readonly ledger: Ledger;
  identity: TillIdentity;
  readonly troubles: string[] = [];

  private constructor(dir: string, ledger: Ledger, identity: TillIdentity) {
    this.dir = dir;
    this.ledger = ledger;
    this.identity = identity;
  }

  static async enrol(url: string, code: string): Promise<CounterTill> {
    const centre = openCentre();
    const enrolled = await centre.enrol(url, code);
    centre.close();
    assert(enrolled.ok, `the centre took the code: ${JSON.stringify(enrolled)}`);
    const { till, store, number, ordinal, key } = enrolled.value.response;
    const dir = mkdtempSync(join(tmpdir(), 'loial-counter-'));
    const ledger = openLedger(join(dir, 'ledger.db'));
    const identity: TillIdentity = {
      till,
      store,
      number,
      ordinal,
      incarnation: incarnationId(newUuid()),
      centre: { url: enrolled.value.url, key },
    };
    ledger.begin({ ...identity, previous: null, id: recordId(newUuid()), occurredAt: Date.now(), alone: false });
    return new CounterTill(dir, ledger, identity);
  }

  get membersFile(): string {
    return join(this.dir, 'members.db');
  }

  append(content: RecordContent, text: object | null = null, id = newUuid()): number {
    const draft: RecordDraft = {
      ...content,
      id: recordId(id),
      shift: null,
      businessDay: null,
      staff: null,
      programmeVersion: null,
      reverses: null,
      occurredAt: Date.now(),
    };
    const beside: Beside | null = text === null ? null : { salt: '0'.repeat(32), text: JSON.stringify(text) };
    return this.ledger.append(draft, { beside }).record.seq;
  }

  enrolMember(name: string, card: string | null = null): MemberId {
    const member = memberId(newUuid());
    const person = { name, callName: '', phone: '+37369123456', language: 'ro', birthday: null, marketing: false };
    this.append(
      { kind: 'enrolment', member, consent: { programme: true, marketing: false }, entries: [] },
      { person, card },
    );
    return member;
  }

  edit(member: MemberId, changes: Partial<Person>): void {
    this.append({ kind: 'edit', member, fields: Object.keys(changes), entries: [] } as RecordContent, { changes });
  }

  card(kind: 'cardLinked' | 'cardBlocked', member: MemberId, card: string): void {
    this.append({ kind, member, entries: [] } as RecordContent, { card, replaces: null });
  }

  /** Points in a lot of their own, and a use counted for everybody. */
  give(member: MemberId, amount: number): void {
    const id = newUuid();
    const entry = {
      member,
      points: points(amount),
      contra: 'earn',
      lot: lotOf(recordId(id), 0),
      expires: null,
    } as const;
    const count = { member: null, key: 'used:a', day: null, by: 1, line: null, whole: true };
    this.append({ kind: 'event', member, event: 'given', trace: [], entries: [entry], counts: [count] }, null, id);
  }

  /** Money on a new gift card. */
  issue(amount: number, code: string): GiftCardId {
    const card = giftCardId(newUuid());
    this.append(
      {
        kind: 'giftCard',
        card,
        action: 'issue',
        member: null,
        of: null,
        amount: bani(amount),
        tenders: [{ kind: 'cash', amount: bani(amount) }],
        change: bani(0),
        money: [{ card, amount: bani(amount), contra: 'giftcard', expires: null }],
        entries: [],
      },
      { code },
    );
    return card;
  }

  /** A new life as after a fork at the end of what the centre holds: what it does not hold is appended again. */
  reincarnate(held: number): void {
    const { incarnation } = this.identity;
    const ordinal = this.identity.ordinal + 1;
    const hash = held === 0 ? null : this.ledger.hashAt({ incarnation, seq: held });
    const previous = hash === null ? null : { incarnation, seq: held, hash };
    const next = incarnationId(newUuid());
    const { till, store } = this.identity;
    this.ledger.reincarnate({
      till,
      store,
      incarnation: next,
      ordinal,
      previous,
      id: recordId(newUuid()),
      occurredAt: Date.now(),
    });
    this.identity = { ...this.identity, incarnation: next, ordinal };
  }

  /** Pushes and pulls over this address until nothing is left to say. `file`: another members.db than this till's own. */
  async settle(file = this.membersFile): Promise<void> {
    const { centre } = this.identity;
    assert(centre !== null, 'it is of a chain');
    const replica = openReplica(file);
    const wire = openWire(centre.url);
    let done = (): void => undefined;
    const settled = new Promise<void>((resolve) => {
      done = resolve;
    });
    const onReport = ({ state, acked }: SyncReport): void => {
      if (state === 'connected' && acked?.seq === (this.ledger.head()?.seq ?? 0)) done();
    };
    const { identity, ledger } = this;
    const session = openSession({ identity, ledger, replica, wire, world: WORLD, onReport, onFolded: () => undefined });
    await settled;
    session.close();
    wire.close();
    replica.close();
  }

  /** Takes a snapshot and installs it, as the worker does; answers what came of it. */
  async takeSnapshot(on = QUIET, courtesy = new Courtesy(WORLD.steadyMs)): Promise<'installed' | Without> {
    const { centre } = this.identity;
    assert(centre !== null, 'it is of a chain');
    const { identity, ledger, membersFile } = this;
    const replica = openReplica(membersFile);
    const wire = openWire(centre.url);
    const onTrouble = (detail: string): number => this.troubles.push(detail);
    const taking = new SnapshotTaking({
      identity,
      ledger,
      membersFile,
      wire,
      world: WORLD,
      courtesy,
      onTrouble,
    });
    const taken = await taking.take(replica.syncState(), new AbortController().signal, on);
    const { acked } = replica.syncState();
    replica.close();
    wire.close();
    if (typeof taken === 'string') return taken;
    await install(taken, ledger, membersFile, acked);
    return 'installed';
  }

  close(): void {
    this.ledger.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
