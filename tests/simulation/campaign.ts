/** Many worlds, in as many threads as asked; the same seeds give the same report. */
import { Worker } from 'node:worker_threads';
import type { Ran } from './chain.ts';
import type { Mark } from './marks.ts';
import type { Mutation } from './mutations.ts';
import { draw } from './plan.ts';
import { play } from './world.ts';

export interface Size {
  readonly ticks: number;
  readonly tills: number;
}

/** What one world came to, without its lines. */
export type Outcome = Omit<Ran, 'lines'> & { readonly seed: number };

export interface Report {
  readonly outcomes: readonly Outcome[];
  readonly marks: ReadonlySet<Mark>;
  readonly actions: number;
  readonly tillDays: number;
}

export function playSeed(seed: number, { ticks, tills }: Size, mutation: Mutation | null = null): Outcome {
  const { lines: _, ...ran } = play(draw(seed, ticks, tills), { mutation });
  return { seed, ...ran };
}

export function reportOf(outcomes: readonly Outcome[]): Report {
  return {
    outcomes: outcomes.toSorted((a, b) => a.seed - b.seed),
    marks: new Set(outcomes.flatMap(({ marks }) => marks)),
    actions: outcomes.reduce((sum, one) => sum + one.actions, 0),
    tillDays: outcomes.reduce((sum, one) => sum + one.tillDays, 0),
  };
}

/** Plays the seeds in `threads` threads, each taking every n-th. */
export async function campaign(seeds: readonly number[], size: Size, threads: number): Promise<Report> {
  const parts = Array.from({ length: threads }, (_, part) => seeds.filter((__, i) => i % threads === part));
  const outcomes = await Promise.all(parts.map((part) => inThread(part, size)));
  return reportOf(outcomes.flat());
}

/** What is handed to a thread. */
export interface Errand {
  readonly seeds: readonly number[];
  readonly size: Size;
}

function inThread(seeds: readonly number[], size: Size): Promise<readonly Outcome[]> {
  const errand: Errand = { seeds, size };
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./campaign.worker.ts', import.meta.url), { workerData: errand });
    worker.once('message', (outcomes: readonly Outcome[]) => resolve(outcomes));
    worker.once('error', reject);
  });
}
