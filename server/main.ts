/** The centre's composition root: the real clock, chance and ids. */
import { randomBytes } from 'node:crypto';
import { uuid7 } from '../domain/identity/ids.ts';
import { type Centre, startCentre } from './centre.ts';
import { type GatewayPlace, openGateway } from './messages/gateway.ts';

/** What the machine gives: handed to everything here and to `openAdmin`. */
export const MACHINE = {
  clock: () => Date.now(),
  newUuid: () => uuid7(Date.now(), randomBytes(10)),
  randomBytes: (count: number) => randomBytes(count),
};

/**
 * Runs a centre on this machine. `port` 0: any free one; problems go to `log`, one line of JSON each. `messages`: where messages to
 * members go; left out or null: none are sent.
 */
export async function serveCentre(options: {
  readonly databaseUrl: string;
  readonly port: number;
  readonly host?: string;
  readonly log?: (line: string) => void;
  readonly messages?: GatewayPlace | null;
}): Promise<Centre> {
  const messages = options.messages ?? null;
  return startCentre({
    ...MACHINE,
    gateway: messages === null ? null : openGateway(messages),
    databaseUrl: options.databaseUrl,
    port: options.port,
    host: options.host ?? '127.0.0.1',
    log: options.log ?? ((line) => console.error(line)),
  });
}
