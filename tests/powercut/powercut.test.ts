import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foundIn, powerCutCampaign } from '../../cli/powercut/campaign.ts';
import { cutPower } from '../../cli/powercut/cut.ts';
import { freshMemory, recordTill } from '../../cli/powercut/record.ts';
import { waitsOf } from '../../cli/powercut/syncs.ts';
import { buildTracer } from '../../cli/powercut/tracer.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'loial-powercut-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a hundred and forty power cuts in the middle of selling: nothing confirmed is missing, and every folder opens', {
  timeout: 240_000,
}, async () => {
  let restarts = 0;
  const { cuts, findings } = await powerCutCampaign({
    rounds: 140,
    seed: String(Date.now()),
    dir,
    onScene: (_, recording) => {
      restarts += waitsOf(recording, join(dir, 'disk', 'till', 'ledger.db')).filter((one) => one.restarted).length;
    },
  });
  expect(findings).toEqual([]);
  expect(cuts).toHaveLength(140);
  // Or else nothing was tried: there were records to lose, some were on disk unheard, members.db was begun anew.
  expect(Math.max(...cuts.map(({ confirmed }) => confirmed))).toBeGreaterThan(60);
  expect(cuts.some(({ found, confirmed }) => found > confirmed)).toBe(true);
  expect(cuts.some(({ rebuilt }) => rebuilt)).toBe(true);
  // Each of four lives begins a log, and one of them at least was moved into the file and begun anew.
  expect(restarts).toBeGreaterThan(4);
});

test.each([
  [
    'the ledger is opened again without synchronous=FULL',
    'spoilt.normal.ts',
    /records were confirmed, and \d+ are there/,
  ],
  ['folders are not synced', 'spoilt.folders.ts', /records were confirmed, and 0 are there/],
])('it is found out when %s', { timeout: 120_000 }, async (_, spoilt, finding) => {
  const recording = await recordTill({
    tracer: buildTracer(dir),
    dir,
    memory: freshMemory('spoilt'),
    lives: [{ acts: 40, ends: 'closed' }],
    env: { NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, spoilt))}` },
  });
  const cuts = await cutPower({ recording, cuts: 60, seed: 'spoilt', dir });
  expect(cuts.flatMap(foundIn).join('\n')).toMatch(finding);
});
