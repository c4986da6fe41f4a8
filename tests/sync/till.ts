/** A till's sync alone, on real files: enrolled over HTTP, its log written by the real ledger, synced by the real worker. */
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ledger, openLedger } from '../../db/ledger/ledger.ts';
import { type LastingReader, openReplica, type ReplicaReader, readLasting } from '../../db/replica/replica.ts';
import { assert } from '../../domain/assert.ts';
import { incarnationId, type MemberId, memberId, type RecordId, recordId, uuid7 } from '../../domain/identity/ids.ts';
import type { Beside, RecordContent, RecordDraft } from '../../domain/record/record.ts';
import { openCentre } from '../../electron/sync/centre.ts';
import { type Sync, startSync } from '../../electron/sync/start.ts';
import type { SyncReport, TillIdentity } from '../../electron/till/links.ts';

const newUuid = (): string => uuid7(Date.now(), randomBytes(10));

const PLAIN: RecordContent = { kind: 'setting', topic: 'tried', entries: [] };

function draftOf(content: RecordContent): RecordDraft {
  return {
    ...content,
    id: recordId(newUuid()),
    shift: null,
    businessDay: null,
    staff: null,
    programmeVersion: null,
    reverses: null,
    occurredAt: Date.now(),
  };
}

export class SyncedTill {
  readonly dir: string;
  readonly identity: TillIdentity;
  readonly ledger: Ledger;
  readonly reports: SyncReport[] = [];
  readonly troubles: Error[] = [];
  sync: Sync;
  #replica: LastingReader | null = null;

  private constructor(dir: string, identity: TillIdentity, ledger: Ledger) {
    this.dir = dir;
    this.identity = identity;
    this.ledger = ledger;
    this.sync = this.#start();
  }

  /** Enrols with a code at the centre and begins its life. */
  static async enrol(url: string, code: string): Promise<SyncedTill> {
    const centre = openCentre();
    const enrolled = await centre.enrol(url, code);
    centre.close();
    assert(enrolled.ok, `the centre took the code: ${JSON.stringify(enrolled)}`);
    const { response } = enrolled.value;
    const dir = mkdtempSync(join(tmpdir(), 'loial-sync-'));
    const ledger = openLedger(join(dir, 'ledger.db'));
    openReplica(join(dir, 'members.db')).close();
    const { till, store, number, ordinal, key } = response;
    const identity: TillIdentity = {
      till,
      store,
      number,
      ordinal,
      incarnation: incarnationId(newUuid()),
      centre: { url: enrolled.value.url, key },
    };
    ledger.begin({ ...identity, previous: null, id: recordId(newUuid()), occurredAt: Date.now(), alone: false });
    return new SyncedTill(dir, identity, ledger);
  }

  #start(): Sync {
    const sync = startSync({
      workerUrl: new URL('../../electron/sync/sync.worker.ts', import.meta.url),
      ledgerFile: join(this.dir, 'ledger.db'),
      membersFile: join(this.dir, 'members.db'),
      onReport: (report) => this.reports.push(report),
      onInstalled: () => this.#replica?.reopen(),
      onTrouble: (error) => this.troubles.push(error),
    });
    sync.start(this.identity);
    return sync;
  }

  /** What is replicated, read beside the worker as the till does. */
  get replica(): ReplicaReader {
    this.#replica ??= readLasting(join(this.dir, 'members.db'));
    return this.#replica;
  }
  get last(): SyncReport | undefined {
    return this.reports.at(-1);
  }
  get acked(): number {
    return this.last?.acked?.seq ?? 0;
  }
  get head(): number {
    return this.ledger.head()?.seq ?? 0;
  }

  append(content: RecordContent, beside: Beside | null = null, reverses: RecordId | null = null): number {
    const { record } = this.ledger.append({ ...draftOf(content), reverses }, { beside });
    this.sync.appended(record.seq);
    return record.seq;
  }

  /** A record under an id that was made before. */
  appendAs(id: RecordId, content: RecordContent): number {
    const { record } = this.ledger.append({ ...draftOf(content), id });
    this.sync.appended(record.seq);
    return record.seq;
  }

  /** Enrols a member at this till. */
  addMember(name: string): MemberId {
    const member = memberId(newUuid());
    const person = { name, callName: '', phone: '+37369123456', language: 'ro', birthday: null, marketing: false };
    const beside = { salt: '0'.repeat(32), text: JSON.stringify({ person, card: null }) };
    this.append({ kind: 'enrolment', member, consent: { programme: true, marketing: false }, entries: [] }, beside);
    return member;
  }

  /** A record that means nothing to anyone else: what the number of records is tried with. */
  addPlain(): number {
    return this.append(PLAIN);
  }

  /** So many of them in one transaction: a backlog. */
  addBacklog(count: number): void {
    this.ledger.appendAll(Array.from({ length: count }, () => ({ draft: draftOf(PLAIN), beside: null })));
    this.sync.appended(this.head);
  }

  /** A copy of the disk as it is now, as a backup or a cloned PC would have it; it starts to sync at once. */
  async copy(): Promise<SyncedTill> {
    await this.sync.close();
    this.ledger.checkpoint();
    const dir = mkdtempSync(join(tmpdir(), 'loial-sync-'));
    for (const file of ['ledger.db', 'members.db']) copyFileSync(join(this.dir, file), join(dir, file));
    this.reports.length = 0;
    this.sync = this.#start();
    return new SyncedTill(dir, this.identity, openLedger(join(dir, 'ledger.db')));
  }

  /** As after a restart of the till: the worker ends, another begins on the same files. */
  async restart(): Promise<void> {
    await this.sync.close();
    this.reports.length = 0;
    this.sync = this.#start();
  }

  async close(): Promise<void> {
    await this.sync.close();
    this.#replica?.close();
    this.ledger.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
