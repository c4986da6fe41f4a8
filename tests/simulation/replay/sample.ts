/** Worlds whose traces are replayed. */
import type { Size } from '../campaign.ts';
import type { Ran } from '../chain.ts';
import type { Mutation } from '../mutations.ts';
import { draw, type Plan } from '../plan.ts';
import { play } from '../world.ts';
import type { Heard } from './heard.ts';
import { type Replayed, replay } from './replay.ts';

/** The simulator's operator erases and merges without a record, which the real centre does not know: such deeds are left out. */
function replayable(plan: Plan): Plan {
  return { ...plan, items: plan.items.filter(({ what }) => what !== 'erase' && what !== 'merge') };
}

/** Plays a world, and what its centre heard to the real one, on a copy of the database at `from`. */
export async function playAndReplay(
  { serverUrl, from }: { readonly serverUrl: string; readonly from: string },
  seed: number,
  { ticks, tills }: Size,
  mutation: Mutation | null = null,
): Promise<Replayed & Pick<Ran, 'broken'> & { readonly heard: readonly Heard[] }> {
  const heard: Heard[] = [];
  const { broken } = play(replayable(draw(seed, ticks, tills)), { mutation, heard });
  return { ...(await replay(serverUrl, from, heard)), broken, heard };
}
