import { join } from 'node:path';
import { enrolResponse } from '../../contract/sync/messages.ts';
import { openReplica } from '../../db/replica/replica.ts';
import type { NewUuid } from '../../domain/identity/ids.ts';
import { openWire } from '../../electron/sync/wire.ts';
import { type Admin, openAdmin } from '../../server/admin.ts';
import { type Book, type OnHistory, openBook, writeHistory } from './books.ts';
import type { Sample } from './plan.ts';
import { productStates, staffStates, storeOf, tillStates } from './shop.ts';
import { askCentre, pushRecords } from './wire.ts';

/** What making a chain needs of the world. */
export interface ChainPlaces {
  /** Where the centre listens, and its database. */
  readonly url: string;
  readonly databaseUrl: string;
  /** The folder of till `n`, from 1. */
  readonly tillDir: (n: number) => string;
  /** UTC ms. */
  readonly clock: () => number;
  readonly newUuid: NewUuid;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Whether the centre's database holds a chain already. */
export async function hasChain(places: Omit<ChainPlaces, 'url' | 'tillDir'>): Promise<boolean> {
  const admin = await openAdmin(places);
  try {
    return (await admin.epoch()) !== null;
  } finally {
    await admin.close();
  }
}

/**
 * Makes the sample chain: its rules, people and goods at the centre, then its tills, each enrolled with a one-time
 * code, and their past, written to each till's log and pushed to the centre as tills do.
 */
export async function fillChain(
  sample: Sample,
  places: ChainPlaces,
  onStep: (text: string) => void,
  onHistory: OnHistory,
): Promise<void> {
  const admin = await openAdmin(places);
  const wire = openWire(places.url);
  const books: Book[] = [];
  try {
    await tellCentre(sample, admin, onStep);
    onStep(`Tills: ${sample.shop.tills.length}, each enrolled with a one-time code`);
    for (const { id, number } of sample.shop.tills) {
      const code = await admin.makeEnrolmentCode(id);
      const { key, ...given } = await askCentre(wire, '/v1/enrol', { code }, enrolResponse, null);
      const centre = { url: places.url, key };
      books.push(openBook(places.tillDir(number), { ...given, centre }, places.newUuid, sample.setUpMs));
    }
    for (const { ledger, identity } of books) await pushRecords(wire, identity, ledger.recordsAfter(0, 10));
    await writeHistory(sample, books, onHistory, async (batches) => {
      for (const [i, { identity }] of books.entries()) await pushRecords(wire, identity, batches[i] ?? []);
    });
    for (const book of books) noteAcknowledged(book);
  } finally {
    for (const { ledger } of books) ledger.close();
    wire.close();
    await admin.close();
  }
}

/** What the centre said it holds, where the till's own sync looks for it. */
function noteAcknowledged({ dir, ledger, identity }: Book): void {
  const replica = openReplica(join(dir, 'members.db'));
  replica.acked(identity.incarnation, ledger.head()?.seq ?? 0);
  replica.close();
}

async function tellCentre({ shop, seed }: Sample, admin: Admin, onStep: (text: string) => void): Promise<void> {
  await admin.createChain(shop.chain);
  for (const store of shop.stores) await admin.addStore(store);
  for (const { id, number, store } of tillStates(shop)) await admin.addTill({ id, number, store });
  onStep(`Stores: ${shop.stores.map(({ name }) => name).join(', ')}`);
  await admin.putProgramme(shop.programme);
  const products = productStates(shop);
  await admin.putProducts(products);
  onStep(`Products: ${products.length}`);
  await admin.putStaff(await staffStates(shop, seed));
  onStep(
    `Staff: ${shop.staff.length} people in ${new Set(shop.staff.map(({ store }) => storeOf(shop, store))).size} stores`,
  );
}
