/** `npm run powercut`: what a power cut leaves of a selling till, as often as asked. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { foundIn, type PowerCutReport, powerCutCampaign } from './campaign.ts';

const HELP = `npm run powercut [-- options]

Records what a real till does to its files while it sells (writes, renames, fsyncs), cuts that off at random moments,
throws away what was not synced, wholly or in part, and opens what is left with the real till: everything that was
confirmed must be there. What a disk is trusted with stands in cli/powercut/disk.ts. Linux with a C compiler only.

  --rounds N   how many cuts (1000 if left out)
  --seed S     which sales, moments and losses; the sales are the same for the same seed, the machine's timing is not
  --keep       leaves the recorded till's folder where it is, and says where
  --help       this text`;

export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '1000' },
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
  const dir = mkdtempSync(join(tmpdir(), 'loial-powercut-'));
  console.log(`Seed ${values.seed}, ${rounds} cuts.`);
  try {
    const report = await powerCutCampaign({
      rounds,
      seed: values.seed,
      dir,
      onScene: (name, { deeds, hashes }) =>
        console.log(`Recorded: ${name}; ${deeds.length} deeds, ${hashes.length - 1} records in the log.`),
      onCut: (cut) => {
        for (const finding of foundIn(cut)) console.log(finding);
      },
    });
    console.log(summary(report));
    return report.findings.length === 0 ? 0 : 1;
  } finally {
    if (values.keep) console.log(`Kept in ${dir}`);
    else rmSync(dir, { recursive: true, force: true });
  }
}

function summary({ cuts, findings }: PowerCutReport): string {
  const rebuilt = cuts.filter((cut) => cut.rebuilt).length;
  const more = cuts.filter((cut) => cut.found > cut.confirmed).length;
  return [
    `${cuts.length} cuts; ${more} times a record was on disk whose answer nobody had heard, ${rebuilt} times members.db was begun anew.`,
    findings.length === 0
      ? 'No confirmed record is missing; the chain is whole; each folder opened.'
      : `${findings.length} findings.`,
  ].join('\n');
}
