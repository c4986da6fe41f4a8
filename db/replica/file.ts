import type { FileKind } from '../open.ts';
import { states } from './migrations/0001_states.ts';
import { pairs } from './migrations/0002_pairs.ts';
import { totals } from './migrations/0003_totals.ts';
import { packed } from './migrations/0004_packed.ts';
import { held } from './migrations/0005_held.ts';
import { giftCards } from './migrations/0006_giftcards.ts';
import { merges } from './migrations/0007_merges.ts';
import { snapshot } from './migrations/0008_snapshot.ts';
import { alarms } from './migrations/0009_alarms.ts';
import { days } from './migrations/0010_days.ts';

const MIB = 1024 * 1024;

/**
 * How states become rows: packing, search keys. To be raised when the same state would give another row under the same migrations
 * (snapshot.test.ts holds what it gives), so that a till takes no snapshot whose rows it would search or read wrongly.
 */
export const FOLDING = 1;

/** members.db: the replica of the chain's states; rebuildable, hence NORMAL. */
export const REPLICA_FILE: FileKind = {
  // 'Loim'
  applicationId: 0x4c6f696d,
  migrations: [states, pairs, totals, packed, held, giftCards, snapshot, alarms, merges, days],
  synchronous: 'NORMAL',
  checkpoints: 'writer',
  cacheKib: 32 * 1024,
  checkedBytes: { always: 4 * MIB, afterCrash: 32 * MIB },
};
