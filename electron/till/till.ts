import { join } from 'node:path';
import type { Answer, CheckedRequest, RequestName } from '../../contract/till/api.ts';
import type { TillView } from '../../contract/till/views.ts';
import { isZCode, LONGEST_Z_CODE } from '../../contract/zCode.ts';
import { giftCards } from '../../db/giftcards.ts';
import { members } from '../../db/members.ts';
import { assert } from '../../domain/assert.ts';
import { done, type Outcome, refused } from '../../domain/refusal/refusal.ts';
import { mayStep } from '../../domain/shift/state.ts';
import { Session } from '../staff/session.ts';
import { Counter } from './counter/counter.ts';
import { LastReckoned } from './counter/reckoning.ts';
import { type LastCode, type Taken, takeCode } from './counter/scan.ts';
import { DayClosing } from './day/closing.ts';
import { Register } from './day/register.ts';
import { LEDGER, MEMBERS, openFiles, type TillFiles } from './files.ts';
import { Looked } from './giftcards/cards.ts';
import { handlersOf, LOOKS } from './handlers.ts';
import { liveAnew, readIdentity } from './identity.ts';
import { Import } from './import/import.ts';
import { Lane } from './lane.ts';
import type { ScannerStatus, SyncReport, TillIdentity } from './links.ts';
import { SentCode } from './people/codes.ts';
import { followErasures } from './people/erasing.ts';
import { allowed } from './permissions.ts';
import { askForReceipt, Fetched } from './receipts/find.ts';
import { Report } from './report/report.ts';
import { Rules } from './rules.ts';
import { SettingsKept } from './settings.ts';
import { CountDrafts, FloatDrafts } from './shift/drafts.ts';
import { phaseOf } from './shift/drawer.ts';
import { ShiftSoFar } from './shift/soFar.ts';
import { StoreWeekKept } from './staff/store.ts';
import { Weeks } from './staff/weeks.ts';
import { refusalOf, TroubleLog } from './trouble.ts';
import { tillView } from './view.ts';
import type { Surroundings, Workings } from './workings.ts';

/** The till: everything between its two files and its window. Knows neither Electron nor a socket. */
export interface Till {
  /** The whole state of the window, as it is now. */
  view(): TillView;
  /** Does what a window asked. A refusal is a value and means that nothing was written; nothing is ever thrown. */
  ask<Name extends RequestName>(
    request: Extract<CheckedRequest, { readonly name: Name }>,
  ): Promise<Outcome<Answer<Name>>>;
  /** Calls back after each change of the view; returns how to stop. */
  onChange(listener: () => void): () => void;
  /** A scanner read a code: the same way as `counter.code`. What came of it stands in the view. */
  scanned(code: string): void;
  setScannerStatus(status: ScannerStatus): void;
  setSyncStatus(report: SyncReport): void;
  /** Another members.db was installed: it is read from now on. Throws DataProblem where it cannot be, and goes on with what it had. */
  replicaInstalled(): void;
  /** Closes the files and frees the data folder. The links are their makers' to close, before. */
  close(): void;
}

/** How often the view is pushed although nothing happened: the clock and the age of the centre's word stand in it. */
const REFRESH_MS = 15_000;

/**
 * Opens the till on its data folder. Throws DataProblem, whose message is for people, where the files cannot be used
 * (another till runs on them, they are damaged or from the future): nothing is harmed then, and nothing stays open.
 */
export function openTill(surroundings: Surroundings): Till {
  const trouble = new TroubleLog(surroundings.dataDir, surroundings.clock, surroundings.say);
  const files = openFiles(surroundings.dataDir, trouble);
  try {
    return compose(surroundings, files, trouble);
  } catch (error) {
    files.close();
    throw error;
  }
}

