/** Worlds whose traces are replayed. */
import type { Size } from '../campaign.ts';
import type { Ran } from '../chain.ts';
import type { Mutation } from '../mutations.ts';
import { draw, type Item } from '../plan.ts';
import { play } from '../world.ts';
import { type Rewritten, rewrite } from './files.ts';
import type { Heard } from './heard.ts';
import { type Replayed, replay } from './replay.ts';
import type { Written } from './written.ts';

/**
 * Real files are not taken back by a power cut, which the models do transaction by transaction (tests/powercut tries it on real disks),
 * and records of a kind that no till can write are in no real log.
 */
const NOT_ON_FILES: ReadonlySet<Item['what']> = new Set(['crash', 'crashInSale', 'pin']);

/** Plays a world, and writes what its tills wrote to real files in a folder that is there. */
export function playAndRewrite(
  folder: string,
  seed: number,
  { ticks, tills }: Size,
  mutation: Mutation | null = null,
): Rewritten & Pick<Ran, 'broken'> {
  const written = new Map<number, Written[]>();
  const plan = draw(seed, ticks, tills);
  const items = plan.items.filter(({ what }) => !NOT_ON_FILES.has(what));
  const { broken } = play({ ...plan, items }, { mutation, written });
  return { ...rewrite(folder, written), broken };
}

/** Plays a world, and what its centre heard to the real one, on a copy of the database at `from`. */
export async function playAndReplay(
  { serverUrl, from }: { readonly serverUrl: string; readonly from: string },
  seed: number,
  { ticks, tills }: Size,
  mutation: Mutation | null = null,
): Promise<Replayed & Pick<Ran, 'broken' | 'marks'> & { readonly heard: readonly Heard[] }> {
  const heard: Heard[] = [];
  const { broken, marks } = play(draw(seed, ticks, tills), { mutation, heard });
  return { ...(await replay(serverUrl, from, heard)), broken, marks, heard };
}
