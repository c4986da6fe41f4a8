import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Ledger, openLedger } from '../../db/ledger/ledger.ts';
import { assert } from '../../domain/assert.ts';
import type { NewUuid } from '../../domain/identity/ids.ts';
import type { SealedRecord } from '../../domain/record/record.ts';
import { type Given, takeIdentity } from '../../electron/till/identity.ts';
import type { TillIdentity } from '../../electron/till/links.ts';
import { type Happened, history } from './history.ts';
import type { Sample } from './plan.ts';
import { FIRST_LIFE } from './shop.ts';

/** A till of the sample whose log is being written. */
export interface Book {
  readonly ledger: Ledger;
  readonly identity: TillIdentity;
  readonly dir: string;
}

/** How far the history is: 0 to 1, and the records of each till so far. */
export type OnHistory = (done: number, written: readonly number[]) => void;

/** Records that go to disk in one transaction, over all tills: in the order in which they happened. */
const BATCH = 2000;

/** Opens a new till's ledger in `dir`, with the identity that setting up gives. `at` is UTC ms. */
export function openBook(dir: string, given: Given, newUuid: NewUuid, at: number): Book {
  assert(given.ordinal === FIRST_LIFE, 'a sample is written in the first life of its tills');
  mkdirSync(dir, { recursive: true });
  const ledger = openLedger(join(dir, 'ledger.db'));
  return { ledger, dir, identity: takeIdentity(ledger, given, newUuid, at) };
}

/**
 * Writes the sample's past into its tills' ledgers. After each batch `sent` gets what each till wrote, in the order of
 * the shop's tills, and may be slower than us by one batch.
 */
export async function writeHistory(
  { seed, shop, joiners, today, size }: Sample,
  books: readonly Book[],
  onHistory: OnHistory,
  sent: (batches: readonly (readonly SealedRecord[])[]) => Promise<void>,
): Promise<void> {
  const written = books.map(({ ledger }) => ledger.head()?.seq ?? 0);
  let waiting: Happened[][] = books.map(() => []);
  let count = 0;
  let sending: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const batches = books.map(({ ledger }, i) => ledger.appendAll(waiting[i] ?? []).map(({ sealed }) => sealed));
    waiting = books.map(() => []);
    count = 0;
    await sending;
    sending = sent(batches);
    // It is awaited before the next; a failure in between must not end the process unheard.
    sending.catch(() => undefined);
  };
  const first = Date.parse(`${today}T00:00:00Z`) - size.days * 86_400_000;
  for (const happened of history({ seed, shop, joiners, today, ...size, written: [...written] })) {
    waiting[happened.till]?.push(happened);
    written[happened.till] = (written[happened.till] ?? 0) + 1;
    if (++count < BATCH) continue;
    onHistory((happened.draft.occurredAt - first) / (size.days * 86_400_000), written);
    await flush();
  }
  await flush();
  await sending;
  onHistory(1, written);
}
