/** `npm run till`: what an operator does with a till that is dead, or came back, directly on the centre's database. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { uuid7 } from '../../domain/identity/ids.ts';
import { type Admin, openAdmin } from '../../server/admin.ts';

const HELP = `node cli/loial.mjs till list|retire|restore [NUMBER] --database-url URL

A till whose disk is dead is retired at the last number that the centre holds of it: its key is refused from then on, and
the managers of its store are told what is given up. Should it come back, restore lets it go on where it was.
  list                 every till, and whether it is enrolled or retired
  retire NUMBER        the till with this number is no more
  restore NUMBER       it came back after all
  --database-url URL   postgres://user:password@host:port/database; the DATABASE_URL of the environment if left out`;

const DEEDS = ['list', 'retire', 'restore'] as const;

interface Plan {
  readonly deed: (typeof DEEDS)[number];
  /** The till's number; null: all of them. */
  readonly number: number | null;
  readonly databaseUrl: string;
}

/** What the command was asked for; `help` when that is asked for. Throws one clear line about wrong arguments. */
export function planTill(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Plan | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'database-url': { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return 'help';
  const deed = DEEDS.find((one) => one === positionals[0]);
  if (deed === undefined) throw new Error(`What is to be done with a till: ${DEEDS.join(', ')}.`);
  const databaseUrl = values['database-url'] ?? environment['DATABASE_URL'];
  if (databaseUrl === undefined || !URL.canParse(databaseUrl)) {
    throw new Error('The centre’s database: --database-url postgres://user:password@host:5432/database');
  }
  if (deed === 'list') return { deed, number: null, databaseUrl };
  const number = Number(positionals[1]);
  if (!Number.isInteger(number) || number < 1 || number > 9999) throw new Error('Which till: a number from 1 to 9999.');
  return { deed, number, databaseUrl };
}

/** Does it and says what came of it. Returns 1 where there is no such till. */
export async function run(args: readonly string[]): Promise<number> {
  const plan = planTill(args, process.env);
  if (plan === 'help') {
    console.log(HELP);
    return 0;
  }
  const clock = (): number => Date.now();
  const newUuid = (): string => uuid7(clock(), randomBytes(10));
  const admin = await openAdmin({ databaseUrl: plan.databaseUrl, clock, newUuid, randomBytes });
  try {
    const { ok, words } = await told(admin, plan);
    console.log(words);
    return ok ? 0 : 1;
  } finally {
    await admin.close();
  }
}

/** What the command does, and the words about it. */
export async function told(
  admin: Pick<Admin, 'tills' | 'retireTill' | 'restoreTill'>,
  { deed, number }: Pick<Plan, 'deed' | 'number'>,
): Promise<{ readonly ok: boolean; readonly words: string }> {
  const tills = await admin.tills();
  if (deed === 'list') {
    const lines = tills.map(
      (till) =>
        `${till.number}\t${till.retired ? 'retired' : till.enrolled ? 'enrolled' : 'not enrolled yet'}\t${till.id}`,
    );
    return { ok: true, words: lines.join('\n') };
  }
  const till = tills.find((one) => one.number === number);
  if (till === undefined) return { ok: false, words: `There is no till ${number}. Nothing was changed.` };
  if (deed === 'restore') {
    await admin.restoreTill(till.id);
    return { ok: true, words: `Till ${number} is let in again: it goes on where it was, and nothing of it was lost.` };
  }
  const known = await admin.retireTill(till.id);
  const last =
    known === null || known.seq === 0
      ? 'nothing ever came from it'
      : `its last record here is number ${known.seq}, hash ${known.hash}`;
  return {
    ok: true,
    words: `Till ${number} is retired: ${last}. What it wrote after that counts as lost until it comes back.`,
  };
}
