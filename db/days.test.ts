import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClosedDayState, ClosingState, State } from '../contract/sync/states.ts';
import { points } from '../domain/amount/points.ts';
import { addDays } from '../domain/calendar/civil.ts';
import { openReplica, type ReplicaWriter } from './replica/replica.ts';
import { DAY, incarnationOf, recordOf, STORE, TILL, timeOf } from './samples.ts';

let dir: string;
let replica: ReplicaWriter;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-days-'));
  replica = openReplica(join(dir, 'members.db'));
});
afterEach(() => {
  replica.close();
  rmSync(dir, { recursive: true, force: true });
});

const tell = (...states: State[]): void => replica.applyPull({ epoch: 'e', cursor: 'c', heardAt: 1, nowMs: 1, states });
const closed = (number: number, some: Partial<ClosedDayState> = {}): ClosedDayState => ({
  kind: 'closedDay',
  id: recordOf(number),
  till: TILL,
  tillNumber: 1,
  at: timeOf(number),
  number,
  day: addDays(DAY, number),
  body: `{"number":${number}}`,
  hash: 'ab'.repeat(32),
  notes: null,
  ...some,
});
const right: ClosingState = {
  kind: 'closing',
  id: STORE,
  till: TILL,
  after: null,
  counted: { incarnation: incarnationOf(1), seq: 4 },
};

test('who may close the day is what was told last', () => {
  expect(replica.closing()).toBeNull();
  tell(right);
  expect(replica.closing()).toEqual(right);
  const after = { day: DAY, number: 1, record: recordOf(1), seal: 'cd'.repeat(32), closing: points(70) };
  tell({ ...right, till: null, after });
  expect(replica.closing()).toEqual({ ...right, till: null, after });
});

test('signed days come newest first, page by page; of two with one number the one told last', () => {
  tell(...[1, 2, 3, 4, 5].map((number) => closed(number)));
  expect(replica.closedDays(null, 2).map(({ number }) => number)).toEqual([5, 4]);
  expect(replica.closedDays(4, 2).map(({ number }) => number)).toEqual([3, 2]);
  expect(replica.closedDays(1, 2)).toEqual([]);
  expect(replica.closedDay(3)).toEqual(closed(3));
  expect(replica.closedDay(6)).toBeNull();
  tell(closed(3, { id: recordOf(33), notes: '{"notes":{}}' }));
  expect(replica.closedDay(3)).toMatchObject({ id: recordOf(33), notes: '{"notes":{}}' });
  expect(replica.closedDays(null, 9)).toHaveLength(5);
});
