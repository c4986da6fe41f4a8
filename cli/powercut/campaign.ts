/** Records tills at work, cuts their power as often as asked, and says what was lost. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cut, cutPower } from './cut.ts';
import { freshMemory, type Life, type Memory, type Recording, recordTill, SHORT_LOG } from './record.ts';
import { buildTracer, type Tracer } from './tracer.ts';

export interface PowerCutOptions {
  /** How many cuts over all scenes. */
  readonly rounds: number;
  readonly seed: string;
  /** A folder for this campaign alone. */
  readonly dir: string;
  /** The environment of tills that are spoilt on purpose, to see whether it would be noticed. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onScene?: (name: string, recording: Recording) => void;
  readonly onCut?: (cut: Cut) => void;
}

export interface PowerCutReport {
  readonly cuts: readonly Cut[];
  readonly findings: readonly string[];
}

interface Scene {
  readonly name: string;
  /** Of all cuts. */
  readonly share: number;
  readonly lives: readonly Life[];
  /** What happened to the folder since the scene before. */
  readonly before?: (data: string) => void;
}

/** The log is moved into the file and begun anew after some 500 pages here (`SHORT_LOG`): the first life writes twice that. */
const SCENES: readonly Scene[] = [
  {
    name: 'a shop begins, sells, closes and opens again',
    share: 0.8,
    lives: [
      { acts: 380, ends: 'closed' },
      { acts: 80, ends: 'killed' },
      { acts: 40, ends: 'closed' },
    ],
  },
  {
    name: 'members.db is damaged, is put aside and begun anew',
    share: 0.2,
    lives: [{ acts: 30, ends: 'closed' }],
    before: (data) => {
      writeFileSync(join(data, 'members.db'), Buffer.alloc(40_960, 'not a database '));
      // What a kill leaves: a log beside it that nobody has folded in.
      writeFileSync(join(data, 'members.db-wal'), Buffer.alloc(8192, 'nor a log '));
    },
  },
];

/** Runs the campaign; throws where this machine cannot trace, or a till does not do what the cashier asks. */
export async function powerCutCampaign(options: PowerCutOptions): Promise<PowerCutReport> {
  const { rounds, seed, dir, env = {}, onScene, onCut } = options;
  mkdirSync(dir, { recursive: true });
  const tracer = buildTracer(dir);
  const memory = freshMemory(seed);
  const cuts: Cut[] = [];
  for (const scene of SCENES) {
    const recording = await recordScene(scene, { tracer, dir, memory, env: { ...SHORT_LOG, ...env } });
    onScene?.(scene.name, recording);
    const some = Math.max(1, Math.round(rounds * scene.share));
    cuts.push(
      ...(await cutPower({ recording, cuts: some, seed: `${seed}/${scene.name}`, dir, ...(onCut && { onCut }) })),
    );
  }
  return { cuts, findings: cuts.flatMap(foundIn) };
}

/** A cut's findings, each with where it was. */
export function foundIn({ at, during, findings }: Cut): string[] {
  return findings.map((finding) => `deed ${at}, ${during}: ${finding}`);
}

function recordScene(
  { lives, before }: Scene,
  options: {
    readonly tracer: Tracer;
    readonly dir: string;
    readonly memory: Memory;
    readonly env: Readonly<Record<string, string>>;
  },
): Promise<Recording> {
  before?.(join(options.dir, 'disk', 'till'));
  return recordTill({ ...options, lives });
}
