/** A programme as it is written: JSON, whatever is in it. Nothing here knows what it means. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
/** Where something stands: keys of objects and places in lists. */
export type Path = readonly (string | number)[];

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** What stands at a path; undefined: nothing does. */
export function at(json: Json | undefined, path: Path): Json | undefined {
  let here: Json | undefined = json;
  for (const step of path) {
    if (typeof step === 'number') here = isList(here) ? here[step] : undefined;
    else here = isObject(here) && Object.hasOwn(here, step) ? here[step] : undefined;
  }
  return here;
}

/** The same with a value at a path; objects that are missing on the way are made. */
export function put(json: Json | undefined, path: Path, value: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list = isList(json) ? [...json] : [];
    list[step] = put(list[step], rest, value);
    return list;
  }
  const object = isObject(json) ? json : {};
  return { ...object, [step]: put(Object.hasOwn(object, step) ? object[step] : undefined, rest, value) };
}

/** The same without what stands at a path: a key is left out, a place in a list closes. */
export function without(json: Json, path: Path): Json {
  const last = path.at(-1);
  if (last === undefined) return null;
  const parentPath = path.slice(0, -1);
  const parent = at(json, parentPath);
  if (typeof last === 'number') {
    if (!isList(parent)) return json;
    return put(
      json,
      parentPath,
      parent.filter((_, place) => place !== last),
    );
  }
  if (!isObject(parent)) return json;
  const { [last]: _gone, ...others } = parent;
  return put(json, parentPath, others);
}

/** The same list with one thing in another place. */
export function moved(list: readonly Json[], from: number, to: number): readonly Json[] {
  const thing = list[from];
  if (thing === undefined || to < 0 || to >= list.length) return list;
  const others = list.filter((_, place) => place !== from);
  return [...others.slice(0, to), thing, ...others.slice(to)];
}

/** `offers[2].effect.units`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

/** Reads what pathText writes; places may also stand between dots. */
export function readPath(text: string): Path {
  return text
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replace(/^"|"$/g, '')));
}

/** Whether two are the same JSON; the order of keys does not matter. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((each, place) => same(each, b[place]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}
