import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { MemberRow } from '../../contract/till/views.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import type { MemberId } from '../../domain/identity/ids.ts';
import { formatPhone } from '../../domain/person/phoneText.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import './search.css';

/** Below so many letters nothing is looked for. */
const FEWEST_LETTERS = 2;

/** A search for a member as it stands: what is typed, who was found, which of them Enter would take. */
export interface Finding {
  readonly text: string;
  /** Null: nothing is looked for yet. */
  readonly rows: readonly MemberRow[] | null;
  /** The row that Enter takes; undefined: there is none, or those shown were found by an earlier text. */
  readonly row: MemberRow | undefined;
  /** False while the answer to what is typed is under way. */
  readonly settled: boolean;
  readonly marked: number;
  type(text: string): void;
  /** ↑ and ↓ between the rows; true: the key was taken. */
  step(key: string): boolean;
}

/** Looks for members by phone or name as it is typed. `except` is not found: somebody who stands there already. */
export function useFinding(text: string, onText: (text: string) => void, except: MemberId | null = null): Finding {
  const { rows: found, by } = useMembers(text.trim());
  const [marked, setMarked] = useState(0);
  const settled = by === text.trim();
  const rows = except === null ? found : (found?.filter(({ id }) => id !== except) ?? null);
  return {
    text,
    rows,
    row: settled ? rows?.[marked] : undefined,
    settled,
    marked,
    type(typed) {
      onText(typed);
      setMarked(0);
    },
    step(key) {
      const by = { ArrowDown: 1, ArrowUp: -1 }[key];
      if (by === undefined || rows === null || rows.length === 0) return false;
      setMarked((rows.length + marked + by) % rows.length);
      return true;
    },
  };
}

/**
 * Enter and the large button choose. An Enter that ran ahead of the answer waits for it, and then takes the only one found (`run` may
 * also mean nobody was); of several nobody has seen which, so they stay to be chosen from.
 */
export function useChoosing({ text, rows, settled }: Finding, enabled: boolean, run: () => void): void {
  const { say } = useWords();
  const ahead = useRef<string | null>(null);
  const typed = text.trim();
  useMainAction({
    label: say('search.choose'),
    enabled: settled ? enabled : typed.length >= FEWEST_LETTERS,
    run: () => {
      if (settled) run();
      else ahead.current = typed;
    },
  });
  useEffect(() => {
    if (!settled || ahead.current === null) return;
    const mine = ahead.current === typed && enabled && (rows?.length ?? 0) <= 1;
    ahead.current = null;
    if (mine) run();
  });
}

interface FindMemberProps {
  readonly finding: Finding;
  readonly onChoose: (row: MemberRow) => void;
  /** What the list of those found is called. */
  readonly title: string;
  /** Stands where nobody was found. */
  readonly nobody: ReactNode;
}

/** The field and those it finds: chosen by a touch, or by arrows and whatever Enter means here. */
export function FindMember({ finding, onChoose, title, nobody }: FindMemberProps) {
  const { say } = useWords();
  const { text, rows, marked } = finding;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[marked]?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (finding.step(event.key)) event.preventDefault();
  };
  return (
    <>
      <Field
        aria-label={say('search.label')}
        placeholder={say('search.placeholder')}
        value={text}
        autoFocus
        role="combobox"
        aria-expanded={rows !== null && rows.length > 0}
        aria-controls="members"
        aria-autocomplete="list"
        aria-activedescendant={rows?.[marked] === undefined ? undefined : `member-${marked}`}
        onKeyDown={onKeyDown}
        onText={finding.type}
      />
      <p className="search-count" role="status">
        {rows === null ? say('search.hint') : rows.length === 0 ? '' : say('search.results', { count: rows.length })}
      </p>
      {rows !== null && rows.length === 0 ? nobody : null}
      <div ref={list} id="members" role="listbox" aria-label={title} className="members">
        {rows?.map((each, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field's own arrows and Enter choose
          <div
            key={each.id}
            id={`member-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === marked}
            className="members-row"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(each)}
          >
            <span className="members-name">{each.name}</span>
            <span className="members-phone">
              {each.phone === null ? say('search.noPhone') : formatPhone(each.phone)}
            </span>
            <span className="members-language">{each.language.toUpperCase()}</span>
            <span className="members-points">
              {formatPoints(each.balance)} <small>{say('unit.points', { points: Math.abs(each.balance) })}</small>
            </span>
          </div>
        ))}
      </div>
    </>
  );
}

/** Members that were found, and by which text; `rows` null: nothing is looked for yet. A late answer to an old text is dropped. */
function useMembers(text: string): { readonly rows: readonly MemberRow[] | null; readonly by: string } {
  const till = useTill();
  const [found, setFound] = useState<{ readonly rows: readonly MemberRow[] | null; readonly by: string }>(NOBODY);
  useEffect(() => {
    if (text.length < FEWEST_LETTERS) {
      setFound({ rows: null, by: text });
      return;
    }
    let wanted = true;
    void till.askQuietly('members.search', { text }).then((answer) => {
      if (wanted && answer.ok) setFound({ rows: answer.value, by: text });
    });
    return () => {
      wanted = false;
    };
  }, [till, text]);
  return found;
}

const NOBODY = { rows: null, by: '' } as const;
