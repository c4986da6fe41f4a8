/** `node cli/loial.mjs server`: one process of the centre on a PostgreSQL, until it is told to stop. */
import { parseArgs } from 'node:util';
import { serveCentre } from '../../server/main.ts';
import { type GatewayPlace, gatewayPlace } from '../../server/messages/gateway.ts';

const HELP = `node cli/loial.mjs server --database-url URL [--port N] [--host ADDRESS]

Runs the centre on a PostgreSQL. Any number of these may run on one database. Ctrl-C stops it.
  --database-url URL   postgres://user:password@host:port/database; the DATABASE_URL of the environment if left out
  --port N             where to listen (7300 if left out; 0: any free port)
  --host ADDRESS       the address to listen on (127.0.0.1 if left out)
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
      readonly messages: GatewayPlace | null;
    }
  | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'database-url': { type: 'string' },
      port: { type: 'string', default: String(DEFAULT_PORT) },
      host: { type: 'string', default: '127.0.0.1' },
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
  return { databaseUrl, port, host: values.host, messages: gatewayPlace(environment) };
}

/** Runs a centre until SIGINT or SIGTERM; prints where it listens. Returns 0 after a clean stop. */
export async function run(args: readonly string[]): Promise<number> {
  const plan = planServer(args, process.env);
  if (plan === 'help') {
    console.log(HELP);
    return 0;
  }
  const centre = await serveCentre(plan);
  console.log(`The centre listens on ${centre.url}`);
  await new Promise<void>((settle) => {
    process.once('SIGINT', () => settle());
    process.once('SIGTERM', () => settle());
  });
  await centre.stop();
  return 0;
}
