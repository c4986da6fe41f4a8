import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { composeTill, type TillOptions } from '../compose.ts';
import { keptSecret } from './secret.ts';
import { startWindowServer } from './server.ts';
import { createSessions } from './session.ts';

/** What serve.ts was started with. */
export interface ServeArgs {
  readonly dataDir: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly scannerPath: string | null;
  readonly staticDir: string;
  /** End when the standard input ends: whoever started it is gone. */
  readonly isChild: boolean;
}

export const SERVE_USAGE =
  'serve.ts --data DIR [--port N] [--scanner PATH] [--static DIR] [--with-parent]: serves one till to a browser on 127.0.0.1.';

/** Reads the command line; throws with a sentence where it cannot be understood. `bundle` is where the window is. */
export function readServeArgs(args: readonly string[], bundle: string): ServeArgs {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      port: { type: 'string', default: '0' },
      scanner: { type: 'string' },
      static: { type: 'string', default: bundle },
      'with-parent': { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`${values.port} is no port. ${SERVE_USAGE}`);
  if (values.data === undefined) throw new Error(`Which data folder? ${SERVE_USAGE}`);
  return {
    dataDir: resolve(values.data),
    port,
    scannerPath: values.scanner ?? null,
    staticDir: resolve(values.static),
    isChild: values['with-parent'],
  };
}

export interface Serving {
  /** An address that opens one window, once. */
  newUrl(): string;
  close(): Promise<void>;
}

/** Opens the till and serves its window. Throws DataProblem where the data cannot be used; nothing stays open then. */
export async function serve(
  args: ServeArgs,
  options: Pick<
    TillOptions,
    | 'workerUrl'
    | 'importUrl'
    | 'reportUrl'
    | 'dayUrl'
    | 'registerUrl'
    | 'dayFileUrl'
    | 'version'
    | 'world'
    | 'onTrouble'
  >,
): Promise<Serving> {
  const { dataDir, scannerPath, staticDir, port } = args;
  const { world } = options;
  const whole = composeTill({ ...options, dataDir, scannerPath });
  try {
    const server = await startWindowServer({
      till: whole.till,
      sessions: createSessions({
        secret: keptSecret(join(dataDir, 'window.key'), world.randomBytes),
        randomBytes: world.randomBytes,
        nowMs: world.clock,
      }),
      staticDir,
      port,
    });
    return {
      newUrl: server.newUrl,
      async close() {
        await server.close();
        await whole.close();
      },
    };
  } catch (error) {
    await whole.close();
    throw error;
  }
}
