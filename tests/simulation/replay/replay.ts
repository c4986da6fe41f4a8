/** Plays what a simulated centre heard to the real one on a real PostgreSQL; what the two say differently is a finding. */
import { randomBytes } from 'node:crypto';
import type { PullResponse } from '../../../contract/sync/messages.ts';
import { vatRate } from '../../../domain/amount/quantity.ts';
import { storeId, tillId, uuid7 } from '../../../domain/identity/ids.ts';
import { openAdmin } from '../../../server/admin.ts';
import { Checker } from '../../../server/check/check.ts';
import { bookMember } from '../../../server/check/expiry.ts';
import { Database } from '../../../server/database.ts';
import { holdMoney } from '../../../server/giftcards.ts';
import { hold } from '../../../server/holds.ts';
import { pull } from '../../../server/pull/pull.ts';
import { Watch } from '../../../server/pull/watch.ts';
import { countStretch } from '../../../server/push/counting.ts';
import { push } from '../../../server/push/push.ts';
import { makeDatabase } from '../../../server/testing/copies.ts';
import { heldAll } from '../../../server/testing/held.ts';
import { DAWN_MS, PROGRAMMES } from '../shop.ts';
import {
  alarmsOf,
  alarmsOfModel,
  countedOf,
  countedOfModel,
  livesOfModel,
  recordsOf,
  recordsOfModel,
  saidBy,
} from './compare.ts';
import type { Heard, Look, Told } from './heard.ts';

/** PostgreSQL's own settings: nobody cuts its power here, and a backup is a whole database. */
export const UNSAFE = { fsync: 'off', full_page_writes: 'off' } as const;

/** A database with the chain of the simulator in it; who replays copies it. */
export async function pristine(serverUrl: string, tills: number): Promise<string> {
  const databaseUrl = await makeDatabase(serverUrl);
  const newUuid = (): string => uuid7(DAWN_MS, randomBytes(10));
  const admin = await openAdmin({ databaseUrl, clock: () => DAWN_MS, newUuid, randomBytes });
  const vatRates = [vatRate(2000), vatRate(800)];
  await admin.createChain({
    kind: 'chain',
    name: 'Simulated',
    cardPrefixes: ['29'],
    weighed: [],
    vatRates,
    returnDays: 30,
  });
  const stores = [0, 1].map((n) => storeId(uuid7(1000 + n, new Uint8Array(10))));
  for (const id of stores) await admin.addStore({ id, name: id, address: '' });
  for (let n = 0; n < tills; n++) {
    const store = stores[n % 2];
    if (store !== undefined)
      await admin.addTill({ id: tillId(uuid7(n + 1, new Uint8Array(10))), store, number: n + 1 });
  }
  for (const programme of PROGRAMMES) await admin.putProgramme(programme);
  await admin.close();
  return databaseUrl;
}

/** What came of a replay. */
export interface Replayed {
  /** In words; none: the two agree. */
  readonly differences: readonly string[];
  readonly looks: number;
}

