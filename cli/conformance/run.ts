/** `npm run conformance`: the centre's protocol on a real PostgreSQL with real server processes, shorter or longer. */
import { parseArgs } from 'node:util';
import { runTool } from '../test/tool.ts';

const HELP = `npm run conformance [-- options] [FILE or part of its name ...]

Tries two real server processes on one real PostgreSQL: many tills at once, answers lost, batches cut, kill -9 of
servers and of PostgreSQL, a centre restored from an older copy, a replica promoted while tills push. It is part of
npm test, where it is short.

  --long               a transaction stays open for 60 s, and each thing is killed 10 times
  --open-seconds N     how long a transaction stays open while tills go on
  --kills N            how often each thing is killed
  --help               this text`;

const LONG = { open: 60, kills: 10 } as const;
const SHORT = { open: 2, kills: 1 } as const;

/** What the command was asked for; `help` when that is asked for. Throws one clear line about wrong arguments. */
export function planConformance(
  args: readonly string[],
): { readonly openSeconds: number; readonly kills: number; readonly files: readonly string[] } | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      long: { type: 'boolean', default: false },
      'open-seconds': { type: 'string' },
      kills: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const usual = values.long ? LONG : SHORT;
  return {
    openSeconds: whole('--open-seconds', values['open-seconds'], usual.open),
    kills: whole('--kills', values.kills, usual.kills),
    files: positionals,
  };
}

/** Runs the suite; returns 0 where everything held. */
export async function run(args: readonly string[]): Promise<number> {
  const plan = planConformance(args);
  if (plan === 'help') {
    console.log(HELP);
    return 0;
  }
  const { openSeconds, kills, files } = plan;
  console.log(`A transaction stays open for ${openSeconds} s; each thing is killed ${kills} times.`);
  const named = files.map((file) => (file.includes('/') ? file : `tests/conformance/${file}`));
  return runTool('vitest', ['run', ...(named.length === 0 ? ['tests/conformance'] : named)], {
    LOIAL_CONFORMANCE_OPEN_S: String(openSeconds),
    LOIAL_CONFORMANCE_KILLS: String(kills),
  });
}

function whole(name: string, value: string | undefined, otherwise: number): number {
  const number = value === undefined ? otherwise : Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${name} is a whole number from 1 on.`);
  return number;
}
