import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { readReplica } from '../../db/replica/replica.ts';
import { assert } from '../../domain/assert.ts';
import { Checker, type Known } from './check.ts';
import { memberOf } from './ids.ts';
import { BrokenList, rowsOf } from './list.ts';
import { type FromImport, type ImportBatch, importTask } from './messages.ts';

/** Reads a list of members beside the till: what is slow about it happens here, and nothing is written. */

const port = parentPort;
assert(port !== null, 'a list is read in a thread of its own');
const task = importTask.parse(workerData);
const say = (message: FromImport): void => port.postMessage(message);
/** Rows of one batch: one or two milliseconds of writing, so that a sale never waits longer. */
const WRITTEN_AT_ONCE = 10;
const LOOKED_AT_AT_ONCE = 500;
/** A phone that more share is nobody's. */
const MOST_WITH_PHONE = 20;

/** Resolves when the main thread has written the batch before. */
function more(): Promise<void> {
  return new Promise((resolve) => port?.once('message', () => resolve()));
}

const replica = readReplica(task.membersFile);
try {
  const { taking } = task;
  const known: Known = {
    holder: (card) => replica.card(card)?.member ?? null,
    withPhone: (phone) =>
      replica.byPhone(phone, MOST_WITH_PHONE).flatMap((id) => {
        const name = replica.member(id)?.person?.name;
        return name === undefined ? [] : [{ id, name }];
      }),
  };
  const checker = new Checker(task, known, (line) => (taking === null ? null : memberOf(taking, line)));
  const size = Math.max(1, statSync(task.list).size);
  let told = 0;
  const heard = (read: number): void => {
    if (taking !== null || read - told < size / 100) return;
    told = read;
    say({ type: 'share', share: read / size });
  };
  for await (const rows of rowsOf(task.list, task.form, taking === null ? LOOKED_AT_AT_ONCE : WRITTEN_AT_ONCE, heard)) {
    const batch: ImportBatch = replica.snapshot(() =>
      rows.flatMap((row) => {
        const member = checker.take(row);
        return member === null ? [] : [{ line: row.line, member }];
      }),
    );
    if (taking === null || batch.length === 0) continue;
    const written = more();
    say({ type: 'batch', members: batch });
    await written;
  }
  say({
    type: 'done',
    digest: taking?.digest ?? (await digestOf(task.list)),
    checked: { ...checker.result(), faults: [...checker.result().faults] },
  });
} catch (error) {
  if (!(error instanceof BrokenList)) throw error;
  say({ type: 'broken', line: error.line, why: error.message });
} finally {
  replica.close();
  port.close();
}

async function digestOf(file: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(file)) {
    assert(Buffer.isBuffer(piece), 'a file is read as bytes');
    digest.update(piece);
  }
  return digest.digest('hex');
}
