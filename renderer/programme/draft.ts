import { DEFAULT_POLICIES } from '../../domain/programme/policies.ts';
import type { Programme } from '../../domain/programme/programme.ts';
import { isObject, type Json } from './json.ts';

/** What a manager is writing. It is view state: kept by the browser of this till, and by nothing else. */
export interface Draft {
  /** The version that it was begun from; null: from nothing. */
  readonly from: number | null;
  readonly json: Json;
  /** What is being typed in the JSON page, as it is typed; null: nothing is. */
  readonly text: string | null;
}

const KEY = 'loial.programme';

/** A programme that does nothing yet. */
export function blankProgramme(): Json {
  const blank: Omit<Programme, 'startsAtMs' | 'version' | 'offline'> = {
    format: 2,
    name: '',
    excluded: null,
    earning: [],
    boosts: [],
    offers: [],
    stampCards: [],
    tiers: null,
    lots: { pendingDays: 0, expiry: { type: 'days', days: 365 }, warnDays: 30 },
    floors: [],
    referral: null,
    transfers: null,
    claims: null,
    proofs: [],
    giftCards: { days: null, offline: false },
    policies: DEFAULT_POLICIES,
  };
  return asJson({
    ...blank,
    version: 1,
    startsAtMs: 0,
    offline: { mostPointsPerDay: 100, oldestWordHours: 24, phoneIsProof: false },
  });
}

/** A programme as JSON: what it writes and reads again, without what is left out. */
export function asJson(programme: object): Json {
  const json: Json = JSON.parse(JSON.stringify(programme));
  return json;
}

/** A draft begun from a version. */
export function draftFrom(programme: Programme): Draft {
  return { from: programme.version, json: asJson(programme), text: null };
}

export function newDraft(): Draft {
  return { from: null, json: blankProgramme(), text: null };
}

/** What a draft is kept as. */
export function draftText(draft: Draft): string {
  return JSON.stringify(draft);
}

/** Reads what draftText wrote; null: it is no draft. */
export function readDraft(text: string | null): Draft | null {
  const kept = readJson(text ?? '');
  if (!kept.ok || !isObject(kept.json) || !('json' in kept.json)) return null;
  const { from, json, text: typed } = kept.json;
  if (json === undefined || !isObject(json)) return null;
  return {
    from: typeof from === 'number' ? from : null,
    json,
    text: typeof typed === 'string' ? typed : null,
  };
}

/** Reads a text as JSON; what is wrong with it in the browser's words. */
export function readJson(
  text: string,
): { readonly ok: true; readonly json: Json } | { readonly ok: false; readonly detail: string } {
  try {
    const json: Json = JSON.parse(text);
    return { ok: true, json };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : '' };
  }
}

/** Why what is being typed is no programme's JSON, in the browser's words; null: it is, or nothing is typed. */
export function brokenText({ text }: Draft): string | null {
  if (text === null) return null;
  const read = readJson(text);
  if (!read.ok) return read.detail;
  return isObject(read.json) ? null : '';
}

/** The draft that this browser keeps; null: none, or it keeps nothing. */
export function keptDraft(): Draft | null {
  try {
    return readDraft(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** Keeps a draft (null: forgets it). False: this browser keeps nothing. */
export function keepDraft(draft: Draft | null): boolean {
  try {
    if (draft === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, draftText(draft));
    return true;
  } catch {
    return false;
  }
}
