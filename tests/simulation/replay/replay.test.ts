import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../../cli/postgres/cluster.ts';
import type { Mark } from '../marks.ts';
import { TICKS_IN_DAY } from '../plan.ts';
import type { Heard } from './heard.ts';
import { pristine, UNSAFE } from './replay.ts';
import { playAndReplay, playAndRewrite } from './sample.ts';

const SIZE = { ticks: TICKS_IN_DAY, tills: 4 };
/** Until the third morning, when the centre books what ended and tills tell of what they took of it in time. */
const THREE_DAYS = { ticks: 2 * TICKS_IN_DAY + 8, tills: 2 };
/** A calm world with gift cards that come back and a code given twice, one with a restored centre and many merges, one with a cloned disk and many forks; one in which points ended. */
const SAMPLED = [
  [45, SIZE],
  [207, SIZE],
  [107, SIZE],
  [37, THREE_DAYS],
] as const;

let cluster: Cluster;
let real: { readonly serverUrl: string; readonly from: string };

beforeAll(async () => {
  cluster = await startCluster({ scratch: true, settings: UNSAFE });
  real = { serverUrl: cluster.url, from: await pristine(cluster.url, SIZE.tills) };
});
afterAll(async () => {
  await cluster?.stop();
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loial-replay-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Kinds of records of people that the sampled worlds pushed. */
const said = new Set<string>();
/** Rare ways that they took. */
const reached = new Set<Mark>();
function kindsIn(heard: readonly Heard[]): readonly string[] {
  const bodies = heard.flatMap((one) => (one.what === 'push' ? one.request.records.map(({ body }) => body) : []));
  return bodies.flatMap((body) => /"kind":"(merged|unmerged|erased)"/.exec(body)?.[1] ?? []);
}

test.each(SAMPLED)('what the centre of world %i heard comes to the same on a real PostgreSQL', async (seed, size) => {
  const { differences, broken, looks, heard, marks } = await playAndReplay(real, seed, size);
  expect(broken).toBeNull();
  expect(differences).toEqual([]);
  expect(looks).toBeGreaterThan(0);
  expect(heard.filter(({ what }) => what === 'push').length).toBeGreaterThan(50);
  for (const kind of kindsIn(heard)) said.add(kind);
  for (const mark of marks) reached.add(mark);
});

test('members merged, taken apart and erased were among it', () => {
  expect(['merged', 'unmerged', 'erased'].filter((kind) => !said.has(kind))).toEqual([]);
});

test('points that ended were among it, taken back for what came late, and booked again by a restored centre', () => {
  const rare = ['expiry.booked', 'expiry.takenBack', 'expiry.bookedAgain'] as const;
  expect(rare.filter((mark) => !reached.has(mark))).toEqual([]);
});

test('gift cards were among it: paid with, spent apart, one code given twice', () => {
  const rare = [
    'giftCard.paid',
    'giftCard.paidOffline',
    'giftCard.belowZero',
    'giftCard.codeTwice',
    'giftCard.returned',
  ] as const;
  expect(rare.filter((mark) => !reached.has(mark))).toEqual([]);
});

test('a model that accepts a fork is found to differ', async () => {
  const { differences } = await playAndReplay(real, 107, SIZE, 'a fork is accepted');
  expect(differences).toHaveLength(1);
  expect(differences[0]).toMatch(/^push .* the server /);
});

test.each(SAMPLED)('what the tills of world %i wrote is read the same from real files', (seed, size) => {
  const { differences, broken, looks } = playAndRewrite(folder, seed, size);
  expect(broken).toBeNull();
  expect(differences).toEqual([]);
  expect(looks).toBeGreaterThan(20);
});

test('a model of which a new life appends nothing again is found to differ', () => {
  const { differences } = playAndRewrite(folder, 107, SIZE, 'a new life appends nothing again');
  expect(differences).toHaveLength(1);
  expect(differences[0]).toMatch(/the last hash of what is appended again: .* the file /);
});