/** Plays all of it, as far as the first differences. */
export async function replay(serverUrl: string, from: string, heard: readonly Heard[]): Promise<Replayed> {
  let url = await makeDatabase(serverUrl, { like: from });
  let database = opened(url);
  let backup: string | null = null;
  let looks = 0;
  const differences: string[] = [];
  const differ = (what: string, model: unknown, real: unknown): void => {
    if (JSON.stringify(model) === JSON.stringify(real)) return;
    const [ours, theirs] = [JSON.stringify(without(model, real)), JSON.stringify(without(real, model))];
    differences.push(`${what}: the model says ${short(ours)}, the server ${short(theirs)}`);
  };
  for (const [i, one] of heard.entries()) {
    if (differences.length > 0) break;
    switch (one.what) {
      case 'push': {
        const { answer } = await push(database, one.till, one.request, one.atMs);
        const said = ({ held, heldHash, fork }: typeof answer): unknown => ({ held, heldHash, fork });
        differ(`push ${i} of ${one.request.incarnation}`, said(one.answer), said(answer));
        break;
      }
      case 'hold': {
        const { granted } = await hold(database, one.till, one.request, one.atMs);
        differ(`hold ${i} of ${one.request.points} points`, one.granted, granted);
        break;
      }
      case 'holdMoney': {
        const { granted, available } = await holdMoney(database, one.till, one.request, one.atMs);
        differ(`hold ${i} of ${one.request.amount} bani`, [one.granted, one.available], [granted, available]);
        break;
      }
      case 'count': {
        const { till, most, atMs } = one;
        await database.transaction('write', (asking) => countStretch(asking, till, most, atMs));
        break;
      }
      case 'expiry':
        await database.transaction('write', (asking) => bookMember(asking, one.member, one.atMs));
        break;
      case 'look':
        looks += 1;
        await compare(database, url, one, (what, ...both) => differ(`look ${i}, ${what}`, ...both));
        break;
      case 'backUp':
        if (!isPutBack(heard, i)) break;
        await database.close();
        backup = await makeDatabase(serverUrl, { like: url, instead: backup });
        database = opened(url);
        break;
      case 'restore':
        if (backup === null) throw new Error('a backup is put back that was not made');
        await database.close();
        url = await makeDatabase(serverUrl, { like: backup, instead: url });
        database = opened(url);
        break;
    }
  }
  await database.close();
  return { differences, looks };
}

/** Of a list only what the other has not. */
function without(one: unknown, other: unknown): unknown {
  if (!Array.isArray(one) || !Array.isArray(other)) return one;
  const left = one.filter((each) => !other.includes(each));
  return left.length > 0 ? left : one;
}

/** Where two lists differ somewhere, the beginning of both says little and the whole too much. */
const short = (text: string): string =>
  text.length > 400 ? `${text.slice(0, 400)}… (${text.length} characters)` : text;

const opened = (url: string): Database => new Database({ url, most: 3, log: () => undefined });

/** Whether the next that is put back is this one. */
function isPutBack(heard: readonly Heard[], at: number): boolean {
  const next = heard.slice(at + 1).find(({ what }) => what === 'backUp' || what === 'restore');
  return next?.what === 'restore';
}

type Differ = (what: string, model: unknown, real: unknown) => void;

async function compare(database: Database, url: string, look: Look, differ: Differ): Promise<void> {
  // Figures reckoned again and what came back twice: what the centre does behind everything else, it has done.
  const checker = new Checker(
    database,
    () => look.atMs,
    (error) => differ('checks', 'nothing', String(error)),
  );
  await checker.sweep();
  await checker.stop();
  const held = await heldAll(database);
  differ('lives', livesOfModel(look.database), held.lives);
  differ('records', recordsOfModel(look.database), recordsOf(held));
  differ('counted ids', countedOfModel(look.database), countedOf(held));
  differ('alarms', alarmsOfModel(look.database), alarmsOf(held.alarms));
  const watch = new Watch({ url, database, ready: () => true });
  try {
    for (const told of look.told) {
      const [model, real] = [saidBy(told.states), saidBy(await pulled(database, watch, told, look.atMs))];
      for (const key of new Set([...model.keys(), ...real.keys()])) {
        differ(`${told.till} is told of ${key}`, model.get(key) ?? null, real.get(key) ?? null);
      }
    }
  } finally {
    await watch.close();
  }
}

/** Everything that a till is told that begins to pull. */
async function pulled(
  database: Database,
  watch: Watch,
  { till, store, incarnation }: Told,
  nowMs: number,
): Promise<PullResponse['states']> {
  const states: PullResponse['states'][number][] = [];
  const { signal } = new AbortController();
  for (let cursor = ''; ; ) {
    const request = { incarnation, cursor, most: 2000, waitMs: 0 };
    const page = await pull({ database, watch, clock: () => nowMs }, { id: till, store }, request, signal);
    states.push(...page.states);
    if (!page.more) return states;
    cursor = page.cursor;
  }
}
