/** `node cli/loial.mjs server`: one process of the centre on a PostgreSQL, until it is told to stop. */
import { parseArgs } from 'node:util';
import { openAdmin } from '../../server/admin.ts';
import { MACHINE, serveCentre } from '../../server/main.ts';
import { type GatewayPlace, gatewayPlace } from '../../server/messages/gateway.ts';
import { divide, MOST_PARTS } from '../../server/partitions.ts';

const HELP = `node cli/loial.mjs server --database-url URL [--port N] [--host ADDRESS]

Runs the centre on a PostgreSQL. Any number of these may run on one database. Ctrl-C stops it.
  --database-url URL   postgres://user:password@host:port/database; the DATABASE_URL of the environment if left out
  --port N             where to listen (7300 if left out; 0: any free port)
  --host ADDRESS       the address to listen on (127.0.0.1 if left out)
  --new-epoch          does not serve: says that the database was restored from an older copy, so that every till pushes
                       what is missing and pulls from the beginning
  --divide N           does not serve: divides the tables that grow most into N partitions each (server/OPERATING.md says
                       for whom, and how long it takes); best before the first till is enrolled
  --with-parent        ends when its standard input ends: for a program that starts it

Codes by message need a gateway, named in the environment: LOIAL_MESSAGES_URL and, if it wants one, LOIAL_MESSAGES_TOKEN
(resources/programme/MESSAGES.md).`;

const DEFAULT_PORT = 7300;

/** What the command was asked for; `help` when that is asked for. Throws one clear line about wrong arguments. */
export function planServer(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
):
  | {
      readonly databaseUrl: string;
      readonly port: number;
      readonly host: string;
      readonly isChild: boolean;
      readonly newEpoch: boolean;
      /** Into how many partitions tables are to be divided; null: they stay as they are. */
      readonly divide: number | null;
      readonly messages: GatewayPlace | null;
    }
  | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'database-url': { type: 'string' },
      port: { type: 'string', default: String(DEFAULT_PORT) },
      host: { type: 'string', default: '127.0.0.1' },
      'new-epoch': { type: 'boolean', default: false },
      divide: { type: 'string' },
      'with-parent': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const databaseUrl = values['database-url'] ?? environment['DATABASE_URL'];
  if (databaseUrl === undefined || !URL.canParse(databaseUrl)) {
    throw new Error('The centre needs a PostgreSQL: --database-url postgres://user:password@host:5432/database');
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port is a number from 0 to 65535.');
  const parts = values.divide === undefined ? null : Number(values.divide);
  if (parts !== null && (!Number.isInteger(parts) || parts < 2 || parts > MOST_PARTS)) {
    throw new Error(`--divide is a whole number from 2 to ${MOST_PARTS}.`);
  }
  const how = { isChild: values['with-parent'], newEpoch: values['new-epoch'], divide: parts };
  return { databaseUrl, port, host: values.host, ...how, messages: gatewayPlace(environment) };
}

/** Runs a centre until SIGINT or SIGTERM; prints where it listens. Returns 0 after a clean stop. */
export async function run(args: readonly string[]): Promise<number> {
  const plan = planServer(args, process.env);
  if (plan === 'help') {
    console.log(HELP);
    return 0;
  }
  if (plan.newEpoch) return announce(plan.databaseUrl);
  if (plan.divide !== null) {
    console.log(`Each of the tables that grow most has ${await divide(plan.databaseUrl, plan.divide)} partitions now.`);
    return 0;
  }
  const centre = await serveCentre(plan);
  console.log(`The centre listens on ${centre.url}`);
  await new Promise<void>((settle) => {
    process.once('SIGINT', () => settle());
    process.once('SIGTERM', () => settle());
    if (plan.isChild) process.stdin.once('end', settle).once('error', settle).resume();
  });
  process.stdin.pause();
  await centre.stop();
  return 0;
}

async function announce(databaseUrl: string): Promise<number> {
  const admin = await openAdmin({ ...MACHINE, databaseUrl });
  try {
    console.log(
      `The centre begins anew as ${await admin.newEpoch()}: every till pushes what is missing and pulls again.`,
    );
    return 0;
  } finally {
    await admin.close();
  }
}
