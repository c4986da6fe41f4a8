import type { MemberPanel } from '../../contract/till/views.ts';
import { never } from '../../domain/assert.ts';
import type { Panel } from '../app/panels.ts';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { Emptiness, PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { KEYS } from '../keys/keymap.ts';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { ClaimPage } from './ClaimPage.tsx';
import { DeedsMenu } from './DeedsMenu.tsx';
import { EventPage } from './EventPage.tsx';
import { GoodwillPage } from './GoodwillPage.tsx';
import { ReferPage } from './ReferPage.tsx';
import { TransferPage } from './TransferPage.tsx';
import './deeds.css';

/** What the member at the counter may be given or do without buying: the list, and a page for each. */
export function DeedsPanel({ panel }: { readonly panel: Extract<Panel, { readonly kind: 'deeds' }> }) {
  const { say } = useWords();
  const member = useWindow((state) => state.view?.counter.member ?? null);
  if (member === null) return <Nobody />;
  const title = panel.page === 'menu' ? say('action.deeds') : say(`deeds.${panel.page}`);
  return (
    <PanelFrame title={title}>
      <Page key={member.id} panel={panel} member={member} />
    </PanelFrame>
  );
}

interface PageProps {
  readonly panel: Extract<Panel, { readonly kind: 'deeds' }>;
  readonly member: MemberPanel;
}

function Page({ panel, member }: PageProps) {
  switch (panel.page) {
    case 'menu':
      return <DeedsMenu member={member} />;
    case 'goodwill':
      return <GoodwillPage member={member} />;
    case 'transfer':
      return <TransferPage member={member} other={panel.other} />;
    case 'event':
      return <EventPage member={member} />;
    case 'refer':
      return <ReferPage member={member} other={panel.other} />;
    case 'claim':
      return <ClaimPage member={member} />;
    default:
      return never(panel);
  }
}

/** The member was sent away while their page was open. */
function Nobody() {
  const { say } = useWords();
  const till = useTill();
  useBackAsMain();
  return (
    <PanelFrame title={say('action.deeds')}>
      <Emptiness mark="☺" title={say('deeds.noMember')} text={say('deeds.noMemberText')}>
        <Tap keys={KEYS.find.shown} onTap={() => till.open({ kind: 'search' })}>
          {say('action.find')}
        </Tap>
      </Emptiness>
    </PanelFrame>
  );
}
