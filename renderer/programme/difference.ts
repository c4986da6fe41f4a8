import { isList, isObject, type Json, type Path, same } from './json.ts';

/** One thing that differs between two programmes. `path` is where it stands in the newer, of what is gone in the older. */
export interface Change {
  readonly what: 'added' | 'removed' | 'changed' | 'moved';
  readonly path: Path;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Given when a version is published; no difference of rules. */
const OF_THE_VERSION: ReadonlySet<string> = new Set(['format', 'version', 'startsAtMs']);

/**
 * What changed from one programme to another, in the order of the newer. Things with an id are the same thing wherever
 * they stand; of what is an effect or a trigger of another type, the whole changed. A key left out is as null.
 */
export function difference(before: Json, after: Json): readonly Change[] {
  return between(before, after, []).filter(({ path }) => !(typeof path[0] === 'string' && OF_THE_VERSION.has(path[0])));
}

function between(before: Json | undefined, after: Json | undefined, path: Path): Change[] {
  if (same(before ?? null, after ?? null)) return [];
  if (isObject(before) && isObject(after) && before['type'] === after['type']) {
    const keys = [...Object.keys(after), ...Object.keys(before).filter((key) => !Object.hasOwn(after, key))];
    return keys.flatMap((key) => between(before[key], after[key], [...path, key]));
  }
  if (isList(before) && isList(after)) {
    const byId = betweenThings(before, after, path);
    if (byId !== null) return byId;
    if ([...before, ...after].every(isObject)) return betweenPlaces(before, after, path);
  }
  const what = isNothing(before) ? 'added' : isNothing(after) ? 'removed' : 'changed';
  return [{ what, path, before, after }];
}

/** Lists of things with ids; null: these are none. */
function betweenThings(before: readonly Json[], after: readonly Json[], path: Path): Change[] | null {
  const old = idsOf(before);
  const now = idsOf(after);
  if (old === null || now === null) return null;
  const changes = after.flatMap((thing, place): Change[] => {
    const was = old.indexOf(now[place] ?? '');
    return was < 0
      ? [{ what: 'added', path: [...path, place], before: undefined, after: thing }]
      : between(before[was], thing, [...path, place]);
  });
  const gone = before.flatMap((thing, place): Change[] =>
    now.includes(old[place] ?? '')
      ? []
      : [{ what: 'removed', path: [...path, place], before: thing, after: undefined }],
  );
  const kept = old.filter((id) => now.includes(id));
  const order = now.filter((id) => old.includes(id));
  const moved: Change[] = same(kept, order) ? [] : [{ what: 'moved', path, before: kept, after: order }];
  return [...changes, ...gone, ...moved];
}

/** Lists of things without names: the first is compared with the first, and so on. */
function betweenPlaces(before: readonly Json[], after: readonly Json[], path: Path): Change[] {
  const places = Array.from({ length: Math.max(before.length, after.length) }, (_, place) => place);
  return places.flatMap((place) => between(before[place], after[place], [...path, place]));
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || (isList(value) && value.length === 0);
}

/** The ids of things in a list; null where one has none, or two have the same. */
function idsOf(list: readonly Json[]): readonly string[] | null {
  const ids = list.flatMap((thing) => (isObject(thing) && typeof thing['id'] === 'string' ? [thing['id']] : []));
  return ids.length === list.length && new Set(ids).size === ids.length ? ids : null;
}
