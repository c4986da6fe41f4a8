import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ProgrammeFaultRow } from '../../contract/till/programme.ts';
import { useTill } from '../app/till.ts';
import { type Draft, keepDraft, keptDraft } from './draft.ts';
import { type Json, type Path, pathText, put, readPath, without } from './json.ts';

/** So long after the last key the till is asked whether the draft is right, ms. */
const CHECK_AFTER_MS = 250;

/** The draft and what can be done with it, for every form on the way down. */
export interface DraftState {
  readonly draft: Draft | null;
  /** True: it was there when the window opened. */
  readonly fromBefore: boolean;
  /** False: this browser keeps nothing, a reload loses the draft. */
  readonly kept: boolean;
  /** What the till found wrong; null: it was not asked yet. */
  readonly faults: readonly ProgrammeFaultRow[] | null;
  /** True while a change waits to be checked. */
  readonly checking: boolean;
  readonly replace: (draft: Draft | null) => void;
  readonly put: (path: Path, value: Json) => void;
  readonly remove: (path: Path) => void;
}

export const DraftContext = createContext<DraftState | null>(null);

/** The draft that the forms below an editor write. */
export function useDraft(): DraftState {
  const state = useContext(DraftContext);
  if (state === null) throw new Error('No draft: this component stands outside <ProgrammeRoom>.');
  return state;
}

/** The whole draft's JSON; null where there is none. */
export function useDraftJson(): Json {
  return useDraft().draft?.json ?? null;
}

/** What the till says of exactly this place, or also of what is within it (`within`: no field below shows it). */
export function useFaults(path: Path, within: boolean): readonly ProgrammeFaultRow[] {
  const { faults } = useDraft();
  const here = pathText(path);
  return (faults ?? []).filter((each) => {
    const place = pathText(readPath(each.path));
    return place === here || (within && (place.startsWith(`${here}.`) || place.startsWith(`${here}[`)));
  });
}

/** Holds the draft: begins with the one that this browser kept, keeps every change, has the till check it. */
export function useDraftHolder(): DraftState {
  const till = useTill();
  const [before] = useState(keptDraft);
  const [draft, setDraft] = useState(before);
  const [kept, setKept] = useState(true);
  const [checked, setChecked] = useState<{ readonly json: Json; readonly faults: readonly ProgrammeFaultRow[] } | null>(
    null,
  );
  const json = draft?.json ?? null;
  useEffect(() => {
    if (json === null) return;
    let wanted = true;
    const timer = setTimeout(() => {
      void till.askQuietly('programme.check', { json }).then((answer) => {
        if (wanted && answer.ok) setChecked({ json, faults: answer.value });
      });
    }, CHECK_AFTER_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [till, json]);
  useEffect(() => setKept(keepDraft(draft)), [draft]);
  return useMemo(() => {
    const change = (make: (json: Json) => Json): void =>
      // What a form writes is newer than the text that was being typed.
      setDraft((now) => (now === null ? null : { ...now, json: make(now.json), text: null }));
    return {
      draft,
      fromBefore: before !== null && draft !== null && draft.from === before.from,
      kept,
      faults: checked?.faults ?? null,
      checking: json !== null && checked?.json !== json,
      replace: setDraft,
      put: (path: Path, value: Json) => change((now) => put(now, path, value)),
      remove: (path: Path) => change((now) => without(now, path)),
    };
  }, [draft, before, kept, checked, json]);
}