function compose(surroundings: Surroundings, files: TillFiles, trouble: TroubleLog): Till {
  const { ledger, replica } = files;
  const { clock, links, newUuid } = surroundings;
  const listeners = new Set<() => void>();
  const lane = new Lane();
  const rules = new Rules(replica, clock);
  let identity: TillIdentity | null = readIdentity(ledger);
  let sync = reportAtFirst(replica);
  let scanner: ScannerStatus = { state: 'none', port: null };
  let centreAnswers = true;
  let alarm = false;
  let forkedLife: TillIdentity['incarnation'] | null = null;
  let lastCode: LastCode | null = null;
  let closed = false;

  const w: Workings = {
    ...surroundings,
    ledger,
    replica,
    members: members(ledger, replica),
    giftCards: giftCards(ledger, replica),
    rules,
    settings: new SettingsKept(ledger),
    session: new Session(ledger, clock),
    counter: new Counter(ledger),
    lastReckoned: new LastReckoned(),
    fetched: new Fetched(),
    looked: new Looked(),
    importing: new Import({
      workings: () => w,
      dataDir: surroundings.dataDir,
      membersFile: join(surroundings.dataDir, MEMBERS),
      reader: links.lists,
      onTrouble: (error) => trouble.write('a list of members', error),
    }),
    report: new Report({
      ledgerFile: join(surroundings.dataDir, LEDGER),
      reader: links.reports,
      clock,
      head: () => {
        const head = ledger.head();
        return head === null ? null : { incarnation: head.incarnation, seq: head.seq };
      },
      alone: () => ledger.alone(),
      onTrouble: (error) => trouble.write('the months of the log', error),
    }),
    weeks: new Weeks({
      ledgerFile: join(surroundings.dataDir, LEDGER),
      reader: links.reports,
      lastZ: () => ledger.lastZ(),
      onTrouble: (error) => trouble.write('a week of the log', error),
    }),
    storeWeek: new StoreWeekKept(),
    closing: new DayClosing(
      {
        workings: () => w,
        files: { ledger: join(surroundings.dataDir, LEDGER), members: join(surroundings.dataDir, MEMBERS) },
        reader: links.days,
        register: new Register({
          folder: join(surroundings.dataDir, 'register'),
          kept: () => ledger.setting('register'),
          keep: (value) => ledger.set('register', value),
          reader: links.registers,
          onTrouble: (error) => trouble.write("the cash register's file", error),
        }),
        onTrouble: (error) => trouble.write('the close of a day', error),
        onChange: () => changed(),
      },
      ledger,
    ),
    sentCode: new SentCode(),
    drafts: new CountDrafts(ledger),
    floatDrafts: new FloatDrafts(ledger),
    soFar: new ShiftSoFar(ledger),
    identity: () => identity,
    began,
    sync: () => sync,
    shift: openShiftOf(ledger),
    centreAnswers: () => centreAnswers,
    noteCentre: (answered) => {
      centreAnswers = answered;
    },
    written: ({ seq, kind }) => {
      // Seen by whoever opens the next shift: the till has begun a new life, and the manager was told.
      if (kind === 'shiftOpened') alarm = false;
      w.soFar.followSoon();
      links.sync.appended(seq);
    },
    onCounter: (work) => (lane.full ? refused('till.busy') : lane.run(work)),
    selling: (work) =>
      w.onCounter(() => {
        const may = mayStep(phaseOf(w), 'sell');
        return may.ok ? work() : may;
      }),
  };

  // Begun in the middle of a shift: what it came to is read now, and not when somebody looks.
  w.soFar.follow();

  const view = (): TillView => tillView(w, scanner, alarm);
  const handlers = handlersOf(w, { view, takeCode: code });

  function began(begun: TillIdentity): void {
    identity = begun;
    if (begun.centre !== null) links.centre.use(begun);
    links.sync.start(begun);
  }

  function changed(): void {
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        trouble.write('a listener of the view', error);
      }
    }
  }

  /** What went wrong, as a refusal; the whole of it goes to the log. */
  function troubled(
    where: string,
    error: unknown,
  ): { readonly ok: false; readonly refusal: ReturnType<typeof refusalOf> } {
    trouble.write(where, error);
    return { ok: false, refusal: refusalOf(error) };
  }

  /** The one way of codes. Only a receipt that nobody here knows asks the centre, and nothing waits for that. */
  function code(text: string): Outcome<null> | Promise<Outcome<null>> {
    const took = w.selling<Taken>(() => {
      const { taken, remember } = takeCode(w, text, lastCode);
      lastCode = remember;
      return done(taken);
    });
    return took instanceof Promise ? took.then((each) => tookCode(text, each)) : tookCode(text, took);
  }

  function tookCode(text: string, took: Outcome<Taken>): Outcome<null> | Promise<Outcome<null>> {
    if (!took.ok) return took;
    const taken = took.value;
    if ('askCentre' in taken) return openAfterAsking(text, taken.askCentre);
    return 'outcome' in taken ? taken.outcome : done(null);
  }

  async function openAfterAsking(text: string, number: string): Promise<Outcome<null>> {
    const found = await askForReceipt(w, number);
    w.counter.scanned(text.trim(), found.ok ? null : found.refusal, found.ok ? found.value : null);
    return found.ok ? done(null) : found;
  }

  function answer(request: CheckedRequest): Outcome<unknown> | Promise<Outcome<unknown>> {
    const { name, input } = request;
    try {
      const staff = w.session.staff;
      const may = allowed(name, staff?.role ?? null, phaseOf(w));
      if (!may.ok) return may;
      // The map is typed by name; TypeScript cannot follow a union through an index (as in contract/till/api.ts).
      const handler = handlers[name] as (input: unknown) => Outcome<unknown> | Promise<Outcome<unknown>>;
      const outcome = handler(input);
      return outcome instanceof Promise ? outcome.catch((error: unknown) => troubled(name, error)) : outcome;
    } catch (error) {
      return troubled(name, error);
    }
  }

  function ask(asked: CheckedRequest): Promise<Outcome<unknown>> {
    if (closed) return Promise.resolve(refused('till.busy'));
    const request = asMeant(asked);
    const outcome = answer(request);
    if (request !== asked && request.name === 'day.paper') {
      assert(!(outcome instanceof Promise), 'the form of a Z is taken or refused at once');
      w.counter.scanned(request.input.code.trim(), outcome.ok ? null : outcome.refusal, null);
    }
    const look = LOOKS.has(request.name);
    if (!look) links.deed();
    if (!(outcome instanceof Promise)) {
      if (!look) changed();
      return Promise.resolve(outcome);
    }
    // The id of the record to come may already stand saved: the window sees what waits while the centre is asked.
    return outcome.then((value) => {
      if (!look && !closed) changed();
      return value;
    });
  }

  /** A scan's refusal stands in the view, also where the scan was not even allowed. */
  function scanned(text: string): void {
    const before = w.counter.scan?.count ?? 0;
    void ask({ name: 'counter.code', input: { code: text.slice(0, LONGEST_Z_CODE) } }).then((outcome) => {
      if (outcome.ok || closed || (w.counter.scan?.count ?? 0) > before) return;
      w.counter.scanned(text.slice(0, 200).trim(), outcome.refusal, null);
      changed();
    });
  }

  /**
   * The centre met another life of this till (truth 7). It is said again in each report of the worker that lives the
   * forked life: only the first counts, and none that comes late after the new life began.
   */
  function forked(fork: NonNullable<SyncReport['fork']>, acked: SyncReport['acked']): void {
    if (identity === null || acked?.incarnation !== identity.incarnation || forkedLife === identity.incarnation) return;
    alarm = true;
    trouble.write('the centre', new Error(`another life of this till is there, from number ${fork.seq} on`));
    const anew = liveAnew(ledger, identity, { fork, acked }, newUuid, clock());
    forkedLife = identity.incarnation;
    if (anew !== null) began(anew);
  }

  function setSyncStatus(report: SyncReport): void {
    const before = sync;
    sync = report;
    if (report.heardAt !== before.heardAt) centreAnswers = true;
    try {
      if (report.revision !== before.revision) {
        rules.forget();
        if (identity !== null) w.session.refresh(rules.staff(identity.store));
        followErasures(w);
      }
      if (report.fork !== null) forked(report.fork, report.acked);
    } catch (error) {
      trouble.write('sync', error);
    }
    if (!closed) changed();
  }

  links.scanner.choose(w.settings.now.scannerPort);
  if (identity !== null) {
    followErasures(w);
    began(identity);
  }
  w.importing.resume();
  const refreshing = setInterval(changed, REFRESH_MS);
  refreshing.unref();

  return {
    view,
    // Each request's handler gives its own answer (typed in Handlers); the union of all cannot tell which.
    ask: ask as Till['ask'],
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    scanned,
    setScannerStatus(status) {
      scanner = status;
      changed();
    },
    setSyncStatus,
    replicaInstalled() {
      if (closed) return;
      files.replica.reopen();
      rules.forget();
      if (identity !== null) w.session.refresh(rules.staff(identity.store));
      changed();
    },
    close() {
      if (closed) return;
      closed = true;
      clearInterval(refreshing);
      w.importing.close();
      w.soFar.close();
      w.report.drop();
      w.weeks.close();
      w.closing.stop();
      listeners.clear();
      files.close();
    },
  };
}

/**
 * A scanner reads the form of a Z like any other code, wherever the window is: it is no code of a sale, and needs no shift. What came of it
 * stands in the view as of any other scan.
 */
function asMeant(request: CheckedRequest): CheckedRequest {
  if (request.name !== 'counter.code' || !isZCode(request.input.code)) return request;
  return { name: 'day.paper', input: request.input };
}

/** The open shift, read once a record: only a record changes it, and each view asks several times. */
function openShiftOf(ledger: Workings['ledger']): Workings['shift'] {
  let read: { readonly hash: string; readonly shift: ReturnType<Workings['shift']> } | null = null;
  return () => {
    const hash = ledger.head()?.hash ?? '';
    if (read?.hash !== hash) read = { hash, shift: ledger.openShift() };
    return read.shift;
  };
}

/** Until the sync worker speaks: what members.db remembers of the last time. */
function reportAtFirst(replica: Workings['replica']): SyncReport {
  const { acked, heardAt, clockSkewMs } = replica.syncState();
  return {
    state: 'offline',
    heardAt,
    acked,
    loaded: null,
    clockSkewMs: heardAt === null ? null : clockSkewMs,
    refusal: null,
    restored: false,
    fork: null,
    revision: 0,
  };
}
