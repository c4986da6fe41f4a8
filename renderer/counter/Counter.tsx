import { useEffect, useLayoutEffect } from 'react';
import type { TillView } from '../../contract/till/views.ts';
import { never } from '../../domain/assert.ts';
import { may } from '../../domain/roles/permissions.ts';
import { AlarmPanel } from '../alarms/AlarmPanel.tsx';
import { AlarmsPanel } from '../alarms/AlarmsPanel.tsx';
import { TillsPanel } from '../alarms/TillsPanel.tsx';
import { type Panel, sideOf } from '../app/panels.ts';
import { useWindow, useWindowStore } from '../app/state.ts';
import { Emptiness } from '../controls/PanelFrame.tsx';
import { DeedsPanel } from '../deeds/DeedsPanel.tsx';
import { EnrolPanel } from '../enrol/EnrolPanel.tsx';
import { GiftCardPanel } from '../giftcards/GiftCardPanel.tsx';
import { ImportRoom } from '../import/ImportRoom.tsx';
import { useImportOpen } from '../import/useImport.ts';
import { Keypad } from '../keypad/Keypad.tsx';
import { useKeypad } from '../keypad/useKeypad.ts';
import { HelpPanel } from '../keys/HelpPanel.tsx';
import { isTypedInto } from '../keys/useKeys.ts';
import { CardsPanel } from '../member/CardsPanel.tsx';
import { HistoryPanel } from '../member/HistoryPanel.tsx';
import { MemberCard } from '../member/MemberCard.tsx';
import { TimelinePanel } from '../member/TimelinePanel.tsx';
import { PagesPanel } from '../pages/PagesPanel.tsx';
import { roomOf } from '../pages/rooms.tsx';
import { PersonPanel } from '../person/PersonPanel.tsx';
import { ProgrammeRoom } from '../programme/ProgrammeRoom.tsx';
import { useProgrammePage } from '../programme/useProgrammePage.ts';
import { ReceiptPanel } from '../receipts/ReceiptPanel.tsx';
import { ReceiptsPanel } from '../receipts/ReceiptsPanel.tsx';
import { ReturnPanel } from '../receipts/ReturnPanel.tsx';
import { TypedReturnPanel } from '../receipts/TypedReturnPanel.tsx';
import { RewardsPanel } from '../redeem/RewardsPanel.tsx';
import { SearchPanel } from '../search/SearchPanel.tsx';
import { CashPage } from '../shift/CashPage.tsx';
import { CountPanel } from '../shift/CountPage.tsx';
import { ShiftPanel } from '../shift/ShiftPanel.tsx';
import { XPanel } from '../shift/XPanel.tsx';
import { ZListPanel } from '../shift/ZListPanel.tsx';
import { ZPanel } from '../shift/ZPanel.tsx';
import { useWords } from '../words/useWords.ts';
import { ActionBar } from './ActionBar.tsx';
import { focusEntry } from './counterKeys.ts';
import { Done } from './Done.tsx';
import { Notice } from './Notice.tsx';
import { SaleCard } from './SaleCard.tsx';
import { TendersPanel } from './TendersPanel.tsx';
import './counter.css';

/** The counter, or the manager's room that lies over all of it. */
export function Counter() {
  const page = useProgrammePage();
  const room = roomOf(useWindow((state) => state.panels.at(-1) ?? null));
  if (useImportOpen()) return <ImportRoom />;
  if (room !== null) return room;
  return page === null ? <Desk /> : <ProgrammeRoom page={page} />;
}

