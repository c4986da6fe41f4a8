import { expect, test, vi } from 'vitest';
import { incarnationId, storeId, tillId, uuid7 } from '../../domain/identity/ids.ts';
import type { SyncReport } from '../till/links.ts';
import { startSync } from './start.ts';

/** A thread that says back what it is told, as a trouble; for each number that is appended it tells of a snapshot on its way, or of none. */
const ECHO = `
  import { parentPort as port } from 'node:worker_threads';
  const report = { state: 'syncing', heardAt: null, acked: null, loaded: null, clockSkewMs: null, refusal: null, restored: false, fork: null };
  const snapshot = { phase: 'download', bytes: 0, of: 9, leftMs: null, cut: false };
  port.on('message', (message) => {
    if (message.type === 'stop') process.exit(0);
    port.postMessage({ type: 'trouble', detail: message.type });
    if (message.type !== 'appended') return;
    const coming = message.seq % 2 === 1 ? { snapshot } : {};
    port.postMessage({ type: 'report', report: { ...report, ...coming, revision: message.seq } });
  });
`;
const id = (n: number): string => uuid7(n, new Uint8Array(10));

test('the thread hears of deeds at the counter while a snapshot comes, and only then', async () => {
  const told: string[] = [];
  let last: SyncReport | null = null;
  const sync = startSync({
    workerUrl: new URL(`data:text/javascript,${encodeURIComponent(ECHO)}`),
    ledgerFile: 'ledger.db',
    membersFile: 'members.db',
    onReport: (report) => {
      last = report;
    },
    onTrouble: ({ message }) => told.push(message),
  });
  const reported = (isTaking: boolean): Promise<void> =>
    vi.waitFor(() => expect([last === null, last?.snapshot !== undefined]).toEqual([false, isTaking]));
  sync.start({
    till: tillId(id(1)),
    store: storeId(id(2)),
    incarnation: incarnationId(id(3)),
    ordinal: 1,
    number: 1,
    centre: null,
  });
  sync.appended(2);
  await reported(false);
  sync.deed();
  sync.appended(3);
  await reported(true);
  sync.deed();
  sync.deed();
  sync.appended(4);
  await reported(false);
  sync.deed();
  await sync.close();
  expect(told).toEqual(['start', 'appended', 'appended', 'deed', 'deed', 'appended']);
});
