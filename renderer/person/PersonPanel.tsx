import { useState } from 'react';
import type { PersonView } from '../../contract/till/person.ts';
import type { MemberPanel } from '../../contract/till/views.ts';
import { never } from '../../domain/assert.ts';
import type { Panel } from '../app/panels.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { type Line, NumberedList } from '../controls/NumberedList.tsx';
import { Emptiness, PanelFrame } from '../controls/PanelFrame.tsx';
import { WrittenDown } from '../deeds/WrittenDown.tsx';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { ApartPage } from './ApartPage.tsx';
import { EditPage } from './EditPage.tsx';
import { ErasePage } from './ErasePage.tsx';
import { SamePage } from './SamePage.tsx';
import { usePerson } from './usePerson.ts';
import '../deeds/deeds.css';
import '../enrol/enrol.css';
import './person.css';

type PersonPanelOf = Extract<Panel, { readonly kind: 'person' }>;

/** Who the member at the counter is: changed, merged with another and taken apart again, erased. */
export function PersonPanel({ panel }: { readonly panel: PersonPanelOf }) {
  const { say } = useWords();
  const member = useWindow((state) => state.view?.counter.member ?? null);
  const [erased, setErased] = useState(false);
  const title = say(panel.page === 'menu' ? 'action.person' : `person.${panel.page}`);
  if (erased) {
    return (
      <PanelFrame title={title}>
        <WrittenDown title={say('person.eraseDone')}>
          <p className="deed-said">{say('person.eraseDoneText')}</p>
        </WrittenDown>
      </PanelFrame>
    );
  }
  if (member === null) return <Nobody title={title} />;
  return (
    <PanelFrame title={title}>
      <Page panel={panel} member={member} onErased={() => setErased(true)} />
    </PanelFrame>
  );
}

interface PageProps {
  readonly panel: PersonPanelOf;
  readonly member: MemberPanel;
  readonly onErased: () => void;
}

function Page({ panel, member, onErased }: PageProps) {
  const { say } = useWords();
  const person = usePerson(member);
  if (person === null) return <p className="panel-wait">{say('deeds.wait')}</p>;
  switch (panel.page) {
    case 'menu':
      return <Menu person={person} />;
    case 'edit':
      return <EditPage person={person} />;
    case 'same':
      return <SamePage member={member} person={person} other={panel.other} />;
    case 'apart':
      return <ApartPage person={person} />;
    case 'erase':
      return <ErasePage member={member} person={person} onDone={onErased} />;
    default:
      return never(panel);
  }
}

/** What may be done with who somebody is; the same places whatever may be. */
function Menu({ person }: { readonly person: PersonView }) {
  const { say } = useWords();
  const till = useTill();
  const { likely, merges } = person;
  const line = (page: 'edit' | 'same' | 'apart' | 'erase', text: string, allowed = true): Line => ({
    key: page,
    title: say(`person.${page}`),
    text,
    aside: '›',
    allowed,
    run: () => till.push(page === 'same' ? { kind: 'person', page, other: null } : { kind: 'person', page }),
  });
  return (
    <NumberedList
      lines={[
        line('edit', say('person.editText')),
        line('same', likely.length === 0 ? say('person.sameText') : say('person.sameLikely', { count: likely.length })),
        line(
          'apart',
          merges.length === 0 ? say('person.apartNone') : say('person.apartText', { count: merges.length }),
          merges.length > 0,
        ),
        line('erase', say('person.eraseText')),
      ]}
    />
  );
}

/** The member was sent away while the panel was open. */
function Nobody({ title }: { readonly title: string }) {
  const { say } = useWords();
  useBackAsMain();
  return (
    <PanelFrame title={title}>
      <Emptiness mark="☺" title={say('deeds.noMember')} text={say('deeds.noMemberText')} />
    </PanelFrame>
  );
}
