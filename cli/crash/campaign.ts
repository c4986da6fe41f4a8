/** Kills a till at random moments while it sells, and looks each time whether anything confirmed is missing. */
import { mkdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { readLedger } from '../../db/ledger/ledger.ts';
import { verifyTill } from '../../db/verify.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { chanceFrom } from '../sample/chance.ts';
import { makePeople } from '../sample/people.ts';
import { NotAllowed, openWindow, type PlainWindow } from '../window/open.ts';
import { checkLog, checkWindow, type Doubt, ledgerFile, lookFor, membersFile } from './check.ts';
import { type Act, Known } from './known.ts';
import { type Cashier, Disagreement, serveCustomers } from './stream.ts';
import { type StartingTill, spawnTill } from './till.ts';

export interface CrashOptions {
  readonly rounds: number;
  readonly seed: string;
  /** A folder for this campaign alone: the till's data and what it said. */
  readonly dir: string;
  readonly onRound?: (round: Round) => void;
}

/** One life of the till, from its start to its violent end. */
export interface Round {
  readonly round: number;
  /** Killed while it opened, before anybody could sign in. */
  readonly opening: boolean;
  /** Records confirmed in it. */
  readonly confirmed: number;
  /** What the cashier was waiting for when it ended; null: for nothing. */
  readonly asked: Act['does'] | null;
  readonly doubt: Doubt;
  /** From the spawn after it to the address of a window, ms. */
  readonly startMs: number;
  readonly findings: readonly string[];
}

export interface CrashReport {
  readonly rounds: readonly Round[];
  readonly records: number;
  /** All of them, those of the last whole verification too; empty: nothing was lost. */
  readonly findings: readonly string[];
}

/** The kill comes after so many acts at most (a sale is some eight of them), and so much later at most, ms. */
const MOST_ACTS = 60;
const LATEST_MS = 12;
/** Or, on a machine that is slow or a till that hangs, after this, ms. */
const LONGEST_ROUND_MS = 2000;
/** How long a till may have been opening when it is killed there, ms. */
const LONGEST_OPENING_MS = 500;
/** Of the rounds, so many are cut while the till opens. */
const OPENING_SHARE = 0.15;
/** Each so many rounds the whole log is verified, not only what is new. */
const WHOLE_EACH = 20;
const PIN = '4826';

/** Runs the campaign; throws only where the till does not open or a request is refused that must not be. */
export async function crashCampaign({ rounds, seed, dir, onRound }: CrashOptions): Promise<CrashReport> {
  mkdirSync(dir, { recursive: true });
  const chance = chanceFrom(`${seed}/crash`);
  const bornMs = Date.now();
  const joiners = makePeople(seed, 60, { bornMs, today: civilDateAt(bornMs), storeWeights: [1] }).filter(
    ({ person }) => person.phone !== null,
  );
  const known = new Known();
  const done: Round[] = [];
  let till = spawnTill(dir);
  try {
    let opened = await whenReady(till);
    const setUp = await openWindow(opened.url);
    await setUp.ask('setup.alone', { store: 'Alimentara', manager: 'Ion', pin: PIN, language: 'ro' });
    let window = await signIn(setUp);
    const begun = checkLog(dir, known, null, 0);
    // The records that setting up made: nobody saw them one by one.
    const strange = begun.findings.filter((finding) => !/nobody saw|asked for nothing/.test(finding));
    if (strange.length > 0) throw new Disagreement(strange.join('; '));

    for (let round = 1; round <= rounds; round++) {
      const before = { confirmed: known.confirmed.length, seq: known.seq };
      const cut = await cutOff({ window, known, chance, joiners }, till);
      const confirmed = known.seq - before.seq;
      const opening = chance.hit(OPENING_SHARE);
      if (opening) {
        till = spawnTill(dir);
        await wait(chance.between(0, LONGEST_OPENING_MS));
        await till.child.kill();
        await till.ready;
      }
      till = spawnTill(dir);
      opened = await whenReady(till);
      const log = checkLog(dir, known, cut.act, before.confirmed);
      window = await signIn(await openWindow(opened.url));
      const shown = await checkWindow(window, known, cut.act);
      known.crashed();
      const findings = [...cut.findings, ...log.findings, ...shown, ...(round % WHOLE_EACH === 0 ? whole(dir) : [])];
      const asked = cut.act?.does ?? null;
      const ended: Round = { round, opening, confirmed, asked, doubt: log.doubt, startMs: opened.tookMs, findings };
      done.push(ended);
      onRound?.(ended);
      // What was lost once is not asked for again in every later round.
      if (findings.length > 0) break;
    }
    window.close();
    await till.child.stop();
  } finally {
    await till.child.kill();
  }
  return {
    rounds: done,
    records: known.seq,
    findings: [...done.flatMap(({ findings }) => findings), ...end(dir, known)],
  };
}

/** Sells until the process is killed from outside, at a moment that chance chose. */
async function cutOff(
  seller: Omit<Cashier, 'onAct'>,
  till: StartingTill,
): Promise<{ readonly act: Act | null; readonly findings: readonly string[] }> {
  const { chance } = seller;
  const [acts, laterMs] = [chance.between(0, MOST_ACTS), chance.next() * LATEST_MS];
  const kill = (): void => void till.child.kill();
  let act = 0;
  const late = setTimeout(kill, LONGEST_ROUND_MS);
  const onAct = (): void => {
    if (act++ === acts) setTimeout(kill, laterMs);
  };
  try {
    return { act: await serveCustomers({ ...seller, onAct }), findings: [] };
  } catch (error) {
    // Nothing that this cashier asks for may be refused.
    if (!(error instanceof Disagreement || error instanceof NotAllowed)) throw error;
    return { act: null, findings: [error.message] };
  } finally {
    clearTimeout(late);
    await till.child.kill();
  }
}

async function whenReady(till: StartingTill): Promise<{ readonly url: string; readonly tookMs: number }> {
  const ready = await till.ready;
  if (ready === null) throw new Error(`The till did not open: ${till.child.lastWords() || 'it said nothing'}`);
  return ready;
}

async function signIn(window: PlainWindow): Promise<PlainWindow> {
  const [manager] = await window.ask('staff.list', {});
  if (manager === undefined) throw new Disagreement('nobody is there who could sign in');
  await window.ask('staff.signIn', { staff: manager.id, pin: PIN });
  return window;
}

function whole(dir: string): string[] {
  const { findings } = verifyTill({ ledgerFile: ledgerFile(dir), membersFile: membersFile(dir) });
  return findings.map(({ truth, where, detail }) => `truth ${truth}, ${where}: ${detail}`);
}

/** All that was ever confirmed, and the whole log. */
function end(dir: string, known: Known): string[] {
  const findings: string[] = [];
  const ledger = readLedger(ledgerFile(dir));
  try {
    lookFor(ledger, known.confirmed, findings);
  } finally {
    ledger.close();
  }
  return [...findings, ...whole(dir)];
}
