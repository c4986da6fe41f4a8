import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Cluster, startCluster } from '../../../cli/postgres/cluster.ts';
import { TICKS_IN_DAY } from '../plan.ts';
import type { Heard } from './heard.ts';
import { pristine, UNSAFE } from './replay.ts';
import { playAndReplay, playAndRewrite } from './sample.ts';

const SIZE = { ticks: TICKS_IN_DAY, tills: 4 };
/** A calm world, one with a restored centre and many merges, one with a cloned disk and many forks. */
const SAMPLED = [3, 207, 107];

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
function kindsIn(heard: readonly Heard[]): readonly string[] {
  const bodies = heard.flatMap((one) => (one.what === 'push' ? one.request.records.map(({ body }) => body) : []));
  return bodies.flatMap((body) => /"kind":"(merged|unmerged|erased)"/.exec(body)?.[1] ?? []);
}

test.each(SAMPLED)('what the centre of world %i heard comes to the same on a real PostgreSQL', async (seed) => {
  const { differences, broken, looks, heard } = await playAndReplay(real, seed, SIZE);
  expect(broken).toBeNull();
  expect(differences).toEqual([]);
  expect(looks).toBeGreaterThan(0);
  expect(heard.filter(({ what }) => what === 'push').length).toBeGreaterThan(50);
  for (const kind of kindsIn(heard)) said.add(kind);
});

test('members merged, taken apart and erased were among it', () => {
  expect(['merged', 'unmerged', 'erased'].filter((kind) => !said.has(kind))).toEqual([]);
});

test('a model that accepts a fork is found to differ', async () => {
  const { differences } = await playAndReplay(real, 107, SIZE, 'a fork is accepted');
  expect(differences).toHaveLength(1);
  expect(differences[0]).toMatch(/^push .* the server /);
});

test.each(SAMPLED)('what the tills of world %i wrote is read the same from real files', (seed) => {
  const { differences, broken, looks } = playAndRewrite(folder, seed, SIZE);
  expect(broken).toBeNull();
  expect(differences).toEqual([]);
  expect(looks).toBeGreaterThan(20);
});

test('a model of which a new life appends nothing again is found to differ', () => {
  const { differences } = playAndRewrite(folder, 107, SIZE, 'a new life appends nothing again');
  expect(differences).toHaveLength(1);
  expect(differences[0]).toMatch(/the last hash of what is appended again: .* the file /);
});
