/** The centre's PostgreSQL: the one from npm in the data folder, or the one that DATABASE_URL names. */
import { postgresDir } from '../places.ts';
import { type Cluster, startCluster } from '../postgres/cluster.ts';

export interface RunningDatabase {
  readonly url: string;
  /** True: in the data folder, ours to stop and to throw away. */
  readonly ours: boolean;
  /** Settled when it has ended; never for one that is not ours. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Starts the one in `data`, or takes the named one as it is. `scratch`: one that is deleted when it stops. */
export async function openDatabase(of: {
  readonly data: string;
  readonly named: string | null;
  readonly scratch: boolean;
}): Promise<RunningDatabase> {
  if (of.named !== null) {
    return { url: of.named, ours: false, ended: new Promise(() => undefined), stop: async () => undefined };
  }
  const cluster: Cluster = await startCluster(of.scratch ? { scratch: true } : { dir: postgresDir(of.data) });
  return { url: cluster.url, ours: true, ended: cluster.ended, stop: () => cluster.stop() };
}
