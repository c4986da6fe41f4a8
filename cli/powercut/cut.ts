/** Cuts the power of a recorded till at moments that chance chooses, and opens what is left with the real till. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readLedger } from '../../db/ledger/ledger.ts';
import { openReplica } from '../../db/replica/replica.ts';
import { verifyTill } from '../../db/verify.ts';
import { openFiles } from '../../electron/till/files.ts';
import { rehearse } from '../../electron/till/rehearsal.ts';
import { TroubleLog } from '../../electron/till/trouble.ts';
import { type Chance, chanceFrom } from '../sample/chance.ts';
import { Disk, type Remains } from './disk.ts';
import { PIN, type Recording, type Told } from './record.ts';
import type { Deed } from './tracer.ts';

export interface Cut {
  /** Before which deed the power went. */
  readonly at: number;
  /** What the till was doing. */
  readonly during: string;
  /** Records confirmed by then. */
  readonly confirmed: number;
  /** Records in what was left. */
  readonly found: number;
  /** members.db was put aside and begun anew. */
  readonly rebuilt: boolean;
  /** What is not as it must be; empty: all is well. */
  readonly findings: readonly string[];
}

export interface CutOptions {
  readonly recording: Recording;
  readonly cuts: number;
  readonly seed: string;
  /** A folder for this alone. */
  readonly dir: string;
  readonly onCut?: (cut: Cut) => void;
}

/** Every so many cuts the whole log is verified, and a sale is made on what was left. */
const VERIFIED_EACH = 3;
const SOLD_EACH = 12;

/** Cuts as often as asked. Rejects only where the trace itself does not hold together. */
export async function cutPower({ recording, cuts, seed, dir, onCut }: CutOptions): Promise<readonly Cut[]> {
  const { root, before, deeds } = recording;
  const chance = chanceFrom(`${seed}/cuts`);
  const moments = momentsOf(deeds, cuts, chance);
  const disk = new Disk(root, before);
  const paths = new Map<number, string>();
  const made: Cut[] = [];
  let next = 0;
  for (const [n, at] of moments.entries()) {
    for (; next < at; next++) {
      const deed = deeds[next];
      if (deed === undefined) break;
      disk.perform(deed);
      if (deed.does === 'open') paths.set(deed.fd, deed.path);
    }
    const folder = join(dir, 'cut');
    rmSync(folder, { recursive: true, force: true });
    build(disk.cut(chance), root, folder);
    const during = wordsOf(deeds[at - 1], paths, root);
    const looked = await look(folder, recording, at, { verify: n % VERIFIED_EACH === 0, sell: n % SOLD_EACH === 0 });
    const cut = { at, during, ...looked };
    made.push(cut);
    onCut?.(cut);
  }
  rmSync(join(dir, 'cut'), { recursive: true, force: true });
  return made;
}

/** One before anything, half of the others anywhere, half beside what happens seldom: names, folders, truncations, pages of the databases. */
function momentsOf(deeds: readonly Deed[], cuts: number, chance: Chance): number[] {
  const paths = new Map<number, string>();
  const seldom: number[] = [];
  for (const [i, deed] of deeds.entries()) {
    if (deed.does === 'open') {
      paths.set(deed.fd, deed.path);
      if (deed.how.created || deed.how.emptied) seldom.push(i);
    } else if (deed.does === 'write') {
      if (paths.get(deed.fd)?.endsWith('.db') === true) seldom.push(i);
    } else if (deed.does !== 'sync' && deed.does !== 'tell') seldom.push(i);
  }
  const any = (): number =>
    seldom.length > 0 && chance.hit(0.5) ? chance.pick(seldom) + chance.between(0, 3) : chance.between(0, deeds.length);
  const others = Array.from({ length: Math.max(0, cuts - 1) }, () => Math.min(any(), deeds.length));
  return [0, ...others].slice(0, cuts).sort((a, b) => a - b);
}

/** Writes what a cut left into a folder, as if it were the traced one. */
function build({ folders, files }: Remains, root: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const each of folders) mkdirSync(join(folder, relative(root, each)), { recursive: true });
  for (const [path, bytes] of files) writeFileSync(join(folder, relative(root, path)), bytes);
}

