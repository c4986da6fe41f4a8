/** The central server as a program of its own: ends when its input ends, so it never outlives who started it. */
import * as z from 'zod';
import { serveCentre } from '../../server/main.ts';
import { gatewayPlace } from '../../server/messages/gateway.ts';

const order = z.tuple([z.string().regex(/^\d+$/).transform(Number)]);

if (import.meta.main) {
  const [port] = order.parse(process.argv.slice(2));
  const databaseUrl = process.env['DATABASE_URL'];
  if (databaseUrl === undefined) throw new Error('The central server needs DATABASE_URL.');
  const centre = await serveCentre({ databaseUrl, port, messages: gatewayPlace(process.env) });
  console.log(`ready ${centre.url}`);
  const stop = async (): Promise<void> => {
    await centre.stop();
    process.exit(0);
  };
  process.stdin.on('end', stop).on('error', stop).resume();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}
