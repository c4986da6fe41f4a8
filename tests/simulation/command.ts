/** What `npm run simulate` does; cli/simulate starts it, since cli/ may not import tests/. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startCluster } from '../../cli/postgres/cluster.ts';
import { campaign, playSeed, type Size } from './campaign.ts';
import { MARKS } from './marks.ts';
import { isMutation, MUTATIONS, type Mutation } from './mutations.ts';
import { draw, TICKS_IN_DAY } from './plan.ts';
import { pristine, UNSAFE } from './replay/replay.ts';
import { playAndReplay, playAndRewrite } from './replay/sample.ts';
import { type Regression, shrink } from './shrink.ts';
import { play } from './world.ts';

const HELP = `npm run simulate [-- options]

Plays a chain of tills and a centre in memory: real records, real rules, the real step of the sync protocol, a network, disks and
clocks that fail. After each step the truths that it touched are proven, in the end all of them. One seed is one world.

  --seed S         which world (a fresh one if left out)
  --ticks N        how long: one action of each till a tick, ${TICKS_IN_DAY} ticks a day (${5 * TICKS_IN_DAY} if left out)
  --tills T        how many tills (4 if left out)
  --seeds N        so many worlds from --seed on
  --campaign       10,000 till-days over 500 worlds from --seed on (1 if left out), in two threads
  --mutation NAME  with one truth broken on purpose; --mutation list names them
  --replay         what the centre heard is played to the real one on a PostgreSQL of its own, and what tills wrote is written
                   to real files; all must agree
  --trace FILE     writes what happened, line by line
  --shrink         makes a failing world small and keeps it in tests/regressions
  --help           this text`;

export async function command(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      ticks: { type: 'string', default: String(5 * TICKS_IN_DAY) },
      tills: { type: 'string', default: '4' },
      seeds: { type: 'string', default: '1' },
      campaign: { type: 'boolean', default: false },
      mutation: { type: 'string' },
      trace: { type: 'string' },
      shrink: { type: 'boolean', default: false },
      replay: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const size = { ticks: whole('--ticks', values.ticks), tills: whole('--tills', values.tills) };
  if (values.campaign) return wholeCampaign(whole('--seed', values.seed ?? '1'));
  const first = whole('--seed', values.seed ?? String(Date.now() % 1_000_000_000));
  const name = values.mutation;
  if (name === 'list' || (name !== undefined && !isMutation(name))) {
    console.log(Object.keys(MUTATIONS).join('\n'));
    return name === 'list' ? 0 : 2;
  }
  const mutation = name ?? null;
  const seeds = Array.from({ length: whole('--seeds', values.seeds) }, (_, i) => first + i);
  if (values.replay) return replayAll(seeds, size, mutation);
  let failed = 0;
  for (const seed of seeds) {
    if (values.trace !== undefined) {
      const { lines } = play(draw(seed, size.ticks, size.tills), { mutation, trace: true });
      writeFileSync(values.trace, `${lines.join('\n')}\n`);
    }
    const { hash, broken, actions, tillDays } = playSeed(seed, size, mutation);
    console.log(`seed ${seed}: ${tillDays} till-days, ${actions} actions, ${hash}: ${broken?.message ?? 'all true'}`);
    if (broken === null) continue;
    failed += 1;
    if (!values.shrink) continue;
    const plan = shrink(draw(seed, size.ticks, size.tills), mutation, broken.found);
    const regression: Regression = { about: broken.message, truth: broken.truth, found: broken.found, mutation, plan };
    const folder = join(import.meta.dirname, '..', 'regressions');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${broken.found}-${seed}.json`);
    writeFileSync(file, `${JSON.stringify(regression, null, 2)}\n`);
    console.log(`  ${plan.items.length} things left, in ${plan.ticks} ticks and ${plan.tills} tills: ${file}`);
  }
  return failed === 0 ? 0 : 1;
}

/** Sampled worlds on a real PostgreSQL. */
async function replayAll(seeds: readonly number[], size: Size, mutation: Mutation | null): Promise<number> {
  const cluster = await startCluster({ scratch: true, settings: UNSAFE });
  let failed = 0;
  try {
    const real = { serverUrl: cluster.url, from: await pristine(cluster.url, size.tills) };
    for (const seed of seeds) {
      const { differences, broken, heard, looks } = await playAndReplay(real, seed, size, mutation);
      const said = broken === null ? `${heard.length} heard, ${looks} looks` : broken.message;
      console.log(
        `seed ${seed}: ${said}: ${differences.length === 0 ? 'the real centre agrees' : differences.join('\n  ')}`,
      );
      const folder = mkdtempSync(join(tmpdir(), 'loial-replay-'));
      const files = playAndRewrite(folder, seed, size, mutation);
      rmSync(folder, { recursive: true });
      const theirs = files.broken?.message ?? `${files.looks} looks at files`;
      console.log(
        `  ${theirs}: ${files.differences.length === 0 ? 'real files agree' : files.differences.join('\n  ')}`,
      );
      const isWrong = [broken, files.broken].some((one) => one !== null);
      if (isWrong || differences.length + files.differences.length > 0) failed += 1;
    }
  } finally {
    await cluster.stop();
  }
  return failed === 0 ? 0 : 1;
}

async function wholeCampaign(first: number): Promise<number> {
  const began = performance.now();
  const seeds = Array.from({ length: 500 }, (_, i) => first + i);
  const { outcomes, marks, actions, tillDays } = await campaign(seeds, { ticks: 5 * TICKS_IN_DAY, tills: 4 }, 2);
  const broken = outcomes.filter((one) => one.broken !== null);
  for (const { seed, broken: what } of broken) console.log(`seed ${seed}: ${what?.message}`);
  const missing = MARKS.filter((mark) => !marks.has(mark));
  if (missing.length > 0) console.log(`never reached: ${missing.join(', ')}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const { user, system } = process.cpuUsage();
  console.log(
    `${tillDays} till-days over ${seeds.length} seeds from ${first}, ${actions} actions, ${broken.length} broken, ${seconds} s ` +
      `(${((user + system) / 1000 / actions).toFixed(3)} ms of CPU an action)`,
  );
  return broken.length + missing.length === 0 && tillDays >= 10_000 ? 0 : 1;
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} is a whole number.`);
  return value;
}

if (import.meta.main) process.exitCode = await command(process.argv.slice(2));