async function look(
  folder: string,
  recording: Recording,
  at: number,
  { verify, sell }: { readonly verify: boolean; readonly sell: boolean },
): Promise<Pick<Cut, 'confirmed' | 'found' | 'rebuilt' | 'findings'>> {
  const dataDir = join(folder, 'till');
  const since = recording.told.findLastIndex((told) => told.at < at);
  const need = recording.told[since];
  const findings: string[] = [];
  let [found, rebuilt] = [0, false];
  const log = new TroubleLog(
    dataDir,
    () => 0,
    (line) => {
      if (line.includes('put aside')) rebuilt = true;
    },
  );
  try {
    const { ledger, close } = openFiles(dataDir, log);
    try {
      const head = ledger.head();
      found = head?.seq ?? 0;
      if (need !== undefined) compare(need, recording.told[since + 1], ledger, findings);
      if (found > 0 && head?.hash !== recording.hashes[found]) findings.push(`record ${found} was never written so`);
      if (verify) {
        const files = { ledgerFile: join(dataDir, 'ledger.db'), membersFile: join(dataDir, 'members.db') };
        for (const { truth, where, detail } of verifyTill(files).findings)
          findings.push(`truth ${truth}, ${where}: ${detail}`);
      }
    } finally {
      close();
    }
    if (sell && findings.length === 0) await sellOn(dataDir, findings);
  } catch (error) {
    findings.push(`it does not open: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { confirmed: need?.seq ?? 0, found, rebuilt, findings };
}

type Ledger = ReturnType<typeof openFiles>['ledger'];

/** Nothing older than what was told last, nothing newer than what was asked for next. */
function compare(need: Told, next: Told | undefined, ledger: Ledger, findings: string[]): void {
  const head = ledger.head();
  const seq = head?.seq ?? 0;
  if (seq < need.seq) {
    findings.push(`${need.seq} records were confirmed, and ${seq} are there`);
    return;
  }
  if (next !== undefined && seq > next.seq)
    findings.push(`${seq} records are there, and nobody had asked for more than ${next.seq}`);
  if (head !== null && need.seq > 0 && ledger.hashAt({ incarnation: head.incarnation, seq: need.seq }) !== need.hash) {
    findings.push(`record ${need.seq} is not the one that was confirmed`);
  }
  const drafts = [need.draft, next === undefined ? need.draft : next.draft];
  if (!drafts.includes(ledger.draft()))
    findings.push(`on the counter stands ${ledger.draft()}, not ${drafts.join(' or ')}`);
  const settings = [need.settings, next === undefined ? need.settings : next.settings];
  const kept = JSON.stringify(ledger.setting('settings'));
  if (!settings.includes(kept)) findings.push(`the settings are ${kept}, not ${settings.join(' or ')}`);
}

/** The whole till on what was left: somebody signs in and sells. */
async function sellOn(dataDir: string, findings: string[]): Promise<void> {
  const r = rehearse({ dir: dataDir });
  try {
    r.clock.now = Date.now();
    foldAll(dataDir);
    r.report({});
    if (r.view().stage === 'setup') return;
    const [manager] = await r.must('staff.list', {});
    if (manager === undefined) {
      findings.push('nobody is there who could sign in');
      return;
    }
    await r.must('staff.signIn', { staff: manager.id, pin: PIN });
    if (r.view().shift === null) {
      const { businessDay } = await r.must('shift.propose', { businessDay: null });
      await r.must('shift.open', { businessDay, confirmed: [], float: [] });
    }
    const seq = r.seq();
    // Whatever stood on the counter is sold with it, for exactly what is due.
    await r.must('counter.amount', { amount: '12,50', vat: 2000 });
    await r.must('counter.tenders', { tenders: [] });
    await r.must('counter.confirm', { total: r.view().counter.figures.total, fiscalNumber: null });
    if (r.seq() !== seq + 1) findings.push('the next sale made no record');
  } finally {
    r.close();
  }
}

/** What the sync worker does when it starts: who may sign in is read out of the log, where members.db was lost. */
function foldAll(dataDir: string): void {
  const ledger = readLedger(join(dataDir, 'ledger.db'));
  const replica = openReplica(join(dataDir, 'members.db'));
  replica.foldLocal(ledger.liveAfter(replica.syncState().folded, 1_000_000));
  replica.close();
  ledger.close();
}

function wordsOf(deed: Deed | undefined, paths: ReadonlyMap<number, string>, root: string): string {
  if (deed === undefined) return 'nothing yet';
  const name = (path: string | undefined): string => (path === undefined ? '?' : relative(root, path) || 'the folder');
  switch (deed.does) {
    case 'open':
      return `${deed.how.created ? 'creating' : 'opening'} ${name(deed.path)}`;
    case 'write':
      return `writing ${name(paths.get(deed.fd))}`;
    case 'resize':
      return `truncating ${name(paths.get(deed.fd))}`;
    case 'sync':
      return `after a sync of ${name(paths.get(deed.fd))}`;
    case 'rename':
      return `after renaming ${name(deed.from)} to ${name(deed.to)}`;
    case 'unlink':
      return `after removing ${name(deed.path)}`;
    case 'makeFolder':
      return `after making ${name(deed.path)}`;
    case 'tell':
      return 'after an answer';
    case 'begin':
      return 'before a start';
    default:
      return deed satisfies never;
  }
}
