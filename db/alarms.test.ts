import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlarmState } from '../contract/sync/states.ts';
import { alarmId } from '../domain/alarm/alarm.ts';
import { openLedger } from './ledger/ledger.ts';
import { openReplica, type ReplicaWriter } from './replica/replica.ts';
import { draftOf, incarnationOf, recordOf, STAFF, STORE, TILL, timeOf } from './samples.ts';

let dir: string;
let replica: ReplicaWriter;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-alarms-'));
  replica = openReplica(join(dir, 'members.db'));
});
afterEach(() => {
  replica.close();
  rmSync(dir, { recursive: true, force: true });
});

const ID = alarmId('ab'.repeat(16));
const alarm: AlarmState = {
  kind: 'alarm',
  id: ID,
  of: 'fork',
  raisedAt: timeOf(1),
  till: { id: TILL, number: 1, store: STORE },
  detail: { seq: 5 },
  records: [],
  settled: null,
};
const tell = (...states: AlarmState[]): void =>
  replica.applyPull({ epoch: 'e', cursor: 'c', heardAt: 1, nowMs: 1, states });
const asked = { kind: null, after: null, most: 10 } as const;

/** The log of a till that settled the alarm twice, the second time in vain. */
function settledLog(): void {
  const ledger = openLedger(join(dir, 'ledger.db'));
  const life = { store: STORE, till: TILL, incarnation: incarnationOf(1), ordinal: 1, previous: null, id: recordOf(0) };
  ledger.begin({ ...life, occurredAt: timeOf(0), alone: false });
  for (const n of [3, 4]) {
    const content = { kind: 'alarmSettled', alarm: ID, of: 'fork', by: STAFF, entries: [] } as const;
    ledger.append(draftOf(n, content), {
      beside: { salt: '0'.repeat(32), text: JSON.stringify({ note: `nota ${n}` }) },
    });
  }
  expect(ledger.besideOf(recordOf(3))?.text).toBe('{"note":"nota 3"}');
  expect(ledger.besideOf(recordOf(0))).toBeNull();
  replica.foldLocal(ledger.liveAfter(replica.syncState().folded, 100));
  ledger.close();
}
const mine = { record: recordOf(3), by: STAFF, store: STORE, at: timeOf(3) };

test('what was settled here is settled, whether the centre told of it before or after, and however often it tells it again', () => {
  tell(alarm);
  expect(replica.openAlarms()).toEqual([{ kind: 'fork', count: 1 }]);
  settledLog();
  expect(replica.alarm(ID)?.settled).toEqual(mine);
  tell(alarm);
  expect(replica.openAlarms()).toEqual([]);
  expect(replica.alarms({ ...asked, settled: true })).toEqual([{ ...alarm, settled: mine }]);
  expect(replica.alarms({ ...asked, settled: false })).toEqual([]);
});

test('a replica built anew folds the log first, and the alarm comes settled', () => {
  settledLog();
  expect(replica.alarm(ID)).toBeNull();
  tell(alarm);
  expect(replica.alarm(ID)?.settled).toEqual(mine);
  // Another till was first: the centre's word holds from now on.
  const theirs = { ...mine, record: recordOf(9), at: timeOf(2) };
  tell({ ...alarm, settled: theirs });
  tell({ ...alarm, settled: theirs });
  expect(replica.alarm(ID)?.settled).toEqual(theirs);
});

test('pages end where they end: equal times lose and repeat nothing', () => {
  const all = Array.from({ length: 25 }, (_, n) => ({
    ...alarm,
    id: alarmId(n.toString(16).padStart(32, '0')),
    raisedAt: timeOf(Math.floor(n / 4)),
  }));
  tell(...all);
  const seen: string[] = [];
  for (let after: { at: number; id: string } | null = null; ; ) {
    const page: readonly AlarmState[] = replica.alarms({ ...asked, settled: false, after, most: 7 });
    seen.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    if (last === undefined) break;
    after = { at: last.raisedAt, id: last.id };
  }
  expect(seen).toEqual(all.toReversed().map(({ id }) => id));
});
