import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import type {
  CodeRequest,
  CodeResponse,
  CodeTryRequest,
  CodeTryResponse,
  EnrolResponse,
  GiftCardHoldRequest,
  GiftCardHoldResponse,
  GiftCardLookResponse,
  HistoryResponse,
  HoldRequest,
  HoldResponse,
  PublishResponse,
  RetireRequest,
  RetireResponse,
} from '../../contract/sync/messages.ts';
import type { ReceiptState, State } from '../../contract/sync/states.ts';
import { type Answer, checkRequest, type REQUESTS, type RequestName } from '../../contract/till/api.ts';
import type { TillView } from '../../contract/till/views.ts';
import { readLedger } from '../../db/ledger/ledger.ts';
import { openReplica } from '../../db/replica/replica.ts';
import { assert } from '../../domain/assert.ts';
import { uuid7 } from '../../domain/identity/ids.ts';
import { type Outcome, refused } from '../../domain/refusal/refusal.ts';
import { Courtesy } from '../courtesy.ts';
import { dayFileMaker } from '../day/files/maker.ts';
import { dayReader } from '../day/reader.ts';
import { registerReader } from '../day/register/reader.ts';
import { type ListReader, listReader } from '../import/reader.ts';
import { reportReader } from '../report/reader.ts';
import {
  type Centre,
  type Links,
  NOTHING_HEARD,
  type SyncControl,
  type SyncReport,
  type TillIdentity,
  type Unreachable,
} from './links.ts';
import { openTill, type Till } from './till.ts';

/**
 * A till put together for rehearsing: real files in a folder of its own, folding as the sync worker does it, and a
 * centre that answers what it is told to. For this room's tests and measurements; no clock and no chance but what it
 * is given.
 */
export interface Rehearsal {
  readonly dir: string;
  readonly clock: { now: number };
  readonly centre: RehearsedCentre;
  readonly scanner: { readonly chosen: (string | null)[] };
  readonly till: Till;
  ask<Name extends RequestName>(name: Name, input: z.input<(typeof REQUESTS)[Name]>): Promise<Outcome<Answer<Name>>>;
  /** As `ask`, where a refusal would be a mistake of the test. */
  must<Name extends RequestName>(name: Name, input: z.input<(typeof REQUESTS)[Name]>): Promise<Answer<Name>>;
  view(): TillView;
  /** The last number in the log: what a refused request must leave as it was. */
  seq(): number;
  /** What the centre tells in a pull. */
  tell(states: readonly State[]): void;
  report(some: Partial<SyncReport>): void;
  /** Closes the till and opens it again on the same files, as after a crash; nobody is signed in then. */
  restart(between?: () => void): void;
  close(): void;
}

/** What the centre says when it is asked; changed by the rehearsal as it goes. */
export interface RehearsedCentre {
  enrolled: EnrolResponse | null;
  hold: (request: HoldRequest) => Promise<HoldResponse | Unreachable>;
  holdMoney: (request: GiftCardHoldRequest) => Promise<GiftCardHoldResponse | Unreachable>;
  sendCode: (request: CodeRequest) => Promise<CodeResponse | Unreachable>;
  tryCode: (request: CodeTryRequest) => Promise<CodeTryResponse | Unreachable>;
  giftCard: (code: string) => Promise<GiftCardLookResponse['card'] | Unreachable>;
  receipt: (number: string) => Promise<ReceiptState | null | Unreachable>;
  history: () => Promise<HistoryResponse | Unreachable>;
  publish: (programme: object) => Promise<PublishResponse | Unreachable>;
  retire: (request: RetireRequest, how: 'retire' | 'restore') => Promise<RetireResponse | Unreachable>;
  drawDay: Centre['drawDay'];
  storeWeek: Centre['storeWeek'];
  dayReceipts: Centre['dayReceipts'];
  dayParts: Centre['dayParts'];
  /** What it was asked, in order. */
  readonly held: HoldRequest[];
  readonly heldMoney: GiftCardHoldRequest[];
}

/** 2026-11-21 10:00 in Chișinău. */
export const MORNING = Date.UTC(2026, 10, 21, 8);

let rehearsals = 0;

export interface RehearsalOptions {
  /** False leaves own records to the uncounted tail. */
  readonly folds?: boolean;
  /** Left out: a new folder. */
  readonly dir?: string;
  /** What is told of each deed at the counter. Left out: its clock stands still, so that nothing ever rests. */
  readonly courtesy?: Courtesy;
  /** Left out: the real one, with this courtesy. */
  readonly lists?: ListReader;
}

