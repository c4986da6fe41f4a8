import type { KeyboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { MemberRow } from '../../contract/till/views.ts';
import { formatPoints } from '../../domain/amount/text.ts';
import { formatPhone } from '../../domain/person/phoneText.ts';
import { useWindow, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Field } from '../controls/Field.tsx';
import { Emptiness, PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { emptyDraft } from '../enrol/draft.ts';
import { KEYS } from '../keys/keymap.ts';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import './search.css';

/** Finds a member by phone, name or a typed card code, as it is typed. */
export function SearchPanel() {
  const { say } = useWords();
  const till = useTill();
  const store = useWindowStore();
  const text = useWindow((state) => state.searchText);
  const rows = useMembers(text.trim());
  const [marked, setMarked] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[marked]?.scrollIntoView({ block: 'nearest' });
  }, [marked]);

  const choose = async (row: MemberRow): Promise<void> => {
    const foundBy = /\p{L}/u.test(text) ? 'name' : 'phone';
    if ((await till.ask('counter.member', { member: row.id, foundBy })).ok) {
      store.setState({ searchText: '' });
      till.closeAll();
    }
  };
  /** Nobody by this phone or name: the digits may be a card's. */
  const tryCode = async (): Promise<void> => {
    if ((await till.code(text.trim())).ok) {
      store.setState({ searchText: '' });
      till.closeAll();
    }
  };
  const enrol = (): void => {
    store.setState({ enrolDraft: emptyDraft(store.getState().language, text.trim()), searchText: '' });
    till.replace({ kind: 'enrol' });
  };
  const row = rows?.[marked];
  useMainAction({
    label: say('search.choose'),
    enabled: row !== undefined || text.trim().length >= 4,
    run: () => void (row === undefined ? tryCode() : choose(row)),
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (rows === null || rows.length === 0 || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    event.preventDefault();
    setMarked((rows.length + marked + (event.key === 'ArrowDown' ? 1 : -1)) % rows.length);
  };
  return (
    <PanelFrame title={say('search.title')}>
      <Field
        aria-label={say('search.label')}
        placeholder={say('search.placeholder')}
        value={text}
        autoFocus
        role="combobox"
        aria-expanded={rows !== null && rows.length > 0}
        aria-controls="members"
        aria-autocomplete="list"
        aria-activedescendant={row === undefined ? undefined : `member-${marked}`}
        onKeyDown={onKeyDown}
        onText={(searchText) => {
          store.setState({ searchText });
          setMarked(0);
        }}
      />
      <p className="search-count" role="status">
        {rows === null ? say('search.hint') : rows.length === 0 ? '' : say('search.results', { count: rows.length })}
      </p>
      {rows !== null && rows.length === 0 ? (
        <Emptiness mark="?" title={say('search.none')} text={say('search.noneText')}>
          <Tap keys={KEYS.enrol.shown} onTap={enrol}>
            {say('action.enrol')}
          </Tap>
        </Emptiness>
      ) : null}
      <div ref={list} id="members" role="listbox" aria-label={say('search.title')} className="members">
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
            onClick={() => void choose(each)}
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
    </PanelFrame>
  );
}

/** Members that the text finds; null: nothing is looked for yet. A late answer to an old text is dropped. */
function useMembers(text: string): readonly MemberRow[] | null {
  const till = useTill();
  const [rows, setRows] = useState<readonly MemberRow[] | null>(null);
  useEffect(() => {
    if (text.length < 2) {
      setRows(null);
      return;
    }
    let wanted = true;
    void till.askQuietly('members.search', { text }).then((answer) => {
      if (wanted && answer.ok) setRows(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [till, text]);
  return rows;
}
