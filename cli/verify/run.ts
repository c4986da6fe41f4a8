/** `npm run verify`: rebuilds chains and balances from the records, at the tills and at the centre, and compares. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DataProblem } from '../../db/problem.ts';
import { verifyTill } from '../../db/verify.ts';
import { heldLives, verifyCentre } from '../../server/verify.ts';
import { defaultDataDir, postgresDir, tillDir } from '../places.ts';
import { startCluster } from '../postgres/cluster.ts';
import { isAlive, readCentreNote, readShopNote } from '../start/notes.ts';
import { tillsIn } from '../start/tills.ts';
import { compareStates, compareWithCentre, type HeldLife } from './compare.ts';

const HELP = `npm run verify [-- options]

Proves the data against itself: walks every hash chain, checks every hash and every text beside the chain, rebuilds
every balance from its entries, and compares the tills with the centre: their records, and what they were told of members. Changes nothing. Ends with 1 if anything is
not as it must be.

  --data DIR    the data folder of "npm start" (.data if left out), or the folder of one till
  --till N      only this till, and what the centre holds of it
  --centre      only the centre
  --no-centre   only the tills

The centre's database is the one of DATABASE_URL, or the one in the data folder; it is started for this if need be.`;

interface Plan {
  readonly data: string;
  readonly till: number | null;
  readonly tills: boolean;
  readonly centre: boolean;
}

/** Reads the arguments; throws one clear line about what is wrong with them. */
export function planVerify(args: readonly string[]): Plan | 'help' {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      data: { type: 'string', default: defaultDataDir() },
      till: { type: 'string' },
      centre: { type: 'boolean' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const till = values.till === undefined ? null : Number(values.till);
  if (till !== null && (!Number.isInteger(till) || till < 1)) throw new Error('--till is a number from 1.');
  if (till !== null && values.centre === true) throw new Error('Either --till or --centre.');
  return { data: resolve(values.data), till, tills: values.centre !== true, centre: values.centre !== false };
}

/** Verifies and prints; returns 0 only if everything holds. */
export async function run(args: readonly string[]): Promise<number> {
  const plan = planVerify(args);
  if (plan === 'help') {
    console.log(HELP);
    return 0;
  }
  const tills = plan.tills ? tillsOf(plan) : [];
  const database = plan.centre ? await centreDatabase(plan.data) : null;
  try {
    if (tills.length === 0 && database === null) {
      throw new Error(
        `There is no till and no centre in ${plan.data}. Nothing was checked; name the folder with --data.`,
      );
    }
    const centre = database === null ? null : { url: database.url, lives: await heldLives(database.url) };
    let wrong = 0;
    for (const till of tills) wrong += await readTill(till, centre);
    if (database !== null && plan.till === null) wrong += await checkCentre(database.url);
    console.log(wrong === 0 ? 'Everything holds.' : `${wrong} findings: not everything holds.`);
    return wrong === 0 ? 0 : 1;
  } finally {
    await database?.stop();
  }
}

type TillFolder = { readonly name: string; readonly dir: string };

function tillsOf({ data, till }: Plan): TillFolder[] {
  if (existsSync(join(data, 'ledger.db'))) return [{ name: 'till', dir: data }];
  const numbers = till === null ? tillsIn(data) : [till];
  return numbers.map((n) => ({ name: `till ${n}`, dir: tillDir(data, n) }));
}

/** A file that cannot be read is a finding too, and the other tills are still looked at. */
async function readTill(till: TillFolder, centre: Centre | null): Promise<number> {
  try {
    return await checkTill(till, centre);
  } catch (error) {
    if (!(error instanceof DataProblem)) throw error;
    console.log(`${till.name}: ${error.message}`);
    return 1;
  }
}

/** The centre, to compare with. */
interface Centre {
  readonly url: string;
  readonly lives: readonly HeldLife[];
}

async function checkTill({ name, dir }: TillFolder, centre: Centre | null): Promise<number> {
  const files = { ledgerFile: join(dir, 'ledger.db'), membersFile: join(dir, 'members.db') };
  const { findings, untried, checked } = verifyTill(files);
  const { records, entries, balances, uncounted } = checked;
  const against = centre === null ? null : compareWithCentre(files, centre.lives);
  const told = centre === null ? null : await compareStates(files, centre.url);
  const unsent = against === null ? '' : `, ${against.unsent} not yet at the centre, ${told?.states} states compared`;
  console.log(
    `${name}: ${records} records, ${entries} entries, ${balances} balances, ${uncounted} entries not yet counted${unsent}`,
  );
  for (const sentence of untried) console.log(`  not proved: ${sentence}`);
  for (const { truth, where, detail } of findings) console.log(`  truth ${truth}: ${where}: ${detail}`);
  for (const detail of against?.findings ?? []) console.log(`  truth 4: ${name}: ${detail}`);
  for (const detail of told?.findings ?? []) console.log(`  truth 2: ${name}: ${detail}`);
  return findings.length + (against?.findings.length ?? 0) + (told?.findings.length ?? 0);
}

async function checkCentre(url: string): Promise<number> {
  const { findings, counts, balance } = await verifyCentre(url);
  console.log(
    `centre: ${counts.records} records of ${counts.incarnations} lives, ${counts.entries} entries, ` +
      `${counts.members} balances, ${balance} points out there`,
  );
  if (counts.uncounted > 0)
    console.log(`  ${counts.uncounted} records wait to be counted: a running centre does so at once`);
  if (counts.unread + counts.alarms + counts.disagreements > 0) {
    console.log(
      `  for a person to look at: ${counts.alarms} alarms, ${counts.disagreements} records that reckon otherwise, ` +
        `${counts.unread} unread`,
    );
  }
  for (const { truth, where, detail } of findings) console.log(`  truth ${truth}: ${where}: ${detail}`);
  return findings.length;
}

/** The centre's database: named, running beside, or started for this; null where this folder has none. */
async function centreDatabase(data: string): Promise<{ readonly url: string; stop(): Promise<void> } | null> {
  const named = process.env['DATABASE_URL'] || null;
  const leave = async (): Promise<void> => undefined;
  if (readShopNote(data)?.alone === true) return null;
  if (named !== null) return { url: named, stop: leave };
  const note = readCentreNote(data);
  if (note !== null && isAlive(note.pid)) return { url: note.databaseUrl, stop: leave };
  if (!existsSync(postgresDir(data))) return null;
  return startCluster({ dir: postgresDir(data) });
}
