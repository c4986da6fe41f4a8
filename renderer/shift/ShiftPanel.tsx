import { formatBani } from '../../domain/amount/text.ts';
import { civilTimeAt } from '../../domain/calendar/civil.ts';
import { AlarmsDoor } from '../alarms/AlarmsPanel.tsx';
import { useWindow } from '../app/state.ts';
import { useTill } from '../app/till.ts';
import { PanelFrame } from '../controls/PanelFrame.tsx';
import { Tap } from '../controls/Tap.tsx';
import { useMainAction } from '../keys/useMainAction.ts';
import { useWords } from '../words/useWords.ts';
import { CountedPage } from './CountedPage.tsx';
import { Settings } from './Settings.tsx';
import './shift.css';

/** The shift so far, closing it, signing out, and the till's few settings. */
export function ShiftPanel() {
  const words = useWords();
  const { say } = words;
  const till = useTill();
  const shift = useWindow((state) => state.view?.shift ?? null);
  const staff = useWindow((state) => state.view?.staff ?? null);
  const version = useWindow((state) => state.view?.version ?? '');
  const isCounted = shift !== null && shift.turns > 0;
  useMainAction({ label: say('action.back'), enabled: true, run: () => void till.back(), active: !isCounted });
  if (isCounted) return <CountedPage shift={shift} onAgain={() => till.push({ kind: 'shiftCount', again: true })} />;
  return (
    <PanelFrame title={shift === null ? say('shift.title') : say('shift.number', { number: shift.number })}>
      {shift === null ? null : (
        <dl className="shift-facts">
          <dt>{say('shift.day')}</dt>
          <dd>{words.longDay(shift.businessDay)}</dd>
          <dt>{shift.staffName}</dt>
          <dd>{say('shift.since', { time: civilTimeAt(shift.openedAt) })}</dd>
          <dt>{say('shift.total')}</dt>
          <dd>
            <b>
              {formatBani(shift.total)} {say('unit.lei')}
            </b>{' '}
            · {say('shift.sales', { count: shift.sales })}
          </dd>
        </dl>
      )}
      <div className="shift-tools">
        <Tap onTap={() => void till.ask('staff.signOut', {})}>{say('shift.signOut')}</Tap>
        <AlarmsDoor />
        {staff?.role === 'manager' ? (
          <>
            <Tap onTap={() => till.push({ kind: 'programme', page: { at: 'versions' } })}>{say('programme.open')}</Tap>
            <Tap onTap={() => till.push({ kind: 'import' })}>{say('import.open')}</Tap>
            <Tap onTap={() => till.push({ kind: 'report' })}>{say('report.open')}</Tap>
          </>
        ) : null}
        {shift === null ? null : (
          <>
            <Tap onTap={() => till.push({ kind: 'shiftCash' })}>{say('drawer.move')}</Tap>
            <Tap look="stop" onTap={() => till.push({ kind: 'shiftCount', again: false })}>
              {say('drawer.count')}
            </Tap>
          </>
        )}
      </div>
      <p className="panel-note">{say('shift.signOutText')}</p>
      <Settings />
      <p className="panel-note">{say('settings.version', { version })}</p>
    </PanelFrame>
  );
}
