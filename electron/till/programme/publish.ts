import { isDeepStrictEqual } from 'node:util';
import type { Request } from '../../../contract/till/api.ts';
import type { Programme } from '../../../domain/programme/programme.ts';
import { done, type Outcome, refused } from '../../../domain/refusal/refusal.ts';
import { beside, type Workings, write } from '../workings.ts';
import { readForPublishing } from './programme.ts';

/** How long a manager waits for the centre's answer, ms. */
const PUBLISH_MS = 15_000;
/** A start that was chosen "now" may be this old when it arrives. */
const NOW_MS = 120_000;

/**
 * `programme.publish`: the next version of the programme, from an instant that is not past. In a shop alone it is a record of this till;
 * in a chain the centre takes it, and tells every till. Refused whole: then nothing was published. The same rules from the same instant
 * are published once: asked again, the version that they became is the answer.
 */
export async function publish(
  w: Workings,
  { json, startsAtMs }: Request<'programme.publish'>,
): Promise<Outcome<{ readonly version: number }>> {
  if (startsAtMs < w.clock() - NOW_MS) return refused('request.invalid', { path: 'startsAtMs' });
  const version = Math.max(0, ...w.replica.programmes().map((one) => one.version)) + 1;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return refused('programme.invalid', { path: '' });
  }
  const programme = { ...json, format: 2, version, startsAtMs };
  const read = readForPublishing(programme);
  if (!read.ok) return refused('programme.invalid', { path: read.faults[0]?.path ?? '' });
  const before = w.replica.programmes().find((one) => isSame(one, read.programme));
  if (before !== undefined) return done({ version: before.version });
  const identity = w.identity();
  if (identity?.centre != null) {
    const answer = await w.links.centre.publish(programme, w.session.staff?.id ?? null, PUBLISH_MS);
    if (answer === 'unreachable') return refused('setup.centreUnreachable', { url: identity.centre.url });
    if (answer.fault !== null) return refused('programme.invalid', { path: answer.fault.path });
    await arrived(w, answer.version);
    return done({ version: answer.version });
  }
  const state = { kind: 'programme', programme };
  const { seq } = write(w, { kind: 'setting', topic: 'states', entries: [] }, { beside: beside(w, [state]) });
  await w.links.sync.folded(seq);
  w.rules.forget();
  return done({ version });
}

/** The same rules from the same instant, whatever the number. */
function isSame(one: Programme, other: Programme): boolean {
  return isDeepStrictEqual({ ...one, version: 0 }, { ...other, version: 0 });
}

/** How long the till waits to hear from the centre of what it published itself, and how often it looks, ms. */
const ARRIVES_MS = 3000;
const LOOK_MS = 50;

/** The centre tells every till, also this one: a manager who looks at the versions next should see theirs. */
async function arrived(w: Workings, version: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < ARRIVES_MS; waitedMs += LOOK_MS) {
    if (w.replica.programme(version) !== null) break;
    await new Promise((next) => setTimeout(next, LOOK_MS));
  }
  w.rules.forget();
}
