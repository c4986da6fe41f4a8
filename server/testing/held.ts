/** Everything that a database holds of tills' logs, as tests compare it. */
import type { AlarmDetail } from '../../domain/alarm/alarm.ts';
import type { IncarnationId, RecordId } from '../../domain/identity/ids.ts';
import { type Database, statement } from '../database.ts';

const LIVES = statement<{ id: IncarnationId; held: number; hash: string; counted: number }>(
  'testing.lives',
  'SELECT id, held_seq AS held, held_hash AS hash, counted_seq AS counted FROM incarnation ORDER BY id',
);
const RECORDS = statement<{ incarnation: IncarnationId; id: RecordId; hash: string; counted: boolean }>(
  'testing.records',
  `SELECT r.incarnation, r.id, r.hash, r.counted AND r.seq <= i.counted_seq AS counted
   FROM record r JOIN incarnation i ON i.till = r.till AND i.id = r.incarnation ORDER BY r.incarnation, r.seq`,
);
const ALARMS = statement<{ kind: string; detail: AlarmDetail }>(
  'testing.alarms',
  'SELECT kind, detail FROM alarm ORDER BY id',
);

export interface HeldAll {
  readonly lives: readonly {
    readonly id: IncarnationId;
    readonly held: number;
    readonly hash: string;
    readonly counted: number;
  }[];
  /** In the order of each life; `counted`: its id counts here, and was counted. */
  readonly records: readonly {
    readonly incarnation: IncarnationId;
    readonly id: RecordId;
    readonly hash: string;
    readonly counted: boolean;
  }[];
  readonly alarms: readonly { readonly kind: string; readonly detail: AlarmDetail }[];
}

export async function heldAll(database: Database): Promise<HeldAll> {
  return {
    lives: await database.rows(LIVES),
    records: await database.rows(RECORDS),
    alarms: await database.rows(ALARMS),
  };
}