/** The cashier's one screen: the person left, the sale right, what to do below. */
function Desk() {
  const { say } = useWords();
  const panel = useWindow((state) => state.panels.at(-1) ?? homeOf(state.view));
  const done = useWindow((state) => state.view?.counter.last ?? null);
  const target = useKeypad();
  useTypingGoesToTheSale();
  useEffect(() => {
    if (panel === null && done === null) focusEntry();
  }, [panel, done]);
  const side = panel === null ? null : sideOf(panel);
  // Across from what is being typed into, so that it covers nothing of it; letters need the wide card.
  const keypad = useWindow(({ keypad: { open, board } }) =>
    !open ? null : board === 'letters' || side === 'person' ? 'sale' : 'person',
  );
  return (
    <main className="counter">
      <section
        className="card counter-person"
        aria-label={say('member.card')}
        data-keypad-here={keypad === 'person' ? '' : undefined}
      >
        {panel !== null && side === 'person' ? <Laid panel={panel} /> : <Person />}
        {keypad === 'person' ? <Keypad place="person" target={target} /> : null}
      </section>
      <section
        className="card counter-sale"
        aria-label={say('counter.title')}
        data-keypad-here={keypad === 'sale' ? '' : undefined}
      >
        {panel !== null && side === 'sale' ? <Laid panel={panel} /> : null}
        {side !== 'sale' && done !== null ? <Done key={done.id} done={done} active={panel === null} /> : null}
        {side !== 'sale' && done === null ? <SaleCard active={panel === null} /> : null}
        <Notice />
        {keypad === 'sale' ? <Keypad place="sale" target={target} /> : null}
      </section>
      <ActionBar />
    </main>
  );
}

/** Who is at the counter; where nothing is sold any more, that. */
function Person() {
  const { say } = useWords();
  const isOver = useWindow(({ view }) => (view?.shift?.turns ?? 0) > 0 && view?.counter.member === null);
  if (!isOver) return <MemberCard />;
  return <Emptiness mark="✓" title={say('drawer.noSale')} text={say('drawer.noSaleText')} />;
}

const SHIFT: Panel = { kind: 'shift' };

/**
 * What lies over the sale by itself, where there is nothing to be sold: the drawer is counted, and waits to be closed by whoever comes next;
 * or whoever is signed in does not sell.
 */
function homeOf(view: TillView | null): Panel | null {
  if (view === null || view.staff === null || view.shift === null) return null;
  return view.shift.turns > 0 || !may(view.staff.role, 'sell') ? SHIFT : null;
}

/** A digit or a letter typed with the focus nowhere goes to the sale. */
function useTypingGoesToTheSale(): void {
  const store = useWindowStore();
  useLayoutEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      const plain = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!plain || event.defaultPrevented || isTypedInto(event.target)) return;
      if (store.getState().panels.length === 0) focusEntry();
    };
    window.addEventListener('keydown', heard);
    return () => window.removeEventListener('keydown', heard);
  }, [store]);
}

/** What lies over a card. */
export function Laid({ panel }: { readonly panel: Panel }) {
  switch (panel.kind) {
    case 'search':
      return <SearchPanel />;
    case 'enrol':
      return <EnrolPanel />;
    case 'cards':
      return <CardsPanel />;
    case 'redeem':
      return <RewardsPanel />;
    case 'tenders':
      return <TendersPanel />;
    case 'giftCard':
      return <GiftCardPanel key={panel.code} code={panel.code} />;
    case 'timeline':
      return <TimelinePanel {...(panel.of === undefined ? {} : { of: panel.of })} />;
    case 'alarms':
      return <AlarmsPanel />;
    case 'alarm':
      return <AlarmPanel key={panel.alarm.id} alarm={panel.alarm} />;
    case 'tills':
      return <TillsPanel />;
    case 'history':
      return <HistoryPanel />;
    case 'receipts':
      return <ReceiptsPanel key={panel.purpose} purpose={panel.purpose} />;
    case 'receipt':
      return <ReceiptPanel key={panel.receipt.id} receipt={panel.receipt} />;
    case 'return':
      return <ReturnPanel key={panel.receipt.id} receipt={panel.receipt} />;
    case 'typedReturn':
      return <TypedReturnPanel number={panel.number} />;
    case 'deeds':
      return <DeedsPanel panel={panel} />;
    case 'person':
      return <PersonPanel panel={panel} />;
    case 'shift':
      return <ShiftPanel />;
    case 'shiftCount':
      return <CountPanel again={panel.again} />;
    case 'shiftCash':
      return <CashPage />;
    case 'shiftFloat':
      return null; // before a shift only
    case 'x':
      return <XPanel />;
    case 'zList':
      return <ZListPanel />;
    case 'z':
      return <ZPanel z={panel.z} />;
    case 'pages':
      return <PagesPanel />;
    case 'programme':
    case 'import':
    case 'report':
    case 'staff':
    case 'month':
    case 'audit':
    case 'day':
      return null; // it lies over both cards
    case 'help':
      return <HelpPanel />;
    default:
      return never(panel);
  }
}
