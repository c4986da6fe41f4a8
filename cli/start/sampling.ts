/** Makes the sample shop the first time, and leads its tills to their centre where its port changed. */
import { join } from 'node:path';
import * as z from 'zod';
import { openLedger } from '../../db/ledger/ledger.ts';
import { lockData } from '../../db/lock.ts';
import { MACHINE } from '../../server/main.ts';
import { tillDir } from '../places.ts';
import { fillAlone } from '../sample/alone.ts';
import type { OnHistory } from '../sample/books.ts';
import { fillChain, hasChain } from '../sample/chain.ts';
import { planSample, type Sample, type SampleSize, sizeAlone } from '../sample/plan.ts';
import { readShopNote, shopFile, writeNote } from './notes.ts';
import type { Say } from './say.ts';
import { tillsIn } from './tills.ts';

/** What making a sample needs to know. */
export interface Making {
  readonly data: string;
  readonly size: SampleSize;
  /** UTC ms. */
  readonly now: number;
  readonly say: Say;
  /** Aborted: it is given up halfway, which the next start sees and mends. */
  readonly signal: AbortSignal;
}

/** A shop alone: one till with its own staff, goods, members and past. */
export async function makeAlone(making: Making): Promise<void> {
  const { data, size, now, say } = making;
  const sample = planSample({ now, size: sizeAlone(size), alone: true });
  say.line(`Making a sample shop: ${sample.shop.goods.length} products, ${sample.joiners.length} members.`);
  await fillAlone(sample, tillDir(data, 1), MACHINE, historySaid(sample, making));
  writeNote(shopFile(data), { alone: true, madeAt: now, serverPort: null });
}

/** The sample chain at a centre, with its tills. */
export async function makeChain(
  making: Making,
  centre: { readonly url: string; readonly databaseUrl: string },
): Promise<void> {
  const { data, size, now, say } = making;
  const places = { ...MACHINE, ...centre, tillDir: (n: number) => tillDir(data, n) };
  if (await hasChain(places)) {
    throw new Error(
      'The database that DATABASE_URL names holds a chain already, and this data folder has no tills of it. ' +
        'Nothing was written. Name an empty database, or the data folder that belongs to this one.',
    );
  }
  const sample = planSample({ now, size, alone: false });
  say.line(`Making a sample chain, once: ${sample.joiners.length} members, ${sample.size.days} days of sales.`);
  await fillChain(sample, places, (step) => say.line(`  ${step}`), historySaid(sample, making));
  writeNote(shopFile(data), { alone: false, madeAt: now, serverPort: Number(new URL(centre.url).port) });
}

function historySaid({ shop, size }: Sample, { say, signal }: Making): OnHistory {
  return (done, written) => {
    signal.throwIfAborted();
    const tills = shop.tills.map(({ number }, i) => `till ${number}: ${written[i]}`).join(', ');
    say.moving(`  Members and ${size.days} days of sales`, done, tills);
  };
}

const identity = z.looseObject({ centre: z.looseObject({ url: z.string() }).nullable() });

/** Leads the tills to a centre that had to take another port. A till that runs is left alone. */
export function leadTills(data: string, url: string, say: Say): void {
  const note = readShopNote(data);
  const port = Number(new URL(url).port);
  if (note === null || note.alone || note.serverPort === port) return;
  for (const n of tillsIn(data)) {
    try {
      const lock = lockData(tillDir(data, n));
      const ledger = openLedger(join(tillDir(data, n), 'ledger.db'));
      const kept = identity.parse(ledger.setting('identity'));
      if (kept.centre !== null) ledger.set('identity', { ...kept, centre: { ...kept.centre, url } });
      ledger.close();
      lock.release();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say.line(`Till ${n} still asks the central server at its old port: ${why}`);
    }
  }
  writeNote(shopFile(data), { ...note, serverPort: port });
}
