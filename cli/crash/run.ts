/** `npm run crash`: kill -9 of a selling till, as often as asked, and what came of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../bench/figure.ts';
import { type CrashReport, crashCampaign, type Round } from './campaign.ts';

const HELP = `npm run crash [-- options]

Starts a real till on a folder of its own, sells on it, kills it at a random moment, starts it again and looks
whether everything that was confirmed is there. Prints a line a round, and ends with 1 where anything is missing.

  --rounds N   how many times it is killed (200 if left out)
  --seed S     which sales and moments; the sales are the same for the same seed, the machine's timing is not
  --keep       leaves the till's folder where it is, and says where
  --help       this text`;

export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(Date.now()) },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a number from 1 on.');
  const dir = mkdtempSync(join(tmpdir(), 'loial-crash-'));
  console.log(`Seed ${values.seed}, ${rounds} rounds.`);
  try {
    const report = await crashCampaign({
      rounds,
      seed: values.seed,
      dir,
      onRound: (round) => console.log(line(round)),
    });
    console.log(summary(report));
    return report.findings.length === 0 ? 0 : 1;
  } finally {
    if (values.keep) console.log(`Kept in ${dir}`);
    else rmSync(dir, { recursive: true, force: true });
  }
}

function line({ round, opening, confirmed, asked, doubt, startMs, findings }: Round): string {
  const cut = asked === null ? 'between two acts' : `in ${asked}${doubt === 'committed' ? ', which was on disk' : ''}`;
  const where = `${cut}${opening ? ', and again while opening' : ''}`;
  const verdict = findings.length === 0 ? 'all there' : findings.join('; ');
  return `${String(round).padStart(4)}  ${String(confirmed).padStart(4)} confirmed, killed ${where}; back in ${Math.round(startMs)} ms: ${verdict}`;
}

function summary({ rounds, records, findings }: CrashReport): string {
  const kept = rounds.filter(({ doubt }) => doubt === 'committed').length;
  const start = Math.round(median(rounds.map(({ startMs }) => startMs)));
  const words = [
    `${rounds.length} kills, ${records} records in the log, ${kept} times the last record was on disk and its answer lost.`,
    `Opening took ${start} ms (median).`,
    findings.length === 0 ? 'No confirmed record is missing; the chain is whole.' : findings.join('\n'),
  ];
  return words.join('\n');
}
