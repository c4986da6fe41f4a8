import type { MemberRow } from '../../contract/till/views.ts';
import { useWindow, useWindowStore } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Emptiness, PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { emptyDraft } from '../enrol/draft.ts';
import { KEYS } from '../keys/keymap.ts';
import { useWords } from '../words/useWords.ts';
import { FindMember, useChoosing, useFinding } from './FindMember.tsx';

/** Finds a member by phone, name or a typed card code, as it is typed. */
export function SearchPanel() {
  const { say } = useWords();
  const till = useTill();
  const store = useWindowStore();
  const text = useWindow((state) => state.searchText);
  const finding = useFinding(text, (searchText) => store.setState({ searchText }));
  const { row } = finding;

  const choose = async (chosen: MemberRow): Promise<void> => {
    const foundBy = /\p{L}/u.test(text) ? 'name' : 'phone';
    if ((await till.ask('counter.member', { member: chosen.id, foundBy })).ok) {
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
  useChoosing(finding, row !== undefined || text.trim().length >= 4, () => {
    void (row === undefined ? tryCode() : choose(row));
  });
  return (
    <PanelFrame title={say('search.title')}>
      <FindMember
        finding={finding}
        title={say('search.title')}
        onChoose={(chosen) => void choose(chosen)}
        nobody={
          <Emptiness mark="?" title={say('search.none')} text={say('search.noneText')}>
            <Tap keys={KEYS.enrol.shown} onTap={enrol}>
              {say('action.enrol')}
            </Tap>
          </Emptiness>
        }
      />
    </PanelFrame>
  );
}
