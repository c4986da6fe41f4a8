import { formatBani } from '../../domain/amount/text.ts';
import { civilDateAt } from '../../domain/calendar/civil.ts';
import { useWindow } from '../app/state.ts';
import { Emptiness, PanelFrame } from '../controls/PanelFrame.tsx';
import { useBackAsMain } from '../keys/useMainAction.ts';
import { useOpenReceipt } from '../receipts/useOpenReceipt.ts';
import { useWords } from '../words/useWords.ts';
import { purchasesOf } from './purchases.ts';
import { signed } from './TimelinePanel.tsx';
import { useTimeline } from './useTimeline.ts';

/** The member's purchases: one line a receipt, each a door to it. */
export function HistoryPanel() {
  const words = useWords();
  const { say } = words;
  useBackAsMain();
  const open = useOpenReceipt();
  const member = useWindow((state) => state.view?.counter.member ?? null);
  const now = useWindow((state) => state.view?.status.now ?? 0);
  const timeline = useTimeline(member);
  const purchases = timeline === null ? null : purchasesOf(timeline.rows);
  return (
    <PanelFrame title={say('history.title')} aside={<p className="panel-aside">{member?.name}</p>}>
      {purchases === null ? <p className="panel-wait">{say('timeline.loading')}</p> : null}
      {timeline?.whole === false ? <p className="panel-note">◐ {say('timeline.partial')}</p> : null}
      {purchases?.length === 0 ? <Emptiness mark="▤" title={say('history.empty')} /> : null}
      <ul className="rows">
        {purchases?.map(({ row, number, points: sum }) => (
          <li key={number}>
            <button type="button" className="row" onClick={() => void open(number)}>
              <span className="row-when">{words.moment(row.at, civilDateAt(now))}</span>
              <span className="row-what">
                <b>{number}</b>
                <small>{row.store ?? ''}</small>
              </span>
              <span className="row-amount">{row.total === null ? '' : formatBani(row.total)}</span>
              <span className="row-points">{signed(sum)}</span>
            </button>
          </li>
        ))}
      </ul>
    </PanelFrame>
  );
}