/** Opens a till; it is not set up. */
export function rehearse(options: RehearsalOptions = {}): Rehearsal {
  const { folds = true, dir = mkdtempSync(join(tmpdir(), 'loial-till-')), courtesy = new Courtesy(() => 0) } = options;
  const clock = { now: MORNING };
  // Ids of two rehearsals never meet, as those of two tills do not.
  let made = ++rehearsals * 1_000_000;
  const newUuid = (): string => {
    const random = new Uint8Array(10);
    new DataView(random.buffer).setUint32(6, ++made);
    return uuid7(clock.now, random);
  };
  const randomBytes = (count: number): Uint8Array => new Uint8Array(count).fill(++made % 256);
  const unreachable = (): Promise<Unreachable> => Promise.resolve('unreachable');
  const held: HoldRequest[] = [];
  const heldMoney: GiftCardHoldRequest[] = [];
  const chosen: (string | null)[] = [];
  const centre: RehearsedCentre = {
    enrolled: null,
    hold: unreachable,
    holdMoney: unreachable,
    sendCode: unreachable,
    tryCode: unreachable,
    giftCard: unreachable,
    receipt: unreachable,
    history: unreachable,
    drawDay: unreachable,
    storeWeek: unreachable,
    dayReceipts: unreachable,
    dayParts: unreachable,
    publish: unreachable,
    retire: unreachable,
    held,
    heldMoney,
  };

  const sync = new RehearsedSync(dir, folds, (report) => till.setSyncStatus(report));
  const links: Links = {
    sync,
    lists: options.lists ?? listReader(new URL('../import/import.worker.ts', import.meta.url), courtesy),
    reports: reportReader(new URL('../report/report.worker.ts', import.meta.url)),
    days: dayReader(new URL('../day/day.worker.ts', import.meta.url)),
    registers: registerReader(new URL('../day/register/register.worker.ts', import.meta.url)),
    dayFiles: dayFileMaker(new URL('../day/files/dayfile.worker.ts', import.meta.url)),
    deed: () => courtesy.deed(),
    scanner: { ports: () => Promise.resolve([]), choose: (port) => void chosen.push(port) },
    centre: {
      use: () => undefined,
      enrol: (url) =>
        Promise.resolve(
          centre.enrolled === null
            ? refused('setup.codeWrong')
            : { ok: true, value: { url, response: centre.enrolled } },
        ),
      hold: (request) => {
        held.push(request);
        return centre.hold(request);
      },
      holdMoney: (request) => {
        heldMoney.push(request);
        return centre.holdMoney(request);
      },
      sendCode: (request) => centre.sendCode(request),
      tryCode: (request) => centre.tryCode(request),
      giftCard: ({ code }) => centre.giftCard(code),
      receipt: (number) => centre.receipt(number),
      history: () => centre.history(),
      publish: (programme) => centre.publish(programme),
      retire: (request, how) => centre.retire(request, how),
      drawDay: (day, timeoutMs) => centre.drawDay(day, timeoutMs),
      storeWeek: (day, timeoutMs) => centre.storeWeek(day, timeoutMs),
      dayReceipts: (tills, timeoutMs) => centre.dayReceipts(tills, timeoutMs),
      dayParts: (request, timeoutMs) => centre.dayParts(request, timeoutMs),
    },
  };
  const open = (): Till =>
    openTill({ dataDir: dir, clock: () => clock.now, newUuid, randomBytes, links, version: 'rehearsed' });
  let till = open();

  const ask: Rehearsal['ask'] = (name, input) => {
    // Through the same check as a window's message.
    const checked = checkRequest({ id: 1, name, input });
    assert(checked !== null, 'a message');
    if ('code' in checked.request) return Promise.resolve({ ok: false, refusal: checked.request });
    // The request has the name that was asked for; the union cannot tell.
    return till.ask(checked.request as Parameters<typeof till.ask>[0]) as ReturnType<typeof ask<typeof name>>;
  };

  return {
    dir,
    clock,
    centre,
    scanner: { chosen },
    get till() {
      return till;
    },
    ask,
    async must(name, input) {
      const outcome = await ask(name, input);
      assert(outcome.ok, `${name}: ${outcome.ok ? '' : JSON.stringify(outcome.refusal)}`);
      return outcome.value;
    },
    view: () => till.view(),
    seq() {
      const ledger = readLedger(join(dir, 'ledger.db'));
      const seq = ledger.head()?.seq ?? 0;
      ledger.close();
      return seq;
    },
    tell: (states) => sync.tell(states, clock.now),
    report: (some) => sync.report(some),
    restart(between = () => undefined) {
      till.close();
      sync.stop();
      between();
      till = open();
    },
    close() {
      till.close();
      sync.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Folds and tells in this thread, with the real files: what the worker does in its own. */
class RehearsedSync implements SyncControl {
  readonly #dir: string;
  readonly #folds: boolean;
  readonly #said: (report: SyncReport) => void;
  #identity: TillIdentity | null = null;
  #report: SyncReport = { ...NOTHING_HEARD, state: 'connected', revision: 0 };

  constructor(dir: string, folds: boolean, said: (report: SyncReport) => void) {
    this.#dir = dir;
    this.#folds = folds;
    this.#said = said;
  }

  start(identity: TillIdentity): void {
    this.#identity = identity;
  }

  appended(): void {
    if (!this.#folds || this.#identity === null) return;
    const ledger = readLedger(join(this.#dir, 'ledger.db'));
    const replica = openReplica(join(this.#dir, 'members.db'));
    const records = ledger.liveAfter(replica.syncState().folded, 1000);
    replica.foldLocal(records);
    replica.close();
    ledger.close();
    // As from another thread: never within the till's own turn.
    queueMicrotask(() => this.report({}));
  }

  folded(): Promise<void> {
    return Promise.resolve();
  }

  tell(states: readonly State[], now: number): void {
    const replica = openReplica(join(this.#dir, 'members.db'));
    const { epoch, cursor } = replica.syncState();
    replica.applyPull({ epoch: epoch ?? 'epoch', cursor: `${cursor}.`, heardAt: now, nowMs: now, states });
    replica.close();
    this.report({ state: 'connected', heardAt: now });
  }

  report(some: Partial<SyncReport>): void {
    if (this.#identity === null) return;
    this.#report = { ...this.#report, revision: this.#report.revision + 1, ...some };
    this.#said(this.#report);
  }

  stop(): void {
    this.#identity = null;
  }
}
